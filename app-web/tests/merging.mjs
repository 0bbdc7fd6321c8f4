// SPDX-License-Identifier: Apache-2.0
// How far do a person's answers take a run that fell into too many pieces? A scripted person who knows the truth answers
// what the page suggests, in the order in which it does, looking at the samples it shows, and at nothing else.
//   node merging.mjs LAUNCHER RUN TRUTH [ACTIONS] [NOISE]
// RUN is a finished run of recordings or files, TRUTH a CSV whose last column names the class of each item, in the order of
// the run's items; ACTIONS the most clicks (10); NOISE the labels that are no class, e.g. 0,-,x: what bears them is left out of the score.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";

const [launcher, source, truthFile] = process.argv.slice(2, 5).map((path) => resolve(path));
const most = Number(process.argv[5] ?? 10);
const noise = new Set((process.argv[6] ?? "").split(",").filter(Boolean));

/** The rows of a CSV with a header, a map each; cells in quotes hold no line breaks here. */
function table(file) {
  const [head, ...rows] = readFileSync(file, "utf8").trim().split(/\r?\n/).map((line) => [...(line + ",").matchAll(/("(?:[^"]|"")*"|[^,]*),/g)].map((one) => one[1].replace(/^"|"$/g, "").replaceAll('""', '"')));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i]])));
}

/** What TRUTH says of each of the run's items: by the recording and its beginning, or by the name. */
function truths(items) {
  const known = table(truthFile);
  const columns = Object.keys(known[0]);
  const label = columns.includes("class") ? "class" : columns[columns.length - 1];
  if (!("begin" in known[0])) {
    const byName = new Map(known.map((row) => [row[columns[0]], row[label]]));
    return items.map((item) => byName.get(item.name));
  }
  const place = (file, begin) => `${file}@${Number(begin).toFixed(3)}`;
  const byPlace = new Map(known.map((row) => [place(row.file ?? row[columns[0]], row.begin), row[label]]));
  return items.map((item) => byPlace.get(place(item.recording ?? item.name.replace(/[#@:].*$/, ""), item.begin)));
}

/** Normalized mutual information, by the arithmetic mean of the entropies. */
function nmi(one, other) {
  const n = one.length;
  const counts = (values) => values.reduce((all, value) => all.set(value, (all.get(value) ?? 0) + 1), new Map());
  const entropy = (all) => [...all.values()].reduce((sum, count) => sum - (count / n) * Math.log(count / n), 0);
  const [a, b] = [entropy(counts(one)), entropy(counts(other))];
  const both = entropy(counts(one.map((value, i) => `${value}\n${other[i]}`)));
  return (2 * (a + b - both)) / (a + b);
}

function score(run) {
  const items = table(join(run, "items.csv"));
  const truth = truths(items);
  const kept = items.map((_, i) => i).filter((i) => truth[i] !== undefined && !noise.has(truth[i]));
  assert.ok(kept.length > items.length / 2, `TRUTH names ${kept.length} of ${items.length} items`);
  return {
    nmi: nmi(kept.map((i) => items[i].class), kept.map((i) => truth[i])),
    classes: new Set(items.map((item) => item.class).filter((label) => label !== "-1")).size,
  };
}

const work = mkdtempSync(join(tmpdir(), "decipher-merging-"));
const run = join(work, "run");
cpSync(source, run, { recursive: true });
const items = table(join(run, "items.csv"));
const truth = truths(items);
const byName = new Map(items.map((item, i) => [item.name, truth[i]]));
const before = score(run);

const explorer = await new Promise((done, failed) => {
  const child = spawn(launcher, ["explore", run, "--by", "script"]);
  let out = "";
  const heard = (bytes) => {
    out += bytes;
    const address = /open (http:\S+)/.exec(out);
    if (address) done({ child, url: address[1] });
  };
  child.stdout.on("data", heard);
  child.stderr.on("data", heard);
  child.on("exit", (code) => failed(new Error(`explore ended with ${code}: ${out}`)));
});
const browser = await chromium.launch({
  executablePath: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path)),
  args: ["--no-sandbox", "--enable-unsafe-swiftshader"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.setDefaultTimeout(60_000);
await page.goto(explorer.url);
await page.waitForSelector("html[data-ready]");
await page.click("#tab-correct");
await page.waitForSelector("text=Could these be one class?");

/** What most of the samples that one side of a pair shows are. */
async function seen(side) {
  const names = await side.locator(".strip button").evaluateAll((all) => all.map((one) => one.title));
  const kinds = new Map();
  for (const name of names) kinds.set(byName.get(name), (kinds.get(byName.get(name)) ?? 0) + 1);
  return [...kinds].sort((a, b) => b[1] - a[1])[0]?.[0];
}

let actions = 0;
let merged = 0;
for (; actions < most; actions++) {
  const pair = page.locator("article.pair").first();
  if (!(await pair.count())) break;
  const sides = pair.locator(":scope > div");
  const [one, other] = [await seen(sides.nth(0)), await seen(sides.nth(1))];
  const same = one === other && one !== undefined;
  await pair.getByRole("button", { name: same ? "Same: merge" : "Different", exact: true }).click();
  await page.waitForFunction((count) => document.querySelector(".top .note")?.textContent.startsWith(`${count} `), actions + 1);
  merged += same ? 1 : 0;
  console.log(`  ${actions + 1}. ${same ? "same" : "different"}: ${one} and ${other}`);
}
await browser.close();
explorer.child.removeAllListeners("exit");
explorer.child.kill("SIGTERM");
await new Promise((done) => explorer.child.on("exit", done));

const refined = join(work, "refined");
const done = spawnSync(launcher, ["refine", run, "-o", refined]);
assert.equal(done.status, 0, done.stderr.toString());
const after = score(refined);
console.log(`before: ${before.classes} classes, NMI ${before.nmi.toFixed(4)}`);
console.log(`after ${actions} answers, ${merged} of them "same": ${after.classes} classes, NMI ${after.nmi.toFixed(4)}`);
rmSync(work, { recursive: true, force: true });
