// Packs: files as one, compressed with Zstandard, in base64, in parts.

import { Decompress, decompress } from "fzstd";

const STEP = 1_000_000; // packed bytes at a time

/** Return the bytes that parts in base64 stand for. */
async function joined(parts) {
  const answers = parts.map((part) => fetch(`data:application/octet-stream;base64,${part}`).then((found) => found.blob()));
  return new Uint8Array(await new Blob(await Promise.all(answers)).arrayBuffer());
}

/** Return the files of a pack: it begins with a line of JSON with their names and sizes, then come their bytes. */
export async function unpack(parts) {
  const pack = decompress(await joined(parts)), end = pack.indexOf(10), files = {};
  let at = end + 1;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(pack.subarray(0, end)))) {
    files[name] = pack.subarray(at, at + size);
    at += size;
  }
  return files;
}

/** Return the compiled module of a pack; the browser compiles what is unpacked while the rest is being unpacked. */
export async function compile(parts) {
  const packed = await joined(parts);
  let at = 0;
  const stream = new ReadableStream({
    start(controller) {
      this.unpacker = new Decompress((bytes) => controller.enqueue(bytes));
    },
    pull(controller) {
      this.unpacker.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
      at += STEP;
      if (at >= packed.length) controller.close();
    },
  });
  return WebAssembly.compileStreaming(new Response(stream, { headers: { "Content-Type": "application/wasm" } }));
}
