// SPDX-License-Identifier: Apache-2.0
/** Creates elements without markup: data is always inserted as text, never as HTML. */

type Child = Node | string | number | null | undefined | false;
type Properties = Record<string, unknown>;

function put(element: Element, properties: Properties): void {
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(key, "");
    else element.setAttribute(key, String(value));
  }
}

/** Returns an element with attributes, listeners (`onclick`, …) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: (Child | Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  put(element, properties);
  add(element, ...children);
  return element;
}

/** Like {@link h}, for SVG. */
export function s(tag: string, properties: Properties = {}, ...children: (Child | Child[])[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  put(element, properties);
  add(element, ...children);
  return element;
}

export function add(element: Element, ...children: (Child | Child[])[]): void {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(typeof child === "number" ? String(child) : child);
  }
}

export function replace(element: Element, ...children: (Child | Child[])[]): void {
  element.replaceChildren();
  add(element, ...children);
}

export const count = (n: number): string => n.toLocaleString("en");

export const plural = (n: number, one: string, many = one + (one.endsWith("s") ? "es" : "s")): string =>
  `${count(n)} ${n === 1 ? one : many}`;

export function decimal(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value !== 0 && (Math.abs(value) < 0.001 || Math.abs(value) >= 1e6)) return value.toExponential(2);
  return String(Number(value.toPrecision(digits)));
}

export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;
