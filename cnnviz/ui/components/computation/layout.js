// Where the pictures of a computation stand. Joined in front of computation.js, which paints them.

const WIDE = 700; // pixels; below this the result stands under the maps it was computed from
const HEAD = 38; // room above a picture for its title, shape and range
const GAP = 8;
const EDGE = 4; // the canvases reach so far beyond a board: outlines at its edge need it

// An area with pictures, signs and captions at places that the view decides. All pictures are on
// one canvas and all outlines on another: a canvas for each of 290 pictures takes far longer.
class Board {
  constructor(parent, name, view) {
    this.frame = element("div", `frame ${name}`, parent);
    this.root = element("div", "board", this.frame);
    this.base = element("canvas", "", this.root);
    this.over = element("canvas", "over", this.root);
    this.words = []; // captions, used again from picture to picture
    this.root.addEventListener("pointermove", (event) => view.onPoint(event, this));
    this.root.addEventListener("pointerleave", () => view.point(null));
    this.root.addEventListener("click", (event) => view.onClick(event, this));
  }

  clear() {
    this.pictures = [];
    this.curves = [];
    this.lines = [];
    this.used = 0;
  }

  write(text, name, x, y, width) {
    const word = this.words[this.used] ?? element("span", "", this.root);
    this.words[this.used++] = word;
    if (word.textContent !== text) word.textContent = text;
    word.className = `word ${name}`;
    Object.assign(word.style, px({ left: x, top: y }));
    word.style.width = width ? `${width}px` : "";
  }

  finish(width, height) {
    this.words.slice(this.used).forEach((word) => (word.className = "unused"));
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this.root.style, px({ width, height }));
    for (const canvas of [this.base, this.over]) {
      const [w, h] = [width, height].map((side) => Math.round((side + 2 * EDGE) * ratio));
      // Setting a size clears the canvas, even to the same size.
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
      Object.assign(canvas.style, px({ left: -EDGE, top: -EDGE, width: width + 2 * EDGE, height: height + 2 * EDGE }));
    }
  }

  pen(canvas) {
    const pen = canvas.getContext("2d");
    const ratio = window.devicePixelRatio || 1;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(ratio, 0, 0, ratio, EDGE * ratio, EDGE * ratio);
    pen.imageSmoothingEnabled = false;
    return pen;
  }
}

class Arrangement {
  // ---- where everything stands ---------------------------------------------------------------
  arrange() {
    const { scene, root } = this;
    this.width = root.clientWidth;
    if (!scene || !this.width) return;
    this.wide = this.width >= WIDE;
    root.classList.toggle("narrow", !this.wide);
    root.classList.toggle("many", scene.many);
    this.order.hidden = !scene.many;
    this.order.textContent = this.strongest ? "Strongest first ⇄ in order" : "In order ⇄ strongest first";
    this.parts.clear();
    this.tail.clear();
    if (scene.strips) this.arrangeStrips();
    else if (scene.many) this.arrangeMany();
    else if (this.wide && scene.rows.length > 1) this.arrangeRows();
    else this.arrangeLine();
    this.paint();
  }

  // One computation after the other in a column; lines lead from each to the sum.
  arrangeRows() {
    const { rows, tail } = this.scene;
    const tallest = Math.max(...rows.flat().map((p) => p.rows ?? 0));
    const room = 580 / rows.length - GAP;
    const cell = Math.max(1, Math.min(16, Math.floor(room / (tallest + 2 * this.margin()))));
    const sizes = { cell, kernel: this.kernelCell(Math.min(room, 110), 24), head: 0, beside: true };
    sizes.widths = rows[0].map((_, i) => Math.max(...rows.map((row) => this.sizeOf(row[i], sizes)[0])));
    let y = 0;
    const ends = rows.map((row) => {
      const box = this.line(this.parts, row, 0, y, Infinity, sizes);
      y += box.height + GAP;
      return [box.width, box.middle];
    });
    const right = Math.max(...ends.map(([x]) => x));
    if (!tail.length) return this.parts.finish(right, y), this.tail.finish(0, 0);
    const left = this.width - right - 80;
    const box = this.fitLine(this.tail, tail, left, 200);
    this.tail.finish(box.width, box.height);
    const middle = y / 2 + (box.middle - box.height / 2);
    this.parts.lines = ends.map(([x, from]) => [x + 6, from, right + 76, middle]);
    this.parts.finish(right + 80, y);
  }

  // Dozens of computations in a grid that scrolls, the result beside or below it.
  arrangeMany() {
    const { rows, tail, strengths } = this.scene;
    const order = rows.map((_, i) => i);
    if (this.strongest) order.sort((a, b) => strengths[b] - strengths[a]);
    const tallest = Math.max(...rows[0].map((p) => p.rows ?? 0));
    const cell = Math.max(1, Math.floor((this.wide ? 60 : 42) / tallest));
    const sizes = { cell, kernel: this.kernelCell(this.wide ? 48 : 30, 12), head: 18, compact: true };
    const across = this.wide ? this.width - (tail.length ? 250 : 0) - 20 : this.width - 16;
    const one = this.line(this.parts, rows[0], 0, 0, Infinity, sizes);
    this.parts.clear();
    sizes.room = one.width; // where the layer's name has no room, the line above all maps has it
    const gap = this.wide ? 20 : 8;
    const columns = Math.max(1, Math.floor((across + gap) / (one.width + gap)));
    order.forEach((index, place) => {
      const [x, y] = [(place % columns) * (one.width + gap), Math.floor(place / columns) * (one.height + GAP)];
      this.line(this.parts, rows[index], x, y, Infinity, sizes);
    });
    this.parts.finish(columns * (one.width + gap) - gap, Math.ceil(rows.length / columns) * (one.height + GAP));
    this.arrangeTower(tail);
  }

  // One picture over the other, with the signs between them.
  arrangeTower(items) {
    let [y, signs] = [0, []];
    for (const item of items) {
      if (item.type === "sign") {
        signs.push([item.text, item.words].filter(Boolean).join(" "));
        continue;
      }
      if (signs.length) this.tail.write(signs.join(" "), "between", 0, y, 0);
      y += signs.length ? 26 : 0;
      const sizes = { cell: Math.max(1, Math.floor((this.wide ? 120 : 150) / Math.max(item.rows, item.columns))), head: HEAD };
      y += this.line(this.tail, [item], 0, y, Infinity, sizes).height + GAP;
      signs = [];
    }
    this.tail.finish(items.length ? 200 : 0, y);
  }

  // All in one line that wraps: a single map before, or a narrow screen.
  arrangeLine() {
    const { rows, tail } = this.scene;
    const triples = rows.length > 1 || (rows[0] ?? []).some((p) => p.role === "kernel");
    if (this.wide || !triples) {
      const box = this.fitLine(this.parts, [...rows.flat(), ...tail], this.width, this.wide ? 300 : 210, !this.wide);
      this.parts.finish(this.width, box.height);
      return this.tail.finish(0, 0);
    }
    let y = 0;
    const fit = rows.map((row) => this.fitted(row, this.width - 4, 110, { head: 56, stacked: true }));
    const sizes = fit.reduce((a, b) => (a.cell < b.cell ? a : b));
    for (const row of rows) y += this.line(this.parts, row, 0, y, Infinity, sizes).height + GAP;
    this.parts.finish(this.width, y);
    this.arrangeTower(tail);
  }

  // Rows of numbers: the inputs, the weights under them, the products under these.
  arrangeStrips() {
    const items = this.scene.rows[0];
    const count = items[0].columns;
    const cell = Math.max(this.wide ? 9 : 11, Math.min(24, Math.floor((this.width - 30) / count)));
    const across = Math.min(count, Math.floor((this.width - 30) / cell));
    let y = 0;
    let sign = "";
    for (const item of items) {
      if (item.type === "sign") {
        sign = item.text;
        continue;
      }
      this.caption(this.parts, item, 26, y, this.width - 26);
      const lines = Math.ceil(count / across);
      if (sign) this.parts.write(sign, "sign", 0, y + 21 + (lines * cell) / 2, 22);
      Object.assign(item, { x: 26, y: y + 36, cell, across, lines });
      this.parts.pictures.push(item);
      y += 36 + lines * cell + GAP + 4;
    }
    this.parts.finish(this.width, y);
    this.tail.finish(0, 0);
  }

  margin() {
    const { pads } = this.scene.geometry;
    return pads ? Math.max(...pads) : 0;
  }

  kernelCell(room, most) {
    const kernel = this.all.find((p) => p.role === "kernel");
    if (!kernel) return 0;
    return Math.max(2, Math.min(most, Math.floor(room / Math.max(kernel.rows, kernel.columns))));
  }

  // The largest cells with which a line of items fits; no picture is larger than `most`.
  fitted(items, width, most, form = { head: HEAD }) {
    const largest = Math.max(1, ...items.filter((p) => p.rows && p.role !== "kernel").map((p) => Math.max(p.rows, p.columns)));
    let sizes;
    for (let cell = Math.max(1, Math.min(64, Math.floor(most / largest))); cell >= 1; cell--) {
      const dense = this.scene.geometry.moves === "product";
      sizes = { cell, kernel: dense ? cell : this.kernelCell(Math.max(cell * largest * 0.8, 24), 40), ...form };
      if (items.reduce((sum, item) => sum + this.sizeOf(item, sizes)[0], 0) <= width) break;
    }
    return sizes;
  }

  fitLine(board, items, width, most, wraps = false) {
    if (!items.length) return { width: 0, height: 0, middle: 0 };
    const widest = [...items].sort((a, b) => (b.rows ?? 0) - (a.rows ?? 0))[0];
    const sizes = this.fitted(wraps ? [widest] : items, width, most);
    return this.line(board, items, 0, 0, width, sizes);
  }

  // Width and height of an item with its words, side of a cell, width of the cells together.
  sizeOf(item, { cell, kernel, head, compact, beside, stacked }) {
    if (item.type === "curve") return [Math.max(180, 7 * Math.max(0, ...item.lines.map((line) => line.length))), head + 130 + 18 * item.lines.length];
    if (item.type === "sign") return [compact || stacked ? 16 : item.words ? Math.max(30, item.words.length * 7 + 10) : 30, 0];
    const usual = item.role === "kernel" && this.scene.geometry.moves !== "product" ? kernel : cell;
    // A single number must be seen beside a map of hundreds.
    const side = item.role === "output" && item.rows * item.columns === 1 ? Math.max(44, usual) : usual;
    const [top, left, bottom, right] = this.padsOf(item);
    const width = (item.columns + left + right) * side;
    if (beside) return [width + 8 + 6.8 * Math.max(item.title.length * 1.05, item.facts[1].length), (item.rows + top + bottom) * side, side, width];
    if (stacked) return [Math.max(width, 7.2 * item.title.length, 6.3 * item.facts[1].length), head + (item.rows + top + bottom) * side, side, width];
    const words = compact ? 0 : Math.min(130, 7.4 * Math.max(item.title.length, item.facts.join(", ").length * 0.9));
    return [Math.max(width, words), head + (item.rows + top + bottom) * side, side, width];
  }

  // The padding that an input map is surrounded with.
  padsOf(item) {
    const { pads } = this.scene.geometry;
    return pads && item.role === "input" ? pads : [0, 0, 0, 0];
  }

  // Puts items one beside the other, their middles level; goes on below where the width ends.
  line(board, items, x0, y0, width, sizes) {
    const lines = [[]];
    let x = 0;
    for (const [i, item] of items.entries()) {
      const [own, h, cell, pixels] = this.sizeOf(item, sizes);
      const w = sizes.widths?.[i] ?? own;
      if (x && x + w > width) {
        lines.push([]);
        x = 0;
      }
      lines.at(-1).push({ item, x: x0 + x, w, h, cell, pixels });
      x += w;
    }
    let y = y0;
    let middle = 0;
    for (const placed of lines) {
      const tall = Math.max(30, ...placed.map(({ h }) => h - sizes.head));
      middle = y + sizes.head + tall / 2;
      for (const place of placed) this.put(board, place, middle, sizes);
      y += sizes.head + tall + (lines.length > 1 ? 12 : 0);
    }
    const right = Math.max(...lines.flat().map((place) => place.x + place.w));
    return { width: Math.ceil(right - (Number.isFinite(width) ? 0 : x0)), height: y - y0, middle };
  }

  put(board, { item, x, w, h, cell, pixels }, middle, { head, compact, beside, stacked, room }) {
    if (item.type === "sign") {
      board.write(item.text, compact || stacked ? "sign small" : "sign", x, middle - (compact || stacked ? 10 : 15), w);
      if (item.words) board.write(item.words, "words", x, middle + 14, w);
      return;
    }
    const top = Math.round(middle - (h - head) / 2);
    if (item.type === "curve") {
      board.write(item.title, "title", x, top - head, w);
      item.lines.forEach((text, i) => board.write(text, "formula", x, top + 134 + 18 * i, 0));
      Object.assign(item, { left: x, top });
      return board.curves.push(item);
    }
    if (beside) {
      const words = [["title", item.title], ["facts", item.facts[0]], ["facts", item.facts[1]]];
      words.forEach(([name, text], i) => board.write(text, name, x + pixels + 8, middle - 27 + 18 * i));
    } else if (stacked) {
      board.write(item.title, "title", x, top - head, 0);
      item.facts.forEach((text, i) => board.write(text, "facts", x, top - head + 18 + 17 * i, 0));
    } else if (!compact) this.caption(board, item, x, top - head, Math.max(w, 60));
    else if (item.role === "input") board.write(room < 7.4 * item.title.length ? item.title.split(" · ").at(-1) : item.title, "title", x, top - head, 0);
    const [above, left] = this.padsOf(item);
    Object.assign(item, { x: Math.round(x) + left * cell, y: top + above * cell, cell, across: item.columns, lines: item.rows });
    board.pictures.push(item);
  }

  caption(board, item, x, y, width) {
    board.write(item.title, "title", x, y, width);
    board.write(item.facts.join(", "), "facts", x, y + 17, width);
  }
}
