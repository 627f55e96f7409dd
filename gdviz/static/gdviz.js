// One picture, and SVG that is laid over it.
// In Jupyter `render` shows an explorer: its controls ask the kernel for new SVG.
// In an exported page `upgrade` turns every stored film into one with a slider: no kernel, no network.

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";

// ---- small tools

/** Make an element: attributes by name, `text` as text (never as HTML), then its children. */
function make(tag, { text, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, value);
  }
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

/** An id that nothing else in the page has: Jupyter loads this module once for every widget. */
function newId() {
  window.gdvizIds = (window.gdvizIds ?? 0) + 1;
  return `gdviz-${window.gdvizIds}`;
}

const within = (value, low, high) => Math.min(high, Math.max(low, value));
const asTyped = (value) => String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
const plainKey = (event) => !(event.ctrlKey || event.metaKey || event.altKey);

/** Keep what is typed into controls from the page: a notebook selects cells, a deck turns slides with it. */
function keepKeys(root) {
  root.addEventListener("keydown", (event) => {
    const ours = plainKey(event) && !["Tab", "Escape"].includes(event.key) && !(event.key === "Enter" && event.shiftKey);
    if (ours) event.stopPropagation(); // Ctrl+S, Shift+Enter and their like go on
  });
}

/** The index of the stop that is nearest to a value. */
function nearest(stops, value) {
  let best = 0;
  stops.forEach((stop, i) => { if (Math.abs(stop - value) < Math.abs(stops[best] - value)) best = i; });
  return best;
}

// ---- the picture and what lies over it

/** Build the picture, under all an image that hides what the stored one shows; `show(pieces)` lays SVG over it. */
function makeStage([width, height], image, ground) {
  const below = ground ? [make("img", { class: "gdviz-patch", alt: "", src: ground })] : [];
  let drawn = make("span");
  const box = make("div", { class: "gdviz-stage", style: `width:${width}px` }, image, ...below, drawn);
  const show = (pieces) => {
    const own = newId(); // ids hold for this frame of this picture alone
    const svg = pieces.join("").replace(/(id="|href="#|url\(#)/g, `$1${own}-`);
    // Matplotlib measures in points, 72 to the inch; the picture has 100 units to the inch.
    const text = `<svg xmlns="${SVG}" xmlns:xlink="${XLINK}" aria-hidden="true"
      viewBox="0 0 ${0.72 * width} ${0.72 * height}">${svg}</svg>`;
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    const next = document.adoptNode(parsed.documentElement);
    drawn.replaceWith(next);
    drawn = next;
  };
  return { box, show };
}

/** Say what a frame shows, or why it shows nothing. */
function tell(sentence, frame) {
  sentence.textContent = frame.sentence;
  sentence.classList.toggle("gdviz-error", Boolean(frame.error));
}

// ---- controls: each has `element` (one or several) and `show(value)`

/** A slider over the stops, and a number box for any value between the first and the last. */
function slider(spec, change) {
  const id = newId(), last = spec.stops.length - 1;
  const [low, high] = [spec.stops[0], spec.stops[last]];
  const range = make("input", { type: "range", id, min: 0, max: last, step: 1 });
  const box = make("input", { type: "number", min: low, max: high, step: spec.step, "aria-label": `${spec.label}, as a number` });
  const show = (value) => {
    range.value = nearest(spec.stops, value);
    range.setAttribute("aria-valuetext", asTyped(value));
    if (document.activeElement !== box) box.value = asTyped(value);
  };
  range.addEventListener("input", () => change(spec.stops[range.value]));
  box.addEventListener("input", () => {
    const value = box.valueAsNumber;
    if (value >= low && value <= high) change(spec.whole ? Math.round(value) : value);
  });
  // What is out of range, or not a number, becomes the nearest value when the box is left.
  box.addEventListener("change", () => {
    const typed = Number.isNaN(box.valueAsNumber) ? spec.stops[range.value] : within(box.valueAsNumber, low, high);
    const value = spec.whole ? Math.round(typed) : typed;
    box.value = asTyped(value);
    change(value);
  });
  return { elements: [make("label", { for: id, text: spec.label }), range, box], show };
}

function choice(spec, change) {
  const id = newId();
  const menu = make("select", { id }, ...spec.stops.map((text, i) => make("option", { value: i, text })));
  menu.addEventListener("change", () => change(Number(menu.value)));
  return { elements: [make("label", { for: id, text: spec.label }), menu], show: (index) => { menu.value = index; } };
}

function toggle(spec, change) {
  const id = newId();
  const box = make("input", { type: "checkbox", id, class: "gdviz-wide" });
  box.addEventListener("change", () => change(box.checked));
  return { elements: [make("label", { for: id, text: spec.label }), box], show: (on) => { box.checked = on; } };
}

/** A button that counts how often it was pressed, as for "draw again". */
function counter(spec, change) {
  const button = make("button", { type: "button", class: "gdviz-wide", text: spec.label });
  let presses = 0;
  button.addEventListener("click", () => change((presses + 1) % spec.stops.length));
  return { elements: [button], show: (value) => { presses = value; } };
}

/** A point on the picture: by pointer, by arrow keys on its ring, or by two number boxes. */
function place(spec, change, stage) {
  const [left, top, wide, tall] = spec.box, [[x0, x1], [y0, y1]] = spec.stops, [width, height] = spec.size;
  let now = [0, 0];
  const ring = make("div", { class: "gdviz-handle", role: "slider", tabindex: 0, "aria-label": spec.label,
    "aria-valuemin": x0, "aria-valuemax": x1, "aria-roledescription": "point, arrow keys move it" });
  const boxes = spec.labels.map((name, i) => make("input", { type: "number", step: spec.steps[i],
    min: spec.stops[i][0], max: spec.stops[i][1] }));
  const row = make("div", { class: "gdviz-pair gdviz-wide", role: "group", "aria-label": spec.label },
    ...boxes.map((box, i) => make("label", {}, `${spec.labels[i]} `, box)));
  const show = (value) => {
    now = value;
    ring.style.left = `${100 * (left + wide * (value[0] - x0) / (x1 - x0)) / width}%`;
    ring.style.top = `${100 * (top + tall * (y1 - value[1]) / (y1 - y0)) / height}%`;
    ring.setAttribute("aria-valuenow", value[0]);
    ring.setAttribute("aria-valuetext", `${spec.labels[0]} ${asTyped(value[0])}, ${spec.labels[1]} ${asTyped(value[1])}`);
    boxes.forEach((box, i) => { if (document.activeElement !== box) box.value = asTyped(value[i]); });
  };
  const move = (x, y) => {
    const value = [within(x, x0, x1), within(y, y0, y1)].map((v) => Number(v.toPrecision(4)));
    change(value);
    show(value);
  };
  const placeOf = (event) => {
    const seen = stage.box.getBoundingClientRect();
    return [((event.clientX - seen.left) / seen.width * width - left) / wide,
      ((event.clientY - seen.top) / seen.height * height - top) / tall];
  };
  const pick = (event) => {
    const [across, down] = placeOf(event);
    move(x0 + across * (x1 - x0), y1 - down * (y1 - y0));
  };
  const inside = (event) => placeOf(event).every((share) => share >= 0 && share <= 1);
  let dragging = false;
  stage.box.classList.add("gdviz-pick");
  stage.box.addEventListener("pointerdown", (event) => {
    if (event.button || !inside(event)) return;
    event.preventDefault(); // no dragging of the image
    dragging = true;
    stage.box.setPointerCapture(event.pointerId);
    pick(event);
    ring.focus({ preventScroll: true });
  });
  stage.box.addEventListener("pointermove", (event) => { if (dragging) pick(event); });
  for (const end of ["pointerup", "pointercancel"]) stage.box.addEventListener(end, () => { dragging = false; });
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  ring.addEventListener("keydown", (event) => {
    const way = ways[event.key];
    if (!way || !plainKey(event)) return;
    event.preventDefault();
    const far = event.shiftKey ? 5 : 1;
    move(now[0] + far * way[0] * spec.steps[0], now[1] + far * way[1] * spec.steps[1]);
  });
  boxes.forEach((box, i) => box.addEventListener("change", () => {
    const value = [...now];
    if (!Number.isNaN(box.valueAsNumber)) value[i] = box.valueAsNumber;
    move(...value);
    box.value = asTyped(now[i]);
  }));
  stage.box.append(ring);
  return { elements: [make("span", { text: spec.label }), row], show };
}

const KINDS = { slider, choice, toggle, counter, place };

// ---- live in Jupyter

/** Hide the still form of an explorer: it is the output right before the live one. */
function hideStill(root) {
  for (let part = root; part; part = part.parentElement) {
    const before = part.previousElementSibling;
    if (before?.querySelector("figure[data-gdviz-film]")) {
      before.style.display = "none"; // stronger than Jupyter's style sheet
      return;
    }
  }
}

/** The front end of a widget whose model has `spec`, `values` (by us) and `frame` (by the kernel). */
function render({ model, el }) {
  if (document.querySelector("body.jp-Notebook > main")) { // nbconvert's page has no kernel
    upgrade(document);
    return undefined;
  }
  const spec = model.get("spec");
  const stage = makeStage(spec.size, make("img", { src: spec.picture, alt: spec.title }));
  const controls = make("div", { class: "gdviz-controls", role: "group", "aria-label": spec.title });
  const sentence = make("p", { class: "gdviz-sentence", "aria-live": "polite" });
  const parts = spec.controls.map((control) => {
    const change = (value) => {
      model.set("values", { ...model.get("values"), [control.name]: value });
      model.save_changes();
    };
    const part = KINDS[control.kind]({ ...control, size: spec.size }, change, stage);
    controls.append(...part.elements);
    return [control.name, part];
  });
  const showValues = () => { for (const [name, part] of parts) part.show(model.get("values")[name]); };
  const showFrame = () => {
    const frame = model.get("frame");
    stage.show(frame.svg);
    tell(sentence, frame);
  };
  showValues();
  showFrame();
  const showSoon = () => queueMicrotask(showValues); // first the new values go to the kernel
  model.on("change:values", showSoon);
  model.on("change:frame", showFrame);
  const side = make("div", { class: "gdviz-side" }, controls, sentence);
  const root = make("div", { class: "gdviz-figure" }, stage.box, side);
  keepKeys(root);
  el.append(root);
  let next = requestAnimationFrame(function placed() {
    if (root.isConnected) hideStill(root);
    else next = requestAnimationFrame(placed);
  });
  return () => {
    cancelAnimationFrame(next);
    model.off("change:values", showSoon);
    model.off("change:frame", showFrame);
  };
}

// ---- a film: all frames are here already

/** Fill a figure with picture, slider and sentence; nothing moves before it is asked to. */
function play(root, film, image) {
  const stage = makeStage(film.size, image, film.ground), id = newId(), last = film.frames.length - 1;
  const range = make("input", { type: "range", id, min: 0, max: last, step: 1 });
  const value = make("span", { class: "gdviz-value", "aria-hidden": "true" });
  const button = make("button", { type: "button", class: "gdviz-wide", text: "Play" });
  const sentence = make("p", { class: "gdviz-sentence", "aria-live": "polite" });
  image.alt = film.title;
  const show = (k) => {
    const frame = film.frames[k];
    range.value = k;
    range.setAttribute("aria-valuetext", frame.label);
    value.textContent = frame.label;
    tell(sentence, frame);
    stage.show(frame.svg.map((number) => film.pieces[number]));
  };
  let timer = 0;
  const stop = () => { clearInterval(timer); timer = 0; button.textContent = "Play"; sentence.setAttribute("aria-live", "polite"); };
  const start = () => {
    if (Number(range.value) === last) show(0);
    button.textContent = "Pause";
    sentence.setAttribute("aria-live", "off"); // a sentence for each frame would be a flood
    timer = setInterval(() => {
      if (!root.isConnected || Number(range.value) === last) stop();
      else show(Number(range.value) + 1);
    }, 4000 / (last + 12));
  };
  button.addEventListener("click", () => (timer ? stop() : start()));
  range.addEventListener("input", () => { stop(); show(Number(range.value)); });
  // Who asked for less motion moves the slider, frame by frame.
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const calm = () => { if (still.matches) stop(); button.hidden = still.matches; };
  still.addEventListener("change", calm);
  calm();
  const controls = make("div", { class: "gdviz-controls", role: "group", "aria-label": film.title },
    make("label", { for: id, text: film.moves }), range, value, button);
  keepKeys(controls);
  root.replaceChildren(stage.box, make("figcaption", { class: "gdviz-side" }, controls, sentence));
  show(film.told);
}

/** Turn every stored film below `page` into one that moves. */
function upgrade(page) {
  for (const figure of page.querySelectorAll("figure[data-gdviz-film]")) {
    const film = JSON.parse(figure.dataset.gdvizFilm), image = figure.querySelector("img");
    figure.removeAttribute("data-gdviz-film"); // never twice
    figure.classList.add("gdviz-figure");
    play(figure, film, image);
  }
}

export { upgrade };
export default { render };
