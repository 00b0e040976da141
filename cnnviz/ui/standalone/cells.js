// The arithmetic of any cell of a map: worked out from the pictures of the map's computation, and
// from the arithmetic of its strongest cell, of which names and weights are taken over. Joined in
// front of standalone.js, behind message.js.

// Which rule reads a window; the others read the cell at the same place.
const WINDOWS = ["convolution", "largest", "mean"];

// An unpacked message, unfolded as the map's rule says, for the cell; null where the pictures do
// not hold all that it reads.
function arithmeticOf(rule, scene, strongest, [row, column], title) {
  const output = [...scene.rows.flat(), ...scene.tail].find((p) => p.role === "output");
  const value = output.values[row * output.columns + column];
  const decimals = Math.max(strongest.decimals, scene.decimals);
  if (rule === "input") return { ...strongest, title, value, bias: value, decimals };
  const maps = scene.rows.flat().filter((p) => p.role === "input");
  const places = WINDOWS.includes(rule) ? windowPlaces(scene.geometry, row, column) : [[row, column]];
  if (maps.length !== strongest.parts.length) return null;
  if (maps.length * places.length !== strongest.terms.length) return null;
  const [, , bottom, right] = scene.geometry.pads ?? [0, 0, 0, 0];
  const beyond = ([y, x]) => y >= maps[0].rows + bottom || x >= maps[0].columns + right;
  if (places.some(beyond)) return null;
  const { inputs, cells } = readCells(maps, places, rule === "largest" ? -Infinity : 0);
  const weights = weightsBy(rule, inputs, strongest.weights);
  // Nothing times infinite padding is nothing here.
  const terms = inputs.map((x, i) => (weights[i] === 0 && !Number.isFinite(x) ? 0 : x * weights[i]));
  const sums = maps.map((_, i) => sumOf(terms.subarray(i * places.length, (i + 1) * places.length)));
  return {
    ...strongest,
    title,
    value,
    decimals,
    ...{ inputs, weights, terms, cells },
    order: sums.map((_, i) => i).sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a]) || a - b),
    parts: strongest.parts.map((part, i) => ({ ...part, sum: sums[i] })),
    scales: scalesOf(strongest.scales, { inputs, weights, terms }, maps[0].target.layer === "input"),
  };
}

function windowPlaces({ window: [height, width], stride, dilation, pads: [top, left] }, row, column) {
  const places = [];
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      places.push([row * stride[0] - top + i * dilation[0], column * stride[1] - left + j * dilation[1]]);
    }
  }
  return places;
}

function readCells(maps, places, padding) {
  const inputs = new Float64Array(maps.length * places.length);
  const cells = new Int32Array(3 * inputs.length).fill(-1);
  let at = 0;
  for (const { rows, columns, values, target } of maps) {
    for (const [y, x] of places) {
      const inside = y >= 0 && x >= 0 && y < rows && x < columns;
      inputs[at] = inside ? values[y * columns + x] : padding;
      if (inside) cells.set([target.channel, y, x], 3 * at);
      at += 1;
    }
  }
  return { inputs, cells };
}

function weightsBy(rule, inputs, given) {
  if (rule === "relu") return inputs.map((x) => (x > 0 ? 1 : 0));
  if (rule !== "largest") return given;
  // Of several that tie, the first: PyTorch's choice.
  const winner = inputs.indexOf(Math.max(...inputs));
  return inputs.map((_, i) => (i === winner ? 1 : 0));
}

// Colours for what this cell reads, as `_scales` in arithmetic/packing.py chooses them.
function scalesOf(given, arrays, readsInput) {
  const scales = {};
  for (const name of Object.keys(given)) {
    const values = arrays[name].filter(Number.isFinite);
    const high = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0) || 1;
    const diverging = name !== "inputs" || values.some((v) => v < 0);
    scales[name] = { diverging, low: diverging ? -high : 0, high };
  }
  return readsInput ? { ...scales, inputs: given.inputs } : scales;
}

function sumOf(values) {
  return values.reduce((sum, value) => sum + value, 0);
}

// The inverse of `unpack`: a header with arrays in it as one message.
function packed(header) {
  const arrays = [];
  let at = 0;
  const text = JSON.stringify(header, (_, value) => {
    const type = Object.keys(TYPES).find((name) => value instanceof TYPES[name]);
    if (!type) return value;
    arrays.push(value);
    at += value.byteLength;
    return { at: at - value.byteLength, length: value.length, type };
  });
  return joined(new TextEncoder().encode(text), arrays);
}

function joined(header, arrays) {
  const size = arrays.reduce((sum, array) => sum + array.byteLength, 4 + header.length);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  let at = 4 + header.length;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return bytes;
}
