// "Run here": the code cells of a notebook's page become editors, and Python runs in the page.

import { python } from "@codemirror/lang-python";
import { syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { basicSetup } from "codemirror";
import { startKernel } from "./kernel.js";
import { forgetWidgets, hearWidget, Outputs } from "./outputs.js";

const colours = syntaxHighlighting(classHighlighter); // of the style sheet, for light and dark
const AGAIN = "What the cells had computed is gone: run them again from the top.";

/** Make a button. */
function button(text, action) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.addEventListener("click", action);
  return made;
}

/** A code cell of the page, as an editor with what the learner typed last. */
class Cell {
  constructor(root, number, notebook, run) {
    this.outputs = new Outputs(root);
    const input = root.querySelector(".cell_input"), stored = input.querySelector("pre");
    this.original = stored.textContent.replace(/\n$/, "");
    this.key = `gdviz ${notebook.id} ${[...root.classList].find((name) => name.startsWith("tag_cell-"))}`;
    const kept = EditorView.updateListener.of((update) => {
      if (update.docChanged) localStorage.setItem(this.key, this.source);
    });
    const keys = Prec.highest(keymap.of([{ key: "Shift-Enter", run: () => { run(this, true); return true; } }]));
    const name = EditorView.contentAttributes.of({ "aria-label": `Code of cell ${number}` });
    this.editor = new EditorView({
      doc: localStorage.getItem(this.key) ?? this.original,
      extensions: [keys, basicSetup, python(), colours, EditorView.lineWrapping, EditorState.tabSize.of(4), kept, name],
    });
    this.editor.dom.addEventListener("keydown", (event) => event.stopPropagation()); // Sphinx takes "/" for its search
    this.button = button("Run", () => run(this));
    this.button.setAttribute("aria-label", `Run cell ${number}`);
    input.replaceChildren(this.editor.dom, this.button);
    root.classList.add("course-live");
    this.root = root;
  }

  get source() {
    return this.editor.state.doc.toString();
  }

  /** Show what the website has again. */
  reset() {
    const { length } = this.editor.state.doc;
    this.editor.dispatch({ changes: { from: 0, to: length, insert: this.original } });
    localStorage.removeItem(this.key);
  }
}

/** Make one notebook of the page alive. */
export async function runHere(notebook, bar) {
  const status = Object.assign(document.createElement("span"), { className: "course-status" });
  status.setAttribute("role", "status");
  bar.replaceChildren(status);
  const tell = (words) => { status.textContent = words; };
  const files = new Map(); // of the learner, for each Python that is started
  let kernel, now, failed, queue = Promise.resolve();

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

  async function runOne(cell) {
    now = cell;
    failed = false;
    cell.outputs.clear();
    cell.root.classList.add("course-running");
    tell(`Cell ${cells.indexOf(cell) + 1} runs …`);
    try {
      await kernel.run(cell.source);
      tell(failed ? `Cell ${cells.indexOf(cell) + 1} raised an error.` : "Ready.");
    } catch (error) {
      failed = true;
      tell(`Python has ended: ${error.message}. Press Restart.`);
    } finally {
      cell.root.classList.remove("course-running");
    }
    return !failed;
  }

  function run(cell, next = false) {
    if (next) cells[cells.indexOf(cell) + 1]?.editor.focus();
    queue = queue.then(() => runOne(cell));
  }

  function runAll() {
    queue = queue.then(async () => {
      for (const cell of cells) if (!(await runOne(cell))) break;
    });
  }

  function again(words) {
    if (!kernel) return; // it is being started
    kernel.stop();
    forgetWidgets();
    for (const cell of cells) cell.root.classList.remove("course-running");
    tell("Starting Python …");
    queue = start(`${words} ${AGAIN}`).catch((error) => tell(`Python could not start again: ${error.message}. Reload the page.`));
  }

  function clear() {
    if (confirm("Replace what you typed on this page by the code of the website?")) cells.forEach((cell) => cell.reset());
  }

  const picker = Object.assign(document.createElement("input"), { type: "file", accept: ".csv,.txt", hidden: true });
  picker.addEventListener("change", async () => {
    const [file] = picker.files;
    files.set(file.name, new Uint8Array(await file.arrayBuffer()));
    picker.value = ""; // the same file may be picked again
    queue = queue.then(() => kernel.put(file.name, files.get(file.name)));
    queue = queue.then(() => tell(`${file.name} is there: gd.read_columns("${file.name}", …) reads it.`));
  });

  const roots = [...notebook.querySelectorAll(".cell")].filter((root) => root.querySelector(".cell_input pre"));
  let cells = [];
  await start("Ready. Change any cell and press Shift and Enter.");
  cells = roots.map((root, k) => new Cell(root, k + 1, notebook, run));
  bar.prepend(
    button("Run all", runAll),
    button("Stop", () => again("Stopped.")),
    button("Restart", () => again("Started anew.")),
    button("Add a file …", () => picker.click()),
    button("Clear what I typed", clear),
    picker,
  );
}

window.gdvizRunHere = runHere;
