// Bundle the scripts of the pages into a folder, with the licences of the packages in them.

import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { build } from "esbuild";

const [folder] = process.argv.slice(2);
const common = { bundle: true, format: "iife", minify: true, legalComments: "none", metafile: true };
// The thread comes first: its text then travels in the page's script.
const made = [await build({ ...common, entryPoints: ["worker.js"], outfile: "worker.txt" })];
made.push(await build({ ...common, entryPoints: ["run.js", "onefile.js"], outdir: folder, loader: { ".txt": "text" } }));

mkdirSync(`${folder}/licences`, { recursive: true });
const inputs = made.flatMap(({ metafile }) => Object.keys(metafile.inputs)).join("\n");
const packages = new Set([...inputs.matchAll(/node_modules\/((?:@[^/]*\/)?[^/]*)/g)].map(([, name]) => name));
for (const name of packages) {
  const licence = readdirSync(`node_modules/${name}`).find((file) => /^licen[cs]e/i.test(file));
  cpSync(`node_modules/${name}/${licence}`, `${folder}/licences/${name.replace("/", "-")}.txt`);
}
