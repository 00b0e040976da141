// What is said of a cell, for each kind of layer. Joined in front of computation.js.

const MOST_TERMS = 6; // written out one by one

class Sentences extends Arrangement {
  say(key, fields) {
    return fillIn(this.scene.words[key], fields);
  }

  place(row, column) {
    return this.say("sum-place", { row: row + 1, column: column + 1 });
  }

  at(name, row, column) {
    return this.say("sum-at", { name, row: row + 1, column: column + 1 });
  }

  // ---- the line of numbers -------------------------------------------------------------------
  paintReadout(place) {
    const { where, terms, value } = this.sentence(place);
    const line = document.createDocumentFragment();
    if (where) element("span", "where", line).textContent = `${where}: `;
    terms.forEach(([text, label], i) => {
      const term = element("span", "term", line);
      term.textContent = `${i ? "+ " : ""}${text} `;
      if (label) term.dataset.label = label;
    });
    if (value) element("b", "", line).textContent = value;
    this.readout.replaceChildren(line);
  }

  sentence({ row, column, picture }) {
    const { scene } = this;
    const single = this.output?.values.length === 1 && picture?.role !== "input";
    const where = single ? this.output.title : this.place(row, column);
    const show = (value) => format(value, scene.decimals);
    if (picture?.role === "input" && scene.geometry.moves !== "product") {
      const reader = scene.geometry.moves === "window" && this.readerOf({ row, column, picture });
      const here = { where: `${picture.title}, ${where}`, terms: [], value: show(valueAt(picture, row, column)) };
      if (!reader) return { ...here, value: this.say("sum-leads", { value: here.value }) };
      // Its number, and the sum of the window that it is in.
      const read = this.sentence(reader);
      return { ...read, where: this.say("sum-window", { where: here.where, value: here.value, then: read.where }) };
    }
    if (scene.geometry.moves === "product") return this.productSentence(picture, row, column);
    if (picture?.role === "kernel") {
      return this.weightSentence(picture, row, column);
    }
    if (scene.sentence) return { where: scene.sentence, terms: [], value: show(this.output.values[0]) };
    const end = (value) => `= ${show(value)}`;
    const value = valueAt(this.output, row, column);
    if (scene.kind === "convolution" || scene.kind === "conv") return { where, ...this.sum(row, column, value) };
    const inputs = this.all.filter((p) => p.role === "input").map((p) => valueAt(p, row, column));
    if (scene.line) return { where, terms: [[`${show(inputs[0])} × ${format(scene.line[0], 4)}`], [format(scene.line[1], 4)]], value: end(value) };
    if (scene.function) return { where, terms: [[`${scene.function}(${show(inputs[0])})`]], value: end(value) };
    if (scene.kind === "add") return { where, terms: inputs.map((v) => [show(v)]), value: end(value) };
    if (scene.geometry.pooling) return { where, terms: [[this.poolWords(row, column, show)]], value: end(value) };
    if (scene.geometry.moves === "all") return { where: "", terms: [[this.say("sum-mean-of", { list: this.say("sum-cells", { count: this.all[0].values.length }) })]], value: end(value) };
    return { where, terms: [], value: show(value) };
  }

  weightSentence(kernel, row, column) {
    const weight = valueAt(kernel, row, column);
    const input = this.all.find((p) => p.role === "input" && p.part === kernel.part);
    const [y, x] = this.readBy(row, column);
    const inside = y >= 0 && x >= 0 && y < input.rows && x < input.columns;
    const read = inside ? `${this.at(input.title, y, x)}: ${format(valueAt(input, y, x), this.scene.decimals)}` : this.say("sum-padding");
    return { where: this.say("sum-weight", { row: row + 1, column: column + 1 }), terms: [[this.say("sum-here", { weight: format(weight, this.scene.weightDecimals), read })]], value: "" };
  }

  // The strongest few intermediate values, the others together, the bias, the sum.
  sum(row, column, value) {
    const { decimals, bias } = this.scene;
    const terms = this.results.map((p, part) => ({ part, number: valueAt(p, row, column) }));
    const few = terms.length <= MOST_TERMS;
    if (!few) terms.sort((a, b) => Math.abs(b.number) - Math.abs(a.number));
    const named = (t) => this.results[t.part].title.replace(this.say("sum-from", { name: "" }), "");
    const shown = terms.slice(0, MOST_TERMS).map((t) => [t.number, few && terms.length === 1 ? "" : named(t)]);
    const rest = terms.slice(MOST_TERMS);
    if (rest.length) shown.push([rest.reduce((sum, t) => sum + t.number, 0), this.say("sum-others", { count: rest.length })]);
    const parts = shown.map(([number, label]) => [format(number, decimals), label]);
    if (bias) parts.push([this.say("sum-bias-of", { value: format(bias, decimals) })]);
    const units = [...shown.map(([number]) => number), bias].reduce((sum, v) => sum + Math.round(v * 10 ** decimals), 0);
    const exact = units === Math.round(value * 10 ** decimals);
    return { terms: parts, value: `${exact ? "=" : "≈"} ${format(value, decimals)}` };
  }

  poolWords(row, column, show) {
    const source = this.all[0];
    const [[top, left, height, width]] = this.windowMarks(row, column);
    const cells = [];
    for (let y = Math.max(0, top); y < Math.min(source.rows, top + height); y++) {
      for (let x = Math.max(0, left); x < Math.min(source.columns, left + width); x++) cells.push(show(valueAt(source, y, x)));
    }
    const list = cells.length > 9 ? this.say("sum-cells", { count: cells.length }) : cells.join(", ");
    return this.say(this.scene.geometry.pooling === "max" ? "sum-largest-of" : "sum-mean-of", { list });
  }

  productSentence(picture, row, column) {
    const { scene } = this;
    if (!picture) return { where: "", terms: [[this.say("sum-point")]], value: "" };
    const [input, weight, product] = ["input", "kernel", "result"].map((role) => this.all.find((p) => p.role === role && p.part === picture.part));
    const where = input.rows === 1 ? this.say("sum-unit-title", { layer: input.title, number: column + 1 }) : this.at(input.title, row, column);
    const [a, b, c] = [input, weight, product].map((p) => valueAt(p, row, column));
    return { where, terms: [[`${format(a, scene.decimals)} × ${format(b, scene.weightDecimals)}`]], value: `= ${format(c, scene.decimals)}` };
  }
}

function format(value, decimals, signed = false) {
  const text = inWords(value.toFixed(decimals)).replace("-", "−");
  // No minus before a zero.
  const plain = /[1-9]/.test(text) ? text : text.replace("−", "");
  return signed && value > 0 ? `+${plain}` : plain;
}

function valueAt(picture, row, column) {
  return picture.values[row * picture.columns + column];
}
