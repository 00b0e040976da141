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

// So tall that a view ends with the window, where the page leaves its height to it.
function fill() {
  return Math.max(540, Math.min(800, window.innerHeight - 276));
}
