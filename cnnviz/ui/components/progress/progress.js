// What is solved, kept in this browser. Where a browser keeps nothing, nothing is lost but this.

const KEY = "cnnviz.solved";

export default function ({ data, setTriggerValue }) {
  if (data.heard) keep(data.right);
  else setTriggerValue("kept", kept());
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function keep(right) {
  try {
    localStorage.setItem(KEY, JSON.stringify(right));
  } catch {
    // Closed to pages in a private window.
  }
}
