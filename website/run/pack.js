// Packs: bytes compressed with Zstandard, in base64, in parts.

import { ZSTDDecoder } from "zstddec/stream";

/** Return the bytes of a part; browsers before 2025 have only the slow way. */
const decoded = (part) => Uint8Array.fromBase64?.(part) ?? Uint8Array.from(atob(part), (letter) => letter.charCodeAt());

/** Return the bytes of a pack. */
export async function unpack(parts) {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const pieces = [...decoder.decodeStreaming(parts.map(decoded))];
  const pack = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    pack.set(piece, at);
    at += piece.length;
  }
  return pack;
}

/** Return the files of a pack: it begins with a line of JSON with their names and sizes, then come their bytes. */
export async function unpackFiles(parts) {
  const pack = await unpack(parts), end = pack.indexOf(10), files = {};
  let at = end + 1;
  for (const [name, size] of JSON.parse(new TextDecoder().decode(pack.subarray(0, end)))) {
    files[name] = pack.subarray(at, at + size);
    at += size;
  }
  return files;
}
