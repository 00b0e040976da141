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
