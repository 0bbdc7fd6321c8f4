// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import io.decipher.api.Labels;

/**
 * The colours of classes, the same in every picture. Among classes that share a colour, all but the
 * first are hatched, each in its own way, so that no two look alike, however many there are.
 */
final class Palette {
  private static final int NOISE = 0x9a9a9a;

  /**
   * Chosen one after another, each as far in OKLab as possible from those before it, from white and
   * from grey, for normal vision and for simulated protanopia and deuteranopia (Machado et al.
   * 2009), at moderate chroma.
   */
  private static final int[] COLOURS = {
    0x2070c0, 0x900000, 0x40a030, 0xd8d020, 0xf090f8, 0x682080, 0x28e8b0, 0xb83878, 0x58a8a8,
    0x886000, 0x8080f8, 0x98b868, 0x683848, 0x4840b0, 0x8080b0, 0xc88078, 0x007058, 0x70c8c0,
    0xb088d8, 0x708050
  };

  private static final int DIRECTIONS = 4;
  private static final int PERIOD = 6; // pixels from stripe to stripe, in the first round
  private static final int WIDER = 5;
  private static final double DARK = 0.45;

  private Palette() {}

  /** Returns the colour of a class without hatching. */
  static int colour(int label) {
    return label == Labels.NOISE ? NOISE : COLOURS[label % COLOURS.length];
  }

  /** Returns the colour of a class at a pixel, which is darker on a hatching stripe. */
  static int colour(int label, int x, int y) {
    int colour = colour(label);
    return label >= COLOURS.length && isHatched(label / COLOURS.length - 1, x, y)
        ? dark(colour)
        : colour;
  }

  private static boolean isHatched(int way, int x, int y) {
    int period = PERIOD + WIDER * (way / DIRECTIONS);
    int at =
        switch (way % DIRECTIONS) {
          case 0 -> x + y;
          case 1 -> x - y;
          case 2 -> y;
          default -> x;
        };
    return Math.floorMod(at, period) < period / 2;
  }

  private static int dark(int colour) {
    return part(colour >> 16) << 16 | part(colour >> 8) << 8 | part(colour);
  }

  private static int part(int level) {
    return (int) ((level & 0xff) * DARK);
  }
}
