// SPDX-License-Identifier: Apache-2.0
/** Charts as SVG, each with a description in words for screen readers. */
import { Branch, Finding, Resolution } from "./data";
import { decimal, h, percent, s } from "./dom";
import { colour } from "./palette";

const nice = (low: number, high: number, most: number): number[] => {
  const span = high - low || 1;
  const raw = span / most;
  const power = Math.pow(10, Math.floor(Math.log10(raw)));
  const step = [1, 2, 5, 10].map((m) => m * power).find((m) => span / m <= most)!;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-6; at += step) ticks.push(Number(at.toPrecision(12)));
  return ticks;
};

/** The number of classes over the minimum class size; a long flat stretch is a stable number. */
export function plateauChart(resolution: Resolution, classes: number, samples: number): Element {
  const width = 640;
  const height = 240;
  const left = 46;
  const bottom = 34;
  const pieces = (
    resolution.curve?.length
      ? resolution.curve.map(([from, to, number]) => ({ from, to, classes: number }))
      : [...resolution.plateaus, ...resolution.persistent].map(({ from, to, classes: number }) => ({ from, to, classes: number }))
  ).sort((a, b) => a.from - b.from);
  if (!pieces.length) return h("p", {}, "No classes at any size.");
  const low = Math.log(Math.max(1, pieces[0].from));
  const high = Math.log(Math.max(...pieces.map((one) => one.to + 1)));
  const least = samples / 1000;
  const most = Math.max(classes * 2, ...pieces.filter((one) => one.to >= least).map((one) => one.classes), 2);
  const x = (size: number): number => left + ((Math.log(Math.max(1, size)) - low) / (high - low || 1)) * (width - left - 12);
  const y = (number: number): number => height - bottom - (Math.min(number, most) / most) * (height - bottom - 14);
  const longest = resolution.plateaus[0];
  const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart", role: "img", "aria-label": `Number of classes over the smallest size of a class. ${resolution.verdict}` });
  for (const tick of nice(0, most, 5)) {
    chart.append(s("line", { x1: left, x2: width - 12, y1: y(tick), y2: y(tick), class: "rule" }), s("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, String(tick)));
  }
  for (let power = 0; power < 8; power++) {
    const size = Math.pow(10, power);
    if (Math.log(size) < low || Math.log(size) > high) continue;
    chart.append(s("line", { x1: x(size), x2: x(size), y1: 14, y2: height - bottom, class: "rule" }), s("text", { x: x(size), y: height - bottom + 16, "text-anchor": "middle" }, size.toLocaleString("en")));
  }
  const own = resolution.plateaus.find((one) => one.classes === classes) ?? longest;
  if (own) chart.append(s("rect", { x: x(own.from), width: Math.max(2, x(own.to + 1) - x(own.from)), y: 14, height: height - bottom - 14, class: "band" }));
  for (const piece of pieces) {
    chart.append(
      s(
        "line",
        { x1: x(piece.from), x2: Math.max(x(piece.to + 1), x(piece.from) + 2), y1: y(piece.classes), y2: y(piece.classes), class: piece.classes === classes ? "line strong" : "line" },
        s("title", {}, `${piece.classes} classes from ${piece.from} to ${piece.to}`),
      ),
    );
  }
  chart.append(s("text", { x: (width + left) / 2, y: height - 3, "text-anchor": "middle", class: "axis" }, "smallest size of a class, in samples (logarithmic)"));
  chart.append(s("text", { x: 12, y: (height - bottom) / 2, "text-anchor": "middle", class: "axis", transform: `rotate(-90 12 ${(height - bottom) / 2})` }, "classes"));
  return chart;
}

/** A table with bars for the agreement of other views and layouts. */
export function agreementTable(findings: Finding[], own: number, heading: string): Element {
  return h(
    "table",
    { class: "data" },
    h("caption", {}, heading),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "By"), h("th", { scope: "col", class: "number" }, "Classes"), h("th", { scope: "col" }, "Agreement (adjusted Rand index)"), h("th", { scope: "col" }, "Holds from – to, of the samples"))),
    h(
      "tbody",
      {},
      findings.map((one) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, one.by),
          h("td", { class: "number" + (one.classes === own ? " same" : "") }, one.classes, one.classes === own ? " ✓" : ""),
          h("td", {}, one.ari === undefined ? "–" : bar(one.ari, decimal(one.ari, 3))),
          h("td", {}, one.holds ? `${percent(one.holds.fromShare)} – ${percent(one.holds.toShare)}${one.holds.lasts ? "" : ", briefly"}` : "–"),
        ),
      ),
    ),
  );
}

/** A bar for a fraction, with its value beside it. */
export function bar(share: number, text: string): Element {
  const inner = h("span", { class: "fill" });
  inner.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return h("span", { class: "bar" }, h("span", { class: "track", "aria-hidden": "true" }, inner), h("span", { class: "value" }, text));
}

/** One metric over epochs, with one line per stage. */
export function lineChart(name: string, series: { stage: string; values: [number, number][] }[]): Element {
  const width = 300;
  const height = 170;
  const left = 52;
  const bottom = 26;
  const all = series.flatMap((one) => one.values);
  const xs = all.map(([epoch]) => epoch);
  const ys = all.map(([, value]) => value);
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  let [y0, y1] = [Math.min(...ys), Math.max(...ys)];
  if (y0 === y1) [y0, y1] = [y0 - (Math.abs(y0) || 1) * 0.1, y1 + (Math.abs(y1) || 1) * 0.1];
  const x = (epoch: number): number => left + (x1 === x0 ? 0.5 : (epoch - x0) / (x1 - x0)) * (width - left - 14);
  const y = (value: number): number => height - bottom - ((value - y0) / (y1 - y0)) * (height - bottom - 12);
  const last = series[series.length - 1].values;
  const chart = s("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart", role: "img", "aria-label": `${name} by epoch, ${decimal(last[0][1])} to ${decimal(last[last.length - 1][1])}` });
  for (const tick of nice(y0, y1, 4)) chart.append(s("line", { x1: left, x2: width - 8, y1: y(tick), y2: y(tick), class: "rule" }), s("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, decimal(tick)));
  for (const tick of nice(x0, x1, 6).filter(Number.isInteger)) chart.append(s("text", { x: x(tick), y: height - 8, "text-anchor": "middle" }, String(tick)));
  series.forEach((one, i) => {
    const points = one.values.map(([epoch, value]) => `${x(epoch).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    const line = s("polyline", { points, class: "series" });
    line.style.stroke = colour(i);
    chart.append(line);
    for (const [epoch, value] of one.values) {
      const dot = s("circle", { cx: x(epoch), cy: y(value), r: one.values.length > 30 ? 1.4 : 2.6 }, s("title", {}, `${one.stage}, epoch ${epoch}: ${decimal(value, 5)}`));
      dot.style.fill = colour(i);
      chart.append(dot);
    }
  });
  return h("figure", { class: "small" }, h("figcaption", {}, name), chart);
}

/** The groups that separate as the density rises, as an upside-down icicle plot. */
export function icicle(tree: Branch[], name: (label: number) => string): Element {
  const width = 640;
  const children = new Map<number, Branch[]>();
  for (const one of tree) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  const depth = new Map<number, number>([[0, 0]]);
  for (const one of tree) if (one.parent >= 0) depth.set(one.id, (depth.get(one.parent) ?? 0) + 1);
  const rows = Math.max(...depth.values()) + 1;
  const row = Math.max(16, Math.min(34, 420 / rows));
  const chart = s("svg", { viewBox: `0 0 ${width} ${rows * row}`, class: "chart", role: "img", "aria-label": `Tree of ${tree.length} groups, ${tree.filter((one) => one.class >= 0).length} of them taken as classes` });
  const draw = (one: Branch, from: number, to: number): void => {
    const box = s("rect", { x: from + 0.5, y: depth.get(one.id)! * row + 0.5, width: Math.max(1, to - from - 1), height: row - 1, class: one.class >= 0 ? "taken" : "branch" }, s("title", {}, `${one.size} samples${one.class >= 0 ? ", " + name(one.class) : ""}`));
    if (one.class >= 0) box.style.fill = colour(one.class);
    chart.append(box);
    if (one.class < 0 && to - from > 44) chart.append(s("text", { x: (from + to) / 2, y: depth.get(one.id)! * row + row / 2 + 4, "text-anchor": "middle" }, one.size.toLocaleString("en")));
    const below = (children.get(one.id) ?? []).slice().sort((a, b) => b.size - a.size);
    const total = Math.max(one.size, below.reduce((sum, child) => sum + child.size, 0));
    let at = from;
    for (const child of below) {
      const share = ((to - from) * child.size) / total;
      draw(child, at, at + share);
      at += share;
    }
  };
  draw(tree[0], 0, width);
  return chart;
}
