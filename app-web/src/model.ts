// SPDX-License-Identifier: Apache-2.0
/** The state of the page: what is shown, chosen and, in the explorer, corrected. */
import { ClassInfo, Column, Data, Pair, get } from "./data";

export interface LogEntry {
  entry: number;
  at: string;
  by: string;
  says: string;
  holds: boolean;
}

export interface Corrections {
  entries: number;
  holding: number;
  by: string;
  names: Record<string, string>;
  reviewed: string;
  next: number;
  answers: { same: boolean; samples: string }[];
  log: LogEntry[];
  done?: boolean;
}

export class Model {
  labels: Int32Array = new Int32Array(0);
  strengths: Float32Array = new Float32Array(0);
  classes: ClassInfo[] = [];
  pairs: Pair[] = [];
  doubtful: number[] = [];
  names = new Map<number, string>();
  reviewed = new Set<number>();
  corrections: Corrections | null = null;
  /** Conditions that samples must meet to be shown. */
  readonly filter = { hidden: new Set<number>(), least: 0, text: "", column: "", value: "", from: NaN, to: NaN };
  readonly chosen = new Set<number>();
  focus: number | null = null; // the class in focus
  sample = -1;
  shown: Uint8Array = new Uint8Array(0);
  columns = new Map<string, { info: Column; values: Int32Array | Float32Array }>();

  constructor(readonly data: Data) {}

  async load(): Promise<void> {
    const { header } = this.data;
    this.classes = header.classes ?? [];
    for (const one of this.classes) if (one.name) this.names.set(one.number, one.name);
    this.pairs = header.pairs ?? [];
    this.doubtful = header.doubtful ?? [];
    if (header.samples) {
      this.labels = await this.data.ints("labels");
      this.strengths = await this.data.floats("strengths");
    }
    this.shown = new Uint8Array(header.samples).fill(1);
    await this.data.readNames();
    for (const info of header.columns ?? []) {
      const values = await (info.kind === "text" ? this.data.ints(info.array) : this.data.floats(info.array));
      this.columns.set(info.name, { info, values });
    }
    if (this.data.source.live && header.samples) await this.refresh();
  }

  className(label: number): string {
    if (label < 0) return "noise";
    return this.names.get(label) ?? `class ${label}`;
  }

  info(label: number): ClassInfo | undefined {
    return this.classes.find((one) => one.number === label);
  }

  text(column: string, sample: number): string {
    const { info, values } = this.columns.get(column)!;
    const value = values[sample];
    return info.kind === "text" ? info.values![value] : Number.isNaN(value) ? "–" : String(Number(value.toPrecision(5)));
  }

  /** Recomputes which samples are shown. */
  sift(): void {
    const { hidden, least, text, column, value, from, to } = this.filter;
    const wanted = text.trim().toLowerCase();
    const known = column ? this.columns.get(column) : undefined;
    const place = known?.info.kind === "text" && value !== "" ? known.info.values!.indexOf(value) : -1;
    for (let i = 0; i < this.shown.length; i++) {
      let ok = !hidden.has(this.labels[i]) && this.strengths[i] >= least - 1e-6;
      if (ok && this.focus !== null) ok = this.labels[i] === this.focus;
      if (ok && wanted) ok = this.matches(i, wanted);
      if (ok && place >= 0) ok = known!.values[i] === place;
      if (ok && known?.info.kind === "number") {
        const number = known.values[i];
        ok = !(number < from) && !(number > to) && !(Number.isNaN(number) && !(Number.isNaN(from) && Number.isNaN(to)));
      }
      this.shown[i] = ok ? 1 : 0;
    }
  }

  /** A row number must match exactly, a name in part. */
  private matches(sample: number, wanted: string): boolean {
    return this.data.names ? this.data.names[sample].toLowerCase().includes(wanted) : String(sample) === wanted;
  }

  countShown(): number {
    let shown = 0;
    for (const one of this.shown) shown += one;
    return shown;
  }

  members(label: number): number[] {
    const found: number[] = [];
    for (let i = 0; i < this.labels.length; i++) if (this.labels[i] === label) found.push(i);
    return found;
  }

  /** Requests the current classes from the explorer. */
  async refresh(state?: Corrections): Promise<void> {
    this.corrections = state ?? ((await (await get("state.json")).json()) as Corrections);
    this.names = new Map(Object.entries(this.corrections.names).map(([label, name]) => [Number(label), name]));
    this.reviewed = new Set(samples(this.corrections.reviewed));
    this.labels = new Int32Array(await (await get("labels")).arrayBuffer());
    const described = await (await get("classes.json")).json();
    this.classes = described.classes;
    this.pairs = described.pairs;
    this.doubtful = described.doubtful;
    const there = new Set(this.classes.map((one) => one.number));
    if (this.focus !== null && !there.has(this.focus)) this.focus = null;
  }

  async correct(path: string, body: unknown): Promise<Corrections> {
    const state = (await (await get(path, body)).json()) as Corrections;
    await this.refresh(state);
    return state;
  }
}

/** Samples as ranges, in journal notation: "3,7-12". */
export function ranges(of: Iterable<number>): string {
  const sorted = [...of].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; ) {
    let j = i;
    while (j + 1 < sorted.length && sorted[j + 1] === sorted[j] + 1) j++;
    parts.push(i === j ? String(sorted[i]) : `${sorted[i]}-${sorted[j]}`);
    i = j + 1;
  }
  return parts.join(",");
}

export function samples(text: string): number[] {
  return text === ""
    ? []
    : text.split(",").flatMap((part) => {
        const [from, to] = part.split("-").map(Number);
        return Array.from({ length: (to ?? from) - from + 1 }, (_, i) => from + i);
      });
}

/** A cell of a CSV file, quoted also so that spreadsheets do not interpret it as a formula. */
export function cell(value: string | number): string {
  const text = String(value);
  const safe = typeof value === "string" && /^[=+@\t\r-]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
}
