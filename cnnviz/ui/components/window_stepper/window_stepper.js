// The stepping window: a kernel or a pooling window moves over the padded input, a step an output
// cell. The server sends one message: 4 bytes with the length of a JSON header, the header, the
// arrays that it names. Sums, totals and values are the server's; here they are looked up.

const WIDE = 640; // pixels; below this the grids stand one under the other
const SPEEDS = [1, 3, 10, Infinity]; // steps a second
const SMALL_TEXT = 12;
const MANY = 100; // an output of more cells is shown filled at first
const HOT = "#e8740c"; // the window
const MARK = "#00a37a"; // the chosen input cell and what it takes part in
const views = new WeakMap();

export default function (component) {
  const { data, parentElement } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = new Stepper(parentElement.querySelector(".stepper"));
    views.set(parentElement, view);
  }
  view.show(unpack(data));
  return () => {
    view.close();
    views.delete(parentElement);
  };
}

class Stepper {
  constructor(root) {
    this.root = root;
    saves(root, "windows", () => this.table());
    this.speed = SPEEDS[1];
    this.resizer = new ResizeObserver(() => this.arrange());
    this.resizer.observe(root);
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    root.addEventListener("keydown", (event) => this.onKey(event));
  }

  table() {
    const { input, kernel, outputs } = this.data;
    const rows = [["grid", "channel", "row", "column", "value"]];
    for (const plane of [input, kernel, ...outputs]) {
      if (!plane) continue;
      const cells = plane.rows * plane.columns;
      for (let channel = 0; channel * cells < plane.values.length; channel++) {
        const values = plane.values.subarray(channel * cells, (channel + 1) * cells);
        rows.push(...cellRows(plane.title, values, plane.columns).map(([title, ...cell]) => [title, channel + 1, ...cell]));
      }
    }
    return rows;
  }

  close() {
    this.resizer.disconnect();
    cancelAnimationFrame(this.frame);
  }

  // ---- state: which step is shown, and up to which one the output is filled -------------------
  show(data) {
    const before = this.data;
    const shape = (d) => JSON.stringify([d.kind, d.window, d.channels, d.rest?.title, d.activation, d.input.rows, d.input.columns,
      d.outputs.map((o) => [o.kind, o.rows, o.columns]), d.input.title, d.words]);
    this.data = data;
    speak(data.words);
    this.steps = data.outputs[0].rows * data.outputs[0].columns;
    // "Input" and "Input, shifted right" are the same to somebody who watches.
    const name = (d) => d.input.title.split(",")[0];
    if (!before || name(before) !== name(data)) {
      this.reach = data.whole || this.steps > MANY ? this.steps - 1 : 0;
      this.index = this.reach && strongest(data.outputs[0].values);
      this.mark = null;
      this.playing = false;
    } else {
      const full = this.reach === this.count - 1;
      this.index = Math.min(this.index, this.steps - 1);
      this.reach = full && !this.playing ? this.steps - 1 : Math.min(this.reach, this.steps - 1);
      const [, , rows, columns] = data.inner;
      if (this.mark !== null && this.mark >= rows * columns) this.mark = null;
    }
    this.count = this.steps;
    if (!before || shape(before) !== shape(data)) this.build();
    this.arrange();
    this.update();
  }

  goTo(index, { reach = Math.max(this.reach, index) } = {}) {
    this.from = this.place;
    this.index = Math.max(0, Math.min(this.steps - 1, index));
    this.reach = Math.max(0, Math.min(this.steps - 1, reach));
    this.moved = performance.now();
    this.update();
    // Where steps are slow, the window glides from place to place.
    if (!this.playing) this.animate();
  }

  toggle() {
    if (this.playing) return this.pause();
    this.playing = true;
    if (this.index === this.steps - 1) this.goTo(0, { reach: 0 });
    else this.reach = this.index;
    this.due = performance.now() + 1000 / this.speed;
    this.update();
    this.animate();
  }

  pause() {
    this.playing = false;
    if (this.buttons) this.update();
  }

  animate() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  tick(now) {
    if (this.playing && now >= this.due) {
      if (this.index === this.steps - 1) return this.pause();
      this.due = Math.max(this.due + 1000 / this.speed, now);
      this.goTo(this.index + 1, { reach: this.index + 1 });
    }
    this.paintWindow(now);
    if (this.playing || now - this.moved < 250) this.animate();
  }

  // ---- structure -----------------------------------------------------------------------------
  build() {
    const { data } = this;
    this.root.replaceChildren();
    this.stage = element("div", "stage", this.root);
    this.buildTransport();
    this.work = element("div", "work", this.root);
    this.products = element("div", "products", this.work);
    const result = element("div", "result", this.work);
    this.sums = data.outputs.map(() => element("div", "sums", result));
    this.note = element("p", "note", result);
    this.grids = { inputs: [], kernels: [], outputs: [] };
    const several = data.channels.length > 1;
    this.root.classList.toggle("several", several);
    if (several) this.buildColours();
    data.channels.forEach((name, channel) => {
      const column = element("div", several ? "column" : "columns", this.stage);
      this.grids.inputs.push(this.buildGrid(column, "input", data.input, channel, name));
      if (!data.kernel) return;
      if (!several) element("span", "sign", column).textContent = "×";
      this.grids.kernels.push(this.buildGrid(column, "kernel", data.kernel, channel, name));
    });
    element("span", "sign equals", this.stage).textContent = data.kernel ? "=" : "→";
    data.outputs.forEach((plane, i) => this.grids.outputs.push(this.buildGrid(this.stage, "output", plane, 0, "", i)));
    this.buildProducts();
    this.buildSums();
  }

  buildGrid(parent, role, plane, channel, name, which = 0) {
    const figure = element("figure", role, parent);
    const caption = element("figcaption", "", figure);
    const facts = ["title", "shape"].map((part) => element("span", part, caption));
    const board = element("div", "board", figure);
    const [canvas, over] = [element("canvas", "", board), element("canvas", "over", board)];
    const legend = element("span", "legend", figure);
    const grid = { role, channel, name, which, facts, board, canvas, over, legend };
    if (role !== "kernel") {
      board.tabIndex = 0;
      board.setAttribute("role", "application");
      board.addEventListener("click", (event) => this.onClick(event, grid));
    }
    element("span", "low", legend);
    element("canvas", "bar", legend);
    element("span", "high", legend);
    return grid;
  }

  // What red, green and blue look like together.
  buildColours() {
    const { input, inner: [top, left, rows, columns] } = this.data;
    const figure = element("figure", "colours", this.stage);
    const caption = element("figcaption", "", figure);
    element("span", "title", caption).textContent = input.title;
    element("span", "shape", caption).textContent = `${input.shape}, ${input.range}`;
    const canvas = element("canvas", "", figure);
    Object.assign(canvas, { width: columns, height: rows });
    const pen = canvas.getContext("2d");
    const part = (channel, y, x) => Math.round(255 * input.values[(channel * input.rows + top + y) * input.columns + left + x]);
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) {
      pen.fillStyle = `rgb(${part(0, y, x)}, ${part(1, y, x)}, ${part(2, y, x)})`;
      pen.fillRect(x, y, 1, 1);
    }
  }

  buildTransport() {
    const bar = element("div", "transport", this.root);
    const actions = {
      First: () => this.goTo(0, { reach: 0 }),
      Back: () => this.goTo(this.index - 1),
      Play: () => this.toggle(),
      Step: () => this.goTo(this.index + 1),
      Last: () => this.goTo(this.steps - 1),
    };
    this.buttons = Object.fromEntries(
      Object.entries(actions).map(([name, act]) => {
        const button = element("button", name.toLowerCase(), bar);
        button.type = "button";
        button.textContent = this.say(name.toLowerCase());
        button.addEventListener("click", () => {
          if (name !== "Play") this.pause();
          act();
        });
        return [name, button];
      }),
    );
    this.slider = element("input", "", bar);
    Object.assign(this.slider, { type: "range", min: 1, step: 1 });
    this.slider.setAttribute("aria-label", this.say("output-cell"));
    this.slider.addEventListener("input", () => {
      this.pause();
      this.goTo(this.slider.value - 1, { reach: this.slider.value - 1 });
    });
    const speed = element("select", "", bar);
    speed.setAttribute("aria-label", this.say("speed"));
    for (const value of SPEEDS) {
      const option = element("option", "", speed);
      const textContent = Number.isFinite(value) ? this.say("a-second", { count: value }) : this.say("fastest");
      Object.assign(option, { textContent, value, selected: value === this.speed });
    }
    speed.addEventListener("change", () => {
      this.speed = Number(speed.value);
      this.due = performance.now();
    });
    this.status = element("p", "status", this.root);
    this.status.setAttribute("role", "status");
  }

  buildProducts() {
    const { data } = this;
    const [rows, columns] = data.window;
    this.tiles = [];
    this.products.classList.toggle("dense", columns > 4 || data.channels.length > 1);
    data.channels.forEach((name, channel) => {
      const part = element("div", "part", this.products);
      const words = this.say(data.kernel ? "products" : "cells");
      element("strong", "", part).textContent = name ? `${name}: ${words}` : words;
      const sheet = element("div", "sheet", part);
      sheet.style.gridTemplateColumns = `repeat(${columns}, auto)`;
      for (let i = 0; i < rows * columns; i++) {
        const tile = element("span", "tile", sheet);
        const parts = (data.kernel ? ["pixel", "weight", "product"] : ["pixel"]).map((kind) => element("span", kind, tile));
        tile.addEventListener("pointerenter", () => this.link(i));
        tile.addEventListener("pointerleave", () => this.link(null));
        this.tiles.push({ tile, parts, channel, i });
      }
    });
  }

  buildSums() {
    const { data } = this;
    this.chips = data.outputs.map((output, i) => {
      const line = this.sums[i];
      const chip = (label, kind = "") => {
        const box = element("span", `chip ${kind}`, line);
        const [text, number] = [element("small", "", box), element("b", "", box)];
        text.textContent = label;
        return { text, number, box };
      };
      const sign = (text) => (element("span", "sign", line).textContent = text);
      if (!data.kernel) {
        const left = chip("");
        sign("→");
        return { left, value: chip("", "value") };
      }
      const count = data.window[0] * data.window[1];
      const sums = data.channels.map((name, c) => {
        if (c) sign("+");
        return chip(name ? this.say("sum-of", { name }) : count > 1 ? this.say("sum-of-products", { count }) : this.say("product"));
      });
      const rest = data.rest && (sign("+"), chip(data.rest.title));
      sign("+");
      const bias = chip(this.say("bias"));
      sign("=");
      const total = chip(this.say("total"), "total");
      sign(data.activation === "none" ? `${this.say("no-activation")} →` : `${data.activation} →`);
      return { sums, rest, bias, total, value: chip("", "value") };
    });
  }

  // ---- geometry ------------------------------------------------------------------------------
  arrange() {
    if (!this.data || !this.root.clientWidth) return;
    const { data } = this;
    const width = this.root.clientWidth;
    const wide = width >= WIDE;
    const many = data.channels.length;
    this.root.classList.toggle("narrow", !wide);
    const outputs = data.outputs.length;
    // Where there is room the products stand beside the cell that they become.
    const beside = wide && many === 1 && data.kernel && data.window[1] <= 5;
    if (beside) this.stage.append(this.products);
    else this.work.prepend(this.products);
    const share = beside ? [0.3, 0.18, 0.21] : many > 1 ? [0.2, 0.2, 0.2] : data.kernel ? (data.window[1] > 5 ? [0.37, 0.28, 0.27] : [0.4, 0.23, 0.28]) : [0.4, 0, 0.5 / outputs];
    const narrow = many > 1 ? [(width - 24) / many / width, (width - 24) / many / width, 0.6] : [1, 0.4, outputs > 1 ? 0.46 : 0.5];
    const [a, b, c] = (wide ? share : narrow).map((part) => part * width - 6);
    const tall = many > 1 ? 205 : data.input.rows > 12 ? 330 : 300;
    const most = !wide ? 42 : data.kernel ? 46 : 64;
    const fit = (plane, across, down) => Math.min(most, across / plane.columns, down / plane.rows);
    // Input and output cells are of one size where they can be: the output's shrinking shows.
    const cell = Math.min(fit(data.input, a, tall), fit(data.outputs[0], c, 330));
    for (const grid of this.all()) {
      const plane = this.plane(grid);
      grid.cell = Math.max(2, Math.floor(grid.role === "kernel" ? fit(plane, b, many > 1 ? 100 : 300) : grid.role === "input" ? Math.max(cell, Math.min(fit(data.input, a, tall), 26)) : cell));
      for (const canvas of [grid.canvas, grid.over]) size(canvas, plane.columns * grid.cell, plane.rows * grid.cell);
      grid.board.style.width = `${plane.columns * grid.cell}px`;
      grid.board.style.height = `${plane.rows * grid.cell}px`;
      grid.text = this.textSize(plane, grid.cell);
    }
    this.paint();
  }

  *all() {
    yield* this.grids.inputs;
    yield* this.grids.kernels;
    yield* this.grids.outputs;
  }

  plane({ role, which }) {
    return role === "output" ? this.data.outputs[which] : this.data[role];
  }

  // The largest letters in which every number fits its cell; 0 if none is readable.
  textSize(plane, cell) {
    if (cell < 16) return 0;
    const letters = Math.max(...Array.from(plane.values, (v) => (Number.isFinite(v) ? format(v, plane.decimals).length : 1)));
    const points = Math.min(18, cell * 0.5, (cell - 4) / (letters * 0.58));
    return points >= SMALL_TEXT ? Math.floor(points) : 0;
  }

  get place() {
    const { stride, outputs } = this.data;
    const columns = outputs[0].columns;
    return [Math.floor(this.index / columns) * stride[0], (this.index % columns) * stride[1]];
  }

  // Padded (row, column) of every cell under the window at a step, in row-major order.
  *taps(index = this.index) {
    const { stride, dilation, outputs, window: [rows, columns] } = this.data;
    const top = Math.floor(index / outputs[0].columns) * stride[0];
    const left = (index % outputs[0].columns) * stride[1];
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) yield [top + y * dilation[0], left + x * dilation[1]];
  }

  // ---- painting ------------------------------------------------------------------------------
  paint() {
    for (const grid of this.all()) {
      const plane = this.plane(grid);
      const [title, shape] = grid.facts;
      const { input, inner } = this.data;
      const padded = grid.role === "input" && (input.rows > inner[2] || input.columns > inner[3]);
      const own = grid.role === "input" ? [inner[2], inner[3]] : [plane.rows, plane.columns];
      title.textContent = !grid.name ? plane.title : grid.role === "kernel" ? `× ${this.say("kernel")}` : grid.name;
      shape.textContent = grid.name ? own.join(" × ") : `${plane.shape}, ${plane.range}${padded ? `; ${this.say("padded", { rows: input.rows, columns: input.columns })}` : ""}`;
      grid.legend.classList.toggle("same", grid.channel > 0);
      grid.legend.querySelector(".low").textContent = plane.limits[0];
      grid.legend.querySelector(".high").textContent = plane.limits[1];
      paintBar(grid.legend.querySelector("canvas"), this.data.palettes[plane.diverging ? 1 : 0]);
      this.paintGrid(grid);
    }
    this.paintWindow(Infinity);
  }

  paintGrid(grid) {
    const { role, cell, canvas, channel, text } = grid;
    const plane = this.plane(grid);
    const pen = pencil(canvas);
    const colours = this.data.palettes[plane.diverging ? 1 : 0];
    const ink = getComputedStyle(this.root).color;
    const start = channel * plane.rows * plane.columns;
    const gap = cell >= 16 ? 1 : 0;
    for (let i = 0; i < plane.rows * plane.columns; i++) {
      const [x, y] = [(i % plane.columns) * cell, Math.floor(i / plane.columns) * cell];
      const padding = role === "input" && !this.isInner(i);
      const empty = role === "output" && i > this.reach;
      const number = plane.values[start + i];
      const at = 3 * plane.colours[start + i];
      const rgb = [colours[at], colours[at + 1], colours[at + 2]];
      const blank = empty || !Number.isFinite(number);
      pen.globalAlpha = padding ? 0.3 : 1;
      if (!blank) {
        pen.fillStyle = `rgb(${rgb})`;
        pen.fillRect(x, y, cell - gap, cell - gap);
      }
      if (blank || padding) this.dashed(pen, ink, x, y, cell);
      pen.globalAlpha = 1;
      if (!text || empty) continue;
      pen.fillStyle = padding ? ink : 0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2] > 140 ? "#000" : "#fff";
      pen.font = `${padding ? "italic " : ""}${text}px ${getComputedStyle(this.root).fontFamily}`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(Number.isFinite(number) ? format(number, plane.decimals) : "·", x + cell / 2 - gap / 2, y + cell / 2);
    }
    if (role === "input") this.paintEdges(pen, grid, ink);
  }

  dashed(pen, ink, x, y, cell) {
    if (cell < 7) return;
    pen.globalAlpha = 0.35;
    pen.strokeStyle = ink;
    pen.lineWidth = 1;
    pen.setLineDash([2, 3]);
    pen.strokeRect(x + 1.5, y + 1.5, cell - 4, cell - 4);
    pen.setLineDash([]);
  }

  isInner(i) {
    const { input, inner: [top, left, rows, columns] } = this.data;
    const [y, x] = [Math.floor(i / input.columns) - top, (i % input.columns) - left];
    return y >= 0 && x >= 0 && y < rows && x < columns;
  }

  // The real input's edge inside its padding, and hatching over what is never read.
  paintEdges(pen, { cell }, ink) {
    const { inner: [top, left, rows, columns], unread, input } = this.data;
    if (input.rows > rows || input.columns > columns) {
      pen.strokeStyle = ink;
      pen.lineWidth = 2;
      pen.strokeRect(left * cell - 0.5, top * cell - 0.5, columns * cell, rows * cell);
    }
    const areas = [
      ...unread[0].map((row) => [left * cell, (top + row) * cell, columns * cell, cell]),
      ...unread[1].map((column) => [(left + column) * cell, top * cell, cell, rows * cell]),
    ];
    for (const [x, y, w, h] of areas) hatch(pen, x, y, w - 1, h - 1);
  }

  // What moves: the window on each input, the cell that it fills, and what a mark takes part in.
  paintWindow(now) {
    const { data } = this;
    const { window: [rows, columns], dilation } = data;
    const glide = this.calm.matches || this.speed > 5 && this.playing ? 1 : Math.min(1, (now - (this.moved ?? 0)) / 220);
    const ease = 1 - (1 - glide) ** 3;
    const [top, left] = this.place.map((value, axis) => (this.from?.[axis] ?? value) * (1 - ease) + value * ease);
    const extent = [dilation[0] * (rows - 1) + 1, dilation[1] * (columns - 1) + 1];
    for (const { over, cell } of this.grids.inputs) {
      const pen = pencil(over);
      if (Math.max(...dilation) > 1) {
        for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) {
          const at = [(left + x * dilation[1]) * cell, (top + y * dilation[0]) * cell];
          pen.fillStyle = HOT;
          if (cell < 16) pen.fillRect(at[0] + cell / 4, at[1] + cell / 4, cell / 2, cell / 2);
          else frame(pen, HOT, ...at, cell, cell, 3);
        }
        pen.setLineDash([6, 4]);
      }
      frame(pen, HOT, left * cell, top * cell, extent[1] * cell, extent[0] * cell, cell > 8 ? 4 : 2);
      pen.setLineDash([]);
      this.paintTaps(pen, cell, glide);
    }
    for (const { over, cell } of this.grids.kernels) {
      const pen = pencil(over);
      if (this.linked === null || this.linked === undefined) continue;
      frame(pen, HOT, (this.linked % columns) * cell, Math.floor(this.linked / columns) * cell, cell, cell, 4);
    }
    const part = this.mark === null ? [] : this.partners();
    for (const { over, cell, which } of this.grids.outputs) {
      const pen = pencil(over);
      const across = data.outputs[which].columns;
      const [y, x] = [Math.floor(this.index / across), this.index % across];
      for (const i of part) frame(pen, MARK, (i % across) * cell + 2, Math.floor(i / across) * cell + 2, cell - 5, cell - 5, cell > 8 ? 3 : 2);
      frame(pen, HOT, x * cell, y * cell, cell, cell, cell > 8 ? 4 : 2);
    }
  }

  // Over one input: the winner of max pooling, the cell under the mouse's product, the mark.
  paintTaps(pen, cell, glide) {
    const { data } = this;
    const winners = data.outputs.find((output) => output.winners)?.winners;
    const taps = [...this.taps()];
    taps.forEach(([row, column], i) => {
      const wins = glide === 1 && winners ? winners[this.index * taps.length + i] : 0;
      if (i === this.linked) frame(pen, HOT, column * cell, row * cell, cell, cell, 4);
      if (wins === 2) frame(pen, HOT, column * cell + 5, row * cell + 5, cell - 11, cell - 11, cell > 12 ? 4 : 2);
      else if (wins === 1 && cell > 12) frame(pen, HOT, column * cell + 7, row * cell + 7, cell - 15, cell - 15, 1);
    });
    if (this.mark === null) return;
    data.sources.forEach((source, i) => {
      if (source !== this.mark) return;
      frame(pen, MARK, (i % data.input.columns) * cell + 1, Math.floor(i / data.input.columns) * cell + 1, cell - 3, cell - 3, cell > 8 ? 4 : 2);
    });
  }

  // ---- this step in words and numbers ----------------------------------------------------------
  update() {
    const { data, index } = this;
    if (!this.grids || !this.buttons) return;
    for (const grid of this.grids.outputs) if (grid.cell) this.paintGrid(grid);
    if (this.grids.inputs[0].cell) this.paintWindow(performance.now());
    const across = data.outputs[0].columns;
    const where = this.where(index, across);
    this.root.dataset.step = index;
    this.root.dataset.playing = Boolean(this.playing);
    this.slider.max = this.steps;
    this.slider.value = index + 1;
    this.slider.setAttribute("aria-valuetext", where);
    this.buttons.Play.textContent = this.say(this.playing ? "pause" : "play");
    this.buttons.Back.disabled = this.buttons.First.disabled = index === 0;
    this.buttons.Step.disabled = this.buttons.Last.disabled = index === this.steps - 1;
    this.status.setAttribute("aria-live", this.playing ? "off" : "polite");
    this.status.textContent = `${this.say("at", { step: index + 1, steps: this.steps, where })}${this.markText()}`;
    const shown = this.updateProducts();
    data.outputs.forEach((output, i) => this.updateSum(output, this.chips[i]));
    this.updateNote(shown);
    this.grids.inputs.forEach(({ board, name }) => board.setAttribute("aria-label",
      this.say("input-keys", { name, shape: data.input.shape })));
    this.grids.outputs.forEach(({ board, which }) => board.setAttribute("aria-label",
      this.say("output-keys", data.outputs[which])));
  }

  say(key, fields) {
    return phrase(this.data.words, `step-${key}`, fields);
  }

  where(index, across) {
    return this.say("place", { row: Math.floor(index / across) + 1, column: (index % across) + 1 });
  }

  markText() {
    if (this.mark === null) return "";
    const columns = this.data.inner[3];
    const count = this.partners().length;
    return ` ${this.say("marked", { where: this.where(this.mark, columns), count })}`;
  }

  partners() {
    const { sources, input } = this.data;
    const found = [];
    for (let step = 0; step < this.steps; step++) {
      for (const [row, column] of this.taps(step)) {
        if (row < input.rows && column < input.columns && sources[row * input.columns + column] === this.mark) {
          found.push(step);
          break;
        }
      }
    }
    return found;
  }

  updateProducts() {
    const { data, index } = this;
    const { input, kernel, decimals } = data;
    const taps = [...this.taps()];
    const winners = data.outputs.find((output) => output.winners)?.winners;
    let shown = 0;
    for (const [place, { tile, parts, channel, i }] of this.tiles.entries()) {
      const [row, column] = taps[i];
      const missing = row >= input.rows || column >= input.columns;
      const pixel = missing ? NaN : input.values[(channel * input.rows + row) * input.columns + column];
      const padding = missing || !this.isInner(row * input.columns + column);
      tile.classList.toggle("padding", padding);
      if (!kernel) {
        const wins = winners ? winners[index * taps.length + i] : 0;
        tile.classList.toggle("winner", wins === 2);
        tile.classList.toggle("tie", wins === 1);
        parts[0].textContent = missing ? "–" : Number.isFinite(pixel) ? format(pixel, input.decimals) : this.say("pad");
        continue;
      }
      const weight = kernel.values[channel * taps.length + i];
      const product = data.terms ? data.terms[index * this.tiles.length + place] : pixel * weight;
      parts[0].textContent = format(pixel, input.decimals);
      parts[1].textContent = `× ${format(weight, kernel.decimals)}`;
      parts[2].textContent = format(product, decimals);
      shown += Number(product.toFixed(decimals));
    }
    return shown;
  }

  updateSum(output, chips) {
    const { data, index } = this;
    const across = output.columns;
    const place = this.where(index, across);
    const { fine } = output;
    chips.value.text.textContent = data.kernel ? this.say("output", { place }) : `${output.title}, ${place}`;
    chips.value.number.textContent = format(output.values[index], fine);
    if (data.kernel) {
      const channels = data.channels.length;
      chips.sums.forEach(({ number }, c) => (number.textContent = format(output.sums[index * channels + c], data.decimals)));
      if (chips.rest) chips.rest.number.textContent = format(data.rest.values[index], data.decimals);
      chips.bias.number.textContent = format(data.bias, data.decimals);
      chips.total.number.textContent = format(output.totals[index], data.decimals);
      return;
    }
    const count = output.counts[index];
    const { text, number } = chips.left;
    if (output.kind === "average") {
      text.textContent = this.say("mean", { count });
      number.textContent = `${format(output.sums[index], data.decimals)} ÷ ${count}`;
    } else if (output.kind === "max") {
      const size = data.window[0] * data.window[1];
      const ties = output.winners.subarray(index * size, (index + 1) * size).filter((mark) => mark).length;
      text.textContent = ties > 1 ? this.say("tie", { count: ties }) : this.say("largest", { count });
      number.textContent = `max ${format(output.values[index], fine)}`;
    } else {
      text.textContent = this.say("unchanged");
      number.textContent = format(output.values[index], fine);
    }
  }

  updateNote(shown) {
    const { data, index } = this;
    const texts = [];
    const exact = data.exact && data.outputs.every((output) => output.exact);
    if (!exact) texts.push(this.say("rounded"));
    if (data.kernel) {
      const rest = data.rest ? Number(data.rest.values[index].toFixed(data.decimals)) : 0;
      const written = (shown + rest + Number(data.bias.toFixed(data.decimals))).toFixed(data.decimals);
      const total = data.outputs[0].totals[index].toFixed(data.decimals);
      if (Number(written) !== Number(total)) {
        const [sum, exactly] = [written, total].map((text) => format(Number(text), data.decimals));
        texts.push(this.say("apart", { sum, exactly }));
      }
    }
    this.note.textContent = texts.join(" ");
    this.note.hidden = exact && !texts.length;
  }

  // ---- pointing and keys -----------------------------------------------------------------------
  link(tap) {
    this.linked = tap;
    this.paintWindow(Infinity);
  }

  onClick(event, grid) {
    const plane = this.plane(grid);
    const box = grid.board.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * plane.rows);
    const column = Math.floor(((event.clientX - box.left) / box.width) * plane.columns);
    if (row < 0 || column < 0 || row >= plane.rows || column >= plane.columns) return;
    if (grid.role === "output") {
      this.pause();
      return this.goTo(row * plane.columns + column);
    }
    const source = this.data.sources[row * plane.columns + column];
    this.mark = source < 0 || source === this.mark ? null : source;
    this.update();
  }

  onKey(event) {
    const target = event.composedPath()[0];
    if (target.matches("select")) return;
    const across = this.data.outputs[0].columns;
    const marks = target.closest(".input");
    const columns = marks ? this.data.inner[3] : across;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === " " && !target.matches("button")) this.toggle();
    else if (event.key === "Escape") this.mark = null;
    else if (step === undefined) return;
    else if (marks) this.mark = Math.max(0, Math.min(this.data.inner[2] * columns - 1, (this.mark ?? -step) + step));
    else {
      this.pause();
      this.goTo(this.index + step);
    }
    event.preventDefault();
    this.update();
  }
}

// ---- small helpers ---------------------------------------------------------------------------
function format(value, decimals) {
  const text = value.toFixed(decimals);
  return inWords((Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−"));
}

// Where there is something to see: the largest number by size.
function strongest(values) {
  return values.reduce((best, value, i) => (Math.abs(value) > Math.abs(values[best]) ? i : best), 0);
}

function size(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

function pencil(canvas) {
  const pen = canvas.getContext("2d");
  const ratio = window.devicePixelRatio || 1;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  return pen;
}

// A frame that stands out from black, white and every colour between.
function frame(pen, colour, x, y, width, height, thickness) {
  const half = thickness / 2;
  for (const [style, line] of [["#fff", thickness + 2], [colour, thickness]]) {
    pen.strokeStyle = style;
    pen.lineWidth = line;
    pen.strokeRect(x + half, y + half, width - thickness - 1, height - thickness - 1);
  }
}

function hatch(pen, x, y, width, height) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.fillStyle = "rgb(128 128 128 / 0.3)";
  pen.fillRect(x, y, width, height);
  pen.strokeStyle = HOT;
  pen.globalAlpha = 0.75;
  pen.lineWidth = 1.5;
  pen.beginPath();
  // Wide enough apart for the numbers to be read between the lines.
  for (let at = -height; at < width; at += 14) {
    pen.moveTo(x + at, y + height);
    pen.lineTo(x + at + height, y);
  }
  pen.stroke();
  pen.restore();
}

function paintBar(canvas, palette) {
  Object.assign(canvas, { width: 256, height: 1 });
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(256, 1);
  for (let i = 0; i < 256; i++) image.data.set([palette[3 * i], palette[3 * i + 1], palette[3 * i + 2], 255], 4 * i);
  pen.putImageData(image, 0, 0);
}
