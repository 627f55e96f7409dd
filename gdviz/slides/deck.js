// Starts the deck, says what does not fit, keeps formulas from changing the layout late, and switches light and dark.

const deck = new Reveal({
  width: 1280,
  height: 720,
  margin: 0.02,
  center: false,
  hash: true,
  controls: true,
  progress: true,
  slideNumber: "c/t",
  transition: matchMedia("(prefers-reduced-motion: reduce)").matches ? "none" : "fade",
  defaultTiming: 60,
  pdfMaxPagesPerSlide: 1,
  pdfSeparateFragments: true,
  plugins: [RevealNotes],
});

// Key D: dark room or light room. Without it the deck follows the system.
function switchRoom() {
  const root = document.documentElement;
  const dark = root.dataset.room
    ? root.dataset.room === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.room = dark ? "light" : "dark";
}

// A film that is not much wider than high leaves room for its slider beside it.
for (const film of document.querySelectorAll("[data-gdviz-film]")) {
  const [width, height] = JSON.parse(film.dataset.gdvizFilm).size;
  film.parentElement.classList.toggle("beside", width < 1.5 * height);
}

// The white beside the map of a lone figure is cut off. What is then about square stands beside its
// headline, where it is a third larger.
async function placeMaps() {
  for (const stage of document.querySelectorAll(".stage")) {
    const image = stage.querySelector(":scope > .part:only-child > .output:only-child img[data-gdviz-points]");
    if (!image) continue;
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const drawn = canvas.getContext("2d", { willReadFrequently: true });
    drawn.drawImage(image, 0, 0);
    const white = x => drawn.getImageData(x, 0, 1, height).data.every(value => value > 250);
    let [left, right] = [0, width - 1];
    while (left < right && white(left)) left++;
    while (left < right && white(right)) right--;
    const wide = right - left + 13; // with a rim of 6 pixels
    if (wide > 1.2 * height || wide > 0.9 * width) continue;
    canvas.width = wide; // this empties the canvas
    drawn.drawImage(image, 6 - left, 0);
    image.src = canvas.toDataURL();
    image.removeAttribute("width");
    await image.decode();
    stage.closest("section").classList.add("aside");
  }
}

// Pictures that are not wide stand side by side if nothing else is shown; options stand beside a
// picture.
function placePictures() {
  for (const part of document.querySelectorAll(".part")) {
    const others = [...part.children].filter(child => !child.querySelector("img"));
    const pictures = [...part.querySelectorAll(":scope > .output img:not(.gdviz-patch)")];
    const narrow = pictures.every(image => image.naturalWidth < 1.7 * image.naturalHeight);
    const sideways = others.length ? others.length === 1 && others[0].matches(".options")
      : pictures.length > 1 && narrow;
    part.classList.toggle("row", pictures.length > 0 && sideways);
  }
}

// Printed, a poll has a page without its answer and one with it, and every other slide one page;
// with ?print-pdf&questions there are no answers.
const query = new URLSearchParams(location.search);
if (query.has("print-pdf")) {
  for (const part of document.querySelectorAll("section:not(.poll) .fragment")) {
    part.classList.remove("fragment");
  }
  if (query.has("questions")) {
    for (const part of document.querySelectorAll(".poll .fragment")) part.remove();
  }
}

// By how many pixels a part or the stage is too small for what it holds.
function excess(element) {
  return [element.scrollHeight - element.clientHeight, element.scrollWidth - element.clientWidth];
}

// A slide that is shown can be scrolled if it holds too much.
function makeRoom() {
  const stage = deck.getCurrentSlide().querySelector(".stage");
  const full = [stage, ...stage.children].some(part => Math.max(...excess(part)) > 2);
  stage.classList.toggle("too-much", full || stage.classList.contains("too-much"));
}

// What is wrong with the slides, each with its number, its cell and a sentence. To be called in a
// printed deck, where all slides are laid out.
window.deckFaults = () => {
  const found = new Map();
  const numbers = new Map();
  for (const section of document.querySelectorAll(".slides section[data-timing]")) {
    if (!numbers.has(section.id)) numbers.set(section.id, numbers.size + 1);
    const tell = (part, fault) => {
      const cell = part.closest(".part")?.dataset.cell ?? section.id;
      found.set(`${section.id} ${cell} ${fault}`, [numbers.get(section.id), cell, fault]);
    };
    const frame = section.querySelector(".frame");
    const box = frame.getBoundingClientRect();
    const stage = frame.querySelector(".stage");
    const out = [];
    let tooLarge = false;
    for (const part of [stage, ...stage.children, frame.querySelector("h2")]) {
      const last = part === stage ? stage.lastElementChild ?? stage : part;
      const [high, wide] = excess(part);
      if (high > 2) tell(last, `is ${high} pixels too high for the stage`);
      if (wide > 2) tell(last, `is ${wide} pixels too wide for the stage`);
      tooLarge ||= high > 2 || wide > 2;
    }
    for (const element of frame.querySelectorAll(".stage *, h2, h2 *")) {
      if (element.closest("svg, mjx-assistive-mml")) continue;
      const own = element.getBoundingClientRect();
      if (own.width && own.height && (own.bottom > box.bottom + 1 || own.right > box.right + 1
          || own.top < box.top - 1 || own.left < box.left - 1)) {
        out.push(element);
      }
      const cuts = getComputedStyle(element).overflow !== "visible";
      if (cuts && element.clientHeight && Math.max(...excess(element)) > 2) {
        tell(element, "has an output that is cut off by its own frame");
      }
    }
    if (out.length && !tooLarge) tell(out[0], "leaves the stage");
    for (const output of frame.querySelectorAll(".output")) {
      if (!output.getBoundingClientRect().height) tell(output, "has an output that shows nothing");
    }
    for (const image of frame.querySelectorAll(".output img:not(.gdviz-patch)")) {
      const high = Math.round(image.getBoundingClientRect().height);
      if (!image.naturalWidth) tell(image, "has a picture that cannot be read");
      else if (high < 150) tell(image, `leaves only ${high} pixels of height for a picture`);
    }
    for (const text of frame.querySelectorAll("h2, li, p, .output:not(pre)")) {
      if (/\$[^$\n]*\\[a-z]/i.test(text.innerText)) tell(text, "has a formula that is not drawn");
    }
    for (const formula of frame.querySelectorAll("[data-mjx-error]")) {
      tell(formula, `has a formula with a mistake: ${formula.dataset.mjxError}`);
    }
    for (const pre of frame.querySelectorAll("pre")) {
      const style = getComputedStyle(pre);
      const [top, bottom, line] = ["paddingTop", "paddingBottom", "lineHeight"]
        .map(name => parseFloat(style[name]));
      const rows = Math.round((pre.clientHeight - top - bottom) / line);
      const lines = pre.textContent.trimEnd().split("\n").length;
      if (rows > lines && lines) tell(pre, "has a line of code or output that is broken in two");
      if (pre.matches(".error")) tell(pre, `shows an error, ${pre.textContent.slice(0, 60)}`);
      if (pre.matches(".stderr")) tell(pre, "shows what the cell wrote to stderr");
    }
  }
  return [...found.values()];
};

const loaded = new Promise(done => addEventListener("load", done));

window.deckReady = Promise.all([MathJax.startup.promise, loaded])
  .then(placeMaps)
  .then(placePictures)
  .then(() => deck.initialize({
    keyboard: { 68: switchRoom },
  }))
  .then(() => {
    deck.layout();
    if (query.has("print-pdf")) return;
    deck.on("slidechanged", makeRoom);
    deck.on("resize", makeRoom);
    makeRoom();
  });
