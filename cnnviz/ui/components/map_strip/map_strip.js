// All maps of a layer in one line. Pointing and arrow keys are answered here; a click goes to the
// server.

const LARGEST = 54; // pixels; a map of fewer cells is smaller, one of more is not larger
const LEAST = 22;
const views = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let view = views.get(parentElement);
  if (!view) {
    view = new StripView(parentElement.querySelector(".map-strip"));
    views.set(parentElement, view);
  }
  view.send = (channel) => setTriggerValue("pick", channel);
  view.show(unpack(data));
  return () => {
    view.listening.abort();
    views.delete(parentElement);
  };
}

class StripView {
  constructor(root) {
    this.root = root;
    // Streamlit may start a view again in the element that an earlier one has filled.
    root.replaceChildren();
    saves(root, "maps", () => [
      ["map", "row", "column", "value"],
      ...this.strip.maps.flatMap((map) => cellRows(map.title, map.values, this.strip.columns)),
    ]);
    this.listening = new AbortController();
    const { signal } = this.listening;
    root.addEventListener("click", (event) => this.onClick(event), { signal });
    root.addEventListener("keydown", (event) => this.onKey(event), { signal });
  }

  show(strip) {
    const { maps, rows, columns } = strip;
    this.strip = strip;
    this.root.setAttribute("aria-label", strip.label);
    const key = JSON.stringify([rows, columns, maps.map((map) => map.channel)]);
    if (key !== this.key) this.build(strip);
    this.key = key;
    this.buttons.forEach((button, i) => this.paint(button, maps[i]));
    this.choose(strip.selected);
  }

  build({ maps, rows, columns }) {
    const side = Math.max(LEAST, Math.min(LARGEST, 2 * Math.max(rows, columns)));
    const cell = side / Math.max(rows, columns);
    this.root.replaceChildren();
    this.buttons = maps.map(() => {
      const button = element("button", rows * columns === 1 ? "unit" : "map", this.root);
      button.type = "button";
      const canvas = element("canvas", "", button);
      Object.assign(canvas, { width: columns, height: rows });
      Object.assign(canvas.style, px(rows * columns === 1 ? { width: 14, height: 40 } : { width: columns * cell, height: rows * cell }));
      element("span", "", button);
      return button;
    });
  }

  paint(button, { label, title, cells, diverging }) {
    const canvas = button.querySelector("canvas");
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(canvas.width, canvas.height);
    const palette = this.strip.palettes[diverging ? 1 : 0];
    cells.forEach((index, i) => image.data.set([...palette.subarray(3 * index, 3 * index + 3), 255], 4 * i));
    pen.putImageData(image, 0, 0);
    button.querySelector("span").textContent = label;
    button.title = title;
    button.setAttribute("aria-label", title);
  }

  // At once; the server's answer says the same.
  choose(channel) {
    this.buttons.forEach((button, i) => {
      const chosen = this.strip.maps[i].channel === channel;
      button.classList.toggle("chosen", chosen);
      button.setAttribute("aria-pressed", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
      if (chosen) this.reveal(button);
    });
  }

  // Only this line scrolls, never the page.
  reveal(button) {
    const { scrollLeft, clientWidth } = this.root;
    const [left, right] = [button.offsetLeft, button.offsetLeft + button.offsetWidth];
    if (left < scrollLeft || right > scrollLeft + clientWidth) this.root.scrollLeft = left - clientWidth / 2;
  }

  pick(index) {
    const { channel } = this.strip.maps[index];
    this.choose(channel);
    this.send(channel);
  }

  onClick(event) {
    const index = this.buttons.indexOf(event.target.closest("button"));
    if (index >= 0) this.pick(index);
  }

  onKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const index = this.buttons.indexOf(event.target.closest("button"));
    const next = this.buttons[index + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
