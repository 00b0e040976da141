// Fingers on figures, the keys that undo and redo, and the place of who moves by keys; all of it is
// heard once for each document.

const HEARD = "cnnvizGestures";

export default function ({ data }) {
  if (data?.language) document.documentElement.lang = data.language;
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
// part of the page, or else, as a stopgap until those words are back or a key is pressed, to what
// is chosen there, or to what comes first.
function keepPlace() {
  let place = null;
  let stopgap = null;
  let pressed = -Infinity;
  const noteKey = () => {
    pressed = performance.now();
    if (stopgap) place = placeOf(stopgap);
    stopgap = null;
  };
  const onFocus = (event) => {
    if (event.target === stopgap) return;
    stopgap = null;
    place = placeOf(event.target);
  };
  const keep = () => {
    const on = document.activeElement;
    if (!place || performance.now() - pressed > PATIENCE) return;
    if (on !== document.body && on !== stopgap && !on.disabled) return;
    const { same, other } = inPlace(place);
    const found = same ?? other;
    if (!found || found === on) return;
    stopgap = same ? null : other;
    found.focus({ preventScroll: true });
  };
  // Somebody may have been quicker than this view.
  if (document.activeElement.matches(":focus-visible")) {
    place = placeOf(document.activeElement);
    pressed = performance.now();
  }
  document.addEventListener("keydown", noteKey, true);
  document.addEventListener("pointerdown", () => (pressed = -Infinity), true);
  document.addEventListener("focusin", onFocus);
  new MutationObserver(keep).observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ["disabled"],
  });
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
    const all = [...part.querySelectorAll(FOCUSABLE)].filter((one) => one.offsetParent);
    const same = all.find((one) => one.tagName === tag && one.textContent.trim() === words);
    const chosen = all.find((one) => one.getAttribute("aria-checked") === "true");
    if (all.length) return { same, other: chosen ?? all[0] };
  }
  return {};
}

// ---- fingers and keys ------------------------------------------------------------------------------

function keepFromPlotly(event) {
  if (event.target.closest?.(".js-plotly-plot")) event.stopImmediatePropagation();
}

function onKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (isTyped(event)) return; // fields have an undo of their own
  const key = event.key.toLowerCase();
  const isRedo = key === "y" || (key === "z" && event.shiftKey);
  if (!isRedo && key !== "z") return;
  const selector = `.st-key-${isRedo ? "redo" : "undo"} button`;
  if (!document.querySelector(selector)) return;
  event.preventDefault();
  pressOnceEnabled(selector);
}

// Right after the first stroke the buttons do not know of it yet.
function pressOnceEnabled(selector, tries = 10) {
  const button = document.querySelector(selector);
  if (button && !button.disabled) button.click();
  else if (tries) setTimeout(() => pressOnceEnabled(selector, tries - 1), 50);
}
