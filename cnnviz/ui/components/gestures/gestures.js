// Fingers on figures, and the keys that undo and redo; both are heard once for each document.

const HEARD = "cnnvizGestures";
// Fields have an undo of their own.
const FIELDS = "input, textarea, select, [contenteditable=true]";

export default function () {
  if (window[HEARD]) return;
  window[HEARD] = true;
  document.addEventListener("touchstart", keepFromPlotly, { capture: true, passive: true });
  document.addEventListener("keydown", onKey);
}

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
