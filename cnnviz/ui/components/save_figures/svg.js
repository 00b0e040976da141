// What is on screen as an SVG picture of its own: boxes, words and pictures at their places, nothing
// that only a browser could show.

const SVG = "http://www.w3.org/2000/svg";
const SKIPPED = new Set(["SCRIPT", "STYLE", "LINK", "TEMPLATE", "DATALIST", "OPTION"]);

class Drawing {
  constructor(root) {
    this.root = root;
    this.scale = enlarged(root);
    this.box = root.getBoundingClientRect();
    this.width = Math.ceil(Math.max(root.scrollWidth, root.offsetWidth));
    this.height = Math.ceil(Math.max(root.scrollHeight, root.offsetHeight));
    this.svg = node("svg", { xmlns: SVG, width: this.width, height: this.height, viewBox: `0 0 ${this.width} ${this.height}` });
    this.defs = node("defs", {}, this.svg);
    this.pen = document.createElement("canvas").getContext("2d");
    this.shape("rect", { x: 0, y: 0, width: this.width, height: this.height, fill: ground(root) }, this.svg);
    this.element(root, this.svg);
  }

  get text() {
    return new XMLSerializer().serializeToString(this.svg);
  }

  // A rectangle of the screen in the picture's own pixels.
  place({ left, top, width, height }) {
    return {
      x: round((left - this.box.left) / this.scale + this.root.scrollLeft),
      y: round((top - this.box.top) / this.scale + this.root.scrollTop),
      width: round(width / this.scale),
      height: round(height / this.scale),
    };
  }

  shape(name, facts, parent) {
    return node(name, facts, parent);
  }

  element(one, parent) {
    const style = getComputedStyle(one);
    if (SKIPPED.has(one.tagName) || style.display === "none" || Number(style.opacity) === 0) return;
    const box = this.place(one.getBoundingClientRect());
    const seen = style.visibility === "visible";
    let group = parent;
    if (Number(style.opacity) < 1) group = node("g", { opacity: style.opacity }, group);
    if (one !== this.root && style.overflow !== "visible" && box.width && box.height) group = this.clipped(box, group);
    if (seen && one.tagName === "CANVAS") return this.picture(one, box, style, group);
    if (seen && one.tagName === "IMG") return this.picture(copied(one), box, style, group);
    if (one instanceof SVGSVGElement) return seen && this.nested(one, box, group);
    if (seen) this.paintBox(box, style, group);
    for (const child of one.childNodes) {
      if (child.nodeType === Node.ELEMENT_NODE) this.element(child, group);
      else if (seen && child.nodeType === Node.TEXT_NODE && child.textContent.trim()) this.words(child, style, group);
    }
    if (seen && one.tagName === "SELECT") this.line(one.selectedOptions[0]?.textContent ?? "", inset(box), style, group);
    if (seen && one.tagName === "INPUT" && one.type !== "range" && one.type !== "checkbox") this.line(one.value, inset(box), style, group);
  }

  clipped(box, parent) {
    const id = `c${this.defs.childNodes.length}`;
    node("rect", box, node("clipPath", { id }, this.defs));
    return node("g", { "clip-path": `url(#${id})` }, parent);
  }

  picture(canvas, box, style, parent) {
    if (!canvas?.width || !canvas.height || !box.width || !box.height) return;
    const smooth = style.imageRendering === "pixelated" ? { style: "image-rendering:pixelated" } : {};
    const image = node("image", { ...box, preserveAspectRatio: "none", ...smooth }, parent);
    image.setAttribute("href", canvas.toDataURL("image/png"));
  }

  // Plotly writes what it looks like into its own pictures.
  nested(svg, box, parent) {
    if (!box.width || !box.height) return;
    const copy = svg.cloneNode(true);
    for (const [name, value] of Object.entries(box)) copy.setAttribute(name, value);
    copy.setAttribute("style", "overflow:hidden");
    for (const drag of copy.querySelectorAll(".draglayer, .hoverlayer, .zoomlayer")) drag.remove();
    parent.append(copy);
  }

  paintBox(box, style, parent) {
    if (!box.width || !box.height) return;
    const rx = Math.min(parseFloat(style.borderTopLeftRadius) || 0, box.width / 2, box.height / 2);
    const fill = this.gradient(style.backgroundImage) ?? colour(style.backgroundColor);
    if (fill) node("rect", { ...box, rx, fill }, parent);
    const sides = ["Top", "Right", "Bottom", "Left"].map((side) => ({
      width: style[`border${side}Style`] === "none" ? 0 : parseFloat(style[`border${side}Width`]),
      stroke: colour(style[`border${side}Color`]),
      dash: /dashed|dotted/.test(style[`border${side}Style`]),
    }));
    const { x, y, width, height } = box;
    const [first] = sides;
    const dashed = (side) => (side.dash ? { "stroke-dasharray": "3 2" } : {});
    if (sides.every((side) => side.width === first.width && side.stroke === first.stroke)) {
      if (!first.width || !first.stroke) return;
      const half = first.width / 2;
      const inner = { x: x + half, y: y + half, width: Math.max(0, width - 2 * half), height: Math.max(0, height - 2 * half) };
      node("rect", { ...inner, rx, fill: "none", stroke: first.stroke, "stroke-width": first.width, ...dashed(first) }, parent);
      return;
    }
    const ends = [[x, y, x + width, y], [x + width, y, x + width, y + height], [x, y + height, x + width, y + height], [x, y, x, y + height]];
    sides.forEach((side, i) => {
      if (!side.width || !side.stroke) return;
      const [x1, y1, x2, y2] = ends[i];
      node("line", { x1, y1, x2, y2, stroke: side.stroke, "stroke-width": side.width, ...dashed(side) }, parent);
    });
  }

  // Legends: colours from left to right.
  gradient(image) {
    const found = /^linear-gradient\((?:to right|90deg), (rgb.*)\)$/.exec(image);
    if (!found) return null;
    const colours = found[1].match(/rgba?\([^)]*\)(?: [\d.]+%)?/g);
    const id = `g${this.defs.childNodes.length}`;
    const made = node("linearGradient", { id }, this.defs);
    colours.forEach((each, i) => {
      const [, stop, at] = /(rgba?\([^)]*\))(?: ([\d.]+%))?/.exec(each);
      node("stop", { offset: at ?? `${(100 * i) / (colours.length - 1)}%`, "stop-color": stop }, made);
    });
    return `url(#${id})`;
  }

  // ---- words -----------------------------------------------------------------------------------
  words(text, style, parent) {
    const range = document.createRange();
    const whole = text.textContent;
    range.setStart(text, whole.length - whole.trimStart().length);
    range.setEnd(text, whole.trimEnd().length);
    if (range.getClientRects().length === 1) {
      return this.line(whole, this.place(range.getBoundingClientRect()), style, parent);
    }
    // Word by word, and those that stand in one line together.
    let line = null;
    for (const found of whole.matchAll(/\S+\s*/g)) {
      range.setStart(text, found.index);
      range.setEnd(text, found.index + found[0].trimEnd().length);
      const box = this.place(range.getBoundingClientRect());
      if (line && Math.abs(line.box.y - box.y) < 2) {
        line.words += found[0];
        line.box.width = box.x + box.width - line.box.x;
      } else {
        if (line) this.line(line.words, line.box, style, parent);
        line = { words: found[0], box };
      }
    }
    if (line) this.line(line.words, line.box, style, parent);
  }

  line(words, box, style, parent) {
    const text = cased(words.replace(/\s+/g, " ").trim(), style.textTransform);
    if (!text || !box.width || !box.height) return;
    const font = { "font-family": style.fontFamily, "font-size": style.fontSize, "font-weight": style.fontWeight, "font-style": style.fontStyle };
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const facts = { ...font, fill: colour(style.color) ?? "none", "dominant-baseline": "central" };
    const made = style.writingMode.startsWith("vertical")
      ? node("text", { ...facts, x, y, "text-anchor": "middle", transform: `rotate(${isTurned(style) ? -90 : 90} ${round(x)} ${round(y)})` }, parent)
      : // Another font than the page's would be wider or narrower.
        node("text", { ...facts, x: box.x, y, textLength: box.width, lengthAdjust: "spacingAndGlyphs" }, parent);
    made.textContent = text;
  }
}

// The same as a PNG picture, `zoom` pixels for each of the page's.
async function pngOf(svg, width, height, zoom = 2) {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * zoom, height: height * zoom });
  const pen = canvas.getContext("2d");
  pen.imageSmoothingEnabled = false;
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function node(name, facts = {}, parent = null) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(facts)) {
    if (value !== null) made.setAttribute(key, typeof value === "number" ? round(value) : value);
  }
  parent?.append(made);
  return made;
}

// Where a field writes.
function inset({ x, y, width, height }) {
  return { x: x + 8, y, width: Math.max(0, width - 30), height };
}

function round(value) {
  return Math.round(100 * value) / 100;
}

function colour(text) {
  return /^rgba\(.*, 0\)$|^transparent$|\/ 0\)$/.test(text) ? null : plain(text);
}

// Mixed colours are named in words that only browsers know.
function plain(text) {
  const found = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.]+))?\)$/.exec(text);
  if (!found) return text;
  const [red, green, blue] = found.slice(1, 4).map((part) => Math.round(255 * Number(part)));
  return found[4] ? `rgba(${red}, ${green}, ${blue}, ${found[4]})` : `rgb(${red}, ${green}, ${blue})`;
}

// What a figure stands on.
function ground(one) {
  for (let part = one; part; part = part.parentElement ?? part.getRootNode().host) {
    const found = colour(getComputedStyle(part).backgroundColor);
    if (found && !found.startsWith("rgba")) return found;
  }
  return "#fff";
}

function copied(image) {
  if (!image.complete || !image.naturalWidth) return null;
  const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas;
}

function cased(text, how) {
  return how === "uppercase" ? text.toUpperCase() : text;
}

// Words that are read from below.
function isTurned({ rotate, transform }) {
  return rotate === "180deg" || transform.startsWith("matrix(-1, 0, 0, -1");
}
