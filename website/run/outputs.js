// What Python shows, as elements of the page.

import { AnsiUp } from "ansi_up";
import explorer, { upgrade } from "../../gdviz/static/gdviz.js";

const WIDGET = "application/vnd.jupyter.widget-view+json";
const models = new Map(); // widgets of the running Python, by their names

/** One widget's state, as anywidget hands it to a view. */
class Model {
  constructor(state, send) {
    Object.assign(this, { state, send, changed: {}, listeners: {} });
  }
  get(name) {
    return this.state[name];
  }
  set(name, value) {
    this.state[name] = value;
    this.changed[name] = value;
    this.tell(name);
  }
  save_changes() {
    this.send({ method: "update", state: this.changed });
    this.changed = {};
  }
  on(event, listener) {
    (this.listeners[event] ??= new Set()).add(listener);
  }
  off(event, listener) {
    this.listeners[event]?.delete(listener);
  }
  tell(name) {
    for (const listener of this.listeners[`change:${name}`] ?? []) listener();
  }
  hear(state) {
    Object.assign(this.state, state);
    Object.keys(state).forEach((name) => this.tell(name));
  }
}

/** Take a widget's message: it is new, or its state has changed. */
export function hearWidget({ type, id, data }, send) {
  if (type === "comm_open") models.set(id, new Model(data.state, (message) => send(id, message)));
  else if (data?.method === "update") models.get(id)?.hear(data.state);
}

/** Forget the widgets of a Python that has ended. */
export const forgetWidgets = () => models.clear();

/** Make an element. */
export const element = (tag, className) => Object.assign(document.createElement(tag), { className });

/** The place of one cell's outputs. */
export class Outputs {
  constructor(cell) {
    this.place = cell.querySelector(":scope > .cell_output");
    if (!this.place) {
      this.place = element("div", "cell_output docutils container");
      cell.append(this.place);
    }
  }

  /** Fold what the website has stored away, so that it tells no answer early and is not taken for the learner's. */
  fold() {
    if (!this.place.childElementCount) return;
    const stored = element("details", "course-stored");
    stored.append(Object.assign(element("summary", ""), { textContent: "Stored output" }), ...this.place.childNodes);
    this.place.append(stored);
  }

  clear() {
    this.place.replaceChildren();
    this.stream = undefined;
  }

  /** Add what a cell prints to the lines before, if nothing else came between. */
  print(name, text) {
    if (!text) return;
    if (this.stream?.dataset.name !== name) {
      const box = element("div", "output stream");
      this.stream = box.appendChild(document.createElement("pre"));
      this.stream.dataset.name = name;
      this.place.append(box);
    }
    this.stream.textContent += text;
  }

  /** Show a value in the best of its forms. */
  show(data) {
    this.stream = undefined;
    const box = element("div", "output");
    const model = models.get(data[WIDGET]?.model_id);
    if (model?.get("_anywidget_id")) explorer.render({ model, el: box });
    else if (data[WIDGET]) return;
    else if (data["text/html"]) {
      box.innerHTML = data["text/html"];
      upgrade(box);
    } else if (data["image/png"]) {
      box.append(Object.assign(new Image(), { src: `data:image/png;base64,${data["image/png"]}`, alt: data["text/plain"] ?? "" }));
    } else box.append(Object.assign(document.createElement("pre"), { textContent: data["text/plain"] }));
    this.place.append(box);
  }

  /** Show a traceback with its colours. */
  fail(text) {
    this.stream = undefined;
    const box = element("div", "output traceback");
    const lines = box.appendChild(document.createElement("pre"));
    const colours = new AnsiUp();
    colours.use_classes = true;
    lines.innerHTML = colours.ansi_to_html(text);
    this.place.append(box);
  }
}
