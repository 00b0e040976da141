// A red dot that follows the mouse over everything on the page, and stops nothing that is pressed.

const TAIL = 280; // milliseconds
const DOT = 9; // of the radius, in pixels

class Laser {
  constructor() {
    this.canvas = element("canvas", "cnnviz-laser", document.body);
    this.canvas.setAttribute("aria-hidden", "true");
    this.places = [];
    this.heard = new AbortController();
    const { signal } = this.heard;
    document.addEventListener("pointermove", (event) => this.follow(event), { signal, capture: true });
    document.addEventListener("pointerleave", () => this.leave(), { signal });
    document.documentElement.dataset.laser = "yes";
  }

  close() {
    this.heard.abort();
    cancelAnimationFrame(this.frame);
    this.canvas.remove();
    delete document.documentElement.dataset.laser;
  }

  follow({ clientX, clientY, timeStamp }) {
    this.places.push({ x: clientX, y: clientY, at: timeStamp });
    this.frame ??= requestAnimationFrame((now) => this.paint(now));
  }

  leave() {
    this.places = [];
    this.frame ??= requestAnimationFrame((now) => this.paint(now));
  }

  paint(now) {
    this.frame = null;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [window.innerWidth * ratio, window.innerHeight * ratio].map(Math.round);
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    const pen = this.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const last = this.places.at(-1);
    if (!last) return;
    this.places = this.places.filter((place) => place === last || now - place.at < TAIL);
    pen.lineCap = "round";
    for (let i = 1; i < this.places.length; i++) {
      const [from, to] = [this.places[i - 1], this.places[i]];
      const young = Math.max(0, 1 - (now - to.at) / TAIL);
      pen.strokeStyle = `rgb(255 30 30 / ${0.6 * young})`;
      pen.lineWidth = 2 * DOT * young;
      pen.beginPath();
      pen.moveTo(from.x, from.y);
      pen.lineTo(to.x, to.y);
      pen.stroke();
    }
    for (const [radius, colour] of [[DOT + 5, "rgb(255 30 30 / 0.35)"], [DOT, "rgb(255 20 20)"], [DOT / 2, "rgb(255 235 235)"]]) {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.arc(last.x, last.y, radius, 0, 2 * Math.PI);
      pen.fill();
    }
    if (this.places.length > 1) this.frame = requestAnimationFrame((then) => this.paint(then));
  }
}
