// "Run here": the code cells of a notebook's page become editors, and Python runs in the page.

import { python } from "@codemirror/lang-python";
import { indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { startKernel } from "./kernel.js";
import { element, forgetWidgets, hearWidget, Outputs } from "./outputs.js";

const colours = syntaxHighlighting(classHighlighter); // of the style sheet, for light and dark
const READY = "Ready. Run the cells from the top, with Shift and Enter or with Run all.";
const BACK = "Ready. What you typed is here again. Run the cells from the top, with Shift and Enter or with Run all.";
const AGAIN = "What the cells had computed is gone: run them again from the top.";
const LOST = "Ends what runs. What the cells have computed is lost; what you typed stays.";

/** Make a button. */
function button(text, action) {
  const made = Object.assign(element("button", ""), { type: "button", textContent: text });
  made.addEventListener("click", action);
  return made;
}

/** A code cell of the page, as an editor with what the learner typed last. */
class Cell {
  constructor(root, name, key, { run, add, remove, hint }, added = false) {
    Object.assign(this, { root, name, key, added, outputs: new Outputs(root) });
    this.outputs.fold();
    const input = root.querySelector(".cell_input");
    this.original = (input.querySelector("pre")?.textContent ?? "").replace(/\n$/, "");
    const kept = EditorView.updateListener.of((update) => {
      if (update.docChanged) localStorage.setItem(key, this.source);
    });
    const first = Prec.highest(keymap.of([{ key: "Shift-Enter", run: () => { run(this, true); return true; } }]));
    const last = keymap.of([{ key: "Escape", run: () => { root.focus(); return true; } }]);
    const label = EditorView.contentAttributes.of({ "aria-label": `Code of ${name}` });
    this.editor = new EditorView({
      doc: localStorage.getItem(key) ?? this.original,
      extensions: [first, basicSetup, last, python(), colours, EditorView.lineWrapping, indentUnit.of("    "), EditorState.tabSize.of(4), kept, label],
    });
    this.editor.dom.addEventListener("keydown", (event) => event.stopPropagation()); // Sphinx takes "/" for its search
    root.tabIndex = -1;
    root.addEventListener("keydown", (event) => { // after Escape, as in Jupyter
      if (event.target !== root || event.ctrlKey || event.metaKey || !["b", "Enter"].includes(event.key)) return;
      event.preventDefault();
      (event.key === "b" ? add(this) : this).editor.focus();
    });
    this.button = button("Run", () => run(this));
    this.button.setAttribute("aria-label", `Run ${name}`);
    this.count = element("span", "course-count");
    this.counted("");
    input.replaceChildren(this.count, this.editor.dom, this.button);
    if (added) input.append(button("Remove", () => remove(this)));
    const [, exercise] = this.original.match(/gd\.check\("(.+?)"/) ?? [];
    if (exercise) {
      const asked = button("Hint", () => hint(this, exercise));
      asked.setAttribute("aria-label", `Hint for exercise ${exercise}`);
      input.append(asked);
    }
    root.classList.add("course-live");
  }

  get source() {
    return this.editor.state.doc.toString();
  }

  /** Say beside the cell when it ran, as Jupyter does. */
  counted(number) {
    this.number = number;
    this.count.textContent = `[${number || " "}]`;
  }

  /** Show what the website has again. */
  reset() {
    const { length } = this.editor.state.doc;
    this.editor.dispatch({ changes: { from: 0, to: length, insert: this.original } });
    this.counted("");
    localStorage.removeItem(this.key);
  }
}

/** Make one notebook of the page alive. */
export async function runHere(notebook, bar) {
  const status = element("span", "course-status");
  status.setAttribute("role", "status");
  bar.replaceChildren(status);
  const tell = (words) => { status.textContent = words; };
  const files = new Map(); // of the learner, for each Python that is started
  const cells = [];
  let kernel, now, failed, runs = 0, queue = Promise.resolve();

  function hear(line) {
    const message = JSON.parse(line);
    if (message.kind === "comm") hearWidget(message, (id, data) => kernel.say(id, data));
    else if (message.kind === "stream") now?.outputs.print(message.name, message.text);
    else if (message.kind === "display") now?.outputs.show(message.data);
    else if (message.kind === "error") {
      failed = true;
      now?.outputs.fail(message.text);
    }
  }

  async function start(words) {
    kernel = undefined;
    const made = await startKernel(hear, tell);
    for (const [name, content] of files) await made.put(name, content);
    kernel = made;
    tell(words);
  }

  function ended(error) {
    failed = true;
    tell(`Python has ended: ${error.message}. Press Restart.`);
  }

  async function runOne(cell) {
    const name = `Cell [${++runs}]`;
    const skipped = cells.slice(0, cells.indexOf(cell)).some((before) => !before.number && !before.added);
    now = cell;
    failed = false;
    cell.outputs.clear();
    cell.root.classList.add("course-running");
    cell.counted("*");
    tell(`${name} runs …`);
    try {
      await kernel.run(cell.source);
      tell(!failed ? "Ready." : `${name} raised an error.${skipped ? " Cells above it have not run yet: the button below the error runs them." : ""}`);
      if (failed && skipped) cell.outputs.place.append(button("Run all above, then this cell", () => runAbove(cell)));
    } catch (error) {
      ended(error);
    } finally {
      cell.root.classList.remove("course-running");
      cell.counted(runs);
    }
    return !failed;
  }

  /** Do something after all that waits, and then show the outputs of a cell that is still in sight. */
  function then(cell, action) {
    queue = queue.then(action).then(() => {
      const { top, bottom } = cell.root.getBoundingClientRect();
      if (bottom > 0 && top < innerHeight) cell.root.scrollIntoView({ block: "nearest" });
    });
  }

  function run(cell, next = false) {
    if (next) cells[cells.indexOf(cell) + 1]?.editor.focus(); // without a scroll: the text between is to be read
    cell.root.scrollIntoView({ block: "nearest" });
    then(cell, () => runOne(cell));
  }

  /** Run all cells, or those down to one of them, until one raises. */
  function runAll(last = cells.at(-1)) {
    then(last, async () => {
      for (const cell of cells.slice(0, cells.indexOf(last) + 1)) if (!(await runOne(cell))) break;
    });
  }

  function runAbove(cell) {
    cell.root.focus({ preventScroll: true }); // the button goes
    runAll(cell);
  }

  /** Show the next hint for an exercise below its cell, whatever has run. */
  function hint(cell, exercise) {
    then(cell, () => {
      now = cell;
      runs += 1; // as IPython counts
      return kernel.run(`import gdviz; gdviz.hint("${exercise}")`).catch(ended);
    });
  }

  /** Put the cell that a learner adds below another one into the page, under a key of its own. */
  function place(above, key) {
    const root = element("div", "cell");
    root.append(element("div", "cell_input"));
    above.root.after(root);
    const cell = new Cell(root, `your cell below ${above.name.replace("your cell below ", "")}`, key, { run, add, remove, hint }, true);
    cells.splice(cells.indexOf(above) + 1, 0, cell);
    return cell;
  }

  /** Add a cell below another one and the cells that were added there before. */
  function add(above) {
    let last = above;
    for (const cell of cells) if (cell.key.startsWith(`${above.key}+`)) last = cell;
    const key = `${last.key}+`;
    localStorage.setItem(key, "");
    return place(last, key);
  }

  function remove(cell) {
    cell.root.remove();
    localStorage.removeItem(cell.key);
    cells.splice(cells.indexOf(cell), 1);
  }

  function again(words) {
    if (!kernel) return; // it is being started
    kernel.stop();
    forgetWidgets();
    runs = 0;
    for (const cell of cells) {
      cell.root.classList.remove("course-running");
      cell.counted("");
    }
    tell("Starting Python …");
    queue = start(`${words} ${AGAIN}`).catch((error) => tell(`Python could not start again: ${error.message}. Reload the page.`));
  }

  function clear() {
    if (!confirm("Replace what you typed on this page by the code of the website?")) return;
    cells.filter((each) => each.added).forEach(remove);
    cells.forEach((cell) => cell.reset());
  }

  const picker = Object.assign(element("input", ""), { type: "file", accept: ".csv,.txt", hidden: true });
  picker.addEventListener("change", async () => {
    const [file] = picker.files;
    files.set(file.name, new Uint8Array(await file.arrayBuffer()));
    picker.value = ""; // the same file may be picked again
    queue = queue.then(() => kernel.put(file.name, files.get(file.name)));
    queue = queue.then(() => tell(`${file.name} is there: gd.read_columns("${file.name}", …) reads it.`));
  });

  const back = Object.keys(localStorage).some((key) => key.startsWith(`gdviz ${notebook.id} `));
  await start(back ? BACK : READY);
  const roots = [...notebook.querySelectorAll(".cell")].filter((root) => root.querySelector(".cell_input pre"));
  roots.forEach((root, k) => {
    const tag = [...root.classList].find((name) => name.startsWith("tag_cell-"));
    let cell = new Cell(root, `cell ${k + 1}`, `gdviz ${notebook.id} ${tag}`, { run, add, remove, hint });
    cells.push(cell);
    const own = Object.keys(localStorage).filter((key) => key.startsWith(`${cell.key}+`));
    for (const key of own.sort((one, other) => one.length - other.length)) cell = place(cell, key);
  });
  bar.prepend(
    button("Run all", () => runAll()),
    Object.assign(button("Stop", () => again("Stopped.")), { title: LOST }),
    button("Restart", () => again("Started anew.")),
    button("Add a file …", () => picker.click()),
    button("Clear what I typed", clear),
    picker,
  );
}

window.gdvizRunHere = runHere;
