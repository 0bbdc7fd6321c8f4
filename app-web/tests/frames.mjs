// SPDX-License-Identifier: Apache-2.0
// How many frames a second the explorer's map has while it is dragged: a measurement, not a test.
//   node frames.mjs LAUNCHER RUN [--points FILE]
// RUN is a finished run, e.g. of `decipher cluster points.npy`, whose page needs the same file: --points points.npy.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const [launcher, run, ...options] = process.argv.slice(2);
if (!launcher || !run) {
  console.error("usage: node frames.mjs LAUNCHER RUN [--points FILE]");
  process.exit(2);
}
const SECONDS = 4;
const explorer = spawn(launcher, ["explore", run, ...options]);
const url = await new Promise((done, failed) => {
  let out = "";
  const read = (bytes) => {
    out += bytes;
    const address = /open (http:\S+)/.exec(out);
    if (address) done(address[1]);
  };
  explorer.stdout.on("data", read);
  explorer.stderr.on("data", read);
  explorer.on("exit", (code) => failed(new Error(`explore ended with ${code}: ${out}`)));
});
const browser = await chromium.launch({
  executablePath: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path)),
  args: ["--no-sandbox", "--enable-unsafe-swiftshader"],
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.setDefaultTimeout(120_000);
const asked = Date.now();
await page.goto(url);
await page.waitForSelector("html[data-ready]");
console.log(`ready after ${((Date.now() - asked) / 1000).toFixed(1)} s`);
await page.waitForTimeout(3000);
await page.evaluate(() => {
  window.frames_ = [];
  let last = performance.now();
  const next = (now) => {
    window.frames_.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
});
const box = await page.locator(".map .over").boundingBox();
await page.mouse.move(box.x + 300, box.y + 300);
await page.mouse.down();
const until = Date.now() + 1000 * SECONDS;
for (let step = 0; Date.now() < until; step++) await page.mouse.move(box.x + 300 + 100 * Math.sin(step / 10), box.y + 300 + 80 * Math.cos(step / 10));
const frames = (await page.evaluate(() => window.frames_)).slice(5);
await page.mouse.up();
const total = frames.reduce((sum, one) => sum + one, 0);
console.log(`${((1000 * frames.length) / total).toFixed(1)} frames a second, the longest ${Math.round(Math.max(...frames))} ms`);
await browser.close();
explorer.removeAllListeners("exit");
explorer.kill();
