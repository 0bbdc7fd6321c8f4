// SPDX-License-Identifier: Apache-2.0
/** The data that the page shows; described in docs/report-format.md. */

export interface ArrayInfo {
  type: string;
  shape: number[];
  offset?: number | number[];
  step?: number | number[];
  missing?: number;
}
export interface Difference {
  column: string;
  mean?: number;
  against: number;
  deviations?: number;
  value?: string;
  share?: number;
}
export interface Near {
  number: number;
  distance: number;
  separation: number | null;
  differs: Difference[];
}
export interface ClassInfo {
  number: number;
  name?: string;
  size: number;
  strength: number;
  exemplars: number[];
  borderline: number[];
  outliers: number[];
  neighbours: Near[];
}
export interface Pair {
  first: number;
  second: number;
  separation: number | null;
}
export interface Column {
  name: string;
  kind: "text" | "number";
  array: string;
  values?: string[];
}
export interface Sheet {
  live?: boolean;
  width: number;
  height: number;
  columns: number;
  cells: number;
  sheets: string[];
  samples?: string;
}
export interface Finding {
  by: string;
  classes: number;
  holds?: { from: number; to: number; fromShare: number; toShare: number; lasts: boolean };
  ari?: number;
  nmi?: number;
}
export interface Scores {
  accuracy: number;
  nmi: number;
  ari: number;
  coverage?: number;
}
export interface Resolution {
  verdict: string;
  plateaus: { from: number; to: number; classes: number }[];
  persistent: { from: number; to: number; classes: number; noiseShare: number; persistence: number }[];
  curve?: [number, number, number][];
}
export interface SmallCluster {
  number: number;
  samples: number;
  class: number;
  share: number;
  secondShare: number;
  joined: boolean;
  judge: string;
  own?: number;
  exemplars: number[];
}
export interface Branch {
  id: number;
  parent: number;
  size: number;
  birth: number;
  death: number | null;
  stability: number | null;
  class: number;
}
/** Results of a command: one row per item, cells in the order of columns. */
export interface Table {
  title: string;
  columns: string[];
  rows: (string | number | boolean | null)[][];
}
export interface Header {
  format: string;
  version: number;
  title: string;
  job: string;
  samples: number;
  kind: string;
  noise?: number;
  features?: number;
  classes?: ClassInfo[];
  pairs?: Pair[];
  doubtful?: number[];
  maps?: { array: string; title: string; by: string }[];
  columns?: Column[];
  stages?: { by: string; classes: number; noise: number; sizes: number[]; array?: string; scores?: Scores }[];
  evidence?: Finding & { verdict: string; support: string; kept: number; views: Finding[]; layouts: Finding[] };
  resolution?: Resolution;
  scores?: Scores;
  smallClusters?: SmallCluster[];
  tree?: Branch[];
  transitions?: { by: string; counts: number[][] };
  thumbnails?: Sheet;
  means?: Sheet;
  sounds?: { live?: boolean; arrays?: Record<string, string> };
  tables?: Table[];
  pictures: { array: string; title: string }[];
  training: Record<string, number | string | null>[];
  model?: Record<string, string>;
  plugins?: Record<string, string>;
  seed?: number;
  settings?: string;
  about: {
    engine?: string;
    jdk?: string;
    os?: string;
    processors?: number;
    versions?: Record<string, string>;
    seconds?: Record<string, number>;
    peakMemoryMegabytes?: number;
  };
  warnings: string[];
  leftOut: string[];
  arrays: Record<string, ArrayInfo>;
}

/** The source of header and arrays: this file, or the explorer. */
export interface Source {
  readonly live: boolean;
  header(): Promise<Header>;
  bytes(name: string): Promise<Uint8Array>;
}

class Embedded implements Source {
  readonly live = false;
  async header(): Promise<Header> {
    return JSON.parse(document.getElementById("header")!.textContent!) as Header;
  }
  async bytes(name: string): Promise<Uint8Array> {
    for (const element of document.querySelectorAll<HTMLScriptElement>("script[data-array]")) {
      if (element.dataset.array === name) {
        const text = atob(element.textContent!);
        const bytes = new Uint8Array(text.length);
        for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
        return bytes;
      }
    }
    throw new Error(`this file lacks the array ${name}`);
  }
}

class Served implements Source {
  readonly live = true;
  async header(): Promise<Header> {
    return (await get("header.json")).json() as Promise<Header>;
  }
  async bytes(name: string): Promise<Uint8Array> {
    return new Uint8Array(await (await get("array/" + encodeURIComponent(name))).arrayBuffer());
  }
}

/** Sends a request to the explorer; throws its message if it refuses. */
export async function get(path: string, body?: unknown): Promise<Response> {
  const answer = await fetch(
    path,
    body === undefined
      ? {}
      : {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-Decipher": "page" },
          body: JSON.stringify(body),
        },
  );
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({ problem: answer.statusText }));
    throw new Error(told.problem);
  }
  return answer;
}

export function source(): Source {
  return document.getElementById("header") ? new Embedded() : new Served();
}

/** The data of one report; arrays are decoded on demand. */
export class Data {
  private readonly cached = new Map<string, Promise<Float32Array | Int32Array>>();
  private readonly urls = new Map<string, Promise<string>>();
  names: string[] | null = null;

  constructor(
    readonly source: Source,
    readonly header: Header,
  ) {}

  has(name: string): boolean {
    return name in this.header.arrays;
  }

  /** Integers, e.g. labels. */
  ints(name: string): Promise<Int32Array> {
    return this.once(name, (bytes, info) => {
      const raw = info.type === "int16" ? new Int16Array(bytes.buffer) : new Int32Array(bytes.buffer);
      return Int32Array.from(raw);
    }) as Promise<Int32Array>;
  }

  /** Numbers, to the precision of their quantization; NaN if missing. */
  floats(name: string): Promise<Float32Array> {
    return this.once(name, (bytes, info) => {
      const raw = info.type === "uint8" ? bytes : new Uint16Array(bytes.buffer);
      const width = info.shape[1] ?? 1;
      const offset = list(info.offset ?? 0, width);
      const step = list(info.step ?? 1, width);
      const values = new Float32Array(raw.length);
      for (let i = 0; i < raw.length; i++) {
        const j = i % width;
        values[i] = raw[i] === info.missing ? NaN : offset[j] + raw[i] * step[j];
      }
      return values;
    }) as Promise<Float32Array>;
  }

  private once(
    name: string,
    decode: (bytes: Uint8Array, info: ArrayInfo) => Float32Array | Int32Array,
  ): Promise<Float32Array | Int32Array> {
    let known = this.cached.get(name);
    if (!known) {
      known = this.source.bytes(name).then((bytes) => decode(bytes, this.header.arrays[name]));
      this.cached.set(name, known);
    }
    return known;
  }

  /** The URL of an embedded image or sound. */
  url(name: string): Promise<string> {
    let known = this.urls.get(name);
    if (!known) {
      known = this.source
        .bytes(name)
        .then((bytes) =>
          URL.createObjectURL(new Blob([bytes as BlobPart], { type: this.header.arrays[name].type })),
        );
      this.urls.set(name, known);
    }
    return known;
  }

  async readNames(): Promise<void> {
    if (this.has("names")) {
      this.names = JSON.parse(new TextDecoder().decode(await this.source.bytes("names"))) as string[];
    }
  }

  name(sample: number): string {
    return this.names ? this.names[sample] : String(sample);
  }
}

function list(value: number | number[], width: number): number[] {
  return Array.isArray(value) ? value : new Array<number>(width).fill(value);
}
