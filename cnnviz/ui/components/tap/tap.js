// Hears the pen over the drawing canvas and sends the stroke while it grows: the canvas itself speaks
// only after the pen is lifted. It listens to the same events as the canvas' own brush, takes the
// same points from them, and changes nothing: where there is no such canvas, nothing is heard.

const CANVAS = "upper-canvas"; // Fabric's, within the open shadow root of the canvas' own view
const PATIENCE = 3000; // after so long an answer is taken to be lost
const MOST_POINTS = 4000; // of a stroke; the canvas itself will tell of a longer one
// The canvas speaks 200 ms after the pen was lifted. To a server that is at another page by then, its
// message names a part of a page that is no more, and Streamlit shows an empty one: what leads to
// another page waits.
const UNTIL_THE_CANVAS_HAS_SPOKEN = 400;
const SETTLED = 500; // after so long the page that was just opened is painted, and looked at
const LEADS_AWAY = "a[href], .node"; // links, and the maps of the network map
// What changes the drawing waits until the server has the last stroke, or it would change the one
// before.
const CHANGES_THE_DRAWING = [".st-key-undo button", ".st-key-redo button", ".st-key-clear button"];
const NO_TOOLBAR = ".dc-toolbar { display: none !important; }";

const taps = new WeakMap();
// Finished strokes that the server has not taken in; they outlive a page that is left at once.
const UNHEARD = "cnnvizUnheardStrokes";

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  let tap = taps.get(parentElement);
  if (!tap) {
    tap = makeTap();
    taps.set(parentElement, tap);
  }
  tap.send = (message) => setStateValue("strokes", message);
  tap.data = data;
  window[UNHEARD] = unheard().filter((stroke) => stroke.number > data.finished);
  if (data.update >= tap.update) answered(tap);
  if (!tap.waits && unheard().length) say(tap);
  if (!data.place) return end(tap, parentElement);
  const wakes = data.wakes && !tap.woken;
  if (wakes) tap.woken = true;
  // The canvas is the last to be there.
  whenCanvasIsThere(data.place, (root) => {
    if (taps.get(parentElement) !== tap) return; // the page has been left
    if (root) hideToolbar(root);
    if (wakes) tap.waking = setTimeout(() => setTriggerValue("painted", true), SETTLED);
  });
  return end(tap, parentElement);
}

function end(tap, parentElement) {
  return () => {
    tap.end();
    taps.delete(parentElement);
  };
}

function unheard() {
  return window[UNHEARD] ?? [];
}

function makeTap() {
  const tap = {
    data: null, stroke: null, touch: null, update: 0, waits: false, timer: 0, lifted: -Infinity, held: [],
  };
  // Any number above those of a tab's earlier visits to the page.
  tap.number = Date.now();
  tap.update = tap.number;
  const heard = new AbortController();
  const hear = (name, act) =>
    document.addEventListener(name, (event) => act(tap, event), { capture: true, passive: true, signal: heard.signal });
  hear("mousedown", (_, event) => { if (event.button === 0 && !tap.touch) begin(tap, event, event); });
  hear("mousemove", (_, event) => { if (!tap.touch) add(tap, event, event); });
  hear("mouseup", () => { if (!tap.touch) finish(tap); });
  hear("touchstart", touchStarted);
  hear("touchmove", (_, event) => { if (isMain(tap, event)) add(tap, event.changedTouches[0], event); });
  hear("touchend", (_, event) => { if (event.touches.length === 0) touchEnded(tap); });
  hear("touchcancel", (_, event) => { if (event.touches.length === 0) touchEnded(tap); });
  document.addEventListener("click", (event) => hold(tap, event), { capture: true, signal: heard.signal });
  tap.end = () => {
    heard.abort();
    clearTimeout(tap.timer);
    clearTimeout(tap.waking);
  };
  return tap;
}

// The canvas draws with the first finger, and ends the stroke when no finger is left.
function touchStarted(tap, event) {
  if (tap.touch) return;
  if (begin(tap, event.changedTouches[0], event)) tap.touch = { id: event.changedTouches[0].identifier };
}

function isMain(tap, event) {
  return tap.touch !== null && event.changedTouches[0].identifier === tap.touch.id;
}

function touchEnded(tap) {
  if (tap.touch) finish(tap);
  tap.touch = null;
}

function begin(tap, at, event) {
  const path = event.composedPath();
  const canvas = path.find((node) => node.classList?.contains(CANVAS));
  if (!canvas || !path.some((node) => tap.data.place && node.classList?.contains(tap.data.place))) return false;
  document.documentElement.dataset.cnnvizDrawn = ""; // an invitation to draw is gone at once
  tap.stroke = { number: ++tap.number, width: tap.data.width, points: [], canvas };
  push(tap.stroke, at);
  look(tap);
  return true;
}

function add(tap, at, event) {
  if (!tap.stroke || !tap.stroke.canvas.isConnected) return;
  push(tap.stroke, at, event.shiftKey);
  look(tap);
}

function push(stroke, at, straight = false) {
  const { points, canvas } = stroke;
  const box = canvas.getBoundingClientRect();
  const x = ((at.clientX - box.left) * canvas.width) / box.width;
  const y = ((at.clientY - box.top) * canvas.height) / box.height;
  const last = points.at(-1);
  if (last && last[0] === x && last[1] === y) return;
  // With Shift, the canvas' brush draws a straight line.
  if (straight && points.length > 1) points.pop();
  points.push([x, y]);
}

function hold(tap, event) {
  const changing = tap.waits && unheard().length && CHANGES_THE_DRAWING.find((each) => event.target.closest?.(each));
  if (changing) {
    tap.held.push(changing);
    event.stopImmediatePropagation();
    event.preventDefault();
    return;
  }
  const wait = tap.lifted + UNTIL_THE_CANVAS_HAS_SPOKEN - performance.now();
  const path = event.composedPath();
  if (!path.some((node) => node.matches?.(LEADS_AWAY))) return;
  clearTimeout(tap.waking); // the same holds for this message
  if (!event.isTrusted || wait <= 0) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  setTimeout(() => path[0].dispatchEvent(new MouseEvent("click", event)), wait);
}

function finish(tap) {
  if (!tap.stroke) return;
  tap.lifted = performance.now();
  // What the canvas was last told to show: where it has not shown that yet, it will wipe this out.
  tap.stroke.load = tap.data.load;
  if (tap.stroke.points.length <= MOST_POINTS) window[UNHEARD] = [...unheard(), tap.stroke];
  tap.stroke = null;
  say(tap); // whatever is under way: the last point must arrive
}

// One update at a time: a slow server is asked less often, not later.
function look(tap) {
  if (tap.waits || tap.stroke.points.length > MOST_POINTS) {
    tap.isNews = true;
    return;
  }
  say(tap);
}

function say(tap) {
  clearTimeout(tap.waking); // this makes the page run as well
  tap.isNews = false;
  tap.waits = true;
  tap.update += 1;
  clearTimeout(tap.timer);
  tap.timer = setTimeout(() => answered(tap), PATIENCE);
  tap.send({ update: tap.update, finished: unheard().map(plain), growing: tap.stroke ? plain(tap.stroke) : null });
}

function plain({ number, width, points, load = 0 }) {
  return { number, width, points, load };
}

function answered(tap) {
  clearTimeout(tap.timer);
  tap.waits = false;
  for (const button of tap.held.splice(0)) document.querySelector(button)?.click();
  if (tap.isNews && tap.stroke) look(tap);
}

// Calls with its shadow root; with null where there is none for two seconds.
function whenCanvasIsThere(place, act, tries = 40) {
  const views = [...document.querySelectorAll(`.${place} *`)];
  const view = views.find((element) => element.shadowRoot?.querySelector(`.${CANVAS}`));
  if (view) act(view.shadowRoot);
  else if (tries) setTimeout(() => whenCanvasIsThere(place, act, tries - 1), 50);
  else act(null);
}

// Its pencil leads to a mode in which nothing can be drawn, its bin does nothing on a loaded digit,
// and the page has buttons for the rest.
function hideToolbar(root) {
  if (root.querySelector("style[data-cnnviz]")) return;
  const style = document.createElement("style");
  style.dataset.cnnviz = "";
  style.textContent = NO_TOOLBAR;
  root.append(style);
}
