// What the tests and the measurements of the pages share: browsers, a server, and a page as a reader uses it.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { delimiter, extname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

export const SITE = join(import.meta.dirname, "..", "..", "build", "site");
const NAMES = { chromium: ["chromium", "chromium-browser", "google-chrome"], firefox: ["firefox-esr", "firefox"] };
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const SECONDS = 1000;

/** Return the program of a browser: of CHROMIUM or FIREFOX in the environment, or the first on the path. */
function program(browser) {
  const places = process.env.PATH.split(delimiter).flatMap((folder) => NAMES[browser].map((name) => join(folder, name)));
  return process.env[browser.toUpperCase()] || places.find((place) => existsSync(place));
}

/** The browsers that are asked for by BROWSERS, else those that are here. */
export const browsers = process.env.BROWSERS?.split(/[ ,]+/) ?? Object.keys(NAMES).filter(program);
if (!browsers.length) throw new Error("There is neither Chromium nor Firefox here. Name one: CHROMIUM=/path or FIREFOX=/path");

/** Start a browser. */
export function launch(browser) {
  const own = browser === "firefox" ? { browser } : { args: ["--no-sandbox", "--disable-gpu"] };
  return puppeteer.launch({ ...own, executablePath: program(browser), protocolTimeout: 300 * SECONDS });
}

/** Serve the website to this machine, as a host of static files does. */
function serve() {
  const server = createServer(({ url }, response) => {
    const path = join(SITE, decodeURIComponent(new URL(url, "http://localhost").pathname));
    if (!existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream", "Cache-Control": "max-age=600" });
    response.end(readFileSync(path));
  });
  server.unref(); // ends with the last test
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}`));
  });
}

/** Return the places of the website, each the beginning of all its pages' addresses. */
export const places = async () => ({
  server: `${await serve()}/`,
  folder: `${pathToFileURL(SITE).href}/`,
  "one file": `${pathToFileURL(join(SITE, "..", "quick.html")).href}?page=`,
});

/** The names of all notebooks. */
export const notebooks = () => readdirSync(join(SITE, "files")).filter((name) => name.endsWith(".ipynb")).map((name) => name.slice(0, -6)).sort();

/** Return the code cells of a notebook, as they are stored. */
export function stored(notebook) {
  const { cells } = JSON.parse(readFileSync(join(SITE, "files", `${notebook}.ipynb`), "utf8"));
  return cells.filter((cell) => cell.cell_type === "code");
}

/** A page of a notebook, and what a reader does in it. */
export class Reader {
  static async open(browser, address, before) {
    const reader = new Reader();
    const page = reader.page = await browser.newPage();
    reader.faults = [];
    page.setDefaultTimeout(300 * SECONDS);
    await page.setViewport({ width: 1366, height: 768 });
    page.on("request", (request) => /^(file|data|blob):|^http:..127.0.0.1/.test(request.url()) || reader.faults.push(request.url()));
    page.on("response", (response) => response.status() < 400 || reader.faults.push(`${response.status()} ${response.url()}`));
    page.on("console", (message) => message.type() === "error" && reader.faults.push(message.text()));
    page.on("pageerror", (error) => reader.faults.push(String(error)));
    if (before) await page.evaluateOnNewDocument(before);
    await page.goto(address);
    return reader;
  }

  /** Wait for the whole page of a title. It is asked anew each time: a wait within a page may end with the page. */
  async arrive(title) {
    for (let asked = 0; asked < 1800; asked += 1) {
      const found = await this.page.evaluate(() => document.readyState === "complete" && document.querySelector("h1") && document.title).catch(String);
      if (found && found.startsWith(title)) return;
      await setTimeout(SECONDS / 10);
    }
    throw new Error(`"${title}" does not come; there is ${await this.page.title()} at ${this.page.url()}`);
  }

  /** Follow a link, or press a button, by a key: a pointer may miss one that moves while a page is filled. */
  async follow(link) {
    await (await this.page.waitForSelector(link)).press("Enter");
  }

  /** Press "Run here" by a key, and wait for Python. */
  async start() {
    await this.press("Run here");
    await this.hear("Ready");
  }

  /** Wait until the line above the notebook says something, and return it. */
  async hear(words) {
    const found = await this.page.waitForFunction((pattern) => {
      const said = (document.querySelector(".course-status") ?? document.querySelector(".course-bar")).textContent;
      return new RegExp(`${pattern}|could not start`).test(said) && said;
    }, {}, words);
    const said = await found.jsonValue();
    if (!said.match(words)) throw new Error(said);
    return said;
  }

  /** Press a button of the bar by a key. */
  async press(name) {
    await this.follow(`.course-bar button::-p-text(${name})`);
  }

  /** Type code into a cell, in the place of what it holds. */
  async type(cell, code) {
    await this.paste(cell, "");
    await this.page.keyboard.type(code);
  }

  /** Put code into a cell at once, in the place of what it holds. */
  async paste(cell, code) {
    await this.page.focus(`.tag_cell-${cell} .cm-content`);
    await this.keys("Control", "a");
    await this.page.evaluate((text) => document.execCommand(text ? "insertText" : "delete", false, text), code);
  }

  /** Press one key while another is down. */
  async keys(held, key) {
    await this.page.keyboard.down(held);
    await this.page.keyboard.press(key);
    await this.page.keyboard.up(held);
  }

  /** Put code into a cell, run it by keys, and return what it shows. */
  async run(cell, code, { then = "Ready|error", put = "paste" } = {}) {
    await this[put](cell, code);
    await this.keys("Shift", "Enter");
    await this.hear(then);
    return this.shown(cell);
  }

  /** Return the words of a cell's outputs. */
  shown(cell) {
    return this.page.$eval(`.tag_cell-${cell} .cell_output`, (output) => output.innerText.trim());
  }

  /** Run every cell. */
  async runAll() {
    await this.press("Run all");
    await this.hear("Ready|error");
  }
}
