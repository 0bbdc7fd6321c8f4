// SPDX-License-Identifier: Apache-2.0
import { agreementTable, bar, icicle, lineChart, plateauChart } from "./charts";
import { ClassInfo, Data, Difference, Pair } from "./data";
import { add, count, decimal, h, percent, plural, replace, s } from "./dom";
import { CHOSEN, HIDDEN, MapStyle, SHOWN, ScatterMap } from "./map";
import { Corrections, Model, cell, ranges } from "./model";
import { RAMP, SHAPES, colour, colours, isDark, noise, shape } from "./palette";
import { Pictures } from "./pictures";

const NOISE_CODE = 10;
const OTHER_CODE = 11;
const ENOUGH = 1500; // this many members of a class suffice to locate its middle

/** The whole page: map, classes, evidence, training and run, with corrections where it is live. */
export class App {
  private readonly model: Model;
  private readonly pictures: Pictures;
  private readonly map = new ScatterMap("Map of samples");
  private readonly live: boolean;
  private colouring = "class";
  private tab = "";
  private readonly tip = h("div", { class: "tip", hidden: true });
  private readonly legend = h("div", {});
  private readonly shownCount = h("span", { "aria-live": "polite" });
  private readonly spoken = h("p", { class: "hidden-visually", "aria-live": "polite" });
  private readonly samplePanel = h("section", { class: "card", "aria-label": "Sample" });
  private readonly chosenPanel = h("section", { class: "card", "aria-label": "Selection" });
  private readonly classPanel = h("section", { class: "card", "aria-label": "Class" });
  private readonly panels = new Map<string, { title: string; element: HTMLElement; fill: () => void }>();
  private readonly historyTools = h("div", { class: "tools" });
  private readonly audio = h("audio", { controls: true, "aria-label": "Sound of the sample" });

  constructor(
    private readonly root: HTMLElement,
    private readonly data: Data,
  ) {
    this.model = new Model(data);
    this.pictures = new Pictures(data);
    this.live = data.source.live;
  }

  async start(): Promise<void> {
    const { header } = this.data;
    document.title = `${header.title} · Decipher`;
    this.restoreTheme();
    await this.model.load();
    await this.pictures.load();
    if (header.maps?.length) this.panels.set("map", { title: "Map", element: this.explorePanel(), fill: () => this.map.draw() });
    if (header.classes) this.add("classes", "Classes", () => this.classesPanel());
    if (this.live && header.classes) this.add("correct", "Corrections", () => this.correctionsPanel());
    if (header.evidence || header.resolution || header.stages?.length || header.tree) this.add("evidence", "Evidence", () => this.evidencePanel());
    if (header.tables) this.add("results", "Results", () => this.resultsPanel());
    else if (header.training.length || header.pictures.length) this.add("model", "Model", () => this.trainingPanel());
    this.add("run", "Run", () => this.runPanel());
    replace(this.root, h("a", { class: "skip", href: "#main" }, "Skip to the content"), this.top(), h("main", { id: "main" }, [...this.panels].map(([id, one]) => h("div", { id: `panel-${id}`, role: "tabpanel", "aria-labelledby": `tab-${id}` }, one.element))), this.spoken);
    const wanted = location.hash.slice(1);
    this.open(this.panels.has(wanted) ? wanted : [...this.panels.keys()][0]);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.repaint());
    if (header.maps?.length) {
      await this.showMap(0);
      this.update();
    }
    document.documentElement.dataset.ready = "true";
  }

  private add(id: string, title: string, fill: () => Element[]): void {
    const element = h("div", { class: "panel stack" });
    this.panels.set(id, { title, element, fill: () => replace(element, fill()) });
  }

  // ---- page header

  private top(): HTMLElement {
    const { header } = this.data;
    const tabs = h(
      "div",
      { class: "tabs", role: "tablist", "aria-label": "Parts of the report" },
      [...this.panels].map(([id, one]) =>
        h("button", { role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, onclick: () => this.open(id) }, one.title),
      ),
    );
    tabs.addEventListener("keydown", (event) => {
      const all = [...this.panels.keys()];
      const at = all.indexOf(this.tab);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      this.open(all[(to + all.length) % all.length]);
      document.getElementById(`tab-${this.tab}`)!.focus();
      event.preventDefault();
    });
    const theme = h("button", { "aria-label": "Change between light and dark", title: "Light or dark", onclick: () => this.toggleTheme() }, "◐");
    return h(
      "header",
      { class: "top" },
      h("div", { class: "brand" }, logo(), h("h1", {}, header.title, " ", h("small", {}, header.samples ? `${plural(header.samples, "sample")} · ${header.kind}` : header.job))),
      this.verdict(),
      tabs,
      h("div", { class: "tools" }, this.historyTools, theme),
    );
  }

  private verdict(): HTMLElement | null {
    const { header } = this.data;
    if (!header.classes) return null;
    const support = header.evidence?.support;
    const words = support === "full" || support === "whole" ? "supported" : support === "part" ? "supported in part" : support ? "not supported" : "";
    const tone = words === "supported" ? "good" : words === "not supported" ? "bad" : "";
    return h("p", { class: `verdict ${words ? tone : "good"}`, title: header.evidence?.verdict ?? header.resolution?.verdict }, `${plural(header.classes.length, "class")} found${words ? ", " + words : ""}`);
  }

  private open(id: string): void {
    this.tab = id;
    for (const [other, one] of this.panels) {
      const open = other === id;
      document.getElementById(`panel-${other}`)!.hidden = !open;
      const tab = document.getElementById(`tab-${other}`)!;
      tab.setAttribute("aria-selected", String(open));
      tab.tabIndex = open ? 0 : -1;
      if (open) one.fill();
    }
    if (location.hash !== "#" + id) history.replaceState(null, "", "#" + id);
  }

  private restoreTheme(): void {
    try {
      const theme = localStorage.getItem("decipher-theme");
      if (theme) document.documentElement.dataset.theme = theme;
    } catch {
      // a page opened from a file may have no storage
    }
  }

  private toggleTheme(): void {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("decipher-theme", theme);
    } catch {
      // as above
    }
    this.repaint();
  }

  private repaint(): void {
    this.update();
    if (this.tab !== "map") this.panels.get(this.tab)!.fill();
  }

  // ---- the map

  private explorePanel(): HTMLElement {
    const maps = this.data.header.maps!;
    this.map.element.append(this.tip);
    this.map.onhover = (sample) => this.hovered(sample);
    this.map.onpick = (sample) => this.picked(sample, true);
    this.map.oncursor = (sample) => this.picked(sample, false);
    this.map.onlasso = (found, extend) => this.choose(found, extend);
    this.map.onescape = () => this.choose([], false);
    this.map.ontoggle = (sample) => {
      if (!this.model.chosen.delete(sample)) this.model.chosen.add(sample);
      this.update();
    };
    const lasso = h("button", { "aria-pressed": "false", title: "Draw around samples; Shift and drag does it, too. With Ctrl they are added.", onclick: () => {
      this.map.lassoing = !this.map.lassoing;
      lasso.setAttribute("aria-pressed", String(this.map.lassoing));
    } }, "Lasso");
    const segments = h("div", { class: "segments", role: "group", "aria-label": "Map" }, maps.map((one, i) => h("button", { "aria-pressed": String(i === 0), title: one.by, onclick: (event: Event) => {
      for (const button of segments.children) button.setAttribute("aria-pressed", String(button === event.currentTarget));
      void this.showMap(i);
    } }, one.title)));
    const colouring = h("select", { id: "colour-by", onchange: () => {
      this.colouring = colouring.value;
      this.update();
    } }, this.colourings().map(([value, text]) => h("option", { value }, text)));
    return h(
      "div",
      { class: "explore" },
      h("div", { class: "side left" }, h("section", { class: "card", "aria-label": "Legend" }, this.legend), this.filterPanel()),
      h(
        "section",
        { class: "card stage", "aria-label": "Map" },
        h(
          "div",
          { class: "bar-top" },
          segments,
          h("label", { for: "colour-by" }, "Colour by", colouring),
          lasso,
          h("button", { title: "Choose all samples in view", onclick: () => this.choose(this.map.inView(), false) }, "Choose view"),
          h("div", { class: "segments", role: "group", "aria-label": "Zoom" }, h("button", { "aria-label": "Zoom in", onclick: () => this.map.zoomBy(1.4) }, "+"), h("button", { "aria-label": "Zoom out", onclick: () => this.map.zoomBy(1 / 1.4) }, "−"), h("button", { onclick: () => this.map.reset() }, "Whole")),
        ),
        this.map.element,
        h(
          "div",
          { class: "bar-bottom" },
          h("span", { id: "map-keys" }, h("kbd", {}, "←↑↓→"), " sample to sample, ", h("kbd", {}, "Shift"), "+arrows move, ", h("kbd", {}, "+ − 0"), " zoom, ", h("kbd", {}, "Space"), " choose, ", h("kbd", {}, "Enter"), " open, ", h("kbd", {}, "Esc"), " clear"),
          this.shownCount,
        ),
      ),
      h("div", { class: "side right" }, this.samplePanel, this.chosenPanel, this.classPanel),
    );
  }

  private colourings(): [string, string][] {
    const { header } = this.data;
    const all: [string, string][] = [["class", "class"], ["strength", "strength"]];
    if (this.data.has("outlier-scores")) all.push(["array:outlier-scores", "outlier score"]);
    header.stages?.forEach((stage, i) => {
      if (stage.array) all.push([`stage:${i}`, `stage ${i + 1}: ${stage.by}`]);
    });
    for (const column of header.columns ?? []) all.push([`column:${column.name}`, column.name]);
    if (this.live) all.push(["reviewed", "reviewed"]);
    return all;
  }

  private async showMap(at: number): Promise<void> {
    this.map.place(await this.data.floats(this.data.header.maps![at].array));
    this.nameRegions();
  }

  /** Places the class names at the medians of their classes. */
  private nameRegions(): void {
    if (this.colouring !== "class") {
      this.map.name([]);
      return;
    }
    const shown = this.model.classes.filter((one) => !this.model.filter.hidden.has(one.number) && (this.model.focus === null || this.model.focus === one.number));
    const places = new Map(shown.map((one) => [one.number, { step: Math.ceil(one.size / ENOUGH), seen: 0, x: [] as number[], y: [] as number[] }]));
    this.model.labels.forEach((label, sample) => {
      const of = places.get(label);
      if (!of || of.seen++ % of.step) return;
      const [x, y] = this.map.at(sample);
      of.x.push(x);
      of.y.push(y);
    });
    const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];
    this.map.name(
      shown.map((one) => {
        const { x, y } = places.get(one.number)!;
        return { text: this.model.names.get(one.number) ?? String(one.number), x: median(x), y: median(y), colour: colour(one.number) };
      }),
    );
  }

  /** Updates the page to match the model. */
  private update(): void {
    if (!this.data.header.maps?.length) return;
    this.model.sift();
    this.paint();
    const state = new Uint8Array(this.model.shown.length);
    for (let i = 0; i < state.length; i++) state[i] = this.model.shown[i] ? SHOWN : HIDDEN;
    for (const sample of this.model.chosen) if (state[sample] === SHOWN) state[sample] = CHOSEN;
    this.map.show(state);
    this.nameRegions();
    this.shownCount.textContent = `${count(this.model.countShown())} of ${plural(state.length, "sample")} shown`;
    this.fillSample();
    this.fillChosen();
    this.fillClass();
    this.fillHistory();
  }

  private paint(): void {
    const n = this.model.labels.length;
    const style: MapStyle = { codes: new Uint8Array(n), shapes: new Uint8Array(n), palette: [...colours(), noise(), noise(), noise()] };
    const ramp = (value: (i: number) => number, name: string): void => {
      let low = Infinity;
      let high = -Infinity;
      for (let i = 0; i < n; i++) {
        const one = value(i);
        if (one < low) low = one;
        if (one > high) high = one;
      }
      for (let i = 0; i < n; i++) {
        const one = value(i);
        style.codes[i] = Number.isNaN(one) ? OTHER_CODE : Math.min(9, Math.floor(((one - low) / (high - low || 1)) * 10));
      }
      style.palette = [...RAMP, noise(), noise(), noise()];
      replace(this.legend, h("h2", {}, name), h("div", { class: "ramp", "aria-hidden": "true" }, RAMP.map((hex) => {
        const step = h("span", {});
        step.style.background = hex;
        return step;
      })), h("div", { class: "row between note" }, h("span", {}, decimal(low)), h("span", {}, decimal(high))));
    };
    const kinds = (values: ArrayLike<number>, name: string, title: string, texts: (value: number) => string): void => {
      const sizes = new Map<number, number>();
      for (let i = 0; i < n; i++) sizes.set(values[i], (sizes.get(values[i]) ?? 0) + 1);
      const largest = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 10);
      const code = new Map(largest.map(([value], i) => [value, i]));
      for (let i = 0; i < n; i++) style.codes[i] = code.get(values[i]) ?? OTHER_CODE;
      const rest = sizes.size - largest.length;
      replace(this.legend, h("h2", { title }, name), h("ul", { class: "legend" }, largest.map(([value, size], i) => h("li", {}, mark(colours()[i], 0), h("span", { class: "name" }, texts(value)), h("span", { class: "size" }, count(size)))), rest > 0 ? h("li", {}, mark(noise(), 0), h("span", { class: "name" }, `${plural(rest, "other value")}`)) : null));
    };
    const by = this.colouring;
    if (by === "strength") ramp((i) => this.model.strengths[i], "Strength");
    else if (by === "reviewed") kinds(this.model.labels.map((_, i) => (this.model.reviewed.has(i) ? 1 : 0)), "Reviewed", "", (value) => (value ? "reviewed" : "not yet"));
    else if (by.startsWith("column:")) {
      const { info, values } = this.model.columns.get(by.slice(7))!;
      if (info.kind === "number") ramp((i) => values[i], info.name);
      else kinds(values, info.name, "", (value) => info.values![value] || "(empty)");
    } else if (by.includes(":")) {
      const [kind, at] = by.split(":");
      const array = kind === "stage" ? this.data.header.stages![Number(at)].array! : at;
      void (kind === "stage" ? this.data.ints(array) : this.data.floats(array)).then((values) => {
        if (this.colouring !== by) return;
        if (kind === "stage") {
          for (let i = 0; i < n; i++) style.codes[i] = values[i] < 0 ? NOISE_CODE : values[i] % 10;
          for (let i = 0; i < n; i++) style.shapes[i] = shape(values[i]);
          const sizes = this.data.header.stages![Number(at)].sizes;
          replace(this.legend, h("h2", {}, `Stage ${Number(at) + 1}: ${this.data.header.stages![Number(at)].by}`), h("ul", { class: "legend" }, sizes.map((size, label) => (size ? h("li", {}, mark(colour(label), shape(label)), h("span", { class: "name" }, `class ${label}`), h("span", { class: "size" }, count(size))) : null))));
        } else ramp((i) => values[i], "Outlier score");
        this.map.paint(style);
      });
      return;
    } else {
      for (let i = 0; i < n; i++) {
        const label = this.model.labels[i];
        style.codes[i] = label < 0 ? NOISE_CODE : label % 10;
        style.shapes[i] = shape(label);
      }
      this.classLegend();
    }
    this.map.paint(style);
  }

  private classLegend(): void {
    const { filter } = this.model;
    const sizes = new Map<number, number>();
    for (const label of this.model.labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
    const row = (label: number): HTMLElement => {
      const shown = h("input", { type: "checkbox", "aria-label": `Show ${this.model.className(label)}`, onchange: () => {
        if (shown.checked) filter.hidden.delete(label);
        else filter.hidden.add(label);
        this.update();
      } });
      shown.checked = !filter.hidden.has(label);
      return h("li", { class: this.model.focus === label ? "selected" : "" }, shown, h("button", { "aria-pressed": String(this.model.focus === label), onclick: () => this.look(this.model.focus === label ? null : label) }, mark(colour(label), shape(label)), h("span", { class: "name" }, this.model.className(label)), h("span", { class: "size" }, count(sizes.get(label)!))));
    };
    const focused = document.activeElement?.closest("li");
    const at = focused && this.legend.contains(focused) ? [...focused.parentElement!.children].indexOf(focused) : -1;
    const wasBox = document.activeElement?.tagName === "INPUT";
    replace(
      this.legend,
      h("div", { class: "row between" }, h("h2", {}, "Classes"), h("button", { class: "plain", onclick: () => {
        filter.hidden.clear();
        this.model.focus = null;
        this.update();
      } }, "show all")),
      h("ul", { class: "legend" }, this.model.classes.map((one) => row(one.number)), sizes.has(-1) ? row(-1) : null),
    );
    if (at >= 0) this.legend.querySelectorAll("li")[at]?.querySelector<HTMLElement>(wasBox ? "input" : "button")?.focus();
  }

  private filterPanel(): HTMLElement {
    const { filter } = this.model;
    const changed = (): void => this.update();
    const search = h("input", { type: "search", placeholder: this.data.names ? "part of a name" : "row number", oninput: () => {
      filter.text = search.value;
      changed();
    }, onkeydown: (event: KeyboardEvent) => {
      if (event.key !== "Enter") return;
      const first = this.model.shown.indexOf(1);
      if (first >= 0) {
        this.map.moveTo(first);
        this.map.frame(this.model.shown.reduce<number[]>((all, one, i) => (one ? [...all.slice(0, 999), i] : all), []));
      }
    } });
    const least = h("output", { class: "value" }, "0");
    const strength = h("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0, oninput: () => {
      filter.least = Number(strength.value);
      least.textContent = strength.value;
      changed();
    } });
    const panel = h("section", { class: "card", "aria-label": "Filter" }, h("h2", {}, "Filter"), h("label", { class: "field" }, "Name", search), h("label", { class: "field" }, "Strength at least ", least, h("div", {}, strength)));
    const columns = this.data.header.columns ?? [];
    if (columns.length) {
      const values = h("div", {});
      const column = h("select", { onchange: () => {
        filter.column = column.value;
        filter.value = "";
        filter.from = filter.to = NaN;
        const info = columns.find((one) => one.name === column.value);
        if (!info) replace(values);
        else if (info.kind === "text") {
          const value = h("select", { onchange: () => {
            filter.value = value.value;
            changed();
          } }, h("option", { value: "" }, "any"), info.values!.slice(0, 2000).map((text) => h("option", { value: text }, text || "(empty)")));
          replace(values, h("label", { class: "field" }, "Value", value));
        } else {
          const bound = (key: "from" | "to"): HTMLElement => {
            const input = h("input", { type: "number", step: "any", oninput: () => {
              filter[key] = input.value === "" ? NaN : Number(input.value);
              changed();
            } });
            return h("label", { class: "field" }, key === "from" ? "From" : "To", input);
          };
          replace(values, bound("from"), bound("to"));
        }
        changed();
      } }, h("option", { value: "" }, "none"), columns.map((one) => h("option", { value: one.name }, one.name)));
      add(panel, h("label", { class: "field" }, "Attribute", column), values);
    }
    return panel;
  }

  private hovered(sample: number): void {
    this.tip.hidden = sample < 0;
    if (sample < 0) return;
    replace(this.tip, this.shownPicture(sample, 64), h("div", {}, h("strong", {}, this.data.name(sample)), h("div", {}, this.chip(this.model.labels[sample])), h("div", { class: "note" }, `strength ${decimal(this.model.strengths[sample], 2)}`)));
    const [x, y] = this.map.toScreen(...this.map.at(sample));
    const box = this.map.element;
    this.tip.style.left = `${Math.min(x + 14, Math.max(4, box.clientWidth - this.tip.offsetWidth - 4))}px`;
    this.tip.style.top = `${y + 14 + this.tip.offsetHeight > box.clientHeight ? Math.max(4, y - 14 - this.tip.offsetHeight) : y + 14}px`;
  }

  /** A sample's picture, or, if this file lacks it, that of its nearest neighbour with a note. */
  private shownPicture(sample: number, size: number): HTMLElement | null {
    if (!this.pictures.any) return null;
    if (this.pictures.has(sample)) return this.pictures.of(sample, size, `picture of ${this.data.name(sample)}`);
    const near = this.map.nearest(...this.map.at(sample), 4, (other) => this.pictures.has(other) && this.model.labels[other] === this.model.labels[sample]);
    if (near < 0) return null;
    return h("div", {}, this.pictures.of(near, size, `picture of ${this.data.name(near)}`), h("div", { class: "note" }, `(neighbour ${this.data.name(near)})`));
  }

  private picked(sample: number, opened: boolean): void {
    this.model.sample = sample;
    if (sample >= 0) this.spoken.textContent = `${this.data.name(sample)}, ${this.model.className(this.model.labels[sample])}, strength ${decimal(this.model.strengths[sample], 2)}`;
    this.fillSample();
    if (opened && sample >= 0) void this.play(sample);
  }

  private async play(sample: number): Promise<void> {
    const sounds = this.data.header.sounds;
    if (!sounds) return;
    const array = sounds.arrays?.[sample];
    if (!sounds.live && !array) return;
    this.audio.src = sounds.live ? `sound/${sample}` : await this.data.url(array!);
    await this.audio.play().catch(() => {});
  }

  private choose(found: number[], extend: boolean): void {
    if (!extend) this.model.chosen.clear();
    for (const sample of found) this.model.chosen.add(sample);
    this.spoken.textContent = `${plural(this.model.chosen.size, "sample")} chosen`;
    this.update();
  }

  private look(label: number | null): void {
    this.model.focus = label;
    this.update();
  }

  private chip(label: number): HTMLElement {
    return h("span", { class: "chip" }, mark(colour(label), shape(label)), this.model.className(label));
  }

  // ---- panels beside the map

  private fillSample(): void {
    const sample = this.model.sample;
    if (sample < 0) {
      replace(this.samplePanel, h("h2", {}, "Sample"), h("p", { class: "note" }, "Point at a sample to see it; click to keep it here" + (this.data.header.sounds ? " and hear it." : ".")));
      return;
    }
    const facts: (HTMLElement | null)[] = [
      h("dt", {}, "Class"), h("dd", {}, this.chip(this.model.labels[sample])),
      h("dt", {}, "Strength"), h("dd", {}, decimal(this.model.strengths[sample], 3)),
      h("dt", {}, "Row"), h("dd", {}, count(sample)),
    ];
    for (const name of [...this.model.columns.keys()].slice(0, 24)) facts.push(h("dt", {}, name), h("dd", {}, this.model.text(name, sample)));
    const stages = (this.data.header.stages ?? []).filter((one) => one.array);
    const way = h("dd", {});
    if (stages.length > 1) {
      facts.push(h("dt", {}, "Stages"), way);
      void Promise.all(stages.map((one) => this.data.ints(one.array!))).then((all) => {
        way.textContent = all.map((labels) => (labels[sample] < 0 ? "noise" : String(labels[sample]))).join(" → ");
      });
    }
    const sounds = this.data.header.sounds;
    const heard = sounds && (sounds.live || sounds.arrays?.[sample]);
    replace(
      this.samplePanel,
      h("h2", {}, this.data.name(sample)),
      h("div", { class: "row" }, this.shownPicture(sample, 112), h("dl", { class: "facts" }, facts)),
      heard ? h("div", {}, h("h3", {}, "Sound"), this.audio) : sounds ? h("p", { class: "note" }, "Its sound is not in this file; `decipher explore` plays all.") : null,
      this.live ? this.pairTools(sample) : null,
    );
    if (heard && !this.audio.src.endsWith(`/${sample}`)) {
      if (sounds.live) this.audio.src = `sound/${sample}`;
      else void this.data.url(sounds.arrays![sample]).then((url) => (this.audio.src = url));
    }
  }

  private remembered = -1;

  /** Tools to declare two samples to be of the same class or of different classes. */
  private pairTools(sample: number): HTMLElement {
    const other = this.remembered;
    return h(
      "div",
      { class: "row" },
      h("button", { onclick: () => {
        this.remembered = sample;
        this.fillSample();
      } }, other === sample ? "Kept to compare" : "Keep to compare"),
      other >= 0 && other !== sample
        ? [
            h("button", { onclick: () => this.correct("correct", { action: "same", samples: `${other},${sample}` }) }, `Same as ${this.data.name(other)}`),
            h("button", { onclick: () => this.correct("correct", { action: "different", samples: `${other},${sample}` }) }, `Different from ${this.data.name(other)}`),
          ]
        : null,
    );
  }

  private fillChosen(): void {
    const { chosen } = this.model;
    if (!chosen.size) {
      replace(this.chosenPanel, h("h2", {}, "Selection"), h("p", { class: "note" }, "Draw a lasso, or choose all in view, to look at samples together and save them as CSV."));
      return;
    }
    const sizes = new Map<number, number>();
    for (const sample of chosen) sizes.set(this.model.labels[sample], (sizes.get(this.model.labels[sample]) ?? 0) + 1);
    const ordered = [...sizes].sort((a, b) => b[1] - a[1]);
    const first = [...chosen].slice(0, 48);
    const target = h("select", { "aria-label": "Class to assign to" }, this.model.classes.map((one) => h("option", { value: one.number }, this.model.className(one.number))));
    const [largest] = ordered[0];
    const part = [...chosen].filter((sample) => this.model.labels[sample] === largest);
    replace(
      this.chosenPanel,
      h("h2", {}, `${plural(chosen.size, "sample")} chosen`),
      h("ul", { class: "legend" }, ordered.slice(0, 8).map(([label, size]) => h("li", {}, mark(colour(label), shape(label)), h("span", { class: "name" }, this.model.className(label)), h("span", { class: "size" }, count(size))))),
      this.strip(first, 30),
      h("div", { class: "row" }, h("button", { class: "main", onclick: () => this.export() }, "Save as CSV"), h("button", { onclick: () => this.choose([], false) }, "Clear")),
      this.live
        ? h(
            "div",
            { class: "stack" },
            h("h3", {}, "Correct"),
            h(
              "div",
              { class: "row" },
              largest >= 0
                ? h("button", { title: "These members become a class of their own", onclick: () => this.correct("correct", { action: "split", class: largest, samples: ranges(part), how: "lasso" }) }, `Split ${count(part.length)} off ${this.model.className(largest)}`)
                : null,
              h("button", { onclick: () => this.correct("correct", { action: "reject", samples: ranges(chosen) }) }, "Reject as noise"),
              h("button", { onclick: () => this.correct("correct", { action: "reviewed", samples: ranges(chosen) }) }, "Mark as reviewed"),
            ),
            h("div", { class: "row" }, target, h("button", { onclick: () => this.correct("correct", { action: "assign", class: Number(target.value), samples: ranges(chosen) }) }, "Assign to this class")),
          )
        : null,
    );
  }

  private export(): void {
    const columns = [...this.model.columns.keys()];
    const lines = [["row", "name", "class", "class name", "strength", ...columns].map(cell).join(",")];
    for (const sample of [...this.model.chosen].sort((a, b) => a - b)) {
      const label = this.model.labels[sample];
      lines.push([cell(sample), cell(this.data.name(sample)), cell(label), cell(this.model.className(label)), cell(Number(this.model.strengths[sample].toFixed(3))), ...columns.map((name) => cell(this.model.text(name, sample)))].join(","));
    }
    const url = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
    h("a", { href: url, download: "selection.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  private strip(samples: number[], size: number): HTMLElement {
    return h(
      "div",
      { class: "strip" },
      samples
        .filter((sample) => !this.pictures.any || this.pictures.has(sample))
        .map((sample) =>
          h("button", { class: this.pictures.any ? "" : "named", title: this.data.name(sample), "aria-label": `Sample ${this.data.name(sample)}`, onclick: () => this.goTo(sample) }, this.pictures.any ? this.pictures.of(sample, size) : this.data.name(sample)),
        ),
    );
  }

  private goTo(sample: number): void {
    if (!this.panels.has("map")) return;
    if (this.tab !== "map") this.open("map");
    this.map.moveTo(sample);
    void this.play(sample);
  }

  private fillClass(): void {
    const info = this.model.focus === null ? undefined : this.model.info(this.model.focus);
    if (!info) {
      replace(this.classPanel, h("h2", {}, "Class"), h("p", { class: "note" }, "Click a class in the legend to see it alone, and how it differs from its neighbours."));
      return;
    }
    replace(this.classPanel, h("h2", {}, this.chip(info.number)), this.classDetail(info, false));
  }

  private classDetail(info: ClassInfo, whole: boolean): HTMLElement {
    const n = this.data.header.samples;
    const size = whole ? 40 : 34;
    const mean = this.original ? this.pictures.mean(info.number, 84) : null;
    return h(
      "div",
      {},
      this.live ? this.renaming(info) : null,
      h("div", { class: "row" }, mean, h("dl", { class: "facts" }, h("dt", {}, "Size"), h("dd", {}, `${count(info.size)} (${percent(info.size / n)})`), h("dt", {}, "Mean strength"), h("dd", {}, decimal(info.strength, 3)), info.neighbours[0] ? [h("dt", {}, "Nearest"), h("dd", {}, this.chip(info.neighbours[0].number))] : [])),
      h("h3", {}, "Most typical"),
      this.strip(info.exemplars.slice(0, whole ? 20 : 16), size),
      h("h3", {}, "Between it and another class"),
      this.strip(info.borderline.slice(0, whole ? 12 : 8), size),
      h("h3", {}, "Farthest from its mean"),
      this.strip(info.outliers.slice(0, whole ? 12 : 8), size),
      h("h3", {}, "Neighbours"),
      info.neighbours.map((near) => this.neighbour(info, near.number, near.separation, near.differs)),
      this.live
        ? h("div", { class: "row" }, h("button", { title: "The class parts in two where its density falls first", onclick: () => this.correct("split", { class: info.number }) }, "Split one step"), h("button", { onclick: () => this.correct("correct", { action: "reject", samples: ranges(this.model.members(info.number)) }) }, "Reject as noise"), h("button", { onclick: () => this.correct("correct", { action: "reviewed", samples: ranges(this.model.members(info.number)) }) }, "Mark as reviewed"), h("button", { onclick: () => this.choose(this.model.members(info.number), false) }, "Choose all"))
        : h("div", { class: "row" }, h("button", { onclick: () => this.choose(this.model.members(info.number), false) }, "Choose all")),
    );
  }

  /** Whether the classes are those that the run found: the means do not apply to corrected ones. */
  private get original(): boolean {
    return !this.live || !this.model.corrections?.entries;
  }

  private neighbour(info: ClassInfo, other: number, separation: number | null, differs: Difference[]): HTMLElement {
    return h(
      "div",
      {},
      h(
        "div",
        { class: "compare" },
        this.original ? this.pictures.mean(other, 28) : null,
        this.chip(other),
        h("span", { class: "note", title: "How many standard deviations the means are apart along the line through both" }, separation === null ? "apart" : `${decimal(separation, 2)} s.d. apart`),
        this.live ? h("button", { onclick: () => this.correct("correct", { action: "merge", classes: [info.number, other] }) }, `Merge with ${this.model.className(other)}`) : null,
      ),
      differs.length ? h("ul", { class: "words" }, differs.map((one) => h("li", {}, inWords(one)))) : null,
    );
  }

  private renaming(info: ClassInfo): HTMLElement {
    const name = h("input", { type: "text", maxlength: 200, value: this.model.names.get(info.number) ?? "", placeholder: `class ${info.number}` });
    return h("form", { onsubmit: (event: Event) => {
      event.preventDefault();
      void this.correct("correct", { action: "rename", class: info.number, name: name.value });
    } }, h("label", { class: "field" }, "Name", h("div", { class: "row" }, name, h("button", {}, "Rename"))));
  }

  // ---- corrections

  private async correct(path: string, body: unknown): Promise<void> {
    try {
      const state: Corrections = await this.model.correct(path, body);
      if (path !== "undo" && path !== "redo") this.model.chosen.clear();
      this.update();
      if (this.tab !== "map") this.panels.get(this.tab)!.fill();
      const last = state.log[state.log.length - 1];
      this.toast(state.done === false ? "There is nothing to take back." : last ? last.says : "", false);
    } catch (problem) {
      this.toast((problem as Error).message, true);
    }
  }

  private toast(text: string, problem: boolean): void {
    document.querySelector(".toast")?.remove();
    const toast = h("div", { class: "toast" + (problem ? " problem" : ""), role: problem ? "alert" : "status" }, text);
    document.body.append(toast);
    setTimeout(() => toast.remove(), problem ? 9000 : 3500);
  }

  private fillHistory(): void {
    if (!this.live || !this.model.corrections) return;
    const { holding } = this.model.corrections;
    replace(
      this.historyTools,
      h("button", { disabled: holding === 0, title: "Take the last correction back", onclick: () => this.correct("undo", {}) }, "Undo"),
      h("button", { title: "Do it again", onclick: () => this.correct("redo", {}) }, "Redo"),
      h("span", { class: "note" }, plural(holding, "correction")),
    );
  }

  private correctionsPanel(): Element[] {
    const corrections = this.model.corrections!;
    const pairs = this.model.pairs.filter((one) => !this.toldApart(one)).slice(0, 8);
    return [
      h(
        "section",
        { class: "card stack" },
        h("h2", {}, "Could these be one class?"),
        h("p", { class: "note" }, "First come the pairs of which an answer is likely to change most: large classes whose samples lie among each other. What you answer is kept in corrections.jsonl in the run directory, and `decipher refine` uses it."),
        pairs.length ? h("div", { class: "grid" }, pairs.map((pair) => this.question(pair))) : h("p", {}, "No pair is left to ask about."),
      ),
      h("section", { class: "card stack" }, h("h2", {}, "Samples between two classes"), h("p", { class: "note" }, "Of all samples these lie most between the means of two classes. Click one to see it on the map."), this.strip(this.model.doubtful, 44)),
      h(
        "section",
        { class: "card" },
        h("div", { class: "row between" }, h("h2", {}, `Journal: ${plural(corrections.entries, "entry", "entries")}`), h("a", { href: "corrections.csv", download: "corrections.csv" }, "Save as CSV")),
        corrections.log.length ? h("ol", { class: "log", reversed: true }, corrections.log.slice().reverse().map((one) => h("li", {}, h("span", { class: one.holds ? "" : "gone" }, `${one.entry}. ${one.says}`), " ", h("span", { class: "note" }, [one.at.replace("T", " ").replace("Z", " UTC"), one.by].filter(Boolean).join(" · "))))) : h("p", { class: "note" }, "Nothing was corrected yet."),
      ),
    ];
  }

  /** Whether a person declared samples of the two classes to be different. */
  private toldApart(pair: Pair): boolean {
    return this.model.corrections!.answers.some((one) => {
      if (one.same) return false;
      const [a, b] = one.samples.split(",").map((sample) => this.model.labels[Number(sample)]);
      return (a === pair.first && b === pair.second) || (a === pair.second && b === pair.first);
    });
  }

  private question(pair: Pair): HTMLElement {
    const side = (label: number): HTMLElement => h("div", {}, h("div", { class: "row between" }, this.chip(label), h("span", { class: "note" }, count(this.model.info(label)?.size ?? 0))), this.strip((this.model.info(label)?.exemplars ?? []).slice(0, 10), 34));
    const [a, b] = [this.model.info(pair.first)!, this.model.info(pair.second)!];
    const larger = a.size >= b.size ? [a.number, b.number] : [b.number, a.number];
    return h(
      "article",
      { class: "card pair", "aria-label": `${this.model.className(pair.first)} and ${this.model.className(pair.second)}` },
      side(pair.first),
      side(pair.second),
      h("p", { class: "note" }, pair.separation === null ? "" : `${decimal(pair.separation, 2)} standard deviations apart`),
      h(
        "div",
        { class: "row" },
        h("button", { class: "main", onclick: () => this.correct("correct", { action: "merge", classes: larger }) }, "Same: merge"),
        h("button", { onclick: () => this.correct("correct", { action: "different", samples: `${a.exemplars[0]},${b.exemplars[0]}` }) }, "Different"),
      ),
    );
  }

  // ---- other panels

  private classesPanel(): Element[] {
    const cards = this.model.classes.map((info) => {
      const card = h(
        "article",
        { class: "card class-card", "aria-label": this.model.className(info.number) },
        h("header", {}, mark(colour(info.number), shape(info.number)), h("h2", {}, this.model.className(info.number)), this.panels.has("map") ? h("button", { onclick: () => {
          this.open("map");
          this.look(info.number);
          this.map.frame(this.model.members(info.number));
        } }, "On the map") : null),
        this.classDetail(info, true),
      );
      card.style.borderLeftColor = colour(info.number);
      return card;
    });
    return [h("div", { class: "grid" }, cards)];
  }

  private evidencePanel(): Element[] {
    const { header } = this.data;
    const found = header.classes?.length ?? 0;
    const parts: Element[] = [];
    const verdict = header.evidence?.verdict ?? header.resolution?.verdict;
    if (verdict) {
      parts.push(
        h(
          "section",
          { class: "card" },
          h("h2", {}, "Verdict"),
          h("p", { class: "statement" }, sentence(verdict)),
          header.scores ? h("p", { class: "note" }, `Against people's labels, which nothing but this line knows: accuracy ${decimal(header.scores.accuracy, 4)}, NMI ${decimal(header.scores.nmi)}, ARI ${decimal(header.scores.ari)}.`) : null,
          header.warnings.map((text) => h("p", { class: "warn" }, text)),
        ),
      );
    }
    if (header.resolution) parts.push(h("section", { class: "card" }, h("h2", {}, "How the number depends on the smallest size of a class"), h("p", { class: "note" }, sentence(header.resolution.verdict) + ". A number that the data support is a long flat piece."), plateauChart(header.resolution, found, header.samples)));
    if (header.evidence) {
      const { views, layouts } = header.evidence;
      if (views.length) parts.push(h("section", { class: "card scroll" }, agreementTable(views, found, "By other views of the same samples")));
      if (layouts.length) parts.push(h("section", { class: "card scroll" }, agreementTable(layouts, found, "By layouts of other seeds")));
    }
    if (header.stages?.length) {
      const scored = header.stages.some((one) => one.scores);
      parts.push(
        h(
          "section",
          { class: "card scroll" },
          h(
            "table",
            { class: "data" },
            h("caption", {}, "The way there, stage by stage"),
            h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Stage"), h("th", { scope: "col", class: "number" }, "Classes"), h("th", { scope: "col" }, "Noise"), scored ? h("th", { scope: "col" }, "Accuracy against people's labels") : null)),
            h("tbody", {}, header.stages.map((one, i) => h("tr", {}, h("th", { scope: "row" }, `${i + 1}. by ${one.by}`), h("td", { class: "number" }, one.sizes.filter((size) => size > 0).length), h("td", {}, bar(one.noise, percent(one.noise))), scored ? h("td", {}, one.scores ? bar(one.scores.accuracy, decimal(one.scores.accuracy, 4)) : "–") : null))),
          ),
        ),
      );
    }
    if (header.tree?.length) parts.push(h("section", { class: "card" }, h("h2", {}, "Which groups part from which as the density rises"), icicle(header.tree, (label) => this.model.className(label))));
    else {
      const tree = header.pictures.find((one) => one.array === "tree.png");
      if (tree) parts.push(h("section", { class: "card scroll" }, h("h2", {}, tree.title), this.picture(tree.array, tree.title)));
    }
    if (header.smallClusters?.length) parts.push(this.smallClusters());
    if (header.transitions) parts.push(this.transitions());
    return parts;
  }

  private smallClusters(): HTMLElement {
    return h(
      "section",
      { class: "card scroll" },
      h(
        "table",
        { class: "data" },
        h("caption", {}, "Small clusters, and what became of them"),
        h("thead", {}, h("tr", {}, ["Number", "Samples", "Votes", "Became", "Most typical"].map((text) => h("th", { scope: "col" }, text)))),
        h("tbody", {}, this.data.header.smallClusters!.slice(0, 100).map((one) => h("tr", {}, h("th", { scope: "row" }, one.number), h("td", {}, count(one.samples)), h("td", {}, bar(one.share, `${decimal(one.share, 2)} against ${decimal(one.secondShare, 2)}`)), h("td", {}, one.own !== undefined ? h("span", {}, "kept as ", this.chip(one.own)) : one.joined ? h("span", {}, "joined ", this.chip(one.class), ` by ${one.judge === "classifier" ? "the model's head" : one.judge}`) : "undecided"), h("td", {}, this.strip(one.exemplars.slice(0, 8), 28))))),
      ),
    );
  }

  private transitions(): HTMLElement {
    const { counts } = this.data.header.transitions!;
    const sums = counts.map((row) => row.reduce((sum, one) => sum + one, 0));
    return h(
      "section",
      { class: "card scroll" },
      h(
        "table",
        { class: "data heat" },
        h("caption", {}, "How often a class (column) follows another (row), in percent of the row"),
        h("thead", {}, h("tr", {}, h("td", {}), counts.map((_, label) => h("th", { scope: "col" }, this.model.names.get(label) ?? label)))),
        h("tbody", {}, counts.map((row, label) => h("tr", {}, h("th", { scope: "row" }, this.model.className(label)), row.map((one) => {
          const share = sums[label] ? one / sums[label] : 0;
          const box = h("td", { title: `${one} times` }, share >= 0.005 ? Math.round(100 * share) : "");
          box.style.background = `color-mix(in srgb, var(--accent) ${Math.round(55 * share)}%, transparent)`;
          return box;
        })))),
      ),
    );
  }

  private picture(array: string, alt: string): HTMLElement {
    const image = h("img", { class: "picture", alt, loading: "lazy" });
    void this.data.url(array).then((url) => (image.src = url));
    return image;
  }

  private resultsPanel(): Element[] {
    const { header } = this.data;
    const text = (value: string | number | boolean | null | undefined): string => (value === null || value === undefined ? "–" : typeof value === "number" ? (Number.isInteger(value) ? count(value) : decimal(value, 4)) : String(value));
    return [
      ...header.warnings.map((warning) => h("p", { class: "warn" }, warning)),
      ...header.tables!.map((table) => {
        const named = table.columns.some((name) => name);
        const numbers = table.columns.map((_, i) => i > 0 && named && table.rows.every((row) => row[i] === null || typeof row[i] === "number"));
        return h(
          "section",
          { class: "card scroll" },
          h(
            "table",
            { class: "data" },
            h("caption", {}, table.title),
            named ? h("thead", {}, h("tr", {}, table.columns.map((name, i) => h("th", { scope: "col", class: numbers[i] ? "number" : "" }, name)))) : null,
            h("tbody", {}, table.rows.map((row) => h("tr", {}, row.map((value, i) => (i ? h("td", { class: numbers[i] ? "number" : "" }, text(value)) : h("th", { scope: "row" }, text(value))))))),
          ),
        );
      }),
      ...header.pictures.map((one) => h("section", { class: "card scroll" }, h("h2", {}, one.title), this.picture(one.array, one.title))),
    ];
  }

  private trainingPanel(): Element[] {
    const { header } = this.data;
    const parts: Element[] = [];
    const measured = new Map<string, Map<string, [number, number][]>>();
    for (const line of header.training) {
      for (const [key, value] of Object.entries(line)) {
        if (key === "stage" || key === "epoch" || typeof value !== "number") continue;
        const stages = measured.get(key) ?? new Map<string, [number, number][]>();
        measured.set(key, stages);
        const stage = String(line.stage);
        stages.set(stage, [...(stages.get(stage) ?? []), [Number(line.epoch), value]]);
      }
    }
    if (measured.size) {
      const stages = [...new Set(header.training.map((one) => String(one.stage)))];
      parts.push(
        h(
          "section",
          { class: "card" },
          h("h2", {}, "Training, an epoch a point"),
          stages.length > 1 ? h("p", { class: "row note" }, stages.map((stage, i) => h("span", { class: "chip" }, mark(colour(i), 0), stage))) : null,
          h("div", { class: "curves" }, [...measured].map(([name, series]) => lineChart(name, [...series].map(([stage, values]) => ({ stage, values }))))),
        ),
      );
    }
    if (header.model) parts.push(h("section", { class: "card" }, h("h2", {}, "The model says of itself"), h("dl", { class: "facts" }, Object.entries(header.model).flatMap(([key, value]) => [h("dt", {}, key), h("dd", {}, value)]))));
    for (const one of header.pictures.filter((picture) => picture.array !== "tree.png")) parts.push(h("section", { class: "card scroll" }, h("h2", {}, one.title), this.picture(one.array, one.title)));
    return parts;
  }

  private runPanel(): Element[] {
    const { header } = this.data;
    const { about } = header;
    const seconds = Object.entries(about.seconds ?? {}).filter(([name]) => name !== "total");
    const total = about.seconds?.total ?? seconds.reduce((sum, [, value]) => sum + value, 0);
    const facts: [string, string | number | undefined][] = [["Job", header.job], ["Seed", header.seed], ["Engine", about.engine], ["Java", about.jdk], ["System", about.os], ["Processors", about.processors], ["Peak memory", about.peakMemoryMegabytes === undefined ? undefined : `${count(about.peakMemoryMegabytes)} MB`], ...Object.entries(header.plugins ?? {})];
    return [
      header.leftOut.length || (header.warnings.length && !header.evidence) ? h("section", { class: "card" }, h("h2", {}, this.live ? "Notes" : "What this file leaves out"), header.leftOut.map((text) => h("p", { class: "note" }, text)), header.evidence ? null : header.warnings.map((text) => h("p", { class: "warn" }, text))) : h("span", { hidden: true }),
      h(
        "div",
        { class: "two" },
        h("section", { class: "card" }, h("h2", {}, "The run"), h("dl", { class: "facts" }, facts.filter(([, value]) => value !== undefined).flatMap(([key, value]) => [h("dt", {}, key), h("dd", {}, String(value))]))),
        seconds.length ? h("section", { class: "card scroll" }, h("table", { class: "data" }, h("caption", {}, `Seconds a stage, ${decimal(total)} in all`), h("tbody", {}, seconds.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, bar(value / total, decimal(value)))))))) : null,
      ),
      header.settings ? h("section", { class: "card" }, h("details", {}, h("summary", {}, h("strong", {}, "Every setting: decipher.conf")), h("pre", {}, header.settings))) : h("span", { hidden: true }),
      about.versions ? h("section", { class: "card" }, h("details", {}, h("summary", {}, h("strong", {}, "Versions")), h("dl", { class: "facts" }, Object.entries(about.versions).flatMap(([key, value]) => [h("dt", {}, key), h("dd", {}, value)])))) : h("span", { hidden: true }),
    ];
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function inWords(one: Difference): string {
  if (one.value !== undefined) return `${one.column} “${one.value || "empty"}”: ${percent(one.share!, 0)} against ${percent(one.against, 0)}`;
  return `${one.column} ${one.deviations! > 0 ? "higher" : "lower"}: ${decimal(one.mean)} against ${decimal(one.against)} (${decimal(Math.abs(one.deviations!), 2)} s.d.)`;
}

/** The symbol of a class in its colour and shape. */
function mark(hex: string, form: number): SVGElement {
  const shapes = [
    s("circle", { cx: 8, cy: 8, r: 6.5 }),
    s("rect", { x: 2, y: 2, width: 12, height: 12 }),
    s("path", { d: "M8 1.5 15 14H1z" }),
    s("path", { d: "M8 .5 15.5 8 8 15.5.5 8z" }),
  ];
  const svg = s("svg", { viewBox: "0 0 16 16", class: "mark", "aria-hidden": "true", "data-shape": SHAPES[form] }, shapes[form]);
  svg.style.fill = hex;
  return svg;
}

function logo(): SVGElement {
  const svg = s("svg", { viewBox: "0 0 24 24", width: 26, height: 26, "aria-hidden": "true" });
  [[6, 7, 3.4], [11.5, 4.5, 1.8], [17.5, 8, 3], [8, 16.5, 2.4], [16, 17, 3.8], [12, 11.5, 1.6]].forEach(([cx, cy, r], i) => {
    const dot = s("circle", { cx, cy, r });
    dot.style.fill = colours()[[0, 4, 1, 3, 2, 9][i]];
    svg.append(dot);
  });
  return svg;
}
