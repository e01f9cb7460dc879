/* The panel on pooling and its gradient, on sixteen numbers. */
function poolingPanel(data) {
  const { element, number, shown, limit, set, options, onInput, fill, onSample } = controls;
  const SIDE = 4;
  const [rows, columns, channels] = data.layers[data.first].shape;
  let sample = 0;
  let values = new Array(SIDE * SIDE).fill(0);
  const upstream = [1, -0.5, 2, 0.25];

  /* Take the numbers from the map, rounded to two digits; later changes are the reader's own. */
  function take() {
    const map = arithmetic.unpack(data.samples[sample].values[data.first]);
    const stored = map.shape[2];
    const [top, left] = [2 * number("pool-row"), 2 * number("pool-column")];
    values = values.map((_, i) => {
      const [row, column] = [top + Math.floor(i / SIDE), left + (i % SIDE)];
      return Math.round(100 * map.values[(row * columns + column) * stored + number("pool-channel")]) / 100 + 0;
    });
    inputs("pool-inputs", values, SIDE, "input");
    inputs("pool-upstream", upstream, SIDE / 2, "gradient at output");
    update();
  }

  /* A table of number fields that write into `numbers`. */
  function inputs(id, numbers, width, name) {
    const field = (value, i) => {
      const node = document.createElement("input");
      Object.assign(node, { type: "number", step: "0.1", value: String(value) });
      node.setAttribute("aria-label", `${name}, row ${Math.floor(i / width)}, column ${i % width}`);
      node.addEventListener("input", () => {
        numbers[i] = Number(node.value);
        update();
      });
      return { node };
    };
    fill(id, table(numbers.map(field), width));
  }

  const table = (cells, width) =>
    Array.from({ length: cells.length / width }, (_, row) => cells.slice(row * width, (row + 1) * width));

  function update() {
    const kind = element("pool-kind").value;
    const winners = arithmetic.winners(values, SIDE);
    const pooled = arithmetic.pool(kind, values, SIDE);
    const gradient = arithmetic.poolGradient(kind, values, SIDE, upstream);
    const reached = (place) => kind === "average" || winners.includes(place);
    fill("pool-outputs", table(pooled.map((one) => ({ text: shown(one, 2), className: "number" })), SIDE / 2));
    fill("pool-gradient", table(
      gradient.map((one, i) => ({ text: shown(one, 2), className: reached(i) ? "number reached" : "number" })), SIDE));
    element("pool-inputs").querySelectorAll("td").forEach((cell, i) =>
      cell.classList.toggle("reached", kind === "maximum" && winners.includes(i)));
    element("pool-steps").replaceChildren(...pooled.map((_, block) => {
      const item = document.createElement("li");
      item.textContent = step(kind, block, winners[block]);
      return item;
    }));
    const [all, given] = [gradient, upstream].map((list) => list.reduce((sum, one) => sum + one, 0));
    element("pool-sum").textContent = `Sum of the gradients: ${shown(given, 2)} at the outputs, ${shown(all, 2)} at the inputs.`;
  }

  function step(kind, block, place) {
    const name = `Block in row ${Math.floor(block / 2)}, column ${block % 2}`;
    if (kind === "average") {
      return `${name}: each of the four inputs receives ${shown(upstream[block], 2)} / 4 = ${shown(upstream[block] / 4, 3)}.`;
    }
    const where = `row ${Math.floor(place / SIDE)}, column ${place % SIDE}`;
    return `${name}: the largest input is ${shown(values[place], 2)} (${where}). ` +
      `It receives ${shown(upstream[block], 2)}, the other three receive 0.`;
  }

  const stored = Math.min(channels, data.layers[data.first].channels);
  options("pool-channel", Array.from({ length: stored }, (_, i) => [String(i), String(i + 1)]), "0");
  limit("pool-row", 0, Math.floor((rows - SIDE) / 2));
  limit("pool-column", 0, Math.floor((columns - SIDE) / 2));
  set("pool-row", Math.floor((rows - SIDE) / 4));
  set("pool-column", Math.floor((columns - SIDE) / 4));
  onInput(["pool-channel", "pool-row", "pool-column"], take);
  onInput(["pool-kind"], update);
  onSample((chosen) => {
    if (sample === chosen) return;
    sample = chosen;
    take();
  });
  take();
}
