/* The panel on layers and receptive fields. */
function layersPanel(data) {
  const { element, number, shown, limit, set, options, onInput, onSample } = controls;
  const flat = (layer) => layer.shape.length === 1;
  const signal = data.layers[0].shape.length === 2;
  const layer = () => data.layers[number("layer-name")];
  let sample = 0;

  function outputOf(place) {
    const found = arithmetic.unpack(data.samples[sample].values[place]);
    if (found.shape.length > 1) return arithmetic.asImage(found);
    return { shape: [1, found.shape[0], 1], values: found.values, line: false };
  }

  /* The layer changed: other channels and other units. */
  function chooseLayer() {
    const { channels, shape } = layer();
    const stored = Array.from({ length: channels }, (_, i) => [String(i), String(i + 1)]);
    options("layer-channel", stored, "0");
    element("layer-channel").disabled = channels === 1;
    const length = flat(layer()) || signal ? 1 : shape[0];
    const width = flat(layer()) || signal ? shape[0] : shape[1];
    limit("layer-row", 0, length - 1);
    limit("layer-column", 0, width - 1);
    set("layer-row", Math.floor(length / 2));
    set("layer-column", Math.floor(width / 2));
  }

  /* First and last pixel along each axis; null where it is not known. */
  function fieldOf(row, column) {
    const { field, shape } = layer();
    if (!field) return null;
    if (!flat(layer())) return arithmetic.receptiveField(field, signal ? [column] : [row, column]);
    const pooled = field.every((axis) => axis.units === 1);
    const unit = pooled ? field.map(() => 0) : arithmetic.unflattened(field, shape[0], column);
    return arithmetic.receptiveField(field, unit);
  }

  function update() {
    const unit = [number("layer-row"), number("layer-column")];
    const output = outputOf(number("layer-name"));
    const map = flat(layer()) ? output : arithmetic.channelOf(output, number("layer-channel"));
    const input = number("layer-name") === 0;
    const mark = { rows: [unit[0], unit[0]], columns: [unit[1], unit[1]] };
    drawing.draw(element("layer-map"), tall(map), { signed: !input, frame: mark });
    const seen = fieldOf(...unit);
    const image = arithmetic.channelOf(outputOf(0), 0);
    const frame = seen && (signal ? { rows: [0, 0], columns: seen[0] } : { rows: seen[0], columns: seen[1] });
    drawing.draw(element("layer-sample-picture"), image, { frame: frame && inside(frame, image.shape) });
    element("layer-field").textContent = sentence(unit, map, seen);
    element("layer-prediction").textContent = prediction();
  }

  /* A flat layer as a strip that is high enough to click. */
  function tall(map) {
    if (!flat(layer())) return map;
    const height = Math.max(1, Math.ceil(map.shape[1] / 16));
    const values = new Float64Array(height * map.shape[1]);
    for (let row = 0; row < height; row++) values.set(map.values, row * map.shape[1]);
    return { shape: [height, map.shape[1], 1], values, line: false };
  }

  /* The part of a frame inside the sample, so that its lines are visible. */
  function inside({ rows, columns }, shape) {
    const cut = ([first, last], length) => [Math.max(0, first), Math.min(length - 1, last)];
    return { rows: cut(rows, shape[0]), columns: cut(columns, shape[1]) };
  }

  function sentence([row, column], map, seen) {
    const { kind, name, field } = layer();
    const where = flat(layer()) || signal ? `unit ${column}` : `unit in row ${row}, column ${column}`;
    const start = `${kind} ${name}, ${where}: value ${shown(map.values[row * map.shape[1] + column])}. `;
    if (!seen) return `${start}Its receptive field is not known.`;
    const lengths = seen.map(([first, last]) => last - first + 1);
    const axes = signal ? ["values"] : ["rows", "columns"];
    const parts = seen.map(([first, last], i) => `${axes[i]} ${first} to ${last}`.replaceAll("-", "−"));
    const outside = seen.some(([first, last], i) => first < 0 || last >= data.layers[0].shape[i]);
    const pixels = `${lengths.join(" × ")} ${signal ? "values" : "pixels"}`;
    const jump = field.map((axis) => axis.jump);
    const step = jump.some((one) => one > 0) ? ` A neighbouring unit sees a field ${jump[jump.length - 1]} further.` : "";
    const padding = outside ? " Part of it is padding, outside of the sample." : "";
    return `${start}It sees ${parts.join(" and ")} of the sample: ${pixels}.${padding}${step}`;
  }

  function prediction() {
    const values = outputOf(data.layers.length - 1).values;
    const best = values.indexOf(Math.max(...values));
    return `The network predicts “${data.classes[best]}” with probability ${shown(values[best], 2)}; ` +
      `the class is “${data.samples[sample].label}”.`;
  }

  const deepest = data.layers.reduce((last, one, i) => (flat(one) ? last : i), 0);
  options("layer-name", data.layers.map((one, i) => [String(i), `${i}: ${one.kind}, ${one.shape.join(" × ")}`]), String(deepest));
  chooseLayer();
  onInput(["layer-name"], chooseLayer);
  onInput(["layer-name", "layer-channel", "layer-row", "layer-column"], update);
  drawing.onCell(element("layer-map"), (row, column) => {
    set("layer-row", flat(layer()) ? 0 : row);
    set("layer-column", column);
    update();
  });
  onSample((chosen) => {
    sample = chosen;
    update();
  });
  update();
}
