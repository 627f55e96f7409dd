// Measure "Run here" on this computer, which should have nothing else to do: `npm --prefix website/run run measure`.
// Medians of three runs in each browser, as JSON: seconds, milliseconds for a key, megabytes.

import { readdirSync, readFileSync } from "node:fs";
import { browsers, launch, places, Reader } from "./browsers.js";

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const PLACE = ".tag_cell-turn-it";

/** Wait for something, and return how many seconds that took. */
async function seconds(wait) {
  const begin = performance.now();
  await wait();
  return (performance.now() - begin) / 1000;
}

/** Return the memory in megabytes of the largest process below a browser's own: that of the page. */
function memory(browser) {
  const found = [];
  for (const id of readdirSync("/proc").filter(Number)) {
    try {
      const about = readFileSync(`/proc/${id}/status`, "utf8");
      const [parent, resident] = ["PPid", "RssAnon"].map((key) => Number(about.match(`${key}:\\s+(\\d+)`)?.[1] ?? 0));
      found.push({ id: Number(id), parent, resident });
    } catch { /* it has ended */ }
  }
  const below = (id) => found.filter(({ parent }) => parent === id).flatMap((child) => [child, ...below(child.id)]);
  return Math.max(...below(browser.process().pid).map(({ resident }) => resident)) / 1000;
}

/** Press a key of an explorer many times, and return the median of the milliseconds until its picture is there. */
async function keys(page) {
  await page.evaluate((place) => {
    window.waits = [];
    let begin;
    document.querySelector(`${place} input[type=range]`).addEventListener("keydown", () => { begin = performance.now(); }, { capture: true });
    new MutationObserver(() => window.waits.push(performance.now() - begin))
      .observe(document.querySelector(`${place} .gdviz-stage`), { childList: true });
  }, PLACE);
  await page.focus(`${PLACE} input[type=range]`);
  for (let k = 1; k <= 20; k++) {
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((count) => window.waits.length >= count, {}, k);
  }
  return median(await page.evaluate(() => window.waits));
}

async function measure(name, site) {
  const browser = await launch(name);
  const reader = await Reader.open(browser, `${site}notebooks/03_learning_rate.html`);
  const found = { ready: await seconds(() => reader.start()) };
  const figure = seconds(() => reader.page.waitForSelector(".cell_output > .output img"));
  found.all = await seconds(() => reader.runAll());
  found.memory = memory(browser);
  found.figure = await figure;
  await reader.run("turn-it", "gd.explore_descent(gd.losses.ravine(10), (5, 1), learning_rate=0.001)");
  found.key = await keys(reader.page);
  await reader.page.reload();
  found.again = await seconds(() => reader.start());
  await browser.close();
  return found;
}

const site = (await places()).server;
for (const name of browsers) {
  const runs = [];
  for (let k = 0; k < 3; k++) runs.push(await measure(name, site));
  console.log(name, JSON.stringify(Object.fromEntries(Object.keys(runs[0]).map((key) => [key, Number(median(runs.map((run) => run[key])).toPrecision(3))]))));
  console.log(JSON.stringify(runs));
}
