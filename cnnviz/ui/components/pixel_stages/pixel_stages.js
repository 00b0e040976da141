// The stages of preparation side by side; the value of the pixel under the mouse is read out here.

const views = new WeakMap();

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".stages");
  let view = views.get(parentElement);
  if (!view) {
    view = { root, turn: 0, figures: [] };
    saves(root, "stages", () => tableOf(view));
    views.set(parentElement, view);
  }
  show(view, data);
  return () => views.delete(parentElement);
}

async function show(view, data) {
  const turn = ++view.turn;
  const pictures = await Promise.all(data.stages.map((stage) => decode(stage.png)));
  if (turn !== view.turn) return; // a newer stroke overtook this one
  while (view.figures.length < data.stages.length) view.figures.push(makeFigure(view));
  while (view.figures.length > data.stages.length) view.figures.pop().remove();
  view.root.style.setProperty("--stages", data.stages.length);
  view.note = data.note;
  view.words = data.words;
  speak(data.words);
  data.stages.forEach((stage, i) => paint(view.figures[i], stage, pictures[i]));
  view.root.querySelector(".note").textContent = data.note;
}

async function decode(png) {
  const picture = new Image();
  picture.src = `data:image/png;base64,${png}`;
  await picture.decode();
  return picture;
}

function makeFigure(view) {
  const figure = document.createElement("figure");
  figure.innerHTML = "<div class='frame'><canvas></canvas></div><figcaption><b></b><span></span></figcaption>";
  view.root.insertBefore(figure, view.root.querySelector(".note"));
  const canvas = figure.querySelector("canvas");
  canvas.addEventListener("pointermove", (event) => readOut(view, canvas, event));
  canvas.addEventListener("pointerleave", () => {
    view.root.querySelector(".note").textContent = view.note;
  });
  return figure;
}

function paint(figure, stage, picture) {
  const canvas = figure.querySelector("canvas");
  const { naturalWidth: width, naturalHeight: height } = picture;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(picture, 0, 0);
  canvas.classList.toggle("coarse", Math.max(width, height) <= 56);
  canvas.style.aspectRatio = `${width} / ${height}`;
  canvas.style[width >= height ? "width" : "height"] = "100%";
  canvas.style[width >= height ? "height" : "width"] = "auto";
  canvas.dataset.colours = stage.colours ? "yes" : "";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${stage.title}, ${stage.shape}`);
  figure.querySelector("b").textContent = stage.title;
  figure.querySelector("span").textContent = stage.shape;
}

function tableOf({ figures }) {
  const rows = [["stage", "row", "column", "red", "green", "blue"]];
  for (const figure of figures) {
    const canvas = figure.querySelector("canvas");
    const { data, width } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const title = figure.querySelector("b").textContent;
    for (let i = 0; i < data.length; i += 4) {
      const at = i / 4;
      rows.push([title, Math.floor(at / width) + 1, (at % width) + 1, data[i], data[i + 1], data[i + 2]]);
    }
  }
  return rows;
}

function readOut(view, canvas, event) {
  const box = canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * canvas.width);
  const row = Math.floor(((event.clientY - box.top) / box.height) * canvas.height);
  if (column < 0 || row < 0 || column >= canvas.width || row >= canvas.height) return;
  const [red, green, blue] = canvas.getContext("2d").getImageData(column, row, 1, 1).data;
  const { words } = view;
  const value = canvas.dataset.colours
    ? fillIn(words["stage-colours"], { red, green, blue })
    : fillIn(words["stage-value"], { value: red, share: inWords((red / 255).toFixed(2)) });
  view.root.querySelector(".note").textContent = `${fillIn(words["step-place"], { row, column })}: ${value}`;
}
