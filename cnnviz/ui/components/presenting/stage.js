// One for each document, whatever page it shows: whether it presents, and the scenes.

// What a page is laid out for, in its own pixels, and how much larger it is at least: type of 12
// pixels is then 20 pixels on a screen of 1280 x 720.
const STAGE = { width: 753, height: 423 };
const KEPT = "cnnviz-scenes";
const BAR_STAYS = 2500; // milliseconds after the mouse has moved

function theStage() {
  return (window.cnnvizStage ??= new Stage());
}

class Stage {
  constructor() {
    this.scenes = keptScenes();
    this.at = -1;
    this.whole = false;
    this.laser = null;
    this.changed = () => {};
    document.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("fullscreenchange", () => this.onFullScreen());
    document.addEventListener("pointermove", () => this.on && this.showBar(), { passive: true });
    window.addEventListener("resize", () => this.on && this.fit());
  }

  take({ pages, words }, changed) {
    this.pages = pages;
    this.words = words;
    this.changed = changed;
    if (this.on) this.buildBar();
  }

  say(key, fields) {
    return fillIn(this.words[key], fields);
  }

  get on() {
    return document.documentElement.dataset.presenting === "yes";
  }

  // ---- beginning and end ---------------------------------------------------------------------
  start() {
    if (this.on) return;
    document.documentElement.dataset.presenting = "yes";
    this.fit();
    this.buildBar();
    this.showBar();
    document.querySelector(".stMain")?.scrollTo(0, 0);
    document.activeElement?.blur();
    tellFigures();
    // Where a browser gives nobody the whole screen, the window will do.
    document.documentElement.requestFullscreen?.().catch(() => {});
  }

  end() {
    if (!this.on) return;
    delete document.documentElement.dataset.presenting;
    document.documentElement.style.removeProperty("--stage");
    this.pointWith(false);
    this.bar?.remove();
    this.bar = null;
    tellFigures();
    if (document.fullscreenElement) document.exitFullscreen();
  }

  fit() {
    const scale = Math.max(1, Math.min(window.innerWidth / STAGE.width, window.innerHeight / STAGE.height));
    document.documentElement.style.setProperty("--stage", scale.toFixed(4));
  }

  onFullScreen() {
    if (this.whole && !document.fullscreenElement) this.end();
    this.whole = Boolean(document.fullscreenElement);
  }

  pointWith(laser = !this.laser) {
    if (Boolean(this.laser) === laser) return;
    this.laser?.close();
    this.laser = laser ? new Laser() : null;
    this.pointer?.setAttribute("aria-pressed", String(laser));
  }

  // ---- keys ----------------------------------------------------------------------------------
  onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyped(event)) return;
    if (document.querySelector("dialog[open]") || openDialog()) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = key === "p" ? () => (this.on ? this.end() : this.start()) : this.on && this.keyOf(key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  keyOf(key) {
    // A map, a slider or a row of choices that has the focus has the arrow keys too.
    const free = document.activeElement === document.body || this.bar?.contains(document.activeElement);
    const folds = document.querySelector(".st-key-unfolded");
    return {
      PageDown: () => this.advance(1),
      PageUp: () => this.advance(-1),
      ArrowRight: free && (() => this.advance(1)),
      ArrowLeft: free && (() => this.advance(-1)),
      l: () => this.pointWith(),
      Escape: !folds && (() => this.end()),
    }[key];
  }

  // ---- scenes --------------------------------------------------------------------------------
  // Without scenes the pages' own order: a chapter, a layer.
  advance(step) {
    if (!this.scenes.length) {
      const name = step > 0 ? "next" : "previous";
      document.querySelector(`.st-key-learn_${name} button:enabled, .st-key-${name} button:enabled`)?.click();
      return;
    }
    const next = this.at + step;
    if (next >= 0 && next < this.scenes.length) this.go(next);
  }

  go(index) {
    this.at = index;
    const link = this.root + this.scenes[index].link;
    if (link !== location.pathname + location.search) {
      history.pushState({}, "", link);
      // As the browser's own way back: the page follows its address.
      window.dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    }
    this.buildBar();
  }

  // What stands before a page's name in addresses, where the app is not at the root.
  get root() {
    const parts = location.pathname.split("/");
    if (parts.at(-1) in this.pages) parts.pop();
    return parts.join("/").replace(/\/$/, "");
  }

  // Of an address what is the app's; null for all others.
  place(address) {
    let target;
    try {
      target = new URL(address, location.origin);
    } catch {
      return null;
    }
    if (!/^https?:$/.test(target.protocol)) return null;
    const page = target.pathname.split("/").at(-1);
    if (!(page in this.pages) || target.hash) return null;
    // Others' pages have names as well: elsewhere only what is clearly one of ours.
    const known = address.startsWith("/") || target.origin === location.origin;
    if (!known && page === "" && !target.search) return null;
    return `/${page}${target.search}`;
  }

  here() {
    return this.place(location.href.split("#")[0]) ?? "/";
  }

  titleOf(link) {
    const { pathname, searchParams } = new URL(link, location.origin);
    const parts = ["chapter", "model", "layer", "map", "cell"].map((name) => searchParams.get(name));
    return [this.pages[pathname.slice(1)] ?? "", ...parts.filter(Boolean)].join(" · ");
  }

  keep(scenes) {
    this.scenes = scenes;
    this.at = Math.min(this.at, scenes.length - 1);
    try {
      localStorage.setItem(KEPT, JSON.stringify(scenes));
    } catch {
      // Nothing is kept in a private window; the file is.
    }
    this.changed();
    if (this.on) this.buildBar();
  }

  // ---- the bar at the foot -------------------------------------------------------------------
  buildBar() {
    const held = this.bar?.contains(document.activeElement) ? document.activeElement.className : "";
    this.bar?.remove();
    this.bar = asThePage(element("div", "cnnviz-stage-bar", document.body));
    this.bar.setAttribute("role", "toolbar");
    const { at, scenes } = this;
    if (scenes.length) {
      const where = element("span", "where", this.bar);
      where.setAttribute("role", "status");
      where.textContent = this.say("scenes-at", { number: Math.max(0, at + 1), all: scenes.length });
      if (at >= 0) where.title = scenes[at].title;
    }
    this.button("previous", "‹", "present-previous", () => this.advance(-1));
    this.button("next", "›", "present-next", () => this.advance(1));
    this.pointer = this.button("pointer", "●", "present-laser", () => this.pointWith());
    this.pointer.setAttribute("aria-pressed", String(Boolean(this.laser)));
    this.button("end", "✕", "present-end", () => this.end());
    if (held) this.bar.querySelector(`.${held}`)?.focus();
  }

  button(name, sign, key, act) {
    const button = element("button", name, this.bar);
    button.type = "button";
    button.textContent = sign;
    button.title = this.say(key);
    button.setAttribute("aria-label", this.say(key));
    button.onclick = act;
    return button;
  }

  showBar() {
    this.bar?.classList.add("shown");
    clearTimeout(this.hiding);
    this.hiding = setTimeout(() => this.bar?.classList.remove("shown"), BAR_STAYS);
  }
}

// Figures take their width from the window's.
function tellFigures() {
  requestAnimationFrame(() => window.dispatchEvent(new Event("resize")));
}

function keptScenes() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return kept.filter(({ title, link }) => typeof title === "string" && /^\/[a-z]*(\?|$)/.test(link)).slice(0, MOST_SCENES);
  } catch {
    return [];
  }
}

// The dialogs of the views stand in shadow roots.
function openDialog() {
  return [...document.querySelectorAll(".st-key-presenting, .st-key-keys_sheet")].some((part) =>
    [...part.querySelectorAll("*")].some((one) => one.shadowRoot?.querySelector("dialog[open]")),
  );
}
