// CPython for WASI, as files: what starts it and runs code in it. Another runtime needs the same three functions.

import { ConsoleStdout, Directory, File, OpenFile, PreopenDirectory, WASI } from "@bjorn3/browser_wasi_shim";

const LIB = "/usr/local/lib", ZIP = "python315.zip";
const ENVIRONMENT = ["TMPDIR=/tmp", "HOME=/work", "MPLCONFIGDIR=/tmp", "MPLBACKEND=agg", "PYTHONTZPATH=", "PYTHONUTF8=1"];

/** Make folders and files of a map from paths to bytes. */
function tree(files) {
  const root = new Directory(new Map());
  for (const [path, bytes] of Object.entries(files)) {
    const parts = path.split("/"), name = parts.pop();
    let folder = root;
    for (const part of parts) {
      if (!folder.contents.has(part)) folder.contents.set(part, new Directory(new Map()));
      folder = folder.contents.get(part);
    }
    folder.contents.set(name, Object.assign(new File([]), { data: bytes })); // its constructor copies
  }
  return root.contents;
}

/** Return the files in one folder, with their paths in it. */
function below(folder, files) {
  const inside = Object.entries(files).filter(([path]) => path.startsWith(folder));
  return Object.fromEntries(inside.map(([path, bytes]) => [path.slice(folder.length), bytes]));
}

/** Start Python from a compiled module and its files; `hear` gets each piece of what it writes. */
export async function start(module, files, hear) {
  const decoder = new TextDecoder();
  const console = new ConsoleStdout((bytes) => hear(decoder.decode(bytes, { stream: true })));
  const work = new PreopenDirectory("/work", new Map()), scratch = new PreopenDirectory("/tmp", new Map());
  const folders = [
    new PreopenDirectory(LIB, tree(below("lib/", files))),
    new PreopenDirectory(`${LIB}/${ZIP}/matplotlib/mpl-data`, tree(below("mpl-data/", files))),
    work,
    scratch,
  ];
  const wasi = new WASI(["python"], ENVIRONMENT, [new OpenFile(new File([])), console, console, ...folders], { debug: false });
  const { poll_oneoff: wait } = wasi.wasiImport;
  wasi.wasiImport.poll_oneoff = (from, to, count) => { // the shim reads the flag of an absolute time 4 bytes too early
    const view = new DataView(instance.exports.memory.buffer);
    view.setUint16(from + 36, view.getUint16(from + 40, true), true);
    return wait(from, to, count);
  };
  const instance = await WebAssembly.instantiate(module, {
    wasi_snapshot_preview1: wasi.wasiImport,
    host: { call: () => -1 },
  });
  wasi.initialize(instance);
  const { host_alloc: allocate, memory, turn } = instance.exports;
  return {
    /** Run code in the one lasting namespace; 0 says that it ended well. */
    run(code) {
      const bytes = new TextEncoder().encode(code);
      const place = allocate(bytes.length) >>> 0;
      new Uint8Array(memory.buffer).set(bytes, place);
      return turn(place, bytes.length);
    },
    /** Put a file where the notebooks look for it. */
    put(name, bytes) {
      work.dir.contents.set(name, new File(bytes));
    },
    /** Return the bytes of a file in /tmp. */
    take: (name) => scratch.dir.contents.get(name).data,
  };
}
