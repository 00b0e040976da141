// Runs in the page before anything else does. Notes when the pen went up, when the text that is
// waited for changed, and when each panel of the Draw page changed last.
(() => {
  const PANELS = ["prediction", "probabilities", "network_sees", "network_map"];
  const SELECTOR = PANELS.map((name) => `.st-key-${name}`).join(", ");
  const PAINTING = ["putImageData", "drawImage", "clearRect", "fillRect", "stroke", "fill"];
  const roots = new Set(); // of components: their content is hidden from the page's observer
  const panels = new WeakMap();
  let run = null;

  const text = () => document.querySelector(run.selector)?.textContent.trim() ?? "";

  // The panel a node lies in, through any number of shadow roots.
  function panelOf(node) {
    let element = node instanceof Element ? node : node.parentElement;
    if (!element && node instanceof ShadowRoot) element = node.host;
    while (element) {
      const box = element.closest(SELECTOR);
      if (box) return PANELS.find((name) => box.classList.contains(`st-key-${name}`));
      const root = element.getRootNode();
      element = root instanceof ShadowRoot ? root.host : null;
    }
    return null;
  }

  // Streamlit marks its boxes as stale and fresh through attributes; that is no change of content.
  function isContent(record) {
    if (record.type !== "attributes") return true;
    return record.target instanceof SVGElement || record.target.getRootNode() !== document;
  }

  const observer = new MutationObserver((records) => {
    if (!run || run.up === null) return;
    const now = performance.now();
    if (run.text === null) {
      const current = text();
      if (current !== run.before && new RegExp(run.pattern).test(current)) run.text = now;
    }
    const changed = records.filter(isContent).map(({ target }) => panelOf(target));
    for (const panel of new Set(changed)) if (panel) run.panels[panel] = now;
  });

  function observe(root) {
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  }

  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    roots.add(root);
    if (run) observe(root);
    return root;
  };

  for (const name of PAINTING) {
    const paint = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...args) {
      const result = paint.apply(this, args);
      if (run && run.up !== null) {
        if (!panels.has(this.canvas)) panels.set(this.canvas, panelOf(this.canvas));
        const panel = panels.get(this.canvas);
        if (panel) run.panels[panel] = performance.now();
      }
      return result;
    };
  }

  window.addEventListener(
    "pointerup",
    () => {
      if (run && run.up === null) run.up = performance.now();
    },
    true,
  );

  window.benchClock = {
    // Call before the stroke; `pattern` is what the changed text must contain.
    arm(selector, pattern) {
      run = { selector, pattern, up: null, text: null, panels: {} };
      run.before = text();
      observe(document.body);
      for (const root of roots) {
        if (root.isConnected) observe(root);
        else roots.delete(root);
      }
    },
    // Call after the stroke; answers when `quiet` ms have passed since the pen went up, later if
    // the text is late, with milliseconds since then.
    async finish(quiet, patience) {
      const since = () => performance.now() - run.up;
      const wait = (ms) => new Promise((done) => setTimeout(done, ms));
      await wait(Math.max(0, quiet - since()));
      while (run.text === null && since() < patience) await wait(50);
      if (run.text !== null) await wait(Math.max(0, run.text + quiet / 2 - performance.now()));
      observer.disconnect();
      const { up, text: changed, panels: last } = run;
      run = null;
      const after = ([panel, time]) => [panel, time - up];
      return {
        text: changed === null ? null : changed - up,
        panels: Object.fromEntries(Object.entries(last).map(after)),
      };
    },
  };
})();
