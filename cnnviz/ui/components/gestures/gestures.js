// Fingers on figures, the keys that undo and redo, and the place of who moves by keys; all of it is
// heard once for each document.

const HEARD = "cnnvizGestures";
// Fields have an undo of their own.
const FIELDS = "input, textarea, select, [contenteditable=true]";

export default function () {
  if (window[HEARD]) return;
  window[HEARD] = true;
  document.addEventListener("touchstart", keepFromPlotly, { capture: true, passive: true });
  document.addEventListener("keydown", onKey);
  keepPlace();
}

// ---- the place of who moves by keys ---------------------------------------------------------------
const PATIENCE = 60_000; // after so long without a key nobody looks for their place
const FOCUSABLE =
  'button:not(:disabled), a[href], input:not(:disabled), select, textarea, [tabindex="0"]';

// A page that answers puts new parts in the place of those that somebody stood on; the focus would
// then be at the top of the page. It goes to what stands there now: the same words in the same
// part of the page, or else what is chosen there, or what comes next.
function keepPlace() {
  let place = null;
  let pressed = -Infinity;
  document.addEventListener("keydown", () => (pressed = performance.now()), true);
  document.addEventListener("pointerdown", () => (pressed = -Infinity), true);
  document.addEventListener("focusin", (event) => (place = placeOf(event.target)));
  new MutationObserver(() => {
    if (document.activeElement !== document.body || !place) return;
    if (performance.now() - pressed > PATIENCE) return;
    const found = inPlace(place);
    if (found) found.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
}

function placeOf(element) {
  const parts = [];
  for (let part = element; part; part = part.parentElement) {
    const key = [...part.classList].find((name) => name.startsWith("st-key-"));
    if (key) parts.push(key);
  }
  return { words: element.textContent.trim(), tag: element.tagName, parts };
}

function inPlace({ words, tag, parts }) {
  for (const key of parts) {
    const part = document.querySelector(`.${CSS.escape(key)}`);
    if (!part) continue;
    const others = [...part.querySelectorAll(FOCUSABLE)].filter((other) => other.offsetParent);
    const same = others.find((other) => other.tagName === tag && other.textContent.trim() === words);
    const chosen = others.find((other) => other.getAttribute("aria-checked") === "true");
    if (same ?? chosen ?? others[0]) return same ?? chosen ?? others[0];
  }
  return null;
}

// ---- fingers and keys ------------------------------------------------------------------------------

function keepFromPlotly(event) {
  if (event.target.closest?.(".js-plotly-plot")) event.stopImmediatePropagation();
}

function onKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const field = event.composedPath()[0];
  // A slider has a field that nobody types into.
  if (field.matches?.(FIELDS) && field.type !== "range") return;
  const key = event.key.toLowerCase();
  const isRedo = key === "y" || (key === "z" && event.shiftKey);
  if (!isRedo && key !== "z") return;
  const button = document.querySelector(`.st-key-${isRedo ? "redo" : "undo"} button`);
  if (!button) return;
  event.preventDefault();
  if (!button.disabled) button.click();
}
