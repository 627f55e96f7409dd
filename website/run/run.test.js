// "Run here", as a reader uses it in two browsers, on a built website. `npm --prefix website/run test`
// runs one notebook, from a server in one browser and in one file in the other; NOTEBOOK=all runs every
// notebook in every browser from a server, from a folder and in one file.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { browsers, launch, notebooks, places, Reader, stored } from "./browsers.js";

const PLACES = await places();
const ALL = process.env.NOTEBOOK === "all", FIRST = "03_learning_rate";
const NOTEBOOKS = ALL ? [...notebooks().filter((name) => name !== FIRST), FIRST] : [FIRST];
const SESSIONS = ALL
  ? browsers.flatMap((browser) => Object.keys(PLACES).map((place) => [browser, place]))
  : [[browsers[0], "server"], [browsers.at(-1), "one file"]];

/** Return what a reader reads in outputs, given as elements or as HTML: a picture's words, else all words. */
function words(outputs) {
  return [...outputs].map((output) => {
    const box = typeof output === "string" ? Object.assign(document.createElement("template"), { innerHTML: output }).content : output;
    return (box.querySelector(".gdviz-sentence, figcaption") ?? box).textContent.split(/\s+/).join(" ").trim();
  });
}

/** Return the words of each code cell's stored outputs. */
function expected(page, notebook) {
  const outputs = stored(notebook).map((cell) => cell.outputs.map(({ text, data }) => [data?.["text/html"] ?? text].flat().join("")));
  return page.evaluate(`(${words}, ${JSON.stringify(outputs)}.map(${words}))`);
}

/** Return the words of each code cell's outputs in the page. */
const found = (page) => page.evaluate(`[...document.querySelectorAll(".course-live > .cell_output")].map((cell) => (${words})(cell.children))`);

describe("Run here", { concurrency: 2 }, () => {
  for (const [name, place] of SESSIONS) {
    const root = PLACES[place];
    describe(`${name}, ${place}`, { concurrency: false, timeout: 3_600_000 }, () => {
      let browser, reader;
      before(async () => { browser = await launch(name); });
      after(() => browser.close());

      test("links, the search and the way back lead to pages", async () => {
        reader = await Reader.open(browser, `${root}index.html`);
        await reader.arrive("Gradient descent");
        await reader.follow(".bd-links a::-p-text(02 Read the slope)");
        await reader.arrive("Read the slope");
        await reader.page.evaluate(() => history.back());
        await reader.arrive("Gradient descent");
        await reader.keys("Control", "k");
        await reader.page.keyboard.type("momentum\n");
        await reader.arrive("Search");
        await reader.follow("#search-results a::-p-text(Choose the remedy)");
        await reader.arrive("Choose the remedy");
      });

      for (const notebook of NOTEBOOKS) {
        test(`every cell of ${notebook} runs and shows what is stored`, async () => {
          await reader?.page.close();
          reader = await Reader.open(browser, `${root}notebooks/${notebook}.html`);
          await reader.start();
          await reader.runAll();
          assert.deepEqual(await reader.page.$$eval(".traceback", (boxes) => boxes.map((box) => box.innerText)), []);
          assert.deepEqual(await found(reader.page), await expected(reader.page, notebook));
        });
      }

      test("an explorer that a key moves shows what another Python has stored for that place", async () => {
        const cell = ".tag_cell-turn-it", { data } = stored(FIRST).find(({ id }) => id === "turn-it").outputs[0];
        const film = await reader.page.evaluate((html) => {
          const box = Object.assign(document.createElement("template"), { innerHTML: html }).content;
          return JSON.parse(box.querySelector("figure").dataset.gdvizFilm);
        }, [data["text/html"]].flat().join(""));
        const picture = () => reader.page.$eval(`${cell} .gdviz-stage svg`, (svg) => svg.innerHTML);
        const before = await picture();
        await reader.page.locator(`${cell} input[type=range]`).wait();
        await reader.page.focus(`${cell} input[type=range]`);
        await reader.page.keyboard.press("End");
        const last = film.frames.at(-1).sentence;
        await reader.page.waitForFunction((place, words) => document.querySelector(place).textContent === words, {}, `${cell} .gdviz-sentence`, last);
        assert.notEqual(await picture(), before);
      });

      test("an answer, a guess and a hint are answered", async () => {
        const card = () => reader.page.$eval(".tag_cell-exercise-1 .gdviz-card", (box) => box.className);
        assert.match(await reader.run("exercise-1", 'gd.check("03.1", 6)', { put: "type" }), /how strongly it curves/);
        assert.equal(await card(), "gdviz-card wrong");
        await reader.run("exercise-1", 'gd.check("03.1", 1 / 3)');
        assert.equal(await card(), "gdviz-card right");
        assert.match(await reader.run("exercise-1", 'gd.hint("03.1")'), /Hint 1 of 3/);
        await reader.follow(".tag_cell-exercise-1 button::-p-text(Hint)");
        await reader.page.waitForSelector(".tag_cell-exercise-1 .gdviz-card::-p-text(Hint 2 of 3)");
        assert.match(await reader.run("guess-unit", "unit_factor = 100"), /^$/);
        await reader.run("reveal-unit", stored(FIRST).find(({ id }) => id === "reveal-unit").source.at(-1));
        assert.equal(await reader.page.$eval(".tag_cell-reveal-unit .gdviz-card", (box) => box.className), "gdviz-card right");
      });

      test("a file of one's own can be read", async () => {
        const folder = mkdtempSync(join(tmpdir(), "run-here-")), file = join(folder, "my.csv");
        writeFileSync(file, "size,price\n1,10\n2,30\n");
        const [chooser] = await Promise.all([reader.page.waitForFileChooser(), reader.press("Add a file")]);
        await chooser.accept([file]);
        await reader.hear("my.csv is there");
        rmSync(folder, { recursive: true });
        assert.equal(await reader.run("exercise-2", 'print(*gd.read_columns("my.csv", "size", "price"))'), "[1. 2.] [10. 30.]");
      });

      test("keys run a cell and leave it", async () => {
        const place = () => reader.page.evaluate(() => {
          const { activeElement } = document;
          return `${activeElement.closest(".cell").className.match(/tag_cell-(\S+)/)[1]} ${activeElement.ariaLabel}`;
        });
        await reader.run("exercise-3", "print(2 + 2)");
        assert.equal(await reader.shown("exercise-3"), "4");
        assert.equal(await place(), "exercise-4 Code of cell 43");
        await reader.page.keyboard.press("Tab");
        assert.equal(await place(), "exercise-4 Run cell 43");
        await reader.keys("Shift", "Tab");
        assert.equal(await place(), "exercise-4 Code of cell 43");
      });

      test("Escape and B add a cell below, which stays after a reload, and can be removed", async () => {
        for (const code of ["1", 'gd.hint("03.4")']) {
          await reader.page.keyboard.press("Escape"); // ends a completion that has begun
          await reader.page.keyboard.press("Escape");
          await reader.page.keyboard.press("b");
          await reader.page.keyboard.type(code);
        }
        await reader.keys("Shift", "Enter");
        await reader.hear("Ready");
        await reader.page.locator(".tag_cell-exercise-4 + .cell button::-p-text(Remove)").click();
        assert.match(await reader.page.$eval(".tag_cell-exercise-4 + .cell .cell_output", (output) => output.innerText), /Hint 1 of/);
      });

      test("a cell that raises shows its traceback", async () => {
        const shown = await reader.run("exercise-4", "1 / 0", { put: "type" });
        assert.match(shown, /ZeroDivisionError\s+Traceback \(most recent call last\)/);
        assert.match(shown, /----> 1 1 \/ 0/);
        assert.match(shown, /ZeroDivisionError: division by zero$/);
      });

      test("a cell can wait, and is told what a page lacks", async () => {
        assert.equal(await reader.run("exercise-4", "import time; time.sleep(0.1); print(1)"), "1");
        for (const code of ["import pandas", "!ls", "import subprocess; subprocess.run(['ls'])", "import urllib.request as u; u.urlopen('http://a')"]) {
          assert.match(await reader.run("exercise-4", code), /A page has no network, no other processes and no threads/, code);
        }
      });

      test("an open font is in memory, so that no letter waits for a file", async () => {
        const code = [
          "import shutil, matplotlib",
          'shutil.copy(f"{matplotlib.get_data_path()}/fonts/ttf/DejaVuSans.ttf", "own.ttf")',
          'font = matplotlib.ft2font.FT2Font("own.ttf")',
          'open("own.ttf", "w").close()',
          'print(font.load_char(ord("W")).width > 0)',
        ];
        assert.equal(await reader.run("exercise-4", code.join("; ")), "True");
      });

      test("Stop ends a cell that would never end, and keeps files", async () => {
        await reader.run("exercise-4", "while True: pass", { then: "Cell \\[\\d+\\] runs" });
        await reader.press("Stop");
        await reader.hear("Stopped");
        assert.match(await reader.run("exercise-4", "fate"), /NameError/);
        assert.match(await reader.run("guess-unit", "len(mass)"), /NameError/);
        await reader.follow(".tag_cell-guess-unit button::-p-text(Run all above)");
        await reader.hear("Ready");
        assert.equal(await reader.shown("guess-unit"), "342");
        assert.equal(await reader.run("exercise-4", 'print(open("my.csv").readline())'), "size,price");
      });

      test("what was typed stays on its page until it is cleared", async () => {
        const code = () => reader.page.$$eval(".tag_cell-exercise-4 .cm-line", (lines) => lines.map((line) => line.textContent).join("\n"));
        await reader.type("exercise-4", "kept = 1");
        await reader.page.reload();
        await reader.start();
        assert.equal(await code(), "kept = 1");
        const added = () => reader.page.$$eval(".tag_cell-exercise-4 + .cell .cm-line", (lines) => lines.map((line) => line.textContent));
        assert.deepEqual(await added(), ['gd.hint("03.4")']);
        reader.page.once("dialog", (dialog) => dialog.accept());
        await reader.press("Clear what I typed");
        const { source } = stored(FIRST).find(({ id }) => id === "exercise-4");
        assert.equal(await code(), source.join(""));
        assert.deepEqual(await added(), []);
        assert.equal(await reader.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("gdviz")).length), 0);
      });

      test("no page asked another host or told of an error", () => assert.deepEqual(reader.faults, []));

      test("without WebAssembly the page says so and can be read", async () => {
        await reader.page.close();
        reader = await Reader.open(browser, `${root}notebooks/${FIRST}.html`, () => {
          const make = URL.createObjectURL; // of the code of the thread
          URL.createObjectURL = (blob) => make.call(URL, new Blob(["delete self.WebAssembly;", blob]));
        });
        await assert.rejects(reader.start(), /Python could not start in this browser\. The page shows everything all the same/);
        assert.equal(await reader.page.$$eval(".cell_input pre", (cells) => cells.length), stored(FIRST).length);
      });
    });
  }
});
