/* The arithmetic of the interactive panels. Pure functions, without the page.

An array is {shape, values}: values row by row, the last axis fastest. Images are
[rows, columns, channels]; a signal is an image of one row. */
const arithmetic = (() => {
  const product = (lengths) => lengths.reduce((all, one) => all * one, 1);

  /* Values from codes and their unit, see craftbench/primer/explorer.py. */
  function unpack({ shape, unit, codes }) {
    const bytes = Uint8Array.from(atob(codes), (one) => one.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const values = Float64Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true) * unit);
    return { shape, values };
  }

  /* A signal [length, channels] as an image of one row. */
  const asImage = ({ shape, values }) => ({ shape: shape.length === 2 ? [1, ...shape] : shape, values });

  /* ⌊(n + p − k) / s⌋ + 1; 0 where the kernel does not fit. */
  function outputSize(size, kernel, zeros, stride) {
    return size + zeros < kernel ? 0 : Math.floor((size + zeros - kernel) / stride) + 1;
  }

  /* Zeros added in total along an axis. */
  function zerosOf(padding, size, kernel, stride) {
    if (padding === "full") return 2 * (kernel - 1);
    if (padding === "valid") return 0;
    return Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
  }

  /* Zeros before the first value; an odd one is added at the end. */
  const before = (zeros) => Math.floor(zeros / 2);

  const parameters = (kernel, channels, filters) => filters * (product(kernel) * channels + 1);
  const multiplyAdds = (output, kernel, channels, filters) => product(output) * filters * product(kernel) * channels;
  const denseParameters = (input, output) => product(output) * (product(input) + 1);

  /* Correlation of an image with a kernel [rows, columns, channels], plus a bias.
  y[i, j] = bias + Σ x[s·i + u − before, s·j + v − before, c] · k[u, v, c] */
  function correlate(image, kernel, bias, zeros, strides) {
    const size = [0, 1].map((axis) => outputSize(image.shape[axis], kernel.shape[axis], zeros[axis], strides[axis]));
    const values = new Float64Array(product(size));
    for (let row = 0; row < size[0]; row++) {
      for (let column = 0; column < size[1]; column++) {
        const terms = products(image, kernel, zeros, strides, [row, column]);
        values[row * size[1] + column] = terms.reduce((sum, one) => sum + one, bias);
      }
    }
    return { shape: [...size, 1], values };
  }

  /* The products x · k of one output value, one for each position of the kernel. */
  function products(image, kernel, zeros, strides, [row, column]) {
    const [rows, columns, channels] = image.shape;
    const [height, width] = kernel.shape;
    const found = new Float64Array(height * width);
    for (let u = 0; u < height; u++) {
      const y = row * strides[0] + u - before(zeros[0]);
      if (y < 0 || y >= rows) continue;
      for (let v = 0; v < width; v++) {
        const x = column * strides[1] + v - before(zeros[1]);
        if (x < 0 || x >= columns) continue;
        for (let c = 0; c < channels; c++) {
          found[u * width + v] +=
            image.values[(y * columns + x) * channels + c] * kernel.values[(u * width + v) * channels + c];
        }
      }
    }
    return found;
  }

  /* A kernel cut to its middle, or surrounded by zeros; an odd row goes to the end. */
  function resized(kernel, height, width) {
    const [rows, columns, channels] = kernel.shape;
    const values = new Float64Array(height * width * channels);
    const shift = [Math.floor((rows - height) / 2), Math.floor((columns - width) / 2)];
    for (let u = 0; u < height; u++) {
      for (let v = 0; v < width; v++) {
        const [y, x] = [u + shift[0], v + shift[1]];
        if (y < 0 || y >= rows || x < 0 || x >= columns) continue;
        for (let c = 0; c < channels; c++) {
          values[(u * width + v) * channels + c] = kernel.values[(y * columns + x) * channels + c];
        }
      }
    }
    return { shape: [height, width, channels], values };
  }

  /* One filter [rows, columns, channels] of kernels [rows, columns, channels, filters]. */
  function filterOf(kernels, number) {
    const filters = kernels.shape[kernels.shape.length - 1];
    const shape = kernels.shape.slice(0, -1);
    const values = Float64Array.from({ length: product(shape) }, (_, i) => kernels.values[i * filters + number]);
    return asImage({ shape, values });
  }

  /* One channel of an image, as an image of one channel. */
  function channelOf(image, channel) {
    const [rows, columns, channels] = image.shape;
    const values = Float64Array.from({ length: rows * columns }, (_, i) => image.values[i * channels + channel]);
    return { shape: [rows, columns, 1], values };
  }

  const LEAK = 0.01;
  const activations = {
    linear: (z) => z,
    relu: (z) => Math.max(0, z),
    leaky_relu: (z) => Math.max(LEAK * z, z),
    tanh: Math.tanh,
    sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  };

  /* Places of the four values of each 2 × 2 block of an image with even sides, block by block. */
  function blocks(columns, rows) {
    const found = [];
    for (let row = 0; row < rows; row += 2) {
      for (let column = 0; column < columns; column += 2) {
        const first = row * columns + column;
        found.push([first, first + 1, first + columns, first + columns + 1]);
      }
    }
    return found;
  }

  /* Place of the largest value of each block: the first one of equal values. */
  function winners(values, columns) {
    return blocks(columns, values.length / columns).map((block) =>
      block.reduce((best, place) => (values[place] > values[best] ? place : best)),
    );
  }

  function pool(kind, values, columns) {
    if (kind === "maximum") return winners(values, columns).map((place) => values[place]);
    return blocks(columns, values.length / columns).map((block) =>
      block.reduce((sum, place) => sum + values[place] / 4, 0),
    );
  }

  /* Gradient at the inputs, from that at the outputs: all of it at the largest value of a block
  (maximum), or a quarter at each (average). */
  function poolGradient(kind, values, columns, upstream) {
    const gradient = new Array(values.length).fill(0);
    if (kind === "maximum") {
      winners(values, columns).forEach((place, block) => (gradient[place] = upstream[block]));
    } else {
      blocks(columns, values.length / columns).forEach((block, i) =>
        block.forEach((place) => (gradient[place] = upstream[i] / 4)),
      );
    }
    return gradient;
  }

  /* Pixels [first, last] along each axis that a unit sees; outside 0 … size − 1 they are padding. */
  function receptiveField(field, unit) {
    return field.map((axis, i) => [axis.first + unit[i] * axis.jump, axis.last + unit[i] * axis.jump]);
  }

  /* Position of the value number `index` of a flat layer in the maps that it was made of.
  The last entry is the channel. */
  function unflattened(field, length, index) {
    const channels = length / product(field.map((axis) => axis.units));
    const at = [index % channels];
    let rest = Math.floor(index / channels);
    for (const axis of [...field].reverse()) {
      at.unshift(rest % axis.units);
      rest = Math.floor(rest / axis.units);
    }
    return at;
  }

  return {
    unpack, asImage, outputSize, zerosOf, before, parameters, multiplyAdds, denseParameters, correlate, products,
    resized, filterOf, channelOf, activations, winners, pool, poolGradient, receptiveField, unflattened,
  };
})();
