// SPDX-License-Identifier: Apache-2.0
// Makes the two files of the page that are committed, for README's commands need no npm. The same
// sources give the same bytes; `--check` says whether the committed ones are those.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../framework-report/src/main/resources/io/decipher/report/page");
const check = process.argv.includes("--check");
const result = await build({
  absWorkingDir: here,
  entryPoints: { page: "src/main.ts", style: "src/style.css" },
  outdir: "out",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome100", "firefox100", "safari15.4"],
  charset: "ascii",
  legalComments: "none",
  write: false,
});
let stale = false;
for (const file of result.outputFiles) {
  const path = join(target, file.path.endsWith(".js") ? "page.js" : "page.css");
  const text = file.text.trimEnd() + "\n";
  if (check) {
    const there = await readFile(path, "utf8").catch(() => "");
    if (there !== text) {
      console.error(`${path} is not what the sources give; run npm run build in app-web`);
      stale = true;
    }
  } else {
    await writeFile(path, text);
    console.log(`${path}: ${text.length} bytes`);
  }
}
process.exit(stale ? 1 : 0);
