// The network map: every layer a column (a row on narrow screens), every map a small picture.
// The server sends one message: 4 bytes with the length of a JSON header, the header, the pixels.
// Hover, focus and arrow keys are answered here; only a click goes to the server.

const WIDE = 720; // pixels; below this the layers stand one under the other
const HEADER = 92; // room above a column for its name, kind, shape and scale
const SECOND_LINE = 18; // more, where names like block1.conv1 need it
const FOOT = 30; // room below a column for "+16 more" and for shortcuts, where there are any
const GAP = 4;
const RAIL = 34; // width of a layer that has moved aside
const RAILS = 0.42; // of the view that those layers may take
const RAIL_HEAD = 100; // room for a name that stands upright
const RAIL_HEIGHT = 270; // of the layers on narrow screens, where what unfolds stands below them
const MOVE = 280; // milliseconds that the layers take to move aside
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
// What a click outside is not: somebody who clicks these wants something else.
const OTHERS = "a, button, input, textarea, select, label, canvas, summary, [role=button], [role=dialog], .js-plotly-plot, .st-key-unfolded";
const views = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = new MapView(parentElement.querySelector(".network-map"));
    views.set(parentElement, view);
  }
  view.open = (layer, channel) => setTriggerValue("pick", { layer, channel });
  view.tellFolded = () => setTriggerValue("fold", true);
  view.show(unpack(data));
  return () => {
    view.close();
    views.delete(parentElement);
  };
}

function unpack(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const network = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  network.pixels = bytes.subarray(4 + length);
  return network;
}

class MapView {
  constructor(root) {
    this.root = root;
    saves(root, "network", () => this.table());
    this.stage = root.querySelector(".stage");
    this.lines = root.querySelector(".lines");
    // One canvas for all pictures: a browser paints hundreds of small ones half a second long.
    this.pictures = root.querySelector(".pictures");
    this.tip = root.querySelector(".tip");
    this.active = null; // the node that is pointed at
    this.chosen = null; // the one that the page shows; lit while none is pointed at
    this.near = new Set(); // those that the lit one is joined to
    this.current = 0; // the node that Tab reaches
    this.resizer = new ResizeObserver(() => this.arrange());
    this.resizer.observe(root);
    this.stage.addEventListener("pointerover", (event) => this.onPoint(event));
    this.stage.addEventListener("pointermove", (event) => this.onPoint(event));
    this.stage.addEventListener("pointerleave", () => this.highlight(null));
    this.stage.addEventListener("focusin", (event) => this.onFocus(event));
    this.stage.addEventListener("focusout", () => this.highlight(null));
    this.stage.addEventListener("keydown", (event) => this.onKey(event));
    this.stage.addEventListener("click", (event) => this.onClick(event));
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.onEscape(event), { signal });
    document.addEventListener("click", (event) => this.onOutside(event), { signal });
  }

  close() {
    this.resizer.disconnect();
    this.listening.abort();
    cancelAnimationFrame(this.frame);
  }

  show(network) {
    this.network = network;
    this.root.setAttribute("aria-label", this.say("map-keys"));
    const key = JSON.stringify(
      network.columns.map((c) => [c.name, c.layer, c.form, c.height, c.width, c.nodes.length]),
    );
    const former = this.places();
    const anew = key !== this.key;
    const held = anew && this.stage.contains(this.root.getRootNode().activeElement);
    this.key = key;
    if (anew) this.build();
    else this.network.columns.forEach((column, i) => Object.assign(this.columns[i], { column }));
    this.choose();
    if (anew || this.unfoldsAt !== this.stands) this.arrange(former);
    this.paint();
    this.tell(false);
    this.highlight(this.active);
    // Who moves by the keyboard goes on from there.
    if (held) this.chosen?.button.focus({ preventScroll: true });
  }

  choose() {
    const { selected } = this.network;
    const column = selected && this.columns.find((c) => c.column.layer === selected.layer);
    const isStrip = column?.column.form === "strip";
    this.chosen = column?.nodes.find((node, i) => isStrip || column.column.nodes[i].channel === selected.channel) ?? null;
    for (const node of this.nodes) {
      node.button.classList.toggle("chosen", node === this.chosen);
      if (node === this.chosen) node.button.setAttribute("aria-current", "true");
      else node.button.removeAttribute("aria-current");
    }
  }

  table() {
    const rows = [["layer", "kind", "shape", "map", "min", "max", "mean", "class", "probability", "logit"]];
    for (const { name, kind, shape, form, nodes } of this.network.columns) {
      for (const one of nodes) {
        const numbers = form === "outputs" ? ["", "", "", "", one.title, one.share, one.logit] : [form === "maps" ? one.channel + 1 : "", one.min, one.max, one.mean];
        rows.push([name, kind, shape, ...numbers]);
      }
    }
    return rows;
  }

  // ---- unfolding -----------------------------------------------------------------------------
  // The column before which there is room for what it was computed from; null if it is closed.
  get unfoldsAt() {
    return this.network.unfolded && this.chosen ? this.chosen.column : null;
  }

  // Where each picture is now, by its layer and channel.
  places() {
    const named = (this.nodes ?? []).filter((node) => node.rect).map((node) => [this.nameOf(node), node.rect]);
    return new Map(named);
  }

  nameOf({ column, position }) {
    const { layer, nodes } = this.columns[column].column;
    return `${layer} ${nodes[position].channel ?? position}`;
  }

  // Tells the page where the room is, and whether what stands in it is still another map's.
  tell(waiting) {
    const frame = (this.root.getRootNode().host ?? this.root).closest(".st-key-network_map, .st-key-layers_network");
    if (!frame) return;
    frame.dataset.unfold = this.unfoldsAt === null ? "" : this.gap ? "beside" : "below";
    frame.dataset.waiting = waiting ? "yes" : "";
    if (!this.gap) return;
    frame.style.setProperty("--gap-left", `${this.gap.left}px`);
    frame.style.setProperty("--gap-width", `${this.gap.right - this.gap.left}px`);
    frame.style.setProperty("--gap-height", `${this.height}px`);
  }

  // At once, before the server has worked out what stands in the room.
  unfold(layer, channel) {
    Object.assign(this.network, { unfolded: true, selected: { layer, channel } });
    this.choose();
    this.rearrange(true);
  }

  fold() {
    this.network.unfolded = false;
    this.rearrange(false);
    this.tellFolded();
  }

  rearrange(waiting) {
    this.arrange(this.places());
    this.paint();
    this.highlight(this.active);
    this.tell(waiting);
  }

  get canFold() {
    return this.network?.folds && this.unfoldsAt !== null;
  }

  onEscape(event) {
    if (!this.canFold || event.defaultPrevented || event.target.closest?.("input, textarea, [role=dialog], [role=listbox]")) return;
    this.fold();
  }

  onOutside(event) {
    const [target] = event.composedPath();
    if (!this.canFold || target.closest?.(OTHERS) || event.target.closest?.(OTHERS)) return;
    this.fold();
  }

  // ---- structure -----------------------------------------------------------------------------
  build() {
    for (const old of this.stage.querySelectorAll(".head, .node, .more")) old.remove();
    this.nodes = [];
    this.active = null;
    this.current = 0;
    this.columns = this.network.columns.map((column, index) => {
      const head = element("div", "head", this.stage);
      head.tabIndex = -1;
      head.dataset.column = index;
      const texts = ["name", "kind", "shape"].map((name) => element("span", name, head));
      const legend = element("span", "legend", head);
      element("span", "bar", legend);
      element("span", "limits", legend);
      const nodes = column.nodes.map((_, position) => {
        const button = element("button", `node ${column.form}`, this.stage);
        button.type = "button";
        const canvas = document.createElement("canvas");
        if (column.form === "outputs") {
          element("span", "digit", button);
          element("span", "rod", element("span", "rail", button));
          element("span", "share", button);
        }
        const node = { button, canvas, column: index, position, rect: null, unit: null };
        button.dataset.node = this.nodes.length;
        this.nodes.push(node);
        return node;
      });
      return { column, head, texts, legend, nodes, more: element("span", "more", this.stage) };
    });
  }

  // ---- geometry ------------------------------------------------------------------------------
  // With the places where pictures were before, they move from there.
  arrange(former = null) {
    if (!this.network || !this.root.clientWidth) return;
    this.stands = this.unfoldsAt;
    const wide = this.root.clientWidth >= WIDE;
    const across = wide || this.stands !== null; // layers stand side by side
    const turned = across !== this.across;
    this.across = across;
    this.gap = null;
    this.stage.classList.toggle("across", across);
    this.stage.classList.toggle("presented", presented() > 0);
    this.stage.classList.toggle("unfolded", this.stands !== null);
    if (turned) this.nodes.filter((node) => this.isWide(node)).forEach((node) => this.paintNode(node));
    if (this.stands !== null) this.arrangeAside(wide);
    else if (this.across) this.arrangeAcross();
    else this.arrangeDown();
    for (const { button, rect } of this.nodes) {
      const { x, y, w, h } = rect;
      Object.assign(button.style, px({ left: x, top: y, width: w, height: h }));
    }
    for (const { column, nodes, more } of this.columns) {
      const { x, y, w, h } = nodes.at(-1).rect;
      // Beside layers that have moved aside there is no room for a word.
      more.textContent = column.hidden ? `+${column.hidden}${this.stands === null ? ` ${this.say("map-more")}` : ""}` : "";
      Object.assign(more.style, px(this.across ? { left: x + w / 2 - 40, top: y + h + 1 } : { left: this.width - 84, top: y + h + 2 }));
    }
    const ratio = window.devicePixelRatio || 1;
    for (const canvas of [this.lines, this.pictures]) {
      canvas.width = Math.round(this.width * ratio);
      canvas.height = Math.round(this.height * ratio);
      Object.assign(canvas.style, px({ width: this.width, height: this.height }));
    }
    Object.assign(this.stage.style, px({ width: this.width, height: this.height }));
    for (const { column, texts } of this.columns) {
      texts[1].textContent = this.tight ? column.short : column.kind;
      texts[2].textContent = this.tight ? column.shape.replaceAll(" ", "") : column.shape;
    }
    this.tell(false);
    this.move(former);
  }

  // From where the pictures were to where they stand now.
  move(former) {
    cancelAnimationFrame(this.frame);
    const ways = this.nodes.map((node) => [node, former?.get(this.nameOf(node)) ?? node.rect, node.rect]);
    const moves = !CALM.matches && ways.some(([, from, to]) => ["x", "y", "w", "h"].some((name) => from[name] !== to[name]));
    const start = performance.now();
    const step = (now) => {
      const part = moves ? Math.max(0, Math.min(1, (now - start) / MOVE)) : 1;
      for (const [node, from, to] of ways) node.rect = between(from, to, 1 - (1 - part) ** 3);
      this.drawLines();
      this.drawPictures();
      if (part < 1) this.frame = requestAnimationFrame(step);
    };
    step(start);
  }

  // The side of each column's maps: a map of fewer cells is never larger than the one that it was
  // made from.
  sides(room) {
    const sides = [];
    const cells = ({ height, width }) => Math.max(height, width);
    this.columns.forEach(({ column }, index) => {
      const made = column.parents.filter((p) => p < index && sides[p] && cells(this.columns[p].column) >= cells(column));
      const most = Math.min(room(index), ...made.map((p) => sides[p]));
      sides.push(column.form === "maps" ? pixelSide(most, column.height) : 0);
    });
    return sides;
  }

  // Room for the layers side by side, from top to bottom.
  roomFor(above, below, height) {
    const room = Math.max(height - above - below, 130);
    this.height = above + room + below;
    return room;
  }

  // A page that is presented leaves the rest of the screen to it.
  get tall() {
    const scale = presented();
    if (!scale) return this.network.height || fill();
    const above = (this.root.getBoundingClientRect().top + window.scrollY) / scale;
    return Math.max(205, window.innerHeight / scale - above - 8);
  }

  arrangeAcross() {
    const columns = this.columns;
    const letters = columns.at(-1).column.letters ?? 1;
    const last = letters > 2 ? 226 : 128; // the outputs have bars
    const pitch = Math.max(50, (this.root.clientWidth - last) / (columns.length - 1));
    this.tight = pitch < 72;
    const deep = columns.some(({ column }) => /[. ]/.test(column.name));
    const above = HEADER + (deep ? SECOND_LINE : 0);
    const below = deep || columns.some(({ column }) => column.hidden) ? FOOT : 8;
    this.stage.classList.toggle("deep", deep);
    this.stage.classList.toggle("tight", this.tight);
    const room = this.roomFor(above, below, this.tall);
    this.width = Math.floor(pitch * (columns.length - 1) + last);
    const widths = columns.map((_, index) => (index === columns.length - 1 ? last : pitch));
    this.stack(widths, above, room, Math.min(pitch - 20, 56));
  }

  // The layers at both ends, and room for what the chosen one was computed from before it; on a
  // narrow screen all of them in one line, and what unfolds below it.
  arrangeAside(wide) {
    this.tight = true;
    this.stage.classList.remove("deep", "tight");
    const view = this.root.clientWidth;
    const letters = this.columns.at(-1).column.letters ?? 1;
    const wanted = this.columns.map(({ column }) => {
      if (column.form === "outputs") return letters > 2 ? 112 : 70;
      return column.form === "strip" ? stripSize(column, 400)[0] + 10 : RAIL;
    });
    const total = wanted.reduce((sum, width) => sum + width, 0);
    const squeeze = wide ? Math.min(1, (RAILS * view) / total) : 1;
    const widths = wanted.map((width) => Math.max(14, Math.floor(width * squeeze)));
    const taken = widths.reduce((sum, width) => sum + width, 0);
    const room = this.roomFor(RAIL_HEAD, FOOT, wide ? this.tall : RAIL_HEIGHT);
    this.width = wide ? view : Math.max(view, taken);
    const left = widths.slice(0, this.stands).reduce((sum, width) => sum + width, 0);
    if (wide) this.gap = { left: left + 12, right: left + view - taken - 12 };
    this.stack(widths, RAIL_HEAD, room, RAIL - 6, wide ? view - taken : 0);
    if (!wide) this.root.scrollLeft = left - view / 2;
  }

  // The columns one beside the other, `gap` pixels before the one that unfolds.
  stack(widths, above, room, most, gap = 0) {
    const steps = this.columns.map(({ column, nodes }) => Math.min(room / nodes.length, column.form === "outputs" ? 30 : 74));
    const sides = this.sides((index) => Math.max(2, Math.min(steps[index] - GAP, widths[index] - GAP, most)));
    let x = 0;
    this.columns.forEach(({ column, head, nodes }, index) => {
      if (index === this.stands) x += gap;
      const [width, side, step] = [widths[index], sides[index], steps[index]];
      const centre = x + width / 2;
      Object.assign(head.style, px({ left: x, top: 0, width, height: above - 6 }));
      x += width;
      if (column.form === "strip") {
        const [w, h] = stripSize(column, room, width - 6);
        nodes[0].rect = { x: centre - w / 2, y: above + (room - h) / 2, w, h };
        return;
      }
      nodes.forEach((node, i) => {
        const y = above + room / 2 + (i - nodes.length / 2) * step;
        node.rect =
          column.form === "outputs"
            ? { x: centre - width / 2 + 6, y: y + 1, w: width - 10, h: step - 2 }
            : { x: centre - side / 2, y: y + (step - side) / 2, w: side, h: side };
      });
    });
  }

  arrangeDown() {
    this.tight = false;
    this.width = this.root.clientWidth;
    const sides = this.sides((index) => Math.min(this.width / this.columns[index].nodes.length - 2, 48));
    let y = 0;
    for (const [index, { column, head, nodes }] of this.columns.entries()) {
      Object.assign(head.style, px({ left: 0, top: y, width: this.width, height: 40 }));
      y += 44;
      if (column.form === "strip") {
        const [h, w] = stripSize(column, this.width);
        nodes[0].rect = { x: (this.width - w) / 2, y, w, h };
        y += h;
      } else if (column.form === "outputs") {
        for (const node of nodes) {
          node.rect = { x: 0, y, w: this.width, h: 26 };
          y += 28;
        }
      } else {
        const step = Math.min(this.width / nodes.length, 52);
        const side = sides[index];
        nodes.forEach((node, i) => {
          const x = this.width / 2 + (i - nodes.length / 2) * step + (step - side) / 2;
          node.rect = { x, y, w: side, h: side };
        });
        y += side;
      }
      y += 26;
    }
    this.height = y;
  }

  // ---- pictures and numbers ------------------------------------------------------------------
  paint() {
    const { network } = this;
    for (const { column, texts, legend } of this.columns) {
      // Places to break: between block and layer, between words.
      texts[0].replaceChildren(
        ...shortName(column.name).split(/(?<=[._])/).flatMap((part) => [part, document.createElement("wbr")]),
      );
      legend.hidden = network.idle || column.form === "outputs";
      legend.querySelector(".bar").style.background = gradient(this.palette(column));
      legend.querySelector(".limits").textContent = column.scale;
    }
    for (const node of this.nodes) this.paintNode(node);
    for (const { column, head } of this.columns) {
      head.setAttribute("role", "group");
      head.setAttribute("aria-label", [column.name, column.kind, column.shape, column.about].join(", "));
    }
    this.setTabStop(this.current);
  }

  paintNode(node) {
    const { column } = this.columns[node.column];
    const facts = column.nodes[node.position];
    const rows = column.form === "strip" ? stripRows(column) : column.height;
    const count = column.form === "strip" ? column.units : column.height * column.width;
    if (column.form !== "outputs") {
      const across = column.form === "strip" ? Math.ceil(count / rows) : column.width;
      paintPixels(node.canvas, across, rows, count, {
        palette: this.palette(column),
        pixels: this.network.idle ? null : this.network.pixels.subarray(facts.offset),
        turned: column.form === "strip" && !this.across,
      });
    } else {
      this.paintOutput(node, facts);
    }
    node.button.setAttribute("aria-label", this.label(node).join(", "));
  }

  paintOutput({ button }, facts) {
    const share = this.network.idle ? 0 : facts.share;
    button.querySelector(".digit").textContent = facts.name;
    button.classList.toggle("named", facts.name.length > 2);
    button.querySelector(".rod").style.width = `${100 * share}%`;
    button.querySelector(".share").textContent = this.network.idle ? "" : facts.percent;
    button.classList.toggle("best", !this.network.idle && facts.best);
  }

  palette(column) {
    const start = this.network.palettes[column.diverging ? "diverging" : "sequential"];
    return this.network.pixels.subarray(start, start + 768);
  }

  say(key, fields) {
    return fillIn(this.network.words[key], fields);
  }

  label(node) {
    const { column } = this.columns[node.column];
    const facts = column.nodes[node.position];
    if (column.form === "outputs") {
      const numbers = this.network.idle ? [] : [this.say("map-logit", { value: facts.logit }), this.say("map-share", { value: facts.percent })];
      return [`${column.name}: ${facts.title}`, ...numbers];
    }
    const single = column.form === "strip" || column.total === 1;
    const whole = column.members ? this.say("map-whole", { name: column.name, count: column.members, last: column.layer }) : column.name;
    const title = single ? whole : this.say("map-of", { name: whole, number: facts.channel + 1, total: column.total });
    const size = column.form === "strip" ? this.say("map-numbers", { count: column.total }) : column.cells;
    if (this.network.idle) return [title, size];
    const numbers = ["min", "max", "mean"].map((name) => this.say(`map-${name}`, { value: facts[name] }));
    const unit = node.unit === null ? [] : [this.say("map-unit", { number: node.unit * column.step + 1, value: facts.values[node.unit] })];
    return [title, size, ...numbers, ...unit];
  }

  // Every picture in its place, crisp; those that have nothing to do with the lit one are dimmed.
  drawPictures() {
    if (!this.height) return;
    const ratio = window.devicePixelRatio || 1;
    const pen = this.pictures.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.pictures.width, this.pictures.height);
    pen.imageSmoothingEnabled = false;
    const { color, backgroundColor } = getComputedStyle(this.stage);
    for (const node of this.nodes) {
      if (!node.rect || this.columns[node.column].column.form === "outputs") continue;
      const { x, y, w, h } = node.rect;
      const [left, top, right, bottom] = [x, y, x + w, y + h].map((at) => Math.round(at * ratio));
      const box = [left, top, right - left, bottom - top];
      const dim = this.dims && !this.near.has(node);
      // Lines end at a picture, and do not shine through it.
      paintBox(pen, box, backgroundColor, 1);
      paintBox(pen, grown(box, ratio), color, dim ? 0.08 : 0.35);
      paintBox(pen, box, backgroundColor, 1);
      paintBox(pen, box, color, dim ? 0 : 0.07);
      if (node === this.chosen) paintRing(pen, box, ratio);
      pen.globalAlpha = dim ? 0.13 : 1;
      if (!this.network.idle) pen.drawImage(node.canvas, ...box);
    }
    pen.globalAlpha = 1;
  }

  // ---- lines ---------------------------------------------------------------------------------
  drawLines() {
    if (!this.height) return;
    const ratio = window.devicePixelRatio || 1;
    const pen = this.lines.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, this.width, this.height);
    const colour = getComputedStyle(this.root).color;
    const accent = getComputedStyle(this.root).getPropertyValue("--accent");
    pen.strokeStyle = pen.fillStyle = colour;
    for (const edge of this.edges()) {
      const lit = this.lit && (edge.from === this.lit || edge.to === this.lit);
      pen.globalAlpha = lit ? 0.95 : this.dims ? 0.04 : edge.faint;
      pen.lineWidth = lit ? 1.6 : 1;
      pen.strokeStyle = pen.fillStyle = lit ? accent : colour;
      this.drawEdge(pen, edge, lit);
    }
    pen.globalAlpha = 1;
  }

  *edges() {
    for (const [index, { column, nodes }] of this.columns.entries()) {
      for (const parent of column.parents) {
        const sources = this.columns[parent];
        const skip = index - parent > 1;
        const all = column.link === "all";
        // Hundreds of lines must not add up to black.
        const faint = all ? Math.min(0.2, Math.max(0.05, 14 / (nodes.length * sources.nodes.length))) : 0.35;
        for (const to of nodes) {
          for (const from of sources.nodes) {
            const apart = column.nodes[to.position].channel !== sources.column.nodes[from.position].channel;
            const maps = column.form === "maps" && sources.column.form === "maps";
            if (!all && maps && apart) continue;
            // A shortcut is one line for all its maps, unless one of them is pointed at.
            if (skip) yield { skip, first: to === nodes[0], from, to, start: sources, end: this.columns[index], faint };
            else yield { from, to, faint };
          }
        }
      }
    }
  }

  drawEdge(pen, edge, lit) {
    if (this.gap && edge.to.column === this.stands && edge.from.column < this.stands) {
      // What stands in the room comes between: lines end at its edges.
      return edge.to === this.chosen ? this.drawThrough(pen, edge) : undefined;
    }
    if (edge.skip) return edge.first || lit ? this.drawSkip(pen, edge) : undefined;
    const { rect: a } = edge.from;
    const { rect: b } = edge.to;
    const wide = this.isWide(edge.from) || this.isWide(edge.to);
    // A fan of areas over each other would turn black; one area is enough between two strips.
    const fan = this.columns[edge.to.column].column.form === "outputs";
    if (wide) pen.globalAlpha = lit ? 0.35 : this.dims ? 0.02 : fan ? 0.025 : 0.08;
    pen.beginPath();
    const [a1, a2] = this.side(a, true, this.isWide(edge.from));
    const [b1, b2] = this.side(this.partOf(edge, b), false, this.isWide(edge.to));
    curve(pen, a1, b1, this.across, true);
    if (!wide) return pen.stroke();
    pen.lineTo(b2[0], b2[1]);
    curve(pen, b2, a2, this.across, false);
    pen.closePath();
    pen.fill();
  }

  drawThrough(pen, { from, to }) {
    const middle = (this.height + RAIL_HEAD - FOOT) / 2;
    const start = this.side(from.rect, true, this.isWide(from));
    const end = this.side(to.rect, false, this.isWide(to));
    pen.beginPath();
    for (const point of new Set(start)) curve(pen, point, [this.gap.left, middle], true, true);
    for (const point of new Set(end)) curve(pen, [this.gap.right, middle], point, true, true);
    pen.stroke();
  }

  isWide(node) {
    return this.columns[node.column].column.form === "strip";
  }

  // A map fills only its own part of the strip that it is flattened into.
  partOf({ from, to }, rect) {
    const [source, target] = [this.columns[from.column].column, this.columns[to.column].column];
    if (target.form !== "strip" || source.form !== "maps" || target.link === "all") return rect;
    const start = source.nodes[from.position].channel / source.total;
    const { x, y, w, h } = rect;
    if (this.across) return { x, w, y: y + h * start, h: h / source.total };
    return { y, h, x: x + w * start, w: w / source.total };
  }

  // The two ends of the side where lines leave or enter: one point for a map, an edge for a strip.
  side({ x, y, w, h }, leaving, wide) {
    if (this.across) {
      const sx = leaving ? x + w + 1 : x - 1;
      return wide ? [[sx, y], [sx, y + h]] : [[sx, y + h / 2], [sx, y + h / 2]];
    }
    const sy = leaving ? y + h + 1 : y - 1;
    return wide ? [[x, sy], [x + w, sy]] : [[x + w / 2, sy], [x + w / 2, sy]];
  }

  // A shortcut runs around the block: below the columns, or along the right edge.
  drawSkip(pen, { start, end }) {
    const box = (nodes) => ({
      x: Math.min(...nodes.map((n) => n.rect.x)),
      right: Math.max(...nodes.map((n) => n.rect.x + n.rect.w)),
      y: Math.min(...nodes.map((n) => n.rect.y)),
      bottom: Math.max(...nodes.map((n) => n.rect.y + n.rect.h)),
    });
    const [a, b] = [box(start.nodes), box(end.nodes)];
    pen.globalAlpha = Math.min(1, pen.globalAlpha * 2);
    pen.lineWidth = 2;
    pen.beginPath();
    if (this.across) {
      // Long ways round run below short ones.
      const lane = this.height - (this.columns.indexOf(end) - this.columns.indexOf(start) > 4 ? 3 : 9);
      // "+16 more" keeps its place between the maps and the line.
      const [from, to] = [a, b].map((at, i) => at.bottom + ([start, end][i].column.hidden ? 17 : 2));
      pen.moveTo((a.x + a.right) / 2, from);
      pen.lineTo((a.x + a.right) / 2, lane);
      pen.lineTo((b.x + b.right) / 2 - 3, lane);
      pen.lineTo((b.x + b.right) / 2 - 3, to);
    } else {
      const lane = this.width - 3;
      pen.moveTo(a.right + 2, (a.y + a.bottom) / 2);
      pen.lineTo(lane, (a.y + a.bottom) / 2);
      pen.lineTo(lane, (b.y + b.bottom) / 2);
      pen.lineTo(b.right + 2, (b.y + b.bottom) / 2);
    }
    pen.stroke();
  }

  // ---- pointing ------------------------------------------------------------------------------
  nodeOf(event) {
    const button = event.target.closest?.(".node");
    return button ? this.nodes[Number(button.dataset.node)] : null;
  }

  // A column's head says what the layer does.
  headOf(event) {
    const head = event.target.closest?.(".head");
    return head ? this.columns[Number(head.dataset.column)] : null;
  }

  explain({ column, head }) {
    const facts = column.members ? [this.say("map-layers", { count: column.members }), column.about] : [`${column.kind}, ${column.shape}`, column.about];
    this.write([column.name, ...facts], "", "wrapped");
    this.placeTip({ x: head.offsetLeft, y: head.offsetTop, w: head.offsetWidth, h: head.offsetHeight - 4 });
  }

  onPoint(event) {
    const node = this.nodeOf(event);
    const head = node ? null : this.headOf(event);
    if (head) {
      if (this.active) this.highlight(null);
      return this.explain(head);
    }
    if (node && this.isWide(node)) node.unit = this.unitAt(node, event);
    if (node !== this.active || (node && this.isWide(node))) this.highlight(node);
  }

  unitAt(node, event) {
    const { column } = this.columns[node.column];
    const box = node.button.getBoundingClientRect();
    const rows = stripRows(column);
    const lines = Math.ceil(column.units / rows);
    const fx = (event.clientX - box.left) / box.width;
    const fy = (event.clientY - box.top) / box.height;
    const [along, beside] = this.across ? [fy, fx] : [fx, fy];
    const unit = Math.floor(along * rows) * lines + Math.floor(beside * lines);
    return unit >= 0 && unit < column.units ? unit : null;
  }

  // Whether what has nothing to do with the lit one steps back; moved aside, all stay visible.
  get dims() {
    return Boolean(this.active || (this.chosen && this.stands === null));
  }

  get lit() {
    return this.active ?? this.chosen;
  }

  highlight(node) {
    if (this.active && this.active !== node) this.active.unit = null;
    this.active = node;
    this.stage.classList.toggle("pointing", this.dims);
    const near = new Set([this.lit]);
    this.near = near;
    if (this.lit) {
      for (const edge of this.edges()) {
        if (edge.from === this.lit) near.add(edge.to);
        if (edge.to === this.lit) near.add(edge.from);
      }
    }
    for (const other of this.nodes) other.button.classList.toggle("near", near.has(other));
    this.drawLines();
    this.drawPictures();
    this.tip.hidden = !node;
    if (node) this.describe(node);
  }

  describe(node) {
    const block = this.columns[node.column].column.members;
    const act = this.say(block ? "map-open-block" : this.network.unfolds ? "map-unfold" : "map-open-layer");
    this.write(this.label(node), this.say("map-act", { act }));
    this.placeTip(node.rect);
  }

  write([title, ...facts], act, form = "") {
    this.tip.className = `tip ${form}`;
    this.tip.replaceChildren();
    element("strong", "", this.tip).textContent = title;
    for (const fact of facts) element("span", "", this.tip).textContent = fact;
    if (act) element("em", "", this.tip).textContent = act;
    this.tip.hidden = false;
  }

  placeTip({ x, y, w, h }) {
    const { offsetWidth: tw, offsetHeight: th } = this.tip;
    const shift = this.root.scrollLeft;
    // Above or below, where only its dimmed neighbours are: its lines run to the sides.
    const left = x + w / 2 - tw / 2;
    const below = y + h + 8 + th <= this.height;
    const top = below ? y + h + 8 : Math.max(y - th - 8, 0);
    const clamp = (value, low, high) => Math.max(low, Math.min(value, high));
    Object.assign(
      this.tip.style,
      px({
        left: clamp(left, shift, Math.max(shift, shift + this.root.clientWidth - tw)),
        top: clamp(top, 0, Math.max(0, this.height - th)),
      }),
    );
  }

  // ---- keyboard and clicks -------------------------------------------------------------------
  setTabStop(index) {
    this.nodes.forEach(({ button }, i) => (button.tabIndex = i === index ? 0 : -1));
    this.current = index;
  }

  onFocus(event) {
    const node = this.nodeOf(event);
    const head = this.headOf(event);
    if (head) this.explain(head);
    if (!node) return;
    this.setTabStop(this.nodes.indexOf(node));
    if (event.target.matches(":focus-visible")) this.highlight(node);
  }

  onKey(event) {
    const node = this.nodeOf(event);
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (!step) return;
    const [layers, places] = this.across ? step : [step[1], step[0]];
    const head = node ? null : this.headOf(event);
    if (head) this.leaveHead(event, head, layers, places);
    if (!node) return;
    event.preventDefault();
    // Before the first map of a layer comes what is said of it.
    if (places < 0 && node.position === 0) return this.columns[node.column].head.focus();
    const next = this.columns[node.column + layers]?.nodes;
    if (!next) return;
    const target = layers
      ? next[Math.round((node.position / Math.max(1, this.columns[node.column].nodes.length - 1)) * (next.length - 1))]
      : next[node.position + places];
    target?.button.focus();
    target?.button.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  leaveHead(event, head, layers, places) {
    event.preventDefault();
    const index = Number(head.head.dataset.column);
    if (layers) this.columns[index + layers]?.head.focus();
    else if (places > 0) head.nodes[0].button.focus();
  }

  onClick(event) {
    const node = this.nodeOf(event);
    if (!node) return;
    const { column } = this.columns[node.column];
    const channel = this.isWide(node) ? (node.unit ?? 0) * column.step : column.nodes[node.position].channel;
    if (this.network.unfolds) this.unfold(column.layer, channel);
    this.open(column.layer, channel);
  }
}

// Of a long path the last part: the whole stands in the box beside the mouse.
function shortName(name) {
  return name.length > 16 ? name.split(".").at(-1) : name;
}

// ---- small helpers ---------------------------------------------------------------------------
// Whole screen pixels for each value wherever there is room, so that a map stays crisp.
function pixelSide(room, count) {
  const times = Math.floor(room / count);
  return times >= 1 ? times * count : Math.floor(room);
}

function stripRows(column) {
  return Math.ceil(column.units / Math.ceil(column.units / 130));
}

// Thickness and length of a strip that may be `room` long.
function stripSize(column, room, most = Infinity) {
  const rows = stripRows(column);
  const lines = Math.ceil(column.units / rows);
  const unit = Math.max(2, Math.floor(room / rows));
  const side = Math.min(lines > 1 ? 8 : 16, Math.max(1, Math.floor(most / lines)));
  return [lines * side, Math.min(room, unit * rows)];
}

function curve(pen, [x1, y1], [x2, y2], across, start) {
  if (start) pen.moveTo(x1, y1);
  const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
  if (across) pen.bezierCurveTo(mx, y1, mx, y2, x2, y2);
  else pen.bezierCurveTo(x1, my, x2, my, x2, y2);
}

// A rectangle on its way from one place to another.
function between(from, to, part) {
  if (part === 1) return to;
  return Object.fromEntries(Object.keys(to).map((key) => [key, from[key] + (to[key] - from[key]) * part]));
}

function paintPixels(canvas, across, rows, count, { palette, pixels, turned }) {
  const [width, height] = turned ? [rows, across] : [across, rows];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  if (!pixels) return pen.clearRect(0, 0, width, height);
  const image = pen.createImageData(width, height);
  for (let i = 0; i < count; i++) {
    const [x, y] = [i % across, Math.floor(i / across)];
    const at = 4 * (turned ? x * width + y : y * width + x);
    const colour = 3 * pixels[i];
    image.data[at] = palette[colour];
    image.data[at + 1] = palette[colour + 1];
    image.data[at + 2] = palette[colour + 2];
    image.data[at + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
}

function paintBox(pen, box, colour, alpha) {
  pen.globalAlpha = alpha;
  pen.fillStyle = colour;
  pen.fillRect(...box);
}

function grown([x, y, w, h], by) {
  const edge = Math.max(1, Math.round(by));
  return [x - edge, y - edge, w + 2 * edge, h + 2 * edge];
}

// Two rings: one of them shows on any picture and any page.
function paintRing(pen, box, ratio) {
  paintBox(pen, grown(box, 4 * ratio), "#e8740c", 1);
  paintBox(pen, grown(box, ratio), "#000", 1);
}

// A palette as a background: its colours from left to right.
function gradient(palette) {
  const stops = Array.from({ length: 17 }, (_, i) => `rgb(${palette.subarray(3 * Math.min(255, 16 * i), 3 * Math.min(255, 16 * i) + 3).join()})`);
  return `linear-gradient(to right, ${stops.join()})`;
}
