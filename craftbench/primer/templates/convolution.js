/* The panel on kernel, padding and stride. */
function convolutionPanel(data) {
  const { element, number, shown, count, limit, set, options, onInput, fill, onSample } = controls;
  const { convolution, layers } = data;
  const kernels = arithmetic.unpack(convolution.kernels);
  const [channels, filters] = kernels.shape.slice(-2);
  const signal = layers[0].shape.length === 2;
  const trained = signal ? [1, kernels.shape[0]] : kernels.shape.slice(0, 2);
  const size = signal ? [1, layers[0].shape[0]] : layers[0].shape.slice(0, 2);
  let sample = 0;

  /* Weight in row u and column w of a kernel of side k that is not trained. */
  const area = (k) => (signal ? k : k * k);
  const middle = (k) => Math.floor((k - 1) / 2);
  const MADE = {
    mean: (k) => 1 / area(k),
    vertical: (k, u, w) => Math.sign(w - (k - 1) / 2) / area(k),
    horizontal: (k, u) => Math.sign(u - (k - 1) / 2) / area(k),
    identity: (k, u, w) => Number(w === middle(k) && (signal || u === middle(k))),
  };

  function chosenKernel() {
    const [name, k] = [element("conv-filter").value, number("conv-kernel")];
    const height = signal ? 1 : k;
    if (!(name in MADE)) return arithmetic.resized(arithmetic.filterOf(kernels, Number(name)), height, k);
    const values = Float64Array.from({ length: height * k * channels }, (_, i) => {
      const place = Math.floor(i / channels);
      return MADE[name](k, Math.floor(place / k), place % k) / channels;
    });
    return { shape: [height, k, channels], values };
  }

  /* Zeros in total and strides along rows and columns; a signal has columns only. */
  function settings() {
    const [k, s, padding] = [number("conv-kernel"), number("conv-stride"), element("conv-padding").value];
    const along = (axis) =>
      padding === "own" ? number("conv-zeros") : arithmetic.zerosOf(padding, size[axis], k, s);
    return { k, zeros: [signal ? 0 : along(0), along(1)], strides: [signal ? 1 : s, s], padding };
  }

  function update() {
    const kernel = chosenKernel();
    const { k, zeros, strides, padding } = settings();
    if (padding !== "own") set("conv-zeros", zeros[1]);
    const name = element("conv-filter").value;
    const bias = name in MADE ? 0 : convolution.bias[Number(name)];
    const image = arithmetic.asImage(arithmetic.unpack(data.samples[sample].values[0]));
    const output = arithmetic.correlate(image, kernel, bias, zeros, strides);
    limit("conv-row", 0, output.shape[0] - 1);
    limit("conv-column", 0, output.shape[1] - 1);
    const unit = [number("conv-row"), number("conv-column")];
    writeSizes({ k, zeros, strides, output });
    drawAll({ image, kernel, output, zeros, strides, unit });
    writeSum({ image, kernel, output, zeros, strides, unit, bias });
    writeAgreement({ k, zeros, strides, output, name });
  }

  function writeSizes({ k, zeros, strides, output }) {
    const made = number("conv-filters");
    const along = signal ? [["length", 1]] : [["rows", 0], ["columns", 1]];
    const kernel = signal ? [k] : [k, k];
    const places = signal ? [output.shape[1]] : output.shape.slice(0, 2);
    const written = kernel.join(" · ");
    const input = layers[0].shape;
    fill("conv-sizes", [
      ...along.map(([axis, i]) => [
        `output, ${axis}`,
        "⌊(n + p − k) / s⌋ + 1",
        `⌊(${size[i]} + ${zeros[i]} − ${k}) / ${strides[i]}⌋ + 1`,
        { text: count(output.shape[i]), className: "number" },
      ]),
      [
        "parameters", signal ? "F · (k · C + 1)" : "F · (k · k · C + 1)", `${made} · (${written} · ${channels} + 1)`,
        { text: count(arithmetic.parameters(kernel, channels, made)), className: "number" },
      ],
      [
        "multiply-adds", "output positions · F · k" + (signal ? "" : " · k") + " · C",
        `${places.join(" · ")} · ${made} · ${written} · ${channels}`,
        { text: count(arithmetic.multiplyAdds(places, kernel, channels, made)), className: "number" },
      ],
      [
        "a dense layer with as many outputs", "outputs · (inputs + 1)",
        `${[...places, made].join(" · ")} · (${input.join(" · ")} + 1)`,
        { text: count(arithmetic.denseParameters(input, [...places, made])), className: "number" },
      ],
    ]);
  }

  function drawAll({ image, kernel, output, zeros, strides, unit }) {
    const first = arithmetic.channelOf(image, 0);
    const start = [0, 1].map((axis) => unit[axis] * strides[axis]);
    const frame = (axis) => [start[axis], start[axis] + kernel.shape[axis] - 1];
    const window = { rows: frame(0), columns: frame(1) };
    drawing.draw(element("conv-input"), surrounded(first, zeros), { frame: window });
    drawing.draw(element("conv-weights"), { ...arithmetic.channelOf(kernel, 0), line: false }, { signed: true });
    const mark = { rows: [unit[0], unit[0]], columns: [unit[1], unit[1]] };
    if (output.values.length) drawing.draw(element("conv-output"), output, { signed: true, frame: mark });
  }

  /* The image with its added zeros, which are drawn as gaps. */
  function surrounded({ shape, values }, zeros) {
    const [rows, columns] = [shape[0] + zeros[0], shape[1] + zeros[1]];
    const wide = new Float64Array(rows * columns).fill(NaN);
    for (let row = 0; row < shape[0]; row++) {
      const place = (row + arithmetic.before(zeros[0])) * columns + arithmetic.before(zeros[1]);
      wide.set(values.subarray(row * shape[1], (row + 1) * shape[1]), place);
    }
    return { shape: [rows, columns, 1], values: wide };
  }

  function writeSum({ image, kernel, output, zeros, strides, unit, bias }) {
    const [row, column] = unit;
    if (!output.values.length) {
      element("conv-sum").textContent = "The kernel is larger than the sample with its zeros: there is no output.";
      return;
    }
    const terms = arithmetic.products(image, kernel, zeros, strides, unit);
    const value = output.values[row * output.shape[1] + column];
    const sum = terms.reduce((all, one) => all + one, 0);
    element("conv-sum").textContent =
      `Output ${count(output.shape[0])} × ${count(output.shape[1])}. Value in row ${row}, column ${column}: ` +
      `the ${terms.length * channels} products add up to ${shown(sum)}, plus bias ${shown(bias)} gives ${shown(value)}.`;
    const width = kernel.shape[1];
    fill("conv-products", Array.from({ length: kernel.shape[0] }, (_, u) =>
      Array.from(terms.subarray(u * width, (u + 1) * width), (one) => ({ text: shown(one, 2), className: "number" })),
    ));
  }

  /* With the settings of the network, the output has to be that of its trained layer. */
  function writeAgreement({ zeros, strides, output, name, k }) {
    const own = [0, 1].map((axis) =>
      signal && axis === 0 ? 0 : arithmetic.zerosOf(convolution.padding, size[axis], trained[axis], convolution.stride));
    const same =
      !(name in MADE) && k === trained[1] && strides[1] === convolution.stride &&
      zeros.every((one, axis) => one === own[axis]) && convolution.activation in arithmetic.activations;
    const stored = arithmetic.asImage(arithmetic.unpack(data.samples[sample].values[data.first]));
    const place = element("conv-agreement");
    place.hidden = !same || Number(name) >= stored.shape[2];
    if (place.hidden) return;
    const expected = arithmetic.channelOf(stored, Number(name)).values;
    const through = arithmetic.activations[convolution.activation];
    const apart = output.values.reduce((most, z, i) => Math.max(most, Math.abs(through(z) - expected[i])), 0);
    place.dataset.difference = apart;
    place.textContent =
      `These are the settings of the network. Through its activation (${convolution.activation}), the values computed ` +
      `by your browser differ from the output of the trained layer by at most ${apart.toFixed(6)}.`;
  }

  /* Start at the largest output, as the figure on the flip does. */
  function largest() {
    const { zeros, strides } = settings();
    const image = arithmetic.asImage(arithmetic.unpack(data.samples[0].values[0]));
    const output = arithmetic.correlate(image, chosenKernel(), 0, zeros, strides);
    const place = output.values.indexOf(Math.max(...output.values));
    return [Math.floor(place / output.shape[1]), place % output.shape[1]];
  }

  const names = Array.from({ length: filters }, (_, i) => [String(i), `trained filter ${i + 1}`]);
  const made = [["mean", "mean"], ["vertical", signal ? "difference" : "vertical edges"], ["identity", "identity"]];
  if (!signal) made.splice(2, 0, ["horizontal", "horizontal edges"]);
  options("conv-filter", [...names, ...made], "0");
  limit("conv-kernel", 1, Math.min(11, ...size.slice(signal ? 1 : 0)));
  limit("conv-zeros", 0, 2 * (number("conv-kernel") - 1));
  set("conv-kernel", trained[1]);
  set("conv-stride", convolution.stride);
  set("conv-filters", filters);
  element("conv-padding").value = convolution.padding;
  onInput(["conv-zeros"], () => (element("conv-padding").value = "own"));
  onInput(["conv-kernel"], () => limit("conv-zeros", 0, 2 * (number("conv-kernel") - 1)));
  limit("conv-zeros", 0, 2 * (number("conv-kernel") - 1));
  const all = ["filter", "kernel", "padding", "zeros", "stride", "filters", "row", "column"];
  onInput(all.map((one) => `conv-${one}`), update);
  drawing.onCell(element("conv-output"), (row, column) => {
    set("conv-row", row);
    set("conv-column", column);
    update();
  });
  onSample((chosen) => {
    sample = chosen;
    update();
  });
  const [row, column] = largest();
  limit("conv-row", 0, row);
  limit("conv-column", 0, column);
  set("conv-row", row);
  set("conv-column", column);
  update();
}
