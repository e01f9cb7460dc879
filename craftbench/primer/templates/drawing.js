/* Drawing of images, signals and frames on a canvas. */
const drawing = (() => {
  const SIDE = 320;
  const LINE_HEIGHT = 120;
  const RED = [178, 24, 43];
  const BLUE = [33, 102, 172];
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /* Red positive, blue negative, white zero; or grey, from the smallest to the largest value. */
  function colour(value, { signed, low, high }) {
    if (Number.isNaN(value)) return style("--line");
    if (!signed) {
      const grey = Math.round((255 * (value - low)) / (high - low || 1));
      return `rgb(${grey},${grey},${grey})`;
    }
    const share = Math.min(1, Math.abs(value) / (high || 1));
    const end = value > 0 ? RED : BLUE;
    return `rgb(${end.map((one) => Math.round(255 + share * (one - 255))).join(",")})`;
  }

  /* The range of the colours: symmetric around 0 where the sign counts. */
  function range(values, signed) {
    const known = values.filter((one) => !Number.isNaN(one));
    const low = known.reduce((least, one) => Math.min(least, one), Infinity);
    const high = known.reduce((most, one) => Math.max(most, one), -Infinity);
    const limit = Math.max(Math.abs(low), Math.abs(high));
    return signed ? { signed, low: -limit, high: limit } : { signed, low, high };
  }

  /* Draw an image [rows, columns, 1], or a signal if it has one row, with a frame.
  frame: {rows: [first, last], columns: [first, last]} in cells; null for none. */
  function draw(canvas, image, { signed = false, scale = null, frame = null } = {}) {
    const [rows, columns] = image.shape;
    const line = rows === 1 && columns > 1 && image.line !== false;
    const cell = Math.max(1, SIDE / Math.max(rows, columns));
    canvas.width = line ? SIDE : Math.round(columns * cell);
    canvas.height = line ? LINE_HEIGHT : Math.round(rows * cell);
    canvas.dataset.rows = rows;
    canvas.dataset.columns = columns;
    const pen = canvas.getContext("2d");
    const used = scale ?? range(image.values, signed);
    if (line) drawLine(pen, image.values, range(image.values, true));
    else drawCells(pen, image, used);
    if (frame) drawFrame(pen, frame, canvas.width / columns, canvas.height / rows);
  }

  function drawCells(pen, { shape, values }, used) {
    const [rows, columns] = shape;
    const [width, height] = [pen.canvas.width / columns, pen.canvas.height / rows];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        pen.fillStyle = colour(values[row * columns + column], used);
        const [left, top] = [Math.floor(column * width), Math.floor(row * height)];
        pen.fillRect(left, top, Math.ceil((column + 1) * width) - left, Math.ceil((row + 1) * height) - top);
      }
    }
  }

  function drawLine(pen, values, { high }) {
    const { width, height } = pen.canvas;
    pen.strokeStyle = style("--text");
    pen.lineWidth = 1.2;
    pen.beginPath();
    values.forEach((value, i) => {
      const y = (height / 2) * (1 - (0.9 * value) / (high || 1));
      if (Number.isNaN(value)) return;
      pen.lineTo(((i + 0.5) * width) / values.length, y);
    });
    pen.stroke();
  }

  function drawFrame(pen, { rows, columns }, width, height) {
    const left = columns[0] * width;
    const top = rows[0] * height;
    const box = [left, top, (columns[1] - columns[0] + 1) * width, (rows[1] - rows[0] + 1) * height];
    for (const [ink, thick] of [["#000", 5], ["#ffc107", 3]]) {
      pen.strokeStyle = ink;
      pen.lineWidth = thick;
      pen.strokeRect(...box);
    }
  }

  /* Call `choose(row, column)` with the cell that is clicked. */
  function onCell(canvas, choose) {
    canvas.addEventListener("click", (event) => {
      const box = canvas.getBoundingClientRect();
      const place = (offset, length, cells) => Math.min(cells - 1, Math.max(0, Math.floor((offset / length) * cells)));
      choose(
        place(event.clientY - box.top, box.height, Number(canvas.dataset.rows)),
        place(event.clientX - box.left, box.width, Number(canvas.dataset.columns)),
      );
    });
  }

  return { draw, onCell, range };
})();
