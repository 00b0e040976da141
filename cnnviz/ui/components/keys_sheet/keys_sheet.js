// Opens at "?", and closes at Esc as every dialog does.

export default function ({ data, parentElement }) {
  const opener = parentElement.querySelector(".open");
  const sheet = parentElement.querySelector(".sheet");
  const list = sheet.querySelector(".keys");
  opener.setAttribute("aria-label", data.title);
  opener.title = data.title;
  sheet.setAttribute("aria-label", data.title);
  sheet.querySelector("h2").textContent = data.title;
  list.replaceChildren();
  for (const [keys, words] of data.rows) {
    const names = element("dt", "", list);
    for (const key of keys.split(" ")) element("kbd", "", names).textContent = key;
    element("dd", "", list).textContent = words;
  }
  const [titled, terms] = data.terms;
  sheet.querySelector("summary").textContent = titled;
  const meanings = sheet.querySelector(".terms");
  meanings.replaceChildren();
  for (const [name, meaning] of terms) {
    element("dt", "", meanings).textContent = name;
    element("dd", "", meanings).textContent = meaning;
  }
  const closer = sheet.querySelector(".close");
  closer.textContent = data.close;
  closer.onclick = () => sheet.close();
  opener.onclick = () => sheet.showModal();
  // It must not say `false`, which would undo what a click does.
  sheet.onclick = (event) => void (event.target === sheet && sheet.close());
  const heard = new AbortController();
  document.addEventListener("keydown", (event) => onKey(event, sheet), { signal: heard.signal });
  return () => heard.abort();
}

function onKey(event, sheet) {
  if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyped(event)) return;
  event.preventDefault();
  if (sheet.open) sheet.close();
  else sheet.showModal();
}
