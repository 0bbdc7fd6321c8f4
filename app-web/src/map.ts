// SPDX-License-Identifier: Apache-2.0
/** A map of samples: WebGL 2 draws the points, a canvas above it names, rings and the lasso. */

export interface MapStyle {
  /** The index of each sample's colour in the palette. */
  codes: Uint8Array;
  /** The shape of each sample: 0 circle, 1 square, 2 triangle, 3 diamond. */
  shapes: Uint8Array;
  palette: string[];
}

export interface MapLabel {
  text: string;
  x: number;
  y: number;
  colour: string;
}

/** State per sample: hidden samples cannot be picked; chosen ones are drawn larger and last. */
export const HIDDEN = 0;
export const SHOWN = 1;
export const CHOSEN = 2;

const VERTEX = `#version 300 es
precision highp float;
in vec2 from; in vec2 to; in float code; in float shape; in float state;
uniform vec2 scale; uniform vec2 offset; uniform float size; uniform float t; uniform float pass;
uniform vec4 palette[13]; uniform float faint;
out vec4 colour; flat out int form;
void main() {
  vec2 place = mix(from, to, t) * scale + offset;
  gl_Position = vec4(place, 0.0, 1.0);
  bool chosen = state > 1.5;
  bool shown = state > 0.5;
  if ((pass < 0.5 && shown) || (pass > 0.5 && pass < 1.5 && (!shown || chosen)) || (pass > 1.5 && !chosen)) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  colour = shown ? palette[int(code + 0.5)] : vec4(palette[12].rgb, faint);
  if (chosen) colour.a = 1.0;
  form = int(shape + 0.5);
  gl_PointSize = (chosen ? 1.7 : shown ? 1.0 : 0.7) * size * (form == 0 ? 1.0 : 1.25);
}`;
const FRAGMENT = `#version 300 es
precision highp float;
in vec4 colour; flat in int form; out vec4 result;
void main() {
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  float d = form == 0 ? length(p) : form == 1 ? max(abs(p.x), abs(p.y)) * 1.2 : form == 2 ? max(p.y * 1.1, abs(p.x) * 1.15 - p.y * 0.55 + 0.15) * 1.1 : abs(p.x) + abs(p.y);
  float edge = fwidth(d);
  float alpha = colour.a * (1.0 - smoothstep(1.0 - edge, 1.0, d));
  if (alpha < 0.01) discard;
  result = vec4(colour.rgb * alpha, alpha);
}`;

const GRID = 128;
const MANY_POINTS = 50_000; // fewer are drawn fast everywhere
const MOST_WAITED_MS = 10_000;
const SLOW_MS = 33; // a slower frame reduces the number of points drawn while the view moves
const REST_MS = 160; // after which all points are drawn again
const MOST_LEFT_OUT = 16; // at least one in this many points is drawn; WebGL allows strides of up to 255 bytes

function rgb(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as [number, number, number];
}

export class ScatterMap {
  readonly element = document.createElement("div");
  private readonly canvas = document.createElement("canvas");
  private readonly over = document.createElement("canvas");
  private readonly gl: WebGL2RenderingContext | null;
  private readonly flat: CanvasRenderingContext2D | null;
  private program: WebGLProgram | null = null;
  private readonly buffers: Record<string, WebGLBuffer> = {};
  private points: Float32Array = new Float32Array(0); // in [-1, 1]
  private before: Float32Array = new Float32Array(0);
  private morph = 1;
  private morphBegan = 0;
  private style: MapStyle = { codes: new Uint8Array(0), shapes: new Uint8Array(0), palette: [] };
  private state: Uint8Array = new Uint8Array(0);
  private passes = [SHOWN];
  private labels: MapLabel[] = [];
  private zoom = 0.92;
  private centre: [number, number] = [0, 0];
  private cellStart = new Int32Array(0);
  private cellItems = new Int32Array(0);
  private requested = false;
  private stale = false; // whether points must be redrawn, and not only what is above them
  private moving = false;
  private resting = 0; // a timer
  private every = 1; // while the view moves, one in this many points is drawn
  private path: [number, number][] = [];
  private drag: { x: number; y: number; moved: boolean } | null = null;
  private readonly pointers = new Map<number, [number, number]>();
  private pinch = 0;
  lassoing = false;
  hover = -1;
  cursor = -1;
  labelled = true;
  onhover: (sample: number) => void = () => {};
  onpick: (sample: number) => void = () => {};
  onlasso: (samples: number[], extend: boolean) => void = () => {};
  oncursor: (sample: number) => void = () => {};
  onescape: () => void = () => {};
  ontoggle: (sample: number) => void = () => {};

  constructor(label: string) {
    this.element.className = "map";
    this.over.className = "over";
    this.element.append(this.canvas, this.over);
    this.over.tabIndex = 0;
    this.over.setAttribute("role", "application");
    this.over.setAttribute("aria-label", label);
    this.over.setAttribute("aria-describedby", "map-keys");
    this.gl = this.canvas.getContext("webgl2", { antialias: false, premultipliedAlpha: true, preserveDrawingBuffer: true });
    this.flat = this.gl ? null : this.canvas.getContext("2d");
    this.listen();
    new ResizeObserver(() => this.resize()).observe(this.element);
  }

  /** Shows points, (n x 2) row-major; later calls animate them to their new positions. */
  place(raw: Float32Array): void {
    const n = raw.length / 2;
    const scaled = new Float32Array(raw.length);
    const low = [Infinity, Infinity];
    const high = [-Infinity, -Infinity];
    for (let i = 0; i < raw.length; i++) {
      low[i % 2] = Math.min(low[i % 2], raw[i]);
      high[i % 2] = Math.max(high[i % 2], raw[i]);
    }
    const half = Math.max(high[0] - low[0], high[1] - low[1], 1e-9) / 2;
    for (let i = 0; i < raw.length; i++) {
      scaled[i] = (raw[i] - (low[i % 2] + high[i % 2]) / 2) / half;
    }
    const moves = this.points.length === scaled.length && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.before = moves ? this.points : scaled;
    this.points = scaled;
    this.morph = moves ? 0 : 1;
    this.morphBegan = performance.now();
    if (this.state.length !== n) this.state = new Uint8Array(n).fill(SHOWN);
    this.index();
    this.upload("from", this.before);
    this.upload("to", this.points);
    this.draw();
  }

  paint(style: MapStyle): void {
    this.style = style;
    this.upload("code", style.codes);
    this.upload("shape", style.shapes);
    this.draw();
  }

  show(state: Uint8Array): void {
    this.state = state;
    this.passes = [HIDDEN, SHOWN, CHOSEN].filter((one) => state.includes(one));
    this.upload("state", state);
    this.draw();
  }

  name(labels: MapLabel[]): void {
    this.labels = labels;
    this.draw();
  }

  /** The position of a sample, in [-1, 1]. */
  at(sample: number): [number, number] {
    return [this.points[2 * sample], this.points[2 * sample + 1]];
  }

  reset(): void {
    this.zoom = 0.92;
    this.centre = [0, 0];
    this.draw();
  }

  zoomBy(factor: number, x = this.over.clientWidth / 2, y = this.over.clientHeight / 2): void {
    const [px, py] = this.toMap(x, y);
    this.zoom = Math.min(400, Math.max(0.5, this.zoom * factor));
    const [qx, qy] = this.toMap(x, y);
    this.centre = [this.centre[0] + px - qx, this.centre[1] + py - qy];
    this.drawMoving();
  }

  /** Zooms so that the samples fill the view. */
  frame(samples: Iterable<number>): void {
    let left = Infinity, right = -Infinity, top = -Infinity, bottom = Infinity;
    for (const sample of samples) {
      const [x, y] = this.at(sample);
      left = Math.min(left, x); right = Math.max(right, x);
      bottom = Math.min(bottom, y); top = Math.max(top, y);
    }
    if (left > right) return;
    this.centre = [(left + right) / 2, (bottom + top) / 2];
    this.zoom = Math.min(40, 1.5 / Math.max(right - left, top - bottom, 0.02));
    this.draw();
  }

  focus(): void {
    this.over.focus();
  }

  private side(): number {
    return Math.min(this.over.clientWidth, this.over.clientHeight) / 2 || 1;
  }

  private toMap(x: number, y: number): [number, number] {
    const unit = this.side() * this.zoom;
    return [(x - this.over.clientWidth / 2) / unit + this.centre[0], (this.over.clientHeight / 2 - y) / unit + this.centre[1]];
  }

  /** Converts map coordinates to screen coordinates, relative to the map's upper left corner. */
  toScreen(x: number, y: number): [number, number] {
    const unit = this.side() * this.zoom;
    return [(x - this.centre[0]) * unit + this.over.clientWidth / 2, this.over.clientHeight / 2 - (y - this.centre[1]) * unit];
  }

  private index(): void {
    const n = this.points.length / 2;
    const cell = (i: number): number => {
      const column = Math.min(GRID - 1, Math.max(0, Math.floor(((this.points[2 * i] + 1) / 2) * GRID)));
      const row = Math.min(GRID - 1, Math.max(0, Math.floor(((this.points[2 * i + 1] + 1) / 2) * GRID)));
      return row * GRID + column;
    };
    this.cellStart = new Int32Array(GRID * GRID + 1);
    for (let i = 0; i < n; i++) this.cellStart[cell(i) + 1]++;
    for (let c = 0; c < GRID * GRID; c++) this.cellStart[c + 1] += this.cellStart[c];
    const next = this.cellStart.slice();
    this.cellItems = new Int32Array(n);
    for (let i = 0; i < n; i++) this.cellItems[next[cell(i)]++] = i;
  }

  /** The nearest wanted sample within `reach` of a position; -1 if there is none. */
  nearest(x: number, y: number, reach: number, wanted: (sample: number) => boolean): number {
    let best = -1;
    let bestDistance = reach * reach;
    const column = Math.floor(((x + 1) / 2) * GRID);
    const row = Math.floor(((y + 1) / 2) * GRID);
    const most = Math.ceil((reach / 2) * GRID) + 1;
    for (let ring = 0; ring <= Math.min(most, 2 * GRID); ring++) {
      if (best >= 0 && ((ring - 1) * 2) / GRID > Math.sqrt(bestDistance)) break;
      for (let r = row - ring; r <= row + ring; r++) {
        if (r < 0 || r >= GRID) continue;
        const step = Math.abs(r - row) === ring ? 1 : 2 * ring || 1;
        for (let c = column - ring; c <= column + ring; c += step) {
          if (c < 0 || c >= GRID) continue;
          const cell = r * GRID + c;
          for (let at = this.cellStart[cell]; at < this.cellStart[cell + 1]; at++) {
            const i = this.cellItems[at];
            const dx = this.points[2 * i] - x;
            const dy = this.points[2 * i + 1] - y;
            if (dx * dx + dy * dy <= bestDistance && wanted(i)) {
              bestDistance = dx * dx + dy * dy;
              best = i;
            }
          }
        }
      }
    }
    return best;
  }

  private pick(x: number, y: number): number {
    const [mx, my] = this.toMap(x, y);
    return this.nearest(mx, my, 14 / (this.side() * this.zoom), (i) => this.state[i] !== HIDDEN);
  }

  /** The shown samples inside a polygon of map coordinates. */
  inside(polygon: [number, number][]): number[] {
    const found: number[] = [];
    for (let i = 0; i < this.state.length; i++) {
      if (this.state[i] === HIDDEN) continue;
      const x = this.points[2 * i];
      const y = this.points[2 * i + 1];
      let within = false;
      for (let a = 0, b = polygon.length - 1; a < polygon.length; b = a++) {
        const [ax, ay] = polygon[a];
        const [bx, by] = polygon[b];
        if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
      }
      if (within) found.push(i);
    }
    return found;
  }

  /** The shown samples in view. */
  inView(): number[] {
    const [left, top] = this.toMap(0, 0);
    const [right, bottom] = this.toMap(this.over.clientWidth, this.over.clientHeight);
    return this.inside([[left, top], [right, top], [right, bottom], [left, bottom]]);
  }

  private listen(): void {
    const over = this.over;
    const place = (event: PointerEvent | WheelEvent): [number, number] => {
      const box = over.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    over.addEventListener("pointerdown", (event) => {
      over.setPointerCapture(event.pointerId);
      const [x, y] = place(event);
      this.pointers.set(event.pointerId, [x, y]);
      if (this.pointers.size === 2) {
        this.pinch = this.spread();
        this.path = [];
        return;
      }
      this.drag = { x, y, moved: false };
      if (this.lassoing || event.shiftKey) this.path = [this.toMap(x, y)];
    });
    over.addEventListener("pointermove", (event) => {
      const [x, y] = place(event);
      if (this.pointers.has(event.pointerId)) this.pointers.set(event.pointerId, [x, y]);
      if (this.pointers.size === 2) {
        const spread = this.spread();
        this.zoomBy(spread / this.pinch, x, y);
        this.pinch = spread;
        return;
      }
      if (this.drag) {
        if (Math.hypot(x - this.drag.x, y - this.drag.y) > 3) this.drag.moved = true;
        if (this.path.length) {
          this.path.push(this.toMap(x, y));
          this.drawAbove();
        } else if (this.drag.moved) {
          const unit = this.side() * this.zoom;
          this.centre = [this.centre[0] - (x - this.drag.x) / unit, this.centre[1] + (y - this.drag.y) / unit];
          this.drag.x = x;
          this.drag.y = y;
          this.drawMoving();
        }
        return;
      }
      const hover = this.pick(x, y);
      if (hover !== this.hover) {
        this.hover = hover;
        over.style.cursor = this.lassoing ? "crosshair" : hover >= 0 ? "pointer" : "";
        this.onhover(hover);
        this.drawAbove();
      }
    });
    const end = (event: PointerEvent): void => {
      this.pointers.delete(event.pointerId);
      const drag = this.drag;
      this.drag = null;
      if (!drag) return;
      const [x, y] = place(event);
      if (this.path.length > 2) this.onlasso(this.inside(this.path), event.ctrlKey || event.metaKey);
      else if (!drag.moved) {
        const picked = this.pick(x, y);
        this.cursor = picked;
        this.onpick(picked);
      }
      this.path = [];
      this.drawAbove();
    };
    over.addEventListener("pointerup", end);
    over.addEventListener("pointercancel", end);
    over.addEventListener("pointerleave", () => {
      if (this.hover >= 0 && !this.drag) {
        this.hover = -1;
        this.onhover(-1);
        this.drawAbove();
      }
    });
    over.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoomBy(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015)), ...place(event));
    }, { passive: false });
    over.addEventListener("keydown", (event) => this.key(event));
    over.addEventListener("focus", () => this.drawAbove());
    over.addEventListener("blur", () => this.drawAbove());
  }

  private spread(): number {
    const [a, b] = [...this.pointers.values()];
    return Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
  }

  private key(event: KeyboardEvent): void {
    const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const arrow = arrows[event.key];
    if (arrow && event.shiftKey) {
      this.centre = [this.centre[0] + (0.2 * arrow[0]) / this.zoom, this.centre[1] + (0.2 * arrow[1]) / this.zoom];
      this.draw();
    } else if (arrow) this.step(arrow);
    else if (event.key === "+" || event.key === "=") this.zoomBy(1.3);
    else if (event.key === "-") this.zoomBy(1 / 1.3);
    else if (event.key === "0") this.reset();
    else if (event.key === "Enter" && this.cursor >= 0) this.onpick(this.cursor);
    else if (event.key === " " && this.cursor >= 0) this.ontoggle(this.cursor);
    else if (event.key === "Escape") this.onescape();
    else return;
    event.preventDefault();
  }

  /** Moves the cursor to the nearest shown sample in a direction. */
  private step([dx, dy]: [number, number]): void {
    const [x, y] = this.cursor >= 0 ? this.at(this.cursor) : this.centre;
    let best = -1;
    let least = Infinity;
    const clear = 4 / (this.side() * this.zoom); // farther than a point's own width
    for (let i = 0; i < this.state.length; i++) {
      if (this.state[i] === HIDDEN || i === this.cursor) continue;
      const px = this.points[2 * i] - x;
      const py = this.points[2 * i + 1] - y;
      const along = px * dx + py * dy;
      const across = Math.abs(px * dy) + Math.abs(py * dx);
      if (this.cursor >= 0 && (along < clear || across > along)) continue;
      const cost = this.cursor >= 0 ? along + 2 * across : Math.hypot(px, py);
      if (cost < least) {
        least = cost;
        best = i;
      }
    }
    if (best >= 0) this.moveTo(best);
  }

  moveTo(sample: number): void {
    this.cursor = sample;
    const [x, y] = this.at(sample);
    const [sx, sy] = this.toScreen(x, y);
    if (sx < 20 || sy < 20 || sx > this.over.clientWidth - 20 || sy > this.over.clientHeight - 20) this.centre = [x, y];
    this.oncursor(sample);
    this.draw();
  }

  private upload(name: string, values: Float32Array | Uint8Array): void {
    if (!this.gl) return;
    this.buffers[name] ??= this.gl.createBuffer()!;
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.buffers[name]);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, values, this.gl.STATIC_DRAW);
  }

  private resize(): void {
    const ratio = Math.min(3, devicePixelRatio || 1);
    for (const canvas of [this.canvas, this.over]) {
      canvas.width = Math.max(1, Math.round(this.element.clientWidth * ratio));
      canvas.height = Math.max(1, Math.round(this.element.clientHeight * ratio));
    }
    this.draw();
  }

  draw(): void {
    this.stale = true;
    this.request();
  }

  /** Redraws what is above the points: names, rings and the lasso. */
  private drawAbove(): void {
    this.request();
  }

  /**
   * Draws a moving view: fewer points if drawing all takes too long, and all of them once it rests.
   */
  private drawMoving(): void {
    this.moving = true;
    clearTimeout(this.resting);
    const rest = (): void => {
      if (this.drag) this.resting = window.setTimeout(rest, REST_MS);
      else {
        this.moving = false;
        if (this.every > 1) this.draw();
      }
    };
    this.resting = window.setTimeout(rest, REST_MS);
    this.draw();
  }

  /** Measures how long drawing all points takes, and from that chooses how many to draw while the view moves. */
  private measure(gl: WebGL2RenderingContext): void {
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    const began = performance.now();
    gl.flush();
    const wait = (): void => {
      if (!sync || gl.isContextLost() || performance.now() - began > MOST_WAITED_MS) return;
      if (gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED) {
        setTimeout(wait, 4);
        return;
      }
      gl.deleteSync(sync);
      const took = performance.now() - began;
      this.every = 1;
      while (this.every < MOST_LEFT_OUT && took / this.every > SLOW_MS) this.every *= 2;
    };
    setTimeout(wait, 4);
  }

  private request(): void {
    if (this.requested) return;
    this.requested = true;
    requestAnimationFrame((now) => {
      this.requested = false;
      if (this.morph < 1) {
        this.morph = Math.min(1, (now - this.morphBegan) / 700);
        if (this.morph < 1) this.drawMoving();
        else this.stale = true;
      }
      const points = this.stale;
      this.stale = this.morph < 1;
      this.render(points);
    });
  }

  private pointSize(): number {
    const n = Math.max(1, this.state.length);
    const base = Math.min(7, Math.max(1.7, 260 / Math.sqrt(n)));
    return base * Math.min(3.2, Math.pow(Math.max(1, this.zoom), 0.4)) * Math.min(3, devicePixelRatio || 1);
  }

  private render(points: boolean): void {
    if (!this.canvas.width || !this.element.clientWidth) return;
    if (points && this.gl) this.renderGl(this.gl, this.moving ? this.every : 1);
    else if (points && this.flat) this.renderFlat(this.flat, this.moving ? this.every : 1);
    this.renderOver();
  }

  private eased(): number {
    return this.morph * this.morph * (3 - 2 * this.morph);
  }

  /** Draws one in `every` points: the order of samples is unrelated to their positions. */
  private renderGl(gl: WebGL2RenderingContext, every: number): void {
    if (!this.program) {
      const program = gl.createProgram()!;
      for (const [type, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
        const shader = gl.createShader(type)!;
        gl.shaderSource(shader, text);
        gl.compileShader(shader);
        if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) throw new Error(gl.getShaderInfoLog(shader) ?? "shader");
        gl.attachShader(program, shader);
      }
      gl.linkProgram(program);
      this.program = program;
      this.canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
      this.canvas.addEventListener("webglcontextrestored", () => {
        this.program = null;
        for (const name of Object.keys(this.buffers)) delete this.buffers[name];
        this.upload("from", this.before);
        this.upload("to", this.points);
        this.paint(this.style);
        this.show(this.state);
      });
    }
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!this.state.length || !this.style.palette.length) return;
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.useProgram(this.program);
    for (const [name, width, type] of [["from", 2, gl.FLOAT], ["to", 2, gl.FLOAT], ["code", 1, gl.UNSIGNED_BYTE], ["shape", 1, gl.UNSIGNED_BYTE], ["state", 1, gl.UNSIGNED_BYTE]] as const) {
      const at = gl.getAttribLocation(this.program, name);
      if (at < 0 || !this.buffers[name]) continue;
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, width, type, false, every * width * (type === gl.FLOAT ? 4 : 1), 0);
    }
    const uniform = (name: string) => gl.getUniformLocation(this.program!, name);
    const x = (this.side() * this.zoom) / (this.over.clientWidth / 2);
    const y = (this.side() * this.zoom) / (this.over.clientHeight / 2);
    gl.uniform2f(uniform("scale"), x, y);
    gl.uniform2f(uniform("offset"), -this.centre[0] * x, -this.centre[1] * y);
    gl.uniform1f(uniform("size"), this.pointSize());
    gl.uniform1f(uniform("t"), this.eased());
    gl.uniform1f(uniform("faint"), 0.22);
    const palette = new Float32Array(13 * 4);
    const all = [...this.style.palette];
    while (all.length < 13) all.push(this.style.palette[this.style.palette.length - 1]);
    all.slice(0, 13).forEach((hex, i) => palette.set([...rgb(hex), 0.8], 4 * i));
    gl.uniform4fv(uniform("palette"), palette);
    for (const pass of this.passes) {
      gl.uniform1f(uniform("pass"), pass);
      gl.drawArrays(gl.POINTS, 0, Math.ceil(this.state.length / every));
    }
    if (every === 1 && this.state.length >= MANY_POINTS) this.measure(gl);
  }

  /** Fallback without WebGL: the same points, as squares. */
  private renderFlat(context: CanvasRenderingContext2D, every: number): void {
    const ratio = this.canvas.width / this.element.clientWidth;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const t = this.eased();
    for (const pass of [HIDDEN, SHOWN, CHOSEN]) {
      for (let i = 0; i < this.state.length; i += every) {
        if (this.state[i] !== pass) continue;
        const x = this.before[2 * i] * (1 - t) + this.points[2 * i] * t;
        const y = this.before[2 * i + 1] * (1 - t) + this.points[2 * i + 1] * t;
        const [sx, sy] = this.toScreen(x, y);
        const size = this.pointSize() * (pass === CHOSEN ? 1.7 : 1);
        context.globalAlpha = pass === HIDDEN ? 0.22 : 0.8;
        context.fillStyle = pass === HIDDEN ? this.style.palette[this.style.palette.length - 1] : this.style.palette[this.style.codes[i]];
        context.fillRect(sx * ratio - size / 2, sy * ratio - size / 2, size, size);
      }
    }
    context.globalAlpha = 1;
  }

  private renderOver(): void {
    const context = this.over.getContext("2d")!;
    const ratio = this.over.width / this.over.clientWidth;
    const css = getComputedStyle(this.element);
    const ink = css.getPropertyValue("--ink").trim();
    const ground = css.getPropertyValue("--map").trim();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.over.clientWidth, this.over.clientHeight);
    if (this.labelled && this.morph === 1) {
      context.font = "600 13px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      for (const label of this.labels) {
        const text = label.text.length > 28 ? label.text.slice(0, 27) + "…" : label.text;
        const half = context.measureText(text).width / 2 + 4;
        const [across, y] = this.toScreen(label.x, label.y);
        const seen = across > 0 && across < this.over.clientWidth; // visible labels are not cut off
        const x = seen ? Math.max(half, Math.min(this.over.clientWidth - half, across)) : across;
        context.lineWidth = 5;
        context.strokeStyle = ground;
        context.strokeText(text, x, y);
        context.fillStyle = ink;
        context.fillText(text, x, y);
      }
    }
    for (const [sample, width] of [[this.hover, 2], [this.cursor, 3]] as const) {
      if (sample < 0 || sample >= this.state.length) continue;
      const [x, y] = this.toScreen(...this.at(sample));
      context.beginPath();
      context.arc(x, y, width === 3 ? 9 : 7, 0, 2 * Math.PI);
      context.lineWidth = width + 2;
      context.strokeStyle = ground;
      context.stroke();
      context.lineWidth = width;
      context.strokeStyle = ink;
      context.stroke();
    }
    if (this.path.length > 1) {
      context.beginPath();
      this.path.forEach(([px, py], i) => {
        const [x, y] = this.toScreen(px, py);
        if (i) context.lineTo(x, y);
        else context.moveTo(x, y);
      });
      context.closePath();
      context.lineWidth = 1.5;
      context.setLineDash([5, 4]);
      context.strokeStyle = ink;
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 0.08;
      context.fillStyle = ink;
      context.fill();
      context.globalAlpha = 1;
    }
  }
}
