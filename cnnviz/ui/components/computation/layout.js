// Where the pictures of a computation stand. Joined in front of computation.js, which paints them.

const WIDE = 700; // pixels; below this the result stands under the maps it was computed from
const HEAD = 38; // room above a picture for its title, shape and range
const GAP = 8;
const TOLD = 114; // pixels below the pictures for the numbers of a cell and the colours, at least
const NOTE = 150; // width of a caption beside a picture
const CAPTION = 116; // width of a caption above a picture
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
    // What the page gives: a height to keep within, 0 for as much as is needed.
    const whole = scene.height === undefined ? 0 : scene.height || fill();
    this.within = whole && whole - this.below;
    this.wide = this.width >= (this.within ? 440 : WIDE);
    root.classList.toggle("narrow", !this.wide);
    root.classList.toggle("many", scene.many);
    root.classList.toggle("rows", scene.rows.length > 1);
    this.order.hidden = !scene.many;
    this.order.textContent = this.say(this.strongest ? "sum-strongest-first" : "sum-in-order");
    this.parts.clear();
    this.tail.clear();
    this.root.classList.toggle("within", this.within > 0);
    if (scene.strips) this.arrangeStrips();
    else if (this.within && this.wide && (scene.rows.length > 1 || (this.results.length && this.crowded))) this.arrangeWithin();
    else if (scene.many) this.arrangeMany();
    else if (this.wide && scene.rows.length > 1) this.arrangeRows();
    else this.arrangeLine();
    this.paint();
    this.paintLegends();
    this.reachByKey();
    if (!whole) return;
    // The numbers and the colours may need more lines; the next map of this layer will, too.
    const needed = this.told.offsetHeight + this.legends.offsetHeight + 12;
    if (needed <= this.below) return;
    this.below = needed;
    this.arrange();
  }

  // What scrolls must be scrolled by keys, too.
  reachByKey() {
    const { frame } = this.parts;
    const scrolls = frame.scrollHeight > frame.clientHeight + 1;
    if (scrolls) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  }

  // Whether a line of all pictures would be one of tiny ones.
  get crowded() {
    const { rows, tail } = this.scene;
    const items = [...rows.flat(), ...tail].filter((item) => item.role !== "after");
    const { cell, tight } = this.fitted(items, this.width, 300);
    return tight || cell * Math.max(...this.results.map((item) => item.rows)) < 56;
  }

  // All computations in a column or a grid that scrolls, the result in a tower beside them: no
  // taller than the page has room for.
  arrangeWithin() {
    const { rows, tail, strengths, many } = this.scene;
    const order = rows.map((_, i) => i);
    if (many && this.strongest) order.sort((a, b) => strengths[b] - strengths[a]);
    this.writeNote();
    const height = this.within - this.stage.offsetTop - (many ? 8 : 0);
    const tallest = Math.max(...rows.flat().map((p) => p.rows ?? 0));
    const room = many ? 84 : Math.min(112, height / rows.length - GAP);
    const cell = Math.max(1, Math.floor(room / (tallest + 2 * this.margin())));
    const names = many ? 0 : 12 + 7.4 * Math.max(...rows.map(([item]) => shortTitle(item).length));
    const sizes = { cell, kernel: this.kernelCell(Math.min(room, 64), 16), head: many ? 18 : 0, compact: true, plain: !many };
    const results = tail.filter((item) => item.rows).length;
    const ways = many || !tail.length ? 24 : 56; // lines lead from each to the sum
    const measured = () => this.line(this.parts, rows[0], 0, 0, Infinity, sizes);
    let one = measured();
    // The results of dozens of maps need two columns; what gives them is smaller, then.
    while (many && results > 2 && sizes.cell > 2 && this.width - one.width - ways < 2 * CAPTION) {
      Object.assign(sizes, { cell: sizes.cell - 1, kernel: this.kernelCell((sizes.cell - 1) * tallest, 16) });
      one = measured();
    }
    this.parts.clear();
    sizes.room = one.width;
    const side = sizes.cell * tallest;
    const free = this.width - ways - names;
    // Where a tower with captions beside its pictures would be one of tiny ones, or has no room,
    // the captions stand above them, in two columns if they must.
    const left = free - one.width;
    const above = results > 0 && (this.noted(results, side, height) < Math.min(side, 44) || left < side + 142);
    const towers = above ? Math.max(1, Math.min(2, Math.floor(left / CAPTION))) : 0;
    const across = free - (tail.length ? (above ? towers * CAPTION : side + NOTE) + 24 : 0);
    const columns = many ? Math.max(1, Math.floor((across + 20) / (one.width + 20))) : 1;
    const ends = order.map((index, place) => {
      const [x, y] = [names + (place % columns) * (one.width + 20), Math.floor(place / columns) * (one.height + GAP)];
      const box = this.line(this.parts, rows[index], x, y, Infinity, sizes);
      if (names) this.parts.write(shortTitle(rows[index][0]), "title", 0, box.middle - 9, 0);
      return [x + box.width, box.middle];
    });
    const right = names + columns * (one.width + 20) - 20;
    const bottom = Math.ceil(rows.length / columns) * (one.height + GAP);
    this.parts.frame.style.maxHeight = many ? `${height}px` : "";
    const beside = Math.max(90, Math.min(NOTE, this.width - right - ways - side - 28));
    const [tall, middle] = above ? this.arrangeTowers(tail, side, height, towers) : this.arrangeNoted(tail, side, beside, height);
    if (many || !tail.length) return this.parts.finish(right, bottom);
    // Both stand level: the lines end at the tower's first picture.
    this.parts.lines = ends.map(([x, from]) => [x + 4, from, right + ways - 4, bottom / 2 - tall / 2 + middle]);
    this.parts.finish(right + ways, bottom);
  }

  // What happens here, over all that is read.
  writeNote() {
    const note = this.scene.note || this.scene.rows.flat().find((item) => item.note)?.note;
    this.note.hidden = !(note && this.within);
    if (this.note.hidden) return;
    this.note.textContent = `${note}\u00a0↓`;
  }

  // One picture over the other, each with its caption beside it; how tall that is, and where the
  // middle of the first one is.
  arrangeNoted(items, side, beside, height) {
    const count = items.filter((item) => item.rows).length;
    const [most, noted] = [this.noted(count, side, height), height / count >= 122];
    let [y, first] = [0, null];
    for (const [item, sign] of withSigns(items)) {
      if (sign) this.tail.write(sign, "between", 0, y, 0);
      y += sign ? 24 : 0;
      const sizes = { cell: Math.max(1, Math.floor(most / Math.max(item.rows, item.columns))), head: 20, compact: true };
      this.tail.write(item.title, "title", 0, y, 0);
      const box = this.line(this.tail, [item], 0, y, Infinity, sizes);
      this.tail.write(item.facts.join(", "), "facts", side + 12, y + 20, 0);
      if (item.note && noted) this.tail.write(`← ${item.note}`, "note", side + 12, y + 40, beside);
      y += Math.max(box.height, item.note && noted ? 92 : 40) + GAP;
      first ??= box.middle;
    }
    this.tail.finish(items.length ? side + 12 + beside : 0, y);
    return [y, first ?? 0];
  }

  // The side of pictures of which so many stand one over the other, each under its title and sign.
  noted(count, side, height) {
    return Math.min(side, height / count - 54);
  }

  // Pictures under their captions, one or two in a row; how tall that is, and where the middle of
  // the first one is.
  arrangeTowers(items, side, height, columns) {
    const rows = Math.ceil(items.filter((item) => item.rows).length / columns);
    const words = 58; // for a sign, a title and the facts
    const most = Math.max(16, Math.min(side, height / rows - words - GAP));
    let [place, first] = [0, 0];
    for (const [item, sign] of withSigns(items)) {
      const [x, y] = [(place % columns) * CAPTION, Math.floor(place / columns) * (words + most + GAP)];
      this.tail.write(sign, "between", x, y, 0);
      this.tail.write(item.title.split(".").at(-1), "title", x, y + 21, 0);
      this.tail.write(item.facts.join(", "), "facts small", x, y + 39, 0);
      const sizes = { cell: Math.max(1, Math.floor(most / Math.max(item.rows, item.columns))), head: 0, compact: true };
      const box = this.line(this.tail, [item], x, y + words, Infinity, sizes);
      if (!place) first = box.middle;
      place += 1;
    }
    const tall = rows * (words + most + GAP);
    this.tail.finish(columns * CAPTION, tall);
    return [tall, first];
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
    const box = this.fitLine(this.tail, tail, left, cell * tallest);
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
    const cell = Math.max(1, Math.floor((this.wide ? 84 : 42) / tallest));
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
    this.arrangeResults(tail, cell * tallest);
  }

  // The result below all that is read: on a phone two pictures in a row.
  arrangeResults(items, side) {
    if (this.within) this.arrangeTowers(items, side, Infinity, 2);
    else this.arrangeTower(items, side);
  }

  // One picture over the other, with the signs between them.
  arrangeTower(items, side) {
    let y = 0;
    for (const [item, sign] of withSigns(items)) {
      if (sign) this.tail.write(sign, "between", 0, y, 0);
      y += sign ? 26 : 0;
      const sizes = { cell: Math.max(1, Math.floor(side / Math.max(item.rows, item.columns))), head: HEAD };
      y += this.line(this.tail, [item], 0, y, Infinity, sizes).height + GAP;
    }
    this.tail.finish(items.length ? 200 : 0, y);
  }

  // All in one line that wraps: a single map before, or a narrow screen.
  arrangeLine() {
    const { rows, tail } = this.scene;
    const triples = rows.length > 1 || (rows[0] ?? []).some((p) => p.role === "kernel");
    if (this.wide || !triples) {
      const most = this.wide ? Math.min(300, this.within ? this.within - 150 : 300) : 210;
      const items = [...rows.flat(), ...tail];
      // What the next layers make of it has a picture of its own there.
      while (this.wide && items.at(-1).role === "after" && this.fitted(items, this.width, most).tight) items.splice(-2);
      const box = this.fitLine(this.parts, items, this.width, most, !this.wide);
      this.parts.finish(this.width, box.height + this.writeNotes(box.height, box.lines > 1));
      return this.tail.finish(0, 0);
    }
    let y = 0;
    const fit = rows.map((row) => this.fitted(row, this.width - 4, 110, { head: 56, stacked: true }));
    const sizes = fit.reduce((a, b) => (a.cell < b.cell ? a : b));
    for (const row of rows) y += this.line(this.parts, row, 0, y, Infinity, sizes).height + GAP;
    this.parts.finish(this.width, y);
    this.arrangeResults(tail, sizes.cell * Math.max(...rows.flat().map((p) => p.rows ?? 0)));
  }

  // Captions under the pictures of one line; the height that they take.
  writeNotes(y, wraps) {
    const noted = [...this.parts.pictures, ...this.parts.curves].filter((item) => item.note);
    if (!this.wide || wraps) {
      noted.forEach((item, i) => this.parts.write(`↑ ${item.note}`, "note", 0, y + 8 + 38 * i, this.width));
      return noted.length * 38 + 8;
    }
    for (const item of noted) {
      const [left, width] = item.type === "curve" ? [item.left, 170] : [item.x, item.columns * item.cell];
      const across = Math.max(width, 170);
      this.parts.write(`↑ ${item.note}`, "note", Math.max(0, Math.min(left, this.width - across)), y + 8, across);
    }
    return noted.length ? 76 : 0;
  }

  // Rows of numbers: the inputs, the weights under them, the products under these.
  arrangeStrips() {
    const items = this.scene.rows[0];
    const count = items[0].columns;
    const least = this.within && this.wide ? Math.max(4, Math.floor(Math.sqrt(((this.width - 30) * this.within) / (16 * count)))) : this.wide ? 9 : 11;
    const cell = Math.max(Math.min(least, 9), Math.min(24, Math.floor((this.width - 30) / count)));
    const across = Math.min(count, Math.floor((this.width - 30) / cell));
    this.writeNote();
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
  // Tight if the words alone have no room.
  fitted(items, width, most, form = { head: this.within ? HEAD + 32 : HEAD }) {
    const largest = Math.max(1, ...items.filter((p) => p.rows && p.role !== "kernel").map((p) => Math.max(p.rows, p.columns)));
    for (let cell = Math.max(1, Math.min(64, Math.floor(most / largest))); cell >= 1; cell--) {
      const dense = this.scene.geometry.moves === "product";
      const sizes = { cell, kernel: dense ? cell : this.kernelCell(Math.max(cell * largest * 0.8, 24), 40), ...form };
      if (items.reduce((sum, item) => sum + this.sizeOf(item, sizes)[0], 0) <= width) return sizes;
      if (cell === 1) return { ...sizes, tight: true };
    }
  }

  fitLine(board, items, width, most, wraps = false) {
    if (!items.length) return { width: 0, height: 0, middle: 0, lines: 0 };
    const widest = [...items].sort((a, b) => (b.rows ?? 0) - (a.rows ?? 0))[0];
    let sizes = this.fitted(wraps ? [widest] : items, width, most);
    if (sizes.tight && !wraps) sizes = this.fitted([widest], width, Math.min(most, 110));
    return this.line(board, items, 0, 0, width, sizes);
  }

  // Width and height of an item with its words, side of a cell, width of the cells together.
  sizeOf(item, { cell, kernel, head, compact, beside, stacked }) {
    if (item.type === "curve") return [Math.max(180, 7 * Math.max(0, ...item.lines.map((line) => line.length))), head + 130 + 18 * item.lines.length];
    if (item.type === "sign") return [compact || stacked ? 16 : item.words ? Math.max(30, item.words.length * 7 + 10) : 30, 0];
    const usual = item.role === "kernel" && this.scene.geometry.moves !== "product" ? kernel : cell;
    // A single number must be seen beside a map of hundreds.
    const single = item.role === "output" && item.rows * item.columns === 1;
    const largest = Math.max(1, ...this.all.filter((p) => p.role === "input").map((p) => Math.max(p.rows, p.columns)));
    const side = single ? Math.max(Math.min(44, cell * largest), usual) : usual;
    const [top, left, bottom, right] = this.padsOf(item);
    const width = (item.columns + left + right) * side;
    if (beside) return [width + 8 + 6.8 * Math.max(item.title.length * 1.05, item.facts[1].length), (item.rows + top + bottom) * side, side, width];
    if (stacked) return [Math.max(width, 7.2 * item.title.length, 6.3 * item.facts[1].length), head + (item.rows + top + bottom) * side, side, width];
    const words = compact ? 0 : this.within ? 102 : Math.min(130, 7.4 * Math.max(item.title.length, item.facts.join(", ").length * 0.9));
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
    return { width: Math.ceil(right - (Number.isFinite(width) ? 0 : x0)), height: y - y0, middle, lines: lines.length };
  }

  put(board, { item, x, w, h, cell, pixels }, middle, { head, compact, beside, stacked, room, plain }) {
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
    } else if (plain) {
      // Its name stands elsewhere.
    } else if (!compact) this.caption(board, item, x, top - head, Math.max(w, 60));
    else if (item.role === "input") board.write(room < 7.4 * item.title.length ? shortTitle(item) : item.title, "title", x, top - head, 0);
    const [above, left] = this.padsOf(item);
    Object.assign(item, { x: Math.round(x) + left * cell, y: top + above * cell, cell, across: item.columns, lines: item.rows });
    board.pictures.push(item);
  }

  caption(board, item, x, y, width) {
    if (this.within && !this.scene.strips) {
      // Long names break in two; the module that a layer is in stands in the headline.
      board.write(item.title.split(".").at(-1), "title broken", x, y, width);
      item.facts.forEach((text, i) => board.write(text, "facts", x, y + 34 + 16 * i, 0));
      return;
    }
    board.write(item.title, "title", x, y, width);
    board.write(item.facts.join(", "), "facts", x, y + 17, width);
  }
}

// Each picture, with the signs before it as one text.
function* withSigns(items) {
  let signs = [];
  for (const item of items) {
    if (item.type === "sign") signs.push([item.text, item.words].filter(Boolean).join(" "));
    else {
      yield [item, signs.join(" ")];
      signs = [];
    }
  }
}

// Of "pool1 · map 3" the map: the line above all of them says the layer.
function shortTitle(item) {
  return item.title.split(" · ").at(-1);
}
