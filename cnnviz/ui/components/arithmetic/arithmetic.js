// One number in full, as text of the page: what was read, what it was multiplied by, the sum.
// The server sends one message: 4 bytes with the length of a JSON header, the header, the arrays
// that it names. Every number that was read is a button; only a click on it goes to the server.

const OPEN = 8; // maps that are written out at once
const LISTED = 30; // products that are written out at once where each has a line
const IN_SUM = 8; // terms of the last line
const PATIENCE = 1500; // milliseconds; an answer that takes longer may be asked for again
const views = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = new ArithmeticView(parentElement.querySelector(".arithmetic"));
    views.set(parentElement, view);
  }
  view.send = (cell) => setTriggerValue("pick", cell);
  view.show(unpack(data));
  return () => {
    view.listening.abort();
    views.delete(parentElement);
  };
}

class ArithmeticView {
  constructor(root) {
    this.root = root;
    saves(root, "arithmetic", () => this.table());
    // Streamlit may start a view again in the same element: the earlier one must not listen on.
    this.listening = new AbortController();
    const listen = (kind, act) => root.addEventListener(kind, act, { signal: this.listening.signal });
    listen("click", (event) => this.onClick(event));
    listen("keydown", (event) => this.onKey(event));
    listen("focusin", (event) => this.onFocus(event));
    for (const kind of ["pointerover", "focusin"]) listen(kind, (event) => this.link(event.target));
    for (const kind of ["pointerleave", "focusout"]) listen(kind, () => this.link(null));
  }

  show(sums) {
    this.sums = sums;
    speak(sums.words);
    this.sent = null;
    this.all = false;
    this.write();
  }

  // Text is written at once: hundreds of nodes made one by one take several times as long.
  write() {
    const { form, title } = this.sums;
    const body = { grids: () => this.grids(), list: () => this.list(), window: () => this.window(), line: () => "" }[form]();
    const end = form === "line" ? this.line() : this.lastLine();
    this.root.innerHTML = `<h4>${escape(title)}</h4>${body}<p class="total">${end}</p>`;
    this.setTabStops();
  }

  setTabStops() {
    for (const group of this.root.querySelectorAll("[data-group]")) {
      group.querySelectorAll("[data-cell]").forEach((button, i) => (button.tabIndex = i ? -1 : 0));
    }
  }

  table() {
    const { parts, inputs, weights, terms, value, bias } = this.sums;
    const rows = [["part", "row", "column", "input", "weight", "product"]];
    const across = this.sums.shape[1];
    for (let i = 0; i < (inputs?.length ?? 0); i++) {
      const at = i % this.size;
      rows.push([parts[Math.floor(i / this.size)].name, Math.floor(at / across) + 1, (at % across) + 1, inputs[i], weights?.[i], terms[i]]);
    }
    rows.push(["bias", "", "", "", "", bias], ["value", "", "", "", "", value]);
    return rows;
  }

  // ---- numbers and names ---------------------------------------------------------------------
  number(value) {
    return format(value, this.sums.decimals);
  }

  weight(value) {
    return format(value, this.sums.weightDecimals);
  }

  get size() {
    return this.sums.shape[0] * this.sums.shape[1];
  }

  isPadding(place) {
    return this.sums.cells[3 * place] < 0;
  }

  say(key, fields) {
    return phrase(this.sums.words, `number-${key}`, fields);
  }

  // "map 3" of "pool1 · map 3", to stand in a sum.
  short(name) {
    return name.split(" · ").at(-1);
  }

  // "pool1 · map 3, row 4, column 5"; `place` counts through all parts.
  nameOf(place) {
    const { parts, cells, shape } = this.sums;
    const [part, i] = [parts[Math.floor(place / this.size)], place % this.size];
    if (part.places === "number") return `${part.name} · ${this.say("unit", { number: i + 1 })}`;
    if (part.places === "none" || (part.flattened && this.size === 1)) return part.name;
    const [row, column] = part.flattened ? [Math.floor(i / shape[1]), i % shape[1]] : [cells[3 * place + 1], cells[3 * place + 2]];
    return this.say("place", { name: part.name, row: row + 1, column: column + 1 });
  }

  label(place) {
    const { inputs, weights, terms, form } = this.sums;
    const product = weights && form !== "window" && form !== "line";
    const rest = product ? `; ${this.say("factor", { weight: this.weight(weights[place]), product: this.number(terms[place]) })}` : "";
    return escape(`${this.nameOf(place).replaceAll(" · ", ", ")}: ${this.number(inputs[place])}${rest}`);
  }

  // Background and text of a number in a grid.
  paint(name, value) {
    const { scales, palettes } = this.sums;
    const { low, high, diverging } = scales[name];
    if (!Number.isFinite(value)) return "";
    const index = 3 * Math.max(0, Math.min(255, Math.round(((value - low) * 255) / (high - low))));
    const [r, g, b] = palettes[diverging ? 1 : 0].subarray(index, index + 3);
    return `background:rgb(${r},${g},${b});color:${isBright(r, g, b) ? "#000" : "#fff"}`;
  }

  // ---- windows -------------------------------------------------------------------------------
  grids() {
    const { order, parts } = this.sums;
    const shown = this.all ? order : order.slice(0, OPEN);
    const rest = parts.length - shown.length;
    const more = rest ? `<button type="button" class="more">${this.say("other-maps", { count: rest })}</button>` : "";
    return `<p class="key">${this.say(parts.length > 1 ? "grids-strongest" : "grids")}</p><div class="parts">${shown.map((part) => this.part(part)).join("")}</div>${more}`;
  }

  part(index) {
    const { weights, terms, parts } = this.sums;
    const { name, sum } = parts[index];
    const cells = (array, text) => (place) => `<span style="${this.paint(array, this.sums[array][place])}" data-i="${place}">${text(this.sums[array][place])}</span>`;
    const inputs = this.grid(index, (place) => this.button(place), this.say("window", { name }));
    const factors = weights ? `<i>×</i>${this.grid(index, cells("weights", (w) => this.weight(w)))}` : "";
    const products = terms ? `<i>=</i>${this.grid(index, cells("terms", (t) => this.number(t)))}` : "";
    return `<section class="part"><h5>${escape(name)}</h5><div class="sheets">${inputs}${factors}${products}</div>
      <p class="sum">${parts.length > 1 ? this.say("sum-of", { name: escape(this.short(name)) }) : this.say("sum")} = <b>${this.number(sum)}</b></p></section>`;
  }

  grid(index, cell, label = "") {
    const [, columns] = this.sums.shape;
    const cells = Array.from({ length: this.size }, (_, i) => cell(index * this.size + i)).join("");
    const group = label ? `data-group data-across="${columns}" role="group" aria-label="${escape(label)}"` : "";
    return `<div class="grid" style="--columns:${columns}" ${group}>${cells}</div>`;
  }

  button(place, text = null, name = "") {
    const value = this.sums.inputs[place];
    if (this.isPadding(place)) {
      const inside = Number.isFinite(value) ? this.number(value) : "–";
      return `<span class="padding ${name}" data-i="${place}" title="${this.say("padding")}" role="img" aria-label="${this.say("padding")}: ${inside}">${inside}</span>`;
    }
    return `<button type="button" class="${name}" data-cell="${place}" data-i="${place}" style="${text === null ? this.paint("inputs", value) : ""}" aria-label="${this.label(place)}" title="${this.label(place)}">${text ?? this.number(value)}</button>`;
  }

  // Pooling: one window, its winner or what each cell adds to the mean.
  window() {
    const { kind, inputs, terms, weights, parts } = this.sums;
    const mean = kind === "global_pool" || weights.every((w) => w === weights[0] && w < 1);
    const cells = Array.from(inputs);
    if (mean) {
      const spans = (place) => `<span style="${this.paint("terms", terms[place])}" data-i="${place}">${this.number(terms[place])}</span>`;
      return `<p class="key">${this.say("each", { count: cells.length })}</p><section class="part"><h5>${escape(parts[0].name)}</h5><div class="sheets">${this.grid(0, (p) => this.button(p), this.say("window", { name: parts[0].name }))}<i>÷ ${cells.length} =</i>${this.grid(0, spans)}</div></section>`;
    }
    const largest = Math.max(...cells);
    const ties = cells.filter((value, i) => value === largest && !this.isPadding(i)).length;
    const grid = this.grid(0, (p) => this.button(p, null, weights[p] ? "winner" : cells[p] === largest ? "tie" : ""), this.say("window", { name: parts[0].name }));
    const words = ties > 1 ? this.say("tie", { count: ties }) : this.say("largest");
    return `<section class="part"><h5>${escape(parts[0].name)}</h5><div class="sheets">${grid}<p>${words}</p></div></section>`;
  }

  // ---- a line for each product ---------------------------------------------------------------
  list() {
    const { inputs, weights, terms } = this.sums;
    const order = Array.from(terms.keys()).sort((a, b) => Math.abs(terms[b]) - Math.abs(terms[a]) || a - b);
    // What adds nothing needs no line, but where there is nothing else.
    const some = Math.max(1, Math.min(LISTED, terms.filter((term) => term !== 0).length));
    const shown = this.all ? order : order.slice(0, some);
    const rest = order.slice(shown.length);
    const line = (place) =>
      `<span class="name">${escape(this.nameOf(place))}</span><span>${this.number(inputs[place])}</span><span>× ${this.weight(weights[place])}</span><span>= <b>${this.number(terms[place])}</b></span>`;
    const rows = shown.map((place) => this.button(place, line(place), "row")).join("");
    const others = rest.length
      ? `<p class="sum">${this.say("other-products", { count: rest.length })} <b>${this.number(rest.reduce((sum, i) => sum + terms[i], 0))}</b></p><button type="button" class="more">${this.say("all", { count: order.length })}</button>`
      : "";
    return `<p class="key">${this.say("list")}</p><div class="list" data-group data-across="1" role="group" aria-label="${this.say("products")}">${rows}</div>${others}`;
  }

  // ---- the last line -------------------------------------------------------------------------
  // Numbers and their names, the bias, and the value; "≈" where the shown numbers, rounded, give
  // another last digit.
  lastLine() {
    const { parts, order, terms, bias, value, form, kind } = this.sums;
    if (form === "window") return this.end("", value);
    let shown = parts.length > 1 ? order.map((i) => [parts[i].sum, this.short(parts[i].name)]) : [[parts[0].sum, this.say("of-products", { count: terms.length })]];
    if (parts.length > IN_SUM) {
      const rest = shown.slice(IN_SUM).reduce((sum, [number]) => sum + number, 0);
      shown = [...shown.slice(0, IN_SUM), [rest, this.say("others", { count: parts.length - IN_SUM })]];
    }
    if (bias || kind === "dense") shown.push([bias, this.say("bias")]);
    const text = shown.map(([number, label]) => `<span class="term" data-label="${escape(label)}">${this.number(number)}</span>`);
    const unit = 10 ** this.sums.decimals;
    const total = shown.reduce((sum, [number]) => sum + Math.round(number * unit), 0);
    return this.end(text.join(" + "), value, total === Math.round(value * unit));
  }

  end(before, value, exact = true) {
    return `${before} <span class="equals">${exact ? "=" : "≈"}</span> <b class="value">${this.number(value)}</b>`;
  }

  // Layers that read one cell or two.
  line() {
    const { kind, weights, bias, value, parts, function: name } = this.sums;
    const cell = (place) => `<span data-group data-across="1" class="read">${this.button(place, this.number(this.sums.inputs[place]), "one")}</span>`;
    const named = (place) => `${cell(place)} <small>${escape(this.nameOf(place))}</small>`;
    if (!parts.length) return `${this.say("pixel")} ${this.end("", value)}`;
    if (kind === "batch_norm") {
      const products = Math.round(this.sums.terms[0] * 1e4) + Math.round(bias * 1e4);
      return this.end(`${named(0)} × ${format(weights[0], 4)} ${bias < 0 ? "−" : "+"} ${format(Math.abs(bias), 4)}`, value, products === Math.round(value * 1e4));
    }
    if (kind === "add") return this.end(parts.map((_, i) => named(i)).join(" + "), value, this.addsUp());
    if (kind === "flatten") return `${this.say("is", { name: escape(this.nameOf(0)) })} ${cell(0)}`;
    if (kind !== "activation") return this.end(`${this.say("unchanged")} ${named(0)}`, value);
    if (!weights) return this.end(`${escape(name || "f")}(${cell(0)}) <small>${escape(this.nameOf(0))}</small>`, value);
    if (weights[0] === 0 || weights[0] === 1) return this.end(`max(0, ${cell(0)}) <small>${escape(this.nameOf(0))}</small>`, value);
    return this.end(`${this.say("below")} ${named(0)} × ${format(weights[0], 4)}`, value);
  }

  addsUp() {
    const { inputs, value, decimals } = this.sums;
    const round = (number) => Math.round(number * 10 ** decimals);
    return inputs.reduce((sum, number) => sum + round(number), 0) === round(value);
  }

  // ---- mouse, touch and keyboard -------------------------------------------------------------
  onClick(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("more")) {
      this.all = true;
      return this.write();
    }
    // A double click is one click; while an answer is on its way, the same cell is not sent again.
    if (event.detail > 1 || (this.sent === button.dataset.cell && performance.now() < this.until)) return;
    this.sent = button.dataset.cell;
    this.until = performance.now() + PATIENCE;
    const place = Number(button.dataset.cell);
    const [channel, row, column] = this.sums.cells.subarray(3 * place, 3 * place + 3);
    this.send({ layer: this.sums.parts[Math.floor(place / this.size)].layer, channel, row, column });
  }

  // The same place in the window, its weights and its products.
  link(target) {
    for (const lit of this.root.querySelectorAll(".lit")) lit.classList.remove("lit");
    const place = target?.closest?.("[data-i]")?.dataset.i;
    if (place === undefined) return;
    for (const cell of this.root.querySelectorAll(`[data-i="${place}"]`)) cell.classList.add("lit");
  }

  // Each window is one stop of the Tab key; arrow keys move inside it.
  onKey(event) {
    const group = event.target.closest("[data-group]");
    const across = Number(group?.dataset.across);
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across };
    if (!group || !(event.key in steps)) return;
    event.preventDefault();
    const cells = [...group.children];
    let place = cells.indexOf(event.target);
    // Padding is stepped over; a row ends where the window does.
    do {
      const next = place + steps[event.key];
      const sideways = Math.abs(steps[event.key]) === 1 && across > 1;
      if (!cells[next] || (sideways && Math.floor(next / across) !== Math.floor(place / across))) return;
      place = next;
    } while (!cells[place].dataset.cell);
    cells[place].focus();
  }

  onFocus(event) {
    const group = event.target.closest("[data-group]");
    if (!group) return;
    for (const other of group.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    event.target.tabIndex = 0;
  }
}

// ---- small helpers ---------------------------------------------------------------------------
function format(value, decimals) {
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  const text = inWords(value.toFixed(decimals)).replace("-", "−");
  // No minus before a zero.
  return /[1-9]/.test(text) ? text : text.replace("−", "");
}

function escape(text) {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}

// Whether black is easier to read on a colour than white (WCAG's relative luminance).
function isBright(...colour) {
  const [r, g, b] = colour.map((part) => (part / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179;
}
