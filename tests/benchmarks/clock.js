// Runs in the page before anything else does. Notes when the person did something (the pen went up,
// a key went down, a button was clicked), when the text that is waited for changed, and when each
// panel changed last.
(() => {
  const PANELS = ["prediction", "probabilities", "network_sees", "network_map"];
  const DRAW_PAGE = Object.fromEntries(PANELS.map((name) => [name, `.st-key-${name}`]));
  const ACTS = ["pointerup", "keydown", "click"];
  const PAINTING = ["putImageData", "drawImage", "clearRect", "fillRect", "stroke", "fill"];
  const roots = new Set(); // of components: their content is hidden from the page's observer
  let panels = new WeakMap(); // of canvases, in this run
  let run = null;

  const text = () => (run.selector && document.querySelector(run.selector)?.textContent.trim()) || "";
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  // The panel a node lies in, through any number of shadow roots.
  function panelOf(node) {
    let element = node instanceof Element ? node : node.parentElement;
    if (!element && node instanceof ShadowRoot) element = node.host;
    while (element) {
      const box = element.closest(run.any);
      if (box) return Object.keys(run.watched).find((name) => box.matches(run.watched[name]));
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
    if (!run || (run.up === null && !run.early)) return;
    const now = performance.now();
    if (run.selector) {
      const current = text();
      if (current !== run.before && new RegExp(run.pattern).test(current)) {
        run.text = now;
        run.before = current;
      }
    }
    const changed = records.filter(isContent).map(({ target }) => panelOf(target));
    for (const panel of new Set(changed)) if (panel) note(panel, now);
  });

  function note(panel, now) {
    run.panels[panel] = now;
    if (run.early) (run.all[panel] ??= []).push(now);
  }

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
      if (run && (run.up !== null || run.early)) {
        if (!panels.has(this.canvas)) panels.set(this.canvas, panelOf(this.canvas));
        const panel = panels.get(this.canvas);
        if (panel) note(panel, performance.now());
      }
      return result;
    };
  }

  for (const act of ACTS) {
    const noteAct = () => {
      if (run && run.act === act && run.up === null) run.up = performance.now();
    };
    window.addEventListener(act, noteAct, true);
  }

  // `early`: what changes before the act counts too.
  function start(act, watched, selector, pattern, early) {
    const any = Object.values(watched).join(", ");
    run = { act, watched, any, selector, pattern, early, up: null, text: null, panels: {}, all: {} };
    run.before = text();
    panels = new WeakMap();
    observe(document.body);
    for (const root of roots) {
      if (root.isConnected) observe(root);
      else roots.delete(root);
    }
  }

  function stop() {
    observer.disconnect();
    const { up, text: changed, panels: last, all } = run;
    run = null;
    return {
      text: changed === null ? null : changed - up,
      all,
      panels: Object.fromEntries(Object.entries(last).map(([panel, time]) => [panel, time - up])),
    };
  }

  window.benchClock = {
    // Call before the stroke; `pattern` is what the changed text must contain.
    arm(selector, pattern) {
      start("pointerup", DRAW_PAGE, selector, pattern, true);
    },
    // Call before the act, one of ACTS; `watched` is the name and the selector of each panel.
    watch(act, watched) {
      start(act, watched, null, null, false);
    },
    // Call after the act; answers when `panel` has changed and nothing did for `quiet` ms, or
    // after `patience` ms, with the milliseconds from the act to each panel's last change.
    async rest(panel, quiet, patience) {
      const end = performance.now() + patience;
      const last = () => Math.max(...Object.values(run.panels));
      while (performance.now() < end) {
        if (panel in run.panels && performance.now() - last() > quiet) break;
        await wait(20);
      }
      return stop().panels;
    },
    // Call after the stroke; answers when `quiet` ms have passed since the pen went up, later if
    // nothing has changed yet, with milliseconds since then (negative: before the pen went up).
    async finish(quiet, patience) {
      const since = () => performance.now() - run.up;
      await wait(Math.max(0, quiet - since()));
      const last = () => Math.max(run.text ?? 0, ...Object.values(run.panels));
      while (!last() && since() < patience) await wait(50);
      await wait(Math.max(0, last() + quiet / 2 - performance.now()));
      return stop();
    },
  };
})();
