// The website in one file: show the page that the address names, from the pack of pages in this file.

import { unpackFiles } from "./pack.js";

const TYPES = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" };

/** Return the parts of a pack, which stand in this file as text that no browser shows. */
const parts = (name) => [...document.querySelectorAll(`[data-pack="${name}"]`)].map((part) => part.textContent);

addEventListener("load", async () => {
  const asked = new URLSearchParams(location.search).get("page") ?? "index.html";
  window.gdvizPacks = { python: parts("python"), files: parts("files") };
  const files = await unpackFiles(parts("site"));
  window.gdvizFile = (name) => URL.createObjectURL(new Blob([files[name]], { type: TYPES[name.split(".").pop()] }));
  if (!files[asked]) return document.body.append(`There is no page ${asked} in this file.`);
  const page = new TextDecoder().decode(files[asked]);
  document.open();
  document.write(page.replace(/"pack:([^"]*)"/g, (_, name) => `"${window.gdvizFile(name)}"`));
  document.close();
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
});
