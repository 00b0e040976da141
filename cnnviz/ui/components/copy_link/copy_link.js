// Copies the address, keeps the browser's history to steps of looking, and the state to the page.

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  keepSteps(data.looking);
  const former = meet(data.session);
  if (former && former !== location.search) setTriggerValue("former", former);
  const button = parentElement.querySelector(".copy-link");
  const word = button.querySelector(".word");
  word.textContent = data.words["tools-copy"];
  button.onclick = async () => {
    const copied = await copy(location.href);
    // Where a browser lets nobody copy, the link stands there to be copied by hand.
    if (!copied) window.prompt(data.words["tools-copy-by-hand"], location.href);
    word.textContent = data.words[copied ? "tools-copied" : "tools-copy"];
    clearTimeout(button.back);
    button.back = setTimeout(() => (word.textContent = data.words["tools-copy"]), 2000);
  };
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

// The clipboard is closed to pages that came without encryption.
function copyByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

// A server that was started anew knows of an open page only what its address says, and of one that
// changes just then not even that: the page tells what it said last.
function meet(session) {
  const met = history.pushState;
  const former = met.session && met.session !== session ? met.said : null;
  met.session = session;
  met.said = location.search || met.said;
  return former;
}

// Once for each document: Streamlit's own calls go through here.
function keepSteps(looking) {
  if (history.pushState.looking) return;
  const push = history.pushState.bind(history);
  history.pushState = function (state, title, address) {
    const isStep = address == null || differs(new URL(address, location.href), location, looking);
    if (isStep) push(state, title, address);
    else history.replaceState(state, title, address);
    history.pushState.said = location.search || history.pushState.said;
  };
  history.pushState.looking = looking;
}

function differs(next, now, looking) {
  if (next.pathname !== now.pathname) return true;
  // A page that was just opened has not said yet what it shows.
  if (!now.search) return false;
  const [after, before] = [next, now].map((each) => new URLSearchParams(each.search));
  return looking.some((name) => after.get(name) !== before.get(name));
}
