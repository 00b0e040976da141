// The buttons, and the sheet on which the scenes are put in order.

export default function ({ data, parentElement }) {
  const stage = theStage();
  const find = (selector) => parentElement.querySelector(selector);
  const say = (key, fields) => fillIn(data.words[key], fields);
  const [starter, opener, sheet, file] = [".start", ".list", ".scenes", "input[type=file]"].map(find);
  name(starter, say("present-start"));
  name(opener, say("scenes-title"));
  find("h2").textContent = say("scenes-title");
  find(".about").textContent = say("scenes-about");
  find(".none").textContent = say("scenes-none");
  sheet.setAttribute("aria-label", say("scenes-title"));
  file.setAttribute("aria-label", say("scenes-open"));
  starter.onclick = () => stage.start();
  opener.onclick = () => {
    tell("");
    sheet.showModal();
  };
  // It must not say `false`, which would undo what a click does.
  sheet.onclick = (event) => void (event.target === sheet && sheet.close());
  file.onchange = () => open(file.files[0]);
  const tools = find(".tools");
  tools.replaceChildren();
  const buttons = Object.fromEntries(
    [["add", add], ["save", save], ["open", () => file.click()], ["clear", () => stage.keep([])], ["close", () => sheet.close()]].map(
      ([key, act]) => [key, tool(say(`scenes-${key}`), act, tools)],
    ),
  );
  stage.take(data, list);
  list();

  function list() {
    const { scenes } = stage;
    find(".none").hidden = scenes.length > 0;
    buttons.save.disabled = buttons.clear.disabled = !scenes.length;
    const rows = find("ol");
    rows.replaceChildren();
    scenes.forEach((scene, i) => {
      const row = element("li", "", rows);
      const title = element("input", "", row);
      title.value = scene.title;
      title.maxLength = 90;
      title.setAttribute("aria-label", say("scenes-name", { number: i + 1 }));
      title.onchange = () => stage.keep(scenes.map((one, at) => (at === i ? { ...one, title: title.value } : one)));
      for (const [sign, key, act, off] of [
        ["▶", "go", () => show(i), false],
        ["↑", "up", () => swap(i, i - 1), i === 0],
        ["↓", "down", () => swap(i, i + 1), i === scenes.length - 1],
        ["✕", "remove", () => stage.keep(scenes.filter((_, at) => at !== i)), false],
      ]) {
        const button = tool(sign, act, row);
        button.disabled = off;
        name(button, say(`scenes-${key}`, { title: scene.title }));
      }
    });
  }

  function swap(one, other) {
    const scenes = [...stage.scenes];
    [scenes[one], scenes[other]] = [scenes[other], scenes[one]];
    stage.keep(scenes);
  }

  function show(index) {
    sheet.close();
    stage.go(index);
  }

  function add() {
    const link = stage.here();
    append([{ title: stage.titleOf(link), link }]);
  }

  function append(more) {
    const room = MOST_SCENES - stage.scenes.length;
    tell(more.length > room ? say("scenes-too-many", { most: MOST_SCENES }) : "");
    stage.keep([...stage.scenes, ...more.slice(0, room)]);
  }

  function save() {
    const text = writeScenes(say("scenes-title"), stage.scenes, location.origin + stage.root);
    download(new Blob([text], { type: "text/markdown" }), "cnnviz-scenes.md");
  }

  async function open(chosen) {
    if (!chosen) return;
    const text = chosen.size > MOST_LETTERS ? "" : await chosen.text();
    file.value = ""; // the same file can be chosen again
    const found = readScenes(text, (address) => stage.place(address));
    if (!found.length) return tell(say("scenes-bad-file"));
    const titled = found.map((scene) => ({ ...scene, title: scene.title || stage.titleOf(scene.link) }));
    append(titled);
  }

  function tell(problem) {
    find(".problem").textContent = problem;
  }
}

function tool(words, act, parent) {
  const button = element("button", "", parent);
  button.type = "button";
  button.textContent = words;
  button.onclick = act;
  return button;
}

function name(button, words) {
  button.title = words;
  button.setAttribute("aria-label", words);
}
