// SPDX-License-Identifier: Apache-2.0
import { App } from "./app";
import { Data, source } from "./data";
import { h, replace } from "./dom";

async function start(): Promise<void> {
  const root = document.getElementById("app")!;
  try {
    const from = source();
    const app = new App(root, new Data(from, await from.header()));
    await app.start();
  } catch (problem) {
    replace(root, h("p", { class: "problem", role: "alert" }, `The report cannot be shown: ${(problem as Error).message}`));
    throw problem;
  }
}

void start();
