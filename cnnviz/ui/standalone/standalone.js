// One document with the app's views in it: the network on top, a layer's maps below it, then how
// the chosen map and the chosen cell in it came about. All that is shown is in the document, in
// blocks that are unpacked when a layer is first looked at.

const page = JSON.parse(document.getElementById("network").textContent);
const find = (name) => document.getElementById(name);
const blocks = new Map();
const layers = new Map();
let latest = 0; // clicks so far: an answer to an earlier one is not shown any more
let shown = null;

// ---- what the document holds -------------------------------------------------------------------
async function inflated(text) {
  const coded = atob(text.trim());
  const bytes = new Uint8Array(coded.length);
  for (let i = 0; i < coded.length; i++) bytes[i] = coded.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const view = new DataView(buffer);
  const count = view.getUint32(0, true);
  let at = 4 * (count + 1);
  return Array.from({ length: count }, (_, i) => {
    const length = view.getUint32(4 * (i + 1), true);
    at += length;
    return new Uint8Array(buffer, at - length, length);
  });
}

async function chunk(number) {
  const index = Math.floor(number / page.block);
  if (!blocks.has(index)) blocks.set(index, inflated(find(`block-${index}`).textContent));
  return (await blocks.get(index))[number % page.block];
}

async function message(numbers) {
  const [header, ...arrays] = await Promise.all(numbers.map(chunk));
  return joined(header, arrays);
}

async function layerNamed(name) {
  const entry = page.layers.find((layer) => layer.name === name);
  if (entry && !layers.has(name)) {
    layers.set(name, { ...entry, ...JSON.parse(new TextDecoder().decode(await chunk(entry.index))) });
  }
  return layers.get(name);
}

// ---- the views -----------------------------------------------------------------------------------
// Gives a view its place in the document; what comes back shows a message in it.
function mounted(name, onPick) {
  const host = find(name);
  const template = find(`view-${name}`);
  const parentElement = "isolated" in template.dataset ? host.attachShadow({ mode: "open" }) : host;
  parentElement.append(template.content.cloneNode(true));
  const setTriggerValue = (_, value) => onPick(value);
  return (data) => VIEWS[name]({ data, parentElement, setTriggerValue });
}

const views = {
  network_map: mounted("network_map", (picked) => go(picked, true)),
  computation: mounted("computation", go),
  arithmetic: mounted("arithmetic", go),
};

// Shows a cell and all that belongs to it; without a row, the strongest cell of the map.
async function go({ layer: name, channel, row, column }, scroll = false) {
  const turn = ++latest;
  const layer = await layerNamed(name);
  if (!layer) return;
  const wanted = layer.maps.find((map) => map.channel === channel);
  const map = wanted ?? layer.maps.find((m) => m.channel === layer.strongest);
  find("unfolded").hidden = !map;
  if (!map) return tellNothing(layer, channel);
  const cell = wanted && row !== undefined ? [row, column] : map.cell;
  const scene = unpack(await message(map.computation));
  const sums = await arithmetic(layer, map, scene, cell);
  const network = await networkOf(layer.name, map.channel);
  const outputs = await Promise.all(layer.maps.map((m) => chunk(m.output)));
  if (turn !== latest) return;
  views.network_map(network);
  tell(layer, map, wanted ? null : channel);
  paintGrid(layer, map, outputs);
  views.computation(packed({ ...scene, selected: cell }));
  find("arithmetic").hidden = !sums;
  if (sums) views.arithmetic(packed(sums));
  tellArithmetic(layer, map, cell, sums);
  if (scroll) find("layer").scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

function say(key, fields) {
  return phrase(page.words, `report-${key}`, fields);
}

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

async function arithmetic(layer, map, scene, cell) {
  if (!map.arithmetic.length) return null;
  const strongest = unpack(await message(map.arithmetic));
  if (String(cell) === String(map.cell)) return strongest;
  const title = say("where", { layer: layer.name, map: map.title, row: cell[0] + 1, column: cell[1] + 1 });
  return map.rule ? arithmeticOf(map.rule, scene, strongest, cell, title) : null;
}

// The whole network with one map lit.
async function networkOf(layer, channel) {
  const [header, pixels] = await Promise.all(page.network.map(chunk));
  const network = JSON.parse(new TextDecoder().decode(header));
  const text = JSON.stringify({ ...network, selected: { layer, channel } });
  return joined(new TextEncoder().encode(text), [pixels]);
}

// ---- the layer -------------------------------------------------------------------------------------
function tell(layer, map, missing) {
  choice.value = layer.name;
  find("layer-name").textContent = `${layer.name} · ${layer.kind}`;
  const kind = layer.units ? "number" : "map";
  const what = say(`count-${kind}s`, { count: layer.total });
  find("layer-facts").textContent = layer.units ? `${what}, ${layer.range}` : `${layer.shape}, ${what}, ${layer.range}`;
  const counts = { names: layer.missing, held: layer.maps.length, total: layer.total };
  const left = !map ? say(`no-${kind}s`) : layer.missing && say(`left-${kind}s`, counts);
  const other = !map || missing === null || missing < 0 ? "" : say(`other-${kind}`, { number: missing + 1, map: map.title });
  find("missing").textContent = [other, left].filter(Boolean).join(" ");
  if (map) find("map-name").textContent = say("how", { layer: layer.name, map: map.title });
}

// A layer whose maps are larger than the document may be.
function tellNothing(layer, channel) {
  tell(layer, null, channel);
  paintGrid(layer, null, []);
}

function tellArithmetic(layer, map, cell, sums) {
  const why = map.why ? `${map.why}.` : say("no-arithmetic");
  const [row, column] = map.cell.map((place) => place + 1);
  const instead = map.arithmetic.length && String(cell) !== String(map.cell);
  find("why").textContent = sums ? "" : why;
  find("strongest").hidden = Boolean(sums) || !instead;
  find("strongest").textContent = say("strongest-cell", { row, column });
  find("strongest").onclick = () => go({ layer: layer.name, channel: map.channel });
}

function paintGrid(layer, map, outputs) {
  const grid = find("grid");
  if (shown !== layer.name) {
    shown = layer.name;
    grid.classList.toggle("units", layer.units);
    grid.replaceChildren(...layer.maps.map((m, i) => picture(layer, m, outputs[i])));
  }
  layer.maps.forEach((m, i) => {
    grid.children[i].setAttribute("aria-pressed", m === map);
    grid.children[i].tabIndex = m === map ? 0 : -1;
  });
}

function picture(layer, map, bytes) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = `${layer.name}, ${map.title}: ${map.range}`;
  button.setAttribute("aria-label", button.title);
  button.addEventListener("click", () => go({ layer: layer.name, channel: map.channel }));
  const canvas = document.createElement("canvas");
  const side = layer.units ? 24 : map.columns > 72 ? 72 : Math.floor(72 / map.columns) * map.columns;
  Object.assign(canvas, { width: map.columns, height: map.rows });
  Object.assign(canvas.style, { width: `${side}px`, height: `${Math.max(1, Math.round((side * map.rows) / map.columns))}px` });
  paint(canvas, layer.scale, new Float32Array(bytes.slice().buffer));
  button.append(canvas);
  if (!layer.units) button.append(map.title.replace("map ", ""));
  return button;
}

// By the rule of `ColourScale.to_bytes`.
function paint(canvas, { low, high, diverging }, values) {
  const palette = page.palettes[diverging ? 1 : 0];
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(canvas.width, canvas.height);
  values.forEach((value, i) => {
    const from = 3 * Math.max(0, Math.min(255, Math.round(((value - low) * 255) / (high - low))));
    image.data.set([palette[from], palette[from + 1], palette[from + 2], 255], 4 * i);
  });
  pen.putImageData(image, 0, 0);
}

// Arrow keys move inside the grid, as in the views.
find("grid").addEventListener("keydown", (event) => {
  const buttons = [...find("grid").children];
  const top = (button) => button.offsetTop;
  const across = Math.max(1, buttons.filter((button) => top(button) === top(buttons[0])).length);
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across }[event.key];
  if (!step) return;
  event.preventDefault();
  buttons[buttons.indexOf(event.target) + step]?.focus();
});

for (const button of document.querySelectorAll("#answers button")) {
  button.addEventListener("click", () => go({ layer: page.layers.at(-1).name, channel: Number(button.dataset.channel) }, true));
}

// Layers that the picture folds into a block are reached here, too.
const choice = find("layer-choice");
choice.replaceChildren(...page.layers.map(({ name, kind }) => new Option(`${name} · ${kind}`, name)));
choice.addEventListener("change", () => go({ layer: choice.value, channel: -1 }));

// In a notebook the frame is as high as what stands in it.
function fitFrame() {
  try {
    if (window.frameElement) window.frameElement.style.height = `${document.documentElement.offsetHeight + 2}px`;
  } catch {
    // A frame of another origin keeps the height it was given, and scrolls.
  }
}
new ResizeObserver(fitFrame).observe(document.documentElement);

page.palettes = page.palettes.map((text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
if (typeof DecompressionStream === "undefined") {
  find("missing").textContent = say("old-browser");
} else {
  go(page.start);
}
