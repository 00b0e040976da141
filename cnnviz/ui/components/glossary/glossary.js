// Says what a term means where somebody rests the mouse on it, or taps it.

const REST = 450; // milliseconds until it is meant
const TAPPED = 8000; // as long stays what was tapped
const OPERATED = "a, button, input, textarea, select, label:has(input), summary, canvas, [role=button], [role=slider], [role=option]";
// What explains itself already, or is not to be read.
const EXPLAINED = "[title], .term, .cnnviz-explained, code, [contenteditable]";

export default function ({ data }) {
  const heard = new AbortController();
  const glossary = new Glossary(data.terms);
  const listen = (name, act, more) => document.addEventListener(name, act, { signal: heard.signal, passive: true, ...more });
  listen("pointermove", (event) => glossary.moved(event));
  listen("click", (event) => glossary.tapped(event));
  listen("pointerdown", (event) => glossary.pressed(event));
  for (const name of ["keydown", "wheel"]) listen(name, () => glossary.hide());
  listen("scroll", () => glossary.hide(), { capture: true });
  return () => {
    heard.abort();
    glossary.hide();
  };
}

class Glossary {
  constructor(terms) {
    this.meanings = terms.map(([, meaning]) => meaning);
    this.pattern = patternOf(terms.map(([forms]) => forms));
  }

  moved(event) {
    if (event.pointerType === "touch" || event.buttons) return;
    // What was pressed is not asked about: the page moves under the mouse, and says so as a move.
    if (this.press && Math.hypot(event.clientX - this.press[0], event.clientY - this.press[1]) < 4) return;
    this.press = null;
    clearTimeout(this.resting);
    if (this.range && !within(this.range, event.clientX, event.clientY)) this.hide();
    const { clientX: x, clientY: y } = event;
    const target = event.composedPath()[0];
    this.resting = setTimeout(() => this.look(target, x, y), REST);
  }

  pressed(event) {
    this.hide();
    this.press = [event.clientX, event.clientY];
  }

  tapped(event) {
    const target = event.composedPath()[0];
    if (event.pointerType !== "touch" || target.closest?.(OPERATED)) return;
    if (this.look(target, event.clientX, event.clientY)) this.gone = setTimeout(() => this.hide(), TAPPED);
  }

  look(target, x, y) {
    if (!target.isConnected || !target.closest || explains(target)) return false;
    // A laser pointer points, and asks nothing.
    if (document.querySelector(".cnnviz-laser")) return false;
    const place = caret(target, x, y);
    if (place?.offsetNode?.nodeType !== Node.TEXT_NODE) return false;
    for (const found of place.offsetNode.data.matchAll(this.pattern)) {
      const range = rangeOf(place.offsetNode, found.index, found.index + found[0].length);
      // The caret stands at the nearest text, which may be far.
      if (!within(range, x, y)) continue;
      this.show(range, found[0], this.meanings[found.slice(1).findIndex((part) => part !== undefined)]);
      return true;
    }
    return false;
  }

  show(range, word, meaning) {
    this.hide();
    this.range = range;
    this.tip = element("div", "cnnviz-explained", document.querySelector(".stApp"));
    this.tip.setAttribute("role", "tooltip");
    element("b", "", this.tip).textContent = word;
    this.tip.append(` ${meaning}`);
    // Above dialogs, and whatever else lies on top.
    this.tip.popover = "manual";
    this.tip.showPopover();
    const box = range.getBoundingClientRect();
    const own = this.tip.getBoundingClientRect();
    const scale = own.width / this.tip.offsetWidth || 1;
    const below = box.bottom + 6 + own.height <= innerHeight;
    this.tip.style.left = `${Math.max(4, Math.min(box.left, innerWidth - own.width - 8)) / scale}px`;
    this.tip.style.top = `${Math.max(4, below ? box.bottom + 6 : box.top - own.height - 6) / scale}px`;
    if (CSS.highlights) CSS.highlights.set("cnnviz-term", new Highlight(range));
  }

  hide() {
    clearTimeout(this.resting);
    clearTimeout(this.gone);
    this.tip?.remove();
    this.tip = this.range = null;
    CSS.highlights?.delete("cnnviz-term");
  }
}

// One group for each term; of two that begin in one place the longer is meant.
function patternOf(allForms) {
  const groups = allForms.map((forms) => {
    const each = forms.split(",").map((form) => form.trim()).filter(Boolean);
    each.sort((a, b) => b.length - a.length);
    return { longest: each[0].length, text: `(${each.map(formPattern).join("|")})` };
  });
  return new RegExp(`(?<![\\p{L}\\p{N}_.-])(?:${groups.map(({ text }) => text).join("|")})(?![\\p{L}\\p{N}_-])`, "gu");
}

function formPattern(form) {
  const escaped = form.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, "\\p{L}*").replace(/ /g, "\\s+");
  const first = form[0];
  return first === first.toUpperCase() ? escaped : `[${first}${first.toUpperCase()}]${escaped.slice(1)}`;
}

function explains(target) {
  for (let node = target; node; node = node.getRootNode().host) {
    if (node.closest(EXPLAINED)) return true;
  }
  return false;
}

function caret(target, x, y) {
  const shadowRoots = [];
  for (let root = target.getRootNode(); root.host; root = root.host.getRootNode()) shadowRoots.push(root);
  if (document.caretPositionFromPoint) return document.caretPositionFromPoint(x, y, { shadowRoots });
  const range = document.caretRangeFromPoint?.(x, y);
  return range && { offsetNode: range.startContainer };
}

function rangeOf(node, from, to) {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range;
}

function within(range, x, y) {
  return [...range.getClientRects()].some((box) => x >= box.left - 1 && x <= box.right + 1 && y >= box.top - 1 && y <= box.bottom + 1);
}
