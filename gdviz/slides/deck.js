// Starts the deck, keeps formulas from changing the layout late, and switches light and dark.

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
  pdfMaxPagesPerSlide: 1,
  pdfSeparateFragments: false,
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

window.deckReady = MathJax.startup.promise
  .then(() => deck.initialize({
    keyboard: { 68: switchRoom },
  }))
  .then(() => deck.layout());
