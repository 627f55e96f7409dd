// Bundle the scripts of "Run here": first the thread, whose text then travels in the page's script.

import { build } from "esbuild";

const common = { bundle: true, format: "iife", minify: true, legalComments: "linked" };
await build({ ...common, entryPoints: ["worker.js"], outfile: "worker.txt" });
await build({ ...common, entryPoints: ["run.js"], outfile: process.argv[2], loader: { ".txt": "text" } });
