// Five parts of the page, one after the other: a frame around each, and a card that says what it is.

const TAKEN = "cnnviz.tour";
const GAP = 10; // pixels between a part and its card

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector(".begin");
  button.textContent = data.words["tour-begin"];
  button.hidden = isTaken();
  button.onclick = () => {
    button.hidden = true;
    window.cnnvizTour?.end();
    window.cnnvizTour = new Tour(data);
  };
}

class Tour {
  constructor({ steps, words }) {
    this.words = words;
    this.steps = steps.filter(([, selectors]) => partOf(selectors));
    this.frame = element("div", "cnnviz-tour-frame", document.body);
    this.card = asThePage(element("div", "cnnviz-tour-card", document.body));
    this.card.setAttribute("role", "dialog");
    this.heard = new AbortController();
    const { signal } = this.heard;
    document.addEventListener("keydown", (event) => this.onKey(event), { signal, capture: true });
    document.addEventListener("pointerdown", (event) => this.card.contains(event.target) || this.end(), { signal, capture: true });
    for (const kind of ["resize", "scroll"]) window.addEventListener(kind, () => this.place(), { signal, capture: true });
    keepTaken();
    this.show(0);
  }

  end() {
    this.heard.abort();
    this.frame.remove();
    this.card.remove();
    if (window.cnnvizTour === this) window.cnnvizTour = null;
  }

  show(at) {
    if (at >= this.steps.length) return this.end();
    this.at = Math.max(0, at);
    const [name, selectors] = this.steps[this.at];
    const part = partOf(selectors);
    // Not below what stays at the top of the window.
    part?.scrollIntoView({ block: part.offsetHeight < window.innerHeight - 160 ? "center" : "start" });
    this.card.replaceChildren();
    this.card.setAttribute("aria-label", this.words["tour-begin"]);
    element("p", "", this.card).textContent = this.words[`tour-${name}`];
    const line = element("div", "line", this.card);
    element("span", "", line).textContent = fillIn(this.words["tour-at"], { step: this.at + 1, steps: this.steps.length });
    const last = this.at === this.steps.length - 1;
    this.button(line, "end", () => this.end());
    if (this.at) this.button(line, "back", () => this.show(this.at - 1));
    const next = this.button(line, last ? "done" : "next", () => this.show(this.at + 1));
    next.classList.add("next");
    this.place();
    next.focus({ preventScroll: true });
  }

  button(line, name, act) {
    const button = element("button", "", line);
    button.type = "button";
    button.textContent = this.words[`tour-${name}`];
    button.onclick = act;
    return button;
  }

  place() {
    const part = partOf(this.steps[this.at][1]);
    if (!part) return this.end();
    const box = part.getBoundingClientRect();
    const [width, height] = [window.innerWidth, window.innerHeight];
    const top = Math.max(2, box.top - 4);
    const bottom = Math.min(height - 2, box.bottom + 4);
    Object.assign(this.frame.style, px({ left: Math.max(2, box.left - 4), top, width: Math.min(width - 4, box.width + 8), height: Math.max(0, bottom - top) }));
    const { offsetWidth: wide, offsetHeight: tall } = this.card;
    const clamp = (value, most) => Math.max(GAP, Math.min(value, most - GAP));
    // Below it, above it, or beside it, where there is room; else within its lower edge.
    let place = { left: clamp(box.left, width - wide), top: bottom + GAP };
    if (place.top + tall > height) place.top = top - GAP - tall;
    if (place.top < 0) place = { left: box.right + GAP, top: clamp(top, height - tall) };
    if (place.left + wide > width) place = { left: clamp(box.left - wide - GAP, width - wide), top: clamp(bottom - tall - GAP, height - tall) };
    Object.assign(this.card.style, px(place));
  }

  onKey(event) {
    const act = { Escape: () => this.end(), ArrowRight: () => this.show(this.at + 1), ArrowLeft: () => this.show(this.at - 1) }[event.key];
    if (!act || isTyped(event)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}

function partOf(selectors) {
  return selectors.map((selector) => document.querySelector(selector)).find((part) => part?.getBoundingClientRect().height);
}

function isTaken() {
  try {
    return localStorage.getItem(TAKEN) === "yes";
  } catch {
    return false;
  }
}

function keepTaken() {
  try {
    localStorage.setItem(TAKEN, "yes");
  } catch {
    // Closed to pages in a private window: it is offered again there.
  }
}
