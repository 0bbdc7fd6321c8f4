// SPDX-License-Identifier: Apache-2.0
/**
 * Ten colours distinguishable with colour-blindness of any one cone type, each with a contrast of
 * at least 3 to its background (found by tools/palette.py). Classes from 10 on use other shapes.
 */
export const LIGHT = ["#039af7", "#be1e64", "#425f26", "#8740d7", "#8e9410", "#561507", "#1910aa", "#e357d0", "#23689c", "#6e1172"];
export const DARK = ["#7bfcfb", "#ff4e78", "#58c71c", "#e36cf2", "#fbdc39", "#3f96b6", "#ffa9ba", "#6c712e", "#095de2", "#a54183"];
export const NOISE = { light: "#8a8f98", dark: "#7d848f" };

/** Colour ramp for numbers, dark to light (after viridis, by van der Walt and Smith). */
export const RAMP = ["#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"];
export const SHAPES = ["circle", "square", "triangle", "diamond"];

export const isDark = (): boolean => {
  const set = document.documentElement.dataset.theme;
  return set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

export const colours = (): string[] => (isDark() ? DARK : LIGHT);
export const noise = (): string => (isDark() ? NOISE.dark : NOISE.light);
export const colour = (label: number): string => (label < 0 ? noise() : colours()[label % 10]);
export const shape = (label: number): number => (label < 0 ? 0 : Math.floor(label / 10) % 4);
