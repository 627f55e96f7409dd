// The page's side of Python: loads its parts, starts the thread, and tells what it says.

import workerCode from "./worker.txt";

const here = document.currentScript.src.replace(/[^/]*$/, "");

/** Load a script, also where the page is a file. */
function load(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = here + name;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${name} could not be loaded`));
    document.head.append(script);
    script.addEventListener("load", () => script.remove());
  });
}

const megabytes = (size) => (size / 1e6).toFixed(0);
let packs = window.gdvizPacks, module; // one file brings its packs along

/** Load every part once; `tell` gets the progress in words. */
async function loadPacks(tell) {
  if (packs) return packs;
  const found = {};
  window.gdvizPart = (pack, k, text) => { (found[pack] ??= [])[k] = text; };
  await load("parts.js");
  const whole = window.gdvizParts.reduce((sum, part) => sum + part.size, 0);
  let loaded = 0;
  for (const part of window.gdvizParts) {
    tell(`Loading Python: ${megabytes(loaded)} of ${megabytes(whole)} MB`);
    await load(part.file);
    loaded += part.size;
  }
  packs = found;
  return packs;
}

/** Start Python in a thread; `hear` gets its messages, `tell` its progress in words. */
export async function startKernel(hear, tell) {
  const worker = new Worker(URL.createObjectURL(new Blob([workerCode], { type: "text/javascript" })));
  const waiting = [];
  worker.onmessage = ({ data: { kind, value } }) => {
    if (kind === "message" && value.startsWith("{")) hear(value);
    else if (kind === "message") console.error(value); // Python speaks outside of a cell when it fails
    else if (kind === "progress") tell(value);
    else if (kind === "module") module = value;
    else if (kind === "done") waiting.shift().resolve(value);
    else waiting.shift().reject(new Error(value));
  };
  worker.onerror = (event) => waiting.shift()?.reject(new Error(event.message));
  const ask = (message) => new Promise((resolve, reject) => {
    waiting.push({ resolve, reject });
    worker.postMessage(message);
  });
  const call = (code) => ask({ task: "run", code: `__import__("page_kernel").${code}` });
  const parts = await loadPacks(tell);
  await ask({ task: "start", module, packs: parts });
  delete parts.python; // from now on the compiled module starts Python
  tell("Loading NumPy and Matplotlib …");
  await ask({ task: "run", code: 'import sys; sys.path.append("/usr/local/lib/course")' });
  if (await call("start()")) throw new Error("the course did not load");
  call("prepare()"); // while the learner reads
  return {
    run: (source) => call(`run(${JSON.stringify(source)})`),
    put: (name, content) => ask({ task: "put", name, content }),
    say: (id, data) => call(`hear(${JSON.stringify(id)}, ${JSON.stringify(JSON.stringify(data))})`),
    stop: () => worker.terminate(),
  };
}
