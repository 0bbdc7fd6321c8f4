// SPDX-License-Identifier: Apache-2.0
// The page in a real browser: a report from disk, the explorer, and the refined run.
//   node browser.mjs LAUNCHER RUN [SCREENSHOTS]
// RUN is the directory of a finished `decipher discover` of images; it is copied, never written to.
// With UPDATE=1 in the environment, the pictures in screenshots/ that pages are compared with are drawn again.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [launcher, source, shots] = process.argv.slice(2).map((path) => resolve(path));
if (!launcher || !source) {
  console.error("usage: node browser.mjs LAUNCHER RUN [SCREENSHOTS]");
  process.exit(2);
}
if (shots) mkdirSync(shots, { recursive: true });
const work = mkdtempSync(join(tmpdir(), "decipher-page-"));
const run = join(work, "run");
cpSync(source, run, { recursive: true });
const HOSTILE = `<img src=x onerror="document.title='owned'">`;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path)),
  args: ["--no-sandbox", "--enable-unsafe-swiftshader"],
});
const problems = [];
let explorer;

async function open(url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url()) && !request.url().startsWith("http://127.0.0.1:")) problems.push("asked for " + request.url());
  });
  await page.goto(url);
  await page.waitForSelector("html[data-ready]");
  await page.waitForTimeout(300);
  return page;
}

async function shot(page, name, fullPage = false) {
  if (shots) await page.screenshot({ path: join(shots, name + ".png"), fullPage });
}

async function accessible(page, what) {
  const found = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ["violations"] })`);
  const bad = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
  assert.deepEqual(bad.map((one) => `${one.id}: ${one.nodes[0].html}`), [], `axe on ${what}`);
}

/** Where a sample of a class is on the screen, by the map's own search from the class's name. */
async function overMap(page, x, y) {
  const box = await page.locator(".map .over").boundingBox();
  return [box.x + x * box.width, box.y + y * box.height];
}

/** Moves over the map until a sample is under the pointer. */
async function hoverSample(page) {
  for (let y = 0.1; y < 0.95; y += 0.03) {
    for (let x = 0.1; x < 0.95; x += 0.03) {
      await page.mouse.move(...(await overMap(page, x, y)));
      if (await page.locator(".tip:not([hidden])").count()) return;
    }
  }
  assert.fail("there is no sample on the map");
}

async function lassoAll(page) {
  const corners = [[0.02, 0.02], [0.98, 0.02], [0.98, 0.98], [0.02, 0.98]];
  await page.mouse.move(...(await overMap(page, ...corners[0])));
  await page.mouse.down();
  for (const corner of [...corners.slice(1), corners[0]]) await page.mouse.move(...(await overMap(page, ...corner)), { steps: 3 });
  await page.mouse.up();
}

function explore(directory) {
  return new Promise((done, failed) => {
    const child = spawn(launcher, ["explore", directory, "--by", "tester"]);
    let out = "";
    child.stdout.on("data", (bytes) => {
      out += bytes;
      const address = /open (http:\S+)/.exec(out);
      if (address) done({ child, url: address[1], pid: () => childOf(child.pid) });
    });
    child.stderr.on("data", (bytes) => (out += bytes));
    child.on("exit", (code) => failed(new Error(`explore ended with ${code}: ${out}`)));
  });
}

/** The launcher may have become the JVM, or have started it. */
function childOf(pid) {
  const found = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)]).stdout.toString().trim();
  return found ? Number(found.split("\n")[0]) : pid;
}

const EXPECTED = join(dirname(fileURLToPath(import.meta.url)), "screenshots");
const COARSE = [144, 90]; // a cell is 10 x 10 pixels: fonts and antialiasing differ between machines, the layout must not

/** Returns the colours of a page in coarse cells, as a small PNG, and as numbers from 0 to 255. */
async function coarse(page, png) {
  return page.evaluate(
    async ([bytes, [width, height]]) => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))]));
      const canvas = new OffscreenCanvas(width, height);
      const drawing = canvas.getContext("2d", { willReadFrequently: true });
      drawing.imageSmoothingQuality = "high";
      drawing.drawImage(image, 0, 0, width, height);
      const small = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      return { values: [...drawing.getImageData(0, 0, width, height).data], png: btoa(String.fromCharCode(...small)) };
    },
    [png.toString("base64"), COARSE],
  );
}

/** Compares what a page shows with what it showed when its picture was drawn and looked at. */
async function looksAsExpected(page, name) {
  const now = await coarse(page, await page.screenshot());
  const file = join(EXPECTED, name + ".png");
  if (process.env.UPDATE) {
    mkdirSync(EXPECTED, { recursive: true });
    writeFileSync(file, Buffer.from(now.png, "base64"));
    return;
  }
  const then = await coarse(page, readFileSync(file));
  const cells = now.values.length / 4;
  let sum = 0;
  let unlike = 0;
  for (let cell = 0; cell < cells; cell++) {
    let difference = 0;
    for (let channel = 0; channel < 3; channel++) difference += Math.abs(now.values[4 * cell + channel] - then.values[4 * cell + channel]) / 3;
    sum += difference;
    unlike += difference > 40 ? 1 : 0;
  }
  const mean = sum / cells;
  if (shots) writeFileSync(join(shots, `coarse-${name}.png`), Buffer.from(now.png, "base64"));
  assert.ok(mean < 4 && unlike < cells / 50, `${name} differs from ${file}: ${mean.toFixed(1)} of 255 on average, ${unlike} of ${cells} cells by more than 40`);
}

/** Five groups of points, the same on every machine. */
function pointsCsv() {
  let state = 1;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const lines = ["x,y"];
  for (let i = 0; i < 600; i++) {
    const angle = ((i % 5) * 2 * Math.PI) / 5;
    const noise = () => uniform() + uniform() + uniform() - 1.5;
    lines.push(`${(5 * Math.cos(angle) + noise()).toFixed(4)},${(5 * Math.sin(angle) + noise()).toFixed(4)}`);
  }
  return lines.join("\n") + "\n";
}

const steps = {
  async "a page looks as it did when it was last looked at"() {
    const points = join(work, "points.csv");
    const found = join(work, "points");
    writeFileSync(points, pointsCsv());
    const done = spawnSync(launcher, ["cluster", points, "-o", found]);
    assert.equal(done.status, 0, done.stderr.toString());
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(pathToFileURL(join(found, "report.html")).href, { colorScheme, reducedMotion: "reduce" });
      for (const tab of ["map", "classes", "evidence"]) {
        await page.click(`#tab-${tab}`);
        await page.mouse.move(720, 890);
        await page.waitForTimeout(300);
        await shot(page, `points-${colorScheme}-${tab}`);
        await looksAsExpected(page, `points-${colorScheme}-${tab}`);
      }
      await page.context().close();
    }
  },

  async "a report opens from disk, shows its samples and asks for nothing"() {
    assert.equal(spawnSync(launcher, ["report", run]).status, 0);
    const page = await open(pathToFileURL(join(run, "report.html")).href);
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
    assert.ok(paint < 2000, `first paint after ${paint} ms`);
    await shot(page, "report-light");
    await hoverSample(page);
    assert.match(await page.locator(".tip strong").textContent(), /^\d+$/);
    assert.match(await page.locator(".tip .thumb").evaluate((one) => one.style.backgroundImage), /^url\("blob:/);
    await page.mouse.down();
    await page.mouse.up();
    assert.match(await page.locator("[aria-label=Sample]").textContent(), /Strength/);
    await shot(page, "report-hover");
    // A lasso around all of it, saved as CSV.
    await page.click("text=Lasso");
    await lassoAll(page);
    const samples = await page.evaluate(() => JSON.parse(document.getElementById("header").textContent).samples);
    await page.waitForSelector(`text=${samples.toLocaleString("en")} samples chosen`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Save as CSV")]);
    const csv = readFileSync(await download.path(), "utf8").trim().split("\n");
    assert.equal(csv.length, samples + 1);
    assert.equal(csv[0], "row,name,class,class name,strength");
    await page.click("text=Clear");
    // Search and filters.
    await page.fill("input[type=search]", "17");
    await page.waitForSelector(`text=1 of ${samples.toLocaleString("en")} samples shown`);
    await page.fill("input[type=search]", "");
    await page.click(".legend li:nth-child(1) button");
    await page.waitForSelector("[aria-label=Class] >> text=Most typical");
    await shot(page, "report-class");
    await page.click("text=show all");
    await page.click(".segments >> text=Latents");
    await page.waitForTimeout(900);
    await shot(page, "report-latents");
    await page.selectOption("#colour-by", "strength");
    await page.waitForSelector(".ramp");
    await page.selectOption("#colour-by", "class");
    assert.equal(await page.evaluate(() => fetch("https://example.org").then(() => "went out", () => "refused")), "refused");
    problems.splice(0, problems.length, ...problems.filter((text) => !/example\.org|Content Security Policy/.test(text)));
    await page.context().close();
  },

  async "every part of the report is accessible, in light and dark"() {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(pathToFileURL(join(run, "report.html")).href, { colorScheme });
      for (const tab of ["map", "classes", "evidence", "model", "run"]) {
        await page.click(`#tab-${tab}`);
        await page.waitForTimeout(200);
        await shot(page, `report-${colorScheme}-${tab}`, tab !== "map");
        await accessible(page, `${tab}, ${colorScheme}`);
      }
      await page.context().close();
    }
  },

  async "the keyboard alone does it"() {
    const page = await open(pathToFileURL(join(run, "report.html")).href);
    await page.focus("#tab-map");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.evaluate(() => document.activeElement.id), "tab-classes");
    await page.keyboard.press("Home");
    await page.focus(".map .over");
    await page.keyboard.press("ArrowRight");
    const first = await page.locator("[aria-label=Sample] h2").textContent();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Space");
    await page.waitForSelector("text=1 sample chosen");
    assert.notEqual(await page.locator("[aria-label=Sample] h2").textContent(), first);
    await page.keyboard.press("Escape");
    await page.waitForSelector("text=Draw a lasso");
    await page.keyboard.press("+");
    await page.keyboard.press("0");
    await page.context().close();
  },

  async "at 400 % nothing is cut off sideways"() {
    const page = await open(pathToFileURL(join(run, "report.html")).href, { viewport: { width: 360, height: 225 } });
    for (const tab of ["map", "classes", "evidence", "model", "run"]) {
      await page.click(`#tab-${tab}`);
      await page.waitForTimeout(150);
      const [wide, view] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= view, `${tab} is ${wide} wide in ${view}`);
    }
    await page.click("#tab-map");
    await page.waitForTimeout(300);
    await shot(page, "report-400", true);
    await page.context().close();
  },

  async "what a command measured has a page of tables and pictures"() {
    const measured = join(work, "measured");
    const done = spawnSync(launcher, ["evaluate", "-m", run, "--images", "16", "--samples", "2", "-o", measured]);
    assert.equal(done.status, 0, done.stderr.toString());
    const page = await open(pathToFileURL(join(measured, "report.html")).href);
    assert.equal(await page.title(), "measured · Decipher");
    await page.waitForSelector("caption >> text=What was measured");
    assert.equal(await page.locator("img.picture").count(), 1);
    assert.equal(await page.locator("tr", { hasText: /^samples/ }).first().locator("td").textContent(), "16");
    await accessible(page, "what was measured");
    await shot(page, "measured", true);
    await page.context().close();
  },

  async "the explorer corrects, undoes, and remembers over a reload"() {
    explorer = await explore(run);
    const page = await open(explorer.url);
    const rows = () => page.locator(".legend li").count();
    const before = await rows();
    await page.click(".legend li:nth-child(1) button");
    await page.fill("[aria-label=Class] input", HOSTILE);
    await page.click("[aria-label=Class] >> text=Rename");
    await page.waitForSelector("text=1 correction");
    assert.equal(await page.locator(".legend li:nth-child(1) .name").textContent(), HOSTILE);
    assert.equal(await page.title(), "run · Decipher");
    await page.click("[aria-label=Class] button >> text=Merge with >> nth=0");
    await page.waitForSelector("text=2 corrections");
    assert.equal(await rows(), before - 1);
    await page.click("text=Undo");
    await page.waitForSelector("text=1 correction");
    assert.equal(await rows(), before);
    await page.click("text=Redo");
    await page.waitForSelector("text=2 corrections");
    await page.click("text=Undo");
    await page.waitForSelector("text=1 correction");
    await page.click("[aria-label=Class] >> text=Split one step");
    await page.waitForSelector("text=2 corrections");
    assert.equal(await rows(), before + 1);
    await page.click("text=Undo");
    await page.waitForSelector("text=1 correction");
    // Part of a class, by lasso: the left half of the map of that class alone.
    await page.keyboard.down("Shift");
    const [x, y] = await overMap(page, 0.01, 0.01);
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (const [to, down] of [[0.5, 0.01], [0.5, 0.99], [0.01, 0.99], [0.01, 0.02]]) await page.mouse.move(...(await overMap(page, to, down)), { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up("Shift");
    await shot(page, "explorer-map");
    await page.click("#tab-correct");
    await page.waitForSelector("text=Could these be one class?");
    await shot(page, "explorer-corrections", true);
    await accessible(page, "corrections");
    await page.click("text=Same: merge >> nth=0");
    await page.waitForSelector("text=2 corrections");
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    await page.click("#tab-map");
    await page.waitForSelector("text=2 corrections");
    assert.equal(await rows(), before - 1);
    await page.click("#tab-correct");
    const pairs = await page.locator("article.pair").count();
    await page.click("article.pair >> nth=0 >> text=Different");
    await page.waitForSelector("text=3 corrections");
    assert.ok((await page.locator("article.pair").first().getAttribute("aria-label")) !== null);
    await page.click("text=Undo");
    await page.waitForSelector("text=2 corrections");
    assert.equal(await page.locator("article.pair").count(), pairs);
    await page.click("#tab-map");
    await accessible(page, "the explorer's map");
    await page.context().close();
  },

  async "others are kept out"() {
    const { origin, pathname } = new URL(explorer.url);
    const status = async (url, options) => (await fetch(url, options)).status;
    assert.equal(await status(origin + "/"), 403);
    assert.equal(await status(origin + "/wrong/state.json"), 403);
    assert.equal(await status(explorer.url + "undo", { method: "POST", body: "{}" }), 403);
    assert.equal(await status(explorer.url + "undo", { method: "POST", body: "{}", headers: { Origin: "http://evil.example", "X-Decipher": "page" } }), 403);
    assert.equal(await status(origin + pathname + "../../etc/passwd"), 403);
    const second = spawnSync(launcher, ["explore", run]);
    assert.equal(second.status, 2);
    assert.match(second.stderr.toString(), /another explorer/);
  },

  async "a killed explorer has kept what was said"() {
    process.kill(explorer.pid(), "SIGKILL");
    await new Promise((done) => setTimeout(done, 500));
    explorer = await explore(run);
    const page = await open(explorer.url);
    await page.waitForSelector("text=2 corrections");
    await page.context().close();
    process.kill(explorer.pid(), "SIGTERM");
  },

  async "a refined run has the names, and its page shows them as text"() {
    const refined = join(work, HOSTILE.replaceAll("/", ""));
    const done = spawnSync(launcher, ["refine", run, "-o", refined]);
    assert.equal(done.status, 0, done.stderr.toString());
    assert.match(readFileSync(join(refined, "changes.csv"), "utf8"), /^old,new,name,samples,share of old\n/);
    const page = await open(pathToFileURL(join(refined, "report.html")).href);
    assert.match(await page.title(), /^<img src=x/);
    assert.equal(await page.locator(".legend li:nth-child(1) .name").textContent(), HOSTILE);
    assert.equal(await page.locator("img[src=x]").count(), 0);
    await shot(page, "refined-hostile");
    await page.context().close();
  },
};

let failed = 0;
for (const [name, step] of Object.entries(steps)) {
  const began = Date.now();
  try {
    problems.length = 0;
    await step();
    assert.deepEqual(problems, [], "the browser's console");
    console.log(`ok      ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}
await browser.close();
try {
  if (explorer) process.kill(explorer.pid(), "SIGTERM");
} catch {
  // it has ended
}
rmSync(work, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
