// What every view builds its page of. Joined in front of the views that use it.

function element(tag, name, parent) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  parent.append(made);
  return made;
}

function px(sizes) {
  return Object.fromEntries(Object.entries(sizes).map(([key, value]) => [key, `${value}px`]));
}

// Whether a key is typed into a field; a slider has a field that nobody types into.
function isTyped(event) {
  const field = event.composedPath()[0];
  return Boolean(field.matches?.("input, textarea, select, [contenteditable=true]")) && field.type !== "range";
}

// How much larger a page is that is presented; 0 if it is not.
function presented() {
  const { dataset, style } = document.documentElement;
  return dataset.presenting ? Number(style.getPropertyValue("--stage")) : 0;
}

// How much larger a thing is on screen than its own pixels are.
function enlarged(thing) {
  return thing.offsetWidth ? thing.getBoundingClientRect().width / thing.offsetWidth : 1;
}

// So tall that a view ends with the window, where the page leaves its height to it.
function fill() {
  return Math.max(540, Math.min(800, window.innerHeight - 276));
}

// A view can be saved as a picture, and what `table` gives (rows, the first of which names the
// columns) as a table.
function saves(root, name, table) {
  root.dataset.figure = name;
  root.table = table;
}

// All cells of a grid of numbers as rows of such a table.
function cellRows(title, values, columns) {
  return Array.from(values, (value, i) => [title, Math.floor(i / columns) + 1, (i % columns) + 1, value]);
}

// Colours of the page for what stands in its body, which knows nothing of Streamlit's themes.
function asThePage(one) {
  const { backgroundColor, color } = getComputedStyle(document.querySelector(".stApp") ?? document.body);
  Object.assign(one.style, { backgroundColor, color });
  return one;
}

// A file for whoever looks at the page.
function download(blob, file) {
  const link = element("a", "", document.body);
  link.href = URL.createObjectURL(blob);
  link.download = file;
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // by then it is saved
}
