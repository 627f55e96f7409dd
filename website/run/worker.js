// Python in a thread of its own, so that the page stays alive while a cell runs.

import { unpack, unpackFiles } from "./pack.js";
import { start } from "./runtime.js";

const say = (kind, value) => postMessage({ kind, value });
let python, rest = "";

/** Pass on whole lines; each is a message of the kernel, in JSON. */
function hear(text) {
  const lines = (rest + text).split("\n");
  rest = lines.pop();
  for (const line of lines) say("message", line);
}

const tasks = {
  async start({ module, packs }) {
    say("progress", "Preparing Python …");
    const compiled = module ?? WebAssembly.compile(await unpack(packs.python)); // goes on beside
    const files = await unpackFiles(packs.files);
    if (!module) say("module", await compiled);
    say("progress", "Starting Python …");
    python = await start(await compiled, files, hear);
  },
  run: ({ code }) => python.run(code),
  put: ({ name, content }) => python.put(name, content),
  take: ({ name }) => python.take(name),
};

onmessage = async ({ data }) => {
  try {
    say("done", await tasks[data.task](data));
  } catch (error) {
    say("failed", String(error));
  }
};
