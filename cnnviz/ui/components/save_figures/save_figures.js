// Beside every figure of the page, while this is on: its picture and its numbers, to save.

const KINDS = ["png", "svg", "csv"];

export default function ({ data, parentElement }) {
  const opener = parentElement.querySelector(".open");
  opener.title = data.words["figures-save"];
  opener.setAttribute("aria-label", data.words["figures-save"]);
  const saver = (window.cnnvizSaver ??= new Saver());
  saver.words = data.words;
  speak(data.words);
  opener.onclick = () => saver.turn();
}

class Saver {
  constructor() {
    this.layer = null;
    document.addEventListener("keydown", (event) => this.onKey(event));
  }

  onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyped(event)) return;
    const closes = event.key === "Escape" && this.layer;
    if (!closes && event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    this.turn();
  }

  turn() {
    if (this.layer) return this.close();
    this.layer = element("div", "cnnviz-savers", document.body);
    this.layer.setAttribute("role", "region");
    this.layer.setAttribute("aria-label", this.words["figures-save"]);
    const found = figures();
    this.badges = found.map((figure, i) => this.badge(figure, nameOf(figure, i, found)));
    const head = element("p", "", this.layer);
    head.setAttribute("role", "status");
    head.textContent = fillIn(this.words[found.length ? "figures-found" : "figures-none"], { count: found.length });
    this.follow();
    this.badges[0]?.badge.querySelector("button").focus({ preventScroll: true });
  }

  close() {
    cancelAnimationFrame(this.frame);
    this.layer.remove();
    this.layer = null;
  }

  badge(figure, name) {
    const frame = element("div", "frame", this.layer);
    const badge = element("div", "badge", this.layer);
    badge.setAttribute("role", "group");
    badge.setAttribute("aria-label", name);
    for (const kind of KINDS) {
      const button = element("button", "", badge);
      button.type = "button";
      button.textContent = kind.toUpperCase();
      button.setAttribute("aria-label", fillIn(this.words["figures-one"], { kind: kind.toUpperCase(), name }));
      button.onclick = () => this.save(figure, name, kind);
    }
    return { figure, frame, badge };
  }

  // Figures move as the page scrolls, and go when it changes.
  follow() {
    for (const { figure, frame, badge } of this.badges) {
      const box = figure.getBoundingClientRect();
      const gone = !figure.isConnected || box.width < 2 || box.bottom < 0 || box.top > window.innerHeight;
      frame.hidden = badge.hidden = gone;
      if (gone) continue;
      Object.assign(frame.style, px({ left: box.left, top: box.top, width: box.width, height: box.height }));
      const room = document.documentElement.clientWidth;
      Object.assign(badge.style, px({ top: Math.max(0, box.top + 2), right: Math.max(2, room - box.right + 2) }));
    }
    this.frame = requestAnimationFrame(() => this.follow());
  }

  async save(figure, name, kind) {
    const file = `cnnviz-${name}.${kind}`;
    if (kind === "csv") return download(new Blob([csvOf(tableOf(figure))], { type: "text/csv" }), file);
    const drawing = new Drawing(figure);
    if (kind === "svg") return download(new Blob([drawing.text], { type: "image/svg+xml" }), file);
    download(await pngOf(drawing.text, drawing.width, drawing.height), file);
  }
}

function figures() {
  const found = [];
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      const is = one.classList.contains("js-plotly-plot") || one.dataset?.figure;
      if (is && one.getBoundingClientRect().width > 2 && getComputedStyle(one).visibility === "visible") found.push(one);
    }
  };
  look(document.body);
  return found;
}

// As what it stands in is called on the page; two of one name are numbered.
function nameOf(figure, index, all) {
  const own = (one) => {
    const part = one.dataset.figure ? null : one.closest('[class*="st-key-"]');
    const key = part && [...part.classList].find((name) => name.startsWith("st-key-"));
    return (one.dataset.figure ?? key?.slice(7) ?? "figure").replace(/[^\w-]+/g, "_");
  };
  const name = own(figure);
  const same = all.filter((one) => own(one) === name);
  return same.length > 1 ? `${name}-${same.indexOf(figure) + 1}` : name;
}

function tableOf(figure) {
  return figure.dataset.figure ? figure.table() : plotlyTable(figure);
}
