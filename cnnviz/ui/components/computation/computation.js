// How one map was computed: input maps, kernels, what each gives, their sum, the output.
// The server sends one message: 4 bytes with the length of a JSON header, the header, the arrays
// that it names. Pointing is answered here; only a click on a cell goes to the server.

const HOT = "#e8740c"; // the cell in question and the window it was computed from
const GREY = "#868686"; // lines that must be seen in the light and in the dark theme
const PATIENCE = 1500; // milliseconds; an answer that takes longer may be asked for again
const views = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = new ComputationView(parentElement.querySelector(".computation"));
    views.set(parentElement, view);
  }
  view.send = (cell) => setTriggerValue("pick", cell);
  view.show(unpack(data));
  return () => {
    view.resizer.disconnect();
    clearInterval(view.timer);
    views.delete(parentElement);
  };
}

class ComputationView extends Sentences {
  constructor(root) {
    super();
    this.root = root;
    // Streamlit may start a view again in the element that an earlier one has filled.
    root.replaceChildren();
    saves(root, "computation", () => [
      ["picture", "row", "column", "value"],
      ...this.all.flatMap((one) => cellRows(`${one.role}: ${one.title}`, one.values, one.columns)),
    ]);
    this.hot = null; // what the mouse or the arrow keys point at: {picture, row, column}
    this.strongest = true;
    this.group = element("p", "group", root);
    this.order = element("button", "order", root);
    this.order.type = "button";
    this.order.addEventListener("click", () => {
      this.strongest = !this.strongest;
      this.arrange();
    });
    this.note = element("p", "note", root);
    this.stage = element("div", "stage", root);
    this.parts = new Board(this.stage, "parts", this);
    this.tail = new Board(this.stage, "tail", this);
    this.told = element("div", "told", root);
    this.player = element("button", "order play", this.told);
    this.player.type = "button";
    this.player.addEventListener("click", () => this.play(!this.playing));
    this.readout = element("p", "readout", this.told);
    this.readout.setAttribute("role", "status");
    this.bars = element("div", "bars", root);
    this.legends = element("div", "legends", root);
    this.tip = element("div", "tip", root);
    this.tip.hidden = true;
    this.scratch = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    this.buildSpot();
    this.below = TOLD;
    this.resizer = new ResizeObserver(() => this.root.clientWidth !== this.width && this.arrangeAnew());
    this.resizer.observe(root);
  }

  // What the keyboard reaches: it lies over the output map.
  buildSpot() {
    this.spot = document.createElement("div");
    this.spot.className = "spot";
    this.spot.tabIndex = 0;
    this.spot.setAttribute("role", "application");
    this.spot.addEventListener("keydown", (event) => this.onKey(event));
    this.spot.addEventListener("blur", () => this.point(null));
  }

  arrangeAnew() {
    this.below = TOLD;
    this.arrange();
  }

  show(scene) {
    // Another layer's maps are read from their beginning.
    if (scene.layer !== this.scene?.layer) {
      this.parts.frame.scrollTop = 0;
      this.below = TOLD;
    }
    const goesOn = this.playing && this.scene?.layer === scene.layer && this.scene.channel === scene.channel;
    this.scene = scene;
    speak(scene.words);
    this.sent = null;
    if (!goesOn) clearInterval(this.timer);
    this.playing = goesOn;
    this.hot = null;
    this.all = [...scene.rows.flat(), ...scene.tail].filter((item) => item.rows);
    this.results = this.all.filter((p) => p.role === "result");
    this.output = this.all.find((p) => p.role === "output");
    this.group.textContent = scene.group ?? "";
    this.group.hidden = !scene.many;
    this.note.hidden = true;
    this.arrange();
    this.paintBars();
    this.labelPlayer();
  }

  // ---- painting ------------------------------------------------------------------------------
  paint() {
    for (const board of [this.parts, this.tail]) {
      const pen = board.pen(board.base);
      board.lines.forEach((line) => paintConnection(pen, line));
      board.curves.forEach((curve) => paintCurve(pen, curve));
      this.paintPictures(pen, board.pictures);
    }
    this.placeSpot();
    this.point(this.hot);
  }

  // All pictures are coloured in one image and copied from there: handing 290 to the canvas one by
  // one takes 30 ms.
  paintPictures(pen, pictures) {
    if (!pictures.length) return;
    const width = Math.max(256, ...pictures.map((p) => p.across));
    let [x, y, tall] = [0, 0, 0];
    const places = pictures.map(({ across, lines }) => {
      if (x + across > width) [x, y, tall] = [0, y + tall, 0];
      tall = Math.max(tall, lines);
      x += across;
      return [x - across, y];
    });
    const image = new ImageData(width, y + tall);
    pictures.forEach((picture, i) => this.fill(image, picture, places[i]));
    Object.assign(this.scratch.canvas, { width, height: y + tall });
    this.scratch.putImageData(image, 0, 0);
    pen.beginPath();
    pictures.forEach(({ x: left, y: top, cell, across, lines }, i) => {
      pen.drawImage(this.scratch.canvas, ...places[i], across, lines, left, top, across * cell, lines * cell);
      pen.rect(left - 0.5, top - 0.5, across * cell + 1, lines * cell + 1);
    });
    Object.assign(pen, { strokeStyle: GREY, lineWidth: 1 });
    pen.stroke();
    for (const picture of pictures) {
      this.paintPadding(pen, picture);
      this.paintNumbers(pen, picture);
      if (picture.role === "input" && this.scene.winners) this.paintWinners(pen, picture);
    }
  }

  // A value's colour, by the rule of `ColourScale.to_bytes`.
  coloursOf(name) {
    const { low, high, diverging } = this.scene.scales[name];
    const palette = this.scene.palettes[diverging ? 1 : 0];
    return (value) => {
      const index = 3 * Math.max(0, Math.min(255, Math.round(((value - low) * 255) / (high - low))));
      return palette.subarray(index, index + 3);
    };
  }

  // The same for a whole picture; a loop without objects, as there may be 50,000 cells.
  fill({ data, width }, { values, scale, across = values.length }, [left, top]) {
    const { low, high, diverging } = this.scene.scales[scale];
    const palette = this.scene.palettes[diverging ? 1 : 0];
    for (let i = 0; i < values.length; i++) {
      const from = 3 * Math.max(0, Math.min(255, Math.round(((values[i] - low) * 255) / (high - low))));
      const to = 4 * ((top + Math.floor(i / across)) * width + left + (i % across));
      data[to] = palette[from];
      data[to + 1] = palette[from + 1];
      data[to + 2] = palette[from + 2];
      data[to + 3] = 255;
    }
  }

  paintPadding(pen, picture) {
    const [top, left, bottom, right] = this.padsOf(picture);
    if (!(top + left + bottom + right)) return;
    const { x, y, cell, rows, columns } = picture;
    pen.setLineDash([3, 3]);
    pen.strokeRect(x - left * cell + 0.5, y - top * cell + 0.5, (columns + left + right) * cell - 1, (rows + top + bottom) * cell - 1);
    pen.setLineDash([]);
  }

  // Numbers stand in the cells wherever they have room.
  paintNumbers(pen, picture) {
    const { role, cell, values, rows, columns } = picture;
    if (cell < 32 || rows * columns > 100) return;
    const texts = Array.from(values, (value) => this.textOf(value, role));
    const points = Math.min(16, Math.floor((cell - 4) / (0.58 * Math.max(...texts.map((text) => text.length)))));
    if (points < 9) return;
    pen.font = `${points}px ${getComputedStyle(this.root).fontFamily}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    const colours = this.coloursOf(picture.scale);
    texts.forEach((text, i) => {
      const [r, g, b] = colours(values[i]);
      pen.fillStyle = 0.3 * r + 0.59 * g + 0.11 * b > 128 ? "#000" : "#fff";
      const [x, y] = boxOf(picture, Math.floor(i / columns), i % columns);
      pen.fillText(text, x + cell / 2, y + cell / 2 + 1);
    });
  }

  textOf(value, role) {
    const weight = role === "kernel";
    return format(value, weight ? Math.min(2, this.scene.weightDecimals) : this.scene.decimals);
  }

  paintWinners(pen, picture) {
    const size = Math.max(1.5, picture.cell / 4);
    this.scene.winners.forEach((won, i) => {
      if (!won) return;
      const [x, y] = boxOf(picture, Math.floor(i / picture.columns), i % picture.columns);
      pen.fillStyle = HOT;
      pen.fillRect(x + (picture.cell - size) / 2, y + (picture.cell - size) / 2, size, size);
    });
  }

  paintLegends() {
    const shown = new Map();
    for (const [name, scale] of Object.entries(this.scene.scales)) {
      if (this.all.some((p) => p.scale === name)) shown.set(JSON.stringify(scale), [name, scale]);
    }
    this.legends.replaceChildren();
    for (const [name, { label, diverging, limits, low, high }] of shown.values()) {
      const legend = element("span", "legend", this.legends);
      element("span", "", legend).textContent = `${label}: ${limits[0]}`;
      const bar = element("canvas", "", legend);
      Object.assign(bar, { width: 256, height: 1 });
      const pen = bar.getContext("2d");
      const image = pen.createImageData(256, 1);
      this.fill(image, { values: Float64Array.from({ length: 256 }, (_, i) => low + (i / 255) * (high - low)), scale: name }, [0, 0]);
      pen.putImageData(image, 0, 0);
      element("span", "", legend).textContent = `${limits[1]}${diverging ? `, ${this.say("sum-white")}` : ""}`;
    }
  }

  // ---- playing -------------------------------------------------------------------------------
  // The window slides over the whole map, cell by cell, from where it is.
  play(on) {
    clearInterval(this.timer);
    this.playing = on;
    this.labelPlayer();
    if (!on) return this.point(null);
    const { rows, columns } = this.output;
    let index = -1;
    // A large map takes no more than half a minute.
    const every = Math.max(1, Math.ceil((rows * columns) / 300));
    this.timer = setInterval(() => {
      index += every;
      if (index >= rows * columns || !this.root.isConnected) return this.play(false);
      const [row, column] = [Math.floor(index / columns), index % columns];
      this.point({ picture: this.output, board: this.boardOf(this.output), row, column });
    }, 100);
  }

  labelPlayer() {
    this.player.textContent = this.playing ? `❚❚ ${this.say("sum-pause")}` : `▶ ${this.say("sum-play")}`;
    this.player.setAttribute("aria-label", this.say(this.playing ? "sum-pause" : "sum-play-help"));
    this.player.hidden = !this.canPlay;
  }

  // Where a cell has a window, or at least a place of its own.
  get canPlay() {
    const moves = this.scene?.geometry.moves;
    return Boolean(this.output) && this.output.values.length > 1 && (moves === "window" || moves === "cell");
  }

  boardOf(picture) {
    return [this.parts, this.tail].find((board) => board.pictures.includes(picture));
  }

  // ---- what belongs to a cell ----------------------------------------------------------------
  // Boxes to outline in a picture, in its own cells: [row, column, height, width].
  *marks(picture, place) {
    const { geometry } = this.scene;
    const { role } = picture;
    const { row, column, picture: pointed } = place;
    if (pointed && pointed.role === "input" && geometry.moves !== "product") {
      if (pointed === picture) yield [row, column, 1, 1];
      const reader = this.readerOf(place);
      if (reader) yield* this.marks(picture, reader);
      return;
    }
    if (pointed?.role === "kernel" && geometry.moves === "window") {
      yield* this.weightMarks(picture, pointed, row, column);
    } else if (geometry.moves === "product") {
      if (pointed && pointed.part === picture.part) yield [row, column, 1, 1];
    } else if (role === "input" && geometry.moves === "all") yield [0, 0, picture.rows, picture.columns];
    else if (role === "input" && geometry.moves === "point") yield [...geometry.at, 1, 1];
    else if (role === "input" && geometry.moves === "window") yield* this.windowMarks(row, column);
    else if (role !== "kernel" && row < picture.rows && column < picture.columns) yield [row, column, 1, 1];
  }

  // A weight: the chosen cell's window, and in it the number that the weight is multiplied with.
  *weightMarks(picture, kernel, row, column) {
    if (picture === kernel) yield [row, column, 1, 1];
    else yield* this.marks(picture, this.chosen);
    if (picture.role === "input" && picture.part === kernel.part) yield [...this.readBy(row, column), 1, 1];
  }

  // Row and column of the number that a weight is multiplied with for the chosen cell.
  readBy(row, column) {
    const { geometry: { stride, dilation, pads }, selected } = this.scene;
    return [0, 1].map((axis) => selected[axis] * stride[axis] - pads[axis] + [row, column][axis] * dilation[axis]);
  }

  // The output cell whose window has this input cell nearest to its middle; null if none reads it.
  readerOf({ row, column, picture }) {
    const { geometry } = this.scene;
    const place = { row, column, picture: this.output };
    if (geometry.moves === "all") return { ...place, row: 0, column: 0 };
    if (geometry.moves === "point") return null;
    if (geometry.moves !== "window") return row < this.output.rows && column < this.output.columns && picture.rows === this.output.rows ? place : null;
    const { window, stride, dilation, pads } = geometry;
    const counts = [this.output.rows, this.output.columns];
    const [y, x] = [row, column].map((at, axis) => {
      const middle = ((window[axis] - 1) * dilation[axis]) / 2;
      const step = Math.max(0, Math.min(counts[axis] - 1, Math.round((at + pads[axis] - middle) / stride[axis])));
      const offset = at + pads[axis] - step * stride[axis];
      const reads = offset >= 0 && offset % dilation[axis] === 0 && offset / dilation[axis] < window[axis];
      return reads ? step : null;
    });
    return y === null || x === null ? null : { ...place, row: y, column: x };
  }

  *windowMarks(row, column) {
    const { window: [height, width], stride, dilation, pads } = this.scene.geometry;
    const [top, left] = [row * stride[0] - pads[0], column * stride[1] - pads[1]];
    if (dilation[0] === 1 && dilation[1] === 1) return yield [top, left, height, width];
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) yield [top + i * dilation[0], left + j * dilation[1], 1, 1];
    }
  }

  get chosen() {
    const [row, column] = this.scene.selected;
    return { row, column, picture: null };
  }

  // Shows what belongs to a place; without one, what belongs to the chosen cell.
  point(hot) {
    this.hot = hot;
    const place = hot ?? this.chosen;
    for (const board of [this.parts, this.tail]) {
      const pen = board.pen(board.over);
      const boxes = [];
      for (const picture of board.pictures) {
        if (hot && picture === this.output) outline(pen, [markBox(picture, [...this.scene.selected, 1, 1])], true);
        for (const mark of this.marks(picture, place)) boxes.push(markBox(picture, mark));
      }
      outline(pen, boxes);
      for (const curve of board.curves) this.paintPoint(pen, curve, place);
    }
    this.paintReadout(place);
    this.showKernel(hot);
    if (this.output) this.spot.setAttribute("aria-label", `${this.output.title}, ${this.readout.textContent}`);
  }

  paintPoint(pen, curve, { row, column, picture }) {
    if (picture?.role === "after") return;
    const input = this.all.find((p) => p.role === "input");
    const [x, y] = curvePlace(curve, valueAt(input, row, column), valueAt(this.output, row, column));
    pen.fillStyle = HOT;
    pen.beginPath();
    pen.arc(x, y, 5.5, 0, 7);
    pen.fill();
  }

  // A kernel's numbers, where its cells are too small to hold them.
  showKernel(hot) {
    const kernel = hot?.picture?.role === "kernel" && hot.picture.cell < 32 && hot.picture.values.length <= 130 ? hot.picture : null;
    this.tip.hidden = !kernel;
    if (!kernel) return;
    this.tip.replaceChildren();
    this.tip.style.gridTemplateColumns = `repeat(${kernel.columns}, auto)`;
    kernel.values.forEach((value, i) => {
      const cell = element("span", i === hot.row * kernel.columns + hot.column ? "here" : "", this.tip);
      cell.textContent = format(value, this.scene.weightDecimals);
    });
    const box = hot.board.root.getBoundingClientRect();
    const root = this.root.getBoundingClientRect();
    const scale = enlarged(this.root);
    const left = (box.left - root.left) / scale + kernel.x + kernel.columns * kernel.cell + 10;
    const top = (box.top - root.top) / scale + kernel.y - 10;
    Object.assign(this.tip.style, px({ left: Math.max(0, Math.min(left, this.root.offsetWidth - this.tip.offsetWidth)), top: Math.max(0, top) }));
  }

  // ---- a dense unit's contributions ----------------------------------------------------------
  paintBars() {
    const { bars, decimals, bias, value, title } = this.scene;
    this.bars.hidden = !bars;
    this.bars.replaceChildren();
    if (!bars) return;
    element("strong", "", this.bars).textContent = this.say(bars.byMap ? "sum-by-map" : "sum-by-number", { title });
    const rest = bars.others ? [{ label: this.say("sum-others", { count: bars.others }), value: bars.rest }] : [];
    const rows = [...bars.rows, ...rest, { label: this.say("sum-bias"), value: bias }];
    const largest = Math.max(...rows.map((bar) => Math.abs(bar.value)), 1e-12);
    rows.forEach((bar) => this.paintBar(bar, largest));
    const shown = rows.reduce((sum, bar) => sum + Math.round(bar.value * 10 ** decimals), 0);
    const exact = shown === Math.round(value * 10 ** decimals);
    element("p", "total", this.bars).textContent = `${exact ? "=" : "≈"} ${format(value, decimals)}`;
  }

  paintBar(bar, largest) {
    const row = element(bar.target ? "button" : "div", "bar", this.bars);
    if (bar.target) {
      row.type = "button";
      row.addEventListener("click", (event) => this.go(event, { layer: bar.target.layer, channel: bar.target.unit, row: 0, column: 0 }));
      const at = (picture) => ({ picture, row: Math.floor(bar.index / picture.columns), column: bar.index % picture.columns });
      row.addEventListener("pointerenter", () => this.point(at(this.all[0])));
      row.addEventListener("pointerleave", () => this.point(null));
    }
    element("span", "label", row).textContent = bar.label;
    const rod = element("span", `rod ${bar.value < 0 ? "minus" : "plus"}`, element("span", "rail", row));
    rod.style.width = `${(50 * Math.abs(bar.value)) / largest}%`;
    element("span", "number", row).textContent = format(bar.value, this.scene.decimals, true);
  }

  // ---- mouse, touch and keyboard -------------------------------------------------------------
  at(event, board) {
    const box = board.root.getBoundingClientRect();
    const scale = enlarged(board.root);
    const [x, y] = [(event.clientX - box.left) / scale, (event.clientY - box.top) / scale];
    for (const picture of board.pictures) {
      const line = Math.floor((y - picture.y) / picture.cell);
      const place = Math.floor((x - picture.x) / picture.cell);
      if (line < 0 || place < 0 || line >= picture.lines || place >= picture.across) continue;
      const index = line * picture.across + place;
      if (index >= picture.values.length) continue;
      return { picture, board, row: Math.floor(index / picture.columns), column: index % picture.columns };
    }
    return null;
  }

  onPoint(event, board) {
    const hot = this.at(event, board);
    const same = (a, b) => a?.picture === b?.picture && a?.row === b?.row && a?.column === b?.column;
    if (!same(hot, this.hot)) this.point(hot);
    board.root.style.cursor = hot && this.targetOf(hot) ? "pointer" : "";
  }

  // The cell that a click leads to.
  targetOf({ picture, row, column }) {
    const { scene, all } = this;
    const product = scene.geometry.moves === "product";
    if (picture.role === "kernel" && !product) return null;
    const source = product ? all.find((p) => p.role === "input" && p.part === picture.part) : picture;
    const { layer, channel, unit } = source.target ?? scene;
    if (unit !== undefined) return { layer, channel: unit + row * picture.columns + column, row: 0, column: 0 };
    return { layer, channel, row, column };
  }

  onClick(event, board) {
    const hot = this.at(event, board);
    const cell = hot && this.targetOf(hot);
    if (cell) this.go(event, cell);
  }

  // A double click is one click; while an answer is on its way, the same cell is not sent again.
  go(event, cell) {
    const text = JSON.stringify(cell);
    if (event.detail > 1 || (this.sent === text && performance.now() < this.until)) return;
    this.sent = text;
    this.until = performance.now() + PATIENCE;
    this.send(cell);
  }

  placeSpot() {
    const board = [this.parts, this.tail].find((b) => b.pictures.includes(this.output));
    this.spot.hidden = !board;
    if (!board) return;
    if (this.spot.parentNode !== board.root) board.root.append(this.spot);
    const { x, y, cell, across, lines } = this.output;
    Object.assign(this.spot.style, px({ left: x, top: y, width: across * cell, height: lines * cell }));
  }

  onKey(event) {
    const steps = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    const place = this.hot?.picture === this.output ? this.hot : { ...this.chosen, picture: this.output };
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.go(event, this.targetOf(place));
    }
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const clamp = (value, count) => Math.max(0, Math.min(count - 1, value));
    const { rows, columns } = this.output;
    this.point({ ...place, row: clamp(place.row + step[0], rows), column: clamp(place.column + step[1], columns) });
  }
}

// Left and upper edge of a cell; a row of numbers may go on in the next line.
function boxOf({ x, y, cell, across, columns }, row, column) {
  if (across === columns) return [x + column * cell, y + row * cell];
  const index = row * columns + column;
  return [x + (index % across) * cell, y + Math.floor(index / across) * cell];
}

function markBox(picture, [row, column, height, width]) {
  const [x, y] = boxOf(picture, row, column);
  return [x - 0.5, y - 0.5, width * picture.cell + 1, height * picture.cell + 1];
}

function outline(pen, boxes, faint = false) {
  pen.beginPath();
  for (const box of boxes) pen.rect(...box);
  // Dark around bright: it shows on black, on white and on every colour between.
  for (const [colour, thick] of faint ? [[GREY, 2]] : [["rgb(0 0 0 / 0.75)", 4], [HOT, 2]]) {
    Object.assign(pen, { strokeStyle: colour, lineWidth: thick });
    pen.stroke();
  }
}

function paintConnection(pen, [x1, y1, x2, y2]) {
  pen.strokeStyle = GREY;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.bezierCurveTo((x1 + x2) / 2, y1, (x1 + x2) / 2, y2, x2, y2);
  pen.stroke();
}

// Both axes go as far as the values do, 0 included.
function curvePlace({ left, top, x, y }, px, py) {
  const span = (values) => [Math.min(0, ...values), Math.max(0, ...values)];
  const [[x0, x1], [y0, y1]] = [span(x), span(y)];
  return [left + 5 + (160 * (px - x0)) / (x1 - x0), top + 125 - (120 * (py - y0)) / (y1 - y0 || 1)];
}

function paintCurve(pen, curve) {
  const line = (points, colour, thick) => {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.beginPath();
    points.forEach(([x, y]) => pen.lineTo(...curvePlace(curve, x, y)));
    pen.stroke();
  };
  const [left, right] = [curve.x[0], curve.x.at(-1)];
  line([[left, 0], [right, 0]], GREY, 1);
  line([[0, Math.min(0, ...curve.y)], [0, Math.max(0, ...curve.y)]], GREY, 1);
  line(Array.from(curve.x, (x, i) => [x, curve.y[i]]), "#3f8fd2", 3);
}
