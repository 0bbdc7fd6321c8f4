// SPDX-License-Identifier: Apache-2.0
/** Pictures of samples: cut from the embedded sheets, or requested from the explorer one by one. */
import { Data, Sheet } from "./data";
import { h } from "./dom";

export class Pictures {
  private kept: Int32Array | null = null;

  constructor(private readonly data: Data) {}

  get any(): boolean {
    return this.data.header.thumbnails !== undefined;
  }

  async load(): Promise<void> {
    const name = this.data.header.thumbnails?.samples;
    if (name) this.kept = await this.data.ints(name);
  }

  /** Whether a sample's own picture is available. */
  has(sample: number): boolean {
    return this.any && (this.kept === null || this.cell(sample) >= 0);
  }

  private cell(sample: number): number {
    if (!this.kept) return sample;
    let low = 0;
    let high = this.kept.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (this.kept[middle] === sample) return middle;
      if (this.kept[middle] < sample) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  of(sample: number, size: number, alt = ""): HTMLElement {
    const sheet = this.data.header.thumbnails!;
    if (sheet.live) {
      const image = h("img", { class: "thumb", src: `thumbnail/${sample}`, alt, width: size, height: size, loading: "lazy" });
      return image;
    }
    return this.cut(sheet, this.cell(sample), size, alt);
  }

  /** The mean picture of a class that the run found. */
  mean(label: number, size: number): HTMLElement | null {
    const sheet = this.data.header.means;
    const at = this.data.header.classes?.findIndex((one) => one.number === label) ?? -1;
    return sheet && at >= 0 ? this.cut(sheet, at, size, `mean of class ${label}`) : null;
  }

  private cut(sheet: Sheet, cell: number, size: number, alt: string): HTMLElement {
    const scale = size / Math.max(sheet.width, sheet.height);
    const within = cell % sheet.cells;
    const image = h("span", { class: "thumb", ...(alt ? { role: "img", "aria-label": alt } : { "aria-hidden": "true" }) });
    image.style.width = `${sheet.width * scale}px`;
    image.style.height = `${sheet.height * scale}px`;
    image.style.backgroundPosition = `${-(within % sheet.columns) * sheet.width * scale}px ${-Math.floor(within / sheet.columns) * sheet.height * scale}px`;
    const name = sheet.sheets[Math.floor(cell / sheet.cells)];
    if (name) {
      const put = (url: string, width: number): void => {
        image.style.backgroundImage = `url("${url}")`;
        image.style.backgroundSize = `${width * scale}px auto`;
      };
      this.data.url(name).then(async (url) => {
        put(url, await this.width(url));
      }, () => {});
    }
    return image;
  }

  private readonly widths = new Map<string, Promise<number>>();

  /** The width of a sheet; the last one may be narrower than the others. */
  private width(url: string): Promise<number> {
    let known = this.widths.get(url);
    if (!known) {
      const image = new Image();
      image.src = url;
      known = image.decode().then(() => image.naturalWidth);
      this.widths.set(url, known);
    }
    return known;
  }
}
