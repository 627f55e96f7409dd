// Python in a thread of its own, so that the page stays alive while a cell runs.

import { decompress } from "fzstd";
import { start } from "./runtime.js";

/** Return the bytes of a pack from its parts in base64. */
async function open(parts) {
  const answers = parts.map((part) => fetch(`data:application/octet-stream;base64,${part}`).then((found) => found.blob()));
  return decompress(new Uint8Array(await new Blob(await Promise.all(answers)).arrayBuffer()));
}

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
    const files = unpack(await open(packs.files));
    if (!module) {
      say("progress", "Preparing Python …");
      module = await WebAssembly.compile(await open(packs.python));
      say("module", module);
    }
    say("progress", "Starting Python …");
    python = await start(module, files, hear);
  },
  run: ({ code }) => python.run(code),
  put: ({ name, content }) => python.put(name, content),
  take: ({ name }) => python.take(name),
};

/** Return the files of a pack: a line of JSON with their names and sizes, then their bytes. */
function unpack(pack) {
  const end = pack.indexOf(10), files = {};
  let at = end + 1;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(pack.subarray(0, end)))) {
    files[name] = pack.slice(at, at + size);
    at += size;
  }
  return files;
}

onmessage = async ({ data }) => {
  try {
    say("done", await tasks[data.task](data));
  } catch (error) {
    say("failed", String(error));
  }
};
