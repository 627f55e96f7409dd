// Packs: many files as one, compressed with Zstandard, in base64, in parts.

import { decompress } from "fzstd";

/** Return the bytes of a pack from its parts. */
export async function open(parts) {
  const answers = parts.map((part) => fetch(`data:application/octet-stream;base64,${part}`).then((found) => found.blob()));
  return decompress(new Uint8Array(await new Blob(await Promise.all(answers)).arrayBuffer()));
}

/** Return the files of a pack: a line of JSON with their names and sizes, then their bytes. */
export function unpack(pack) {
  const end = pack.indexOf(10), files = {};
  let at = end + 1;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(pack.subarray(0, end)))) {
    files[name] = pack.slice(at, at + size);
    at += size;
  }
  return files;
}
