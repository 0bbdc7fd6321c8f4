// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import java.util.Arrays;

/**
 * How a picture becomes a sample, with every choice made: signs are cut out of their paper, scenes
 * are taken whole.
 *
 * @param size the sample's side in pixels
 * @param channels 1 or 3
 * @param ink whether pictures are signs, and of which polarity; not {@code AUTO}
 * @param dark the share of signs whose ink is dark, for those that could have either polarity
 * @param frame the part of each picture that is used, cropped before anything else
 */
record Preparation(int size, int channels, InkRule ink, double dark, Frame frame) {
  private static final int MARGIN_SHARE = 8; // as in MNIST: 20 of 28 pixels
  private static final float DARK = 0.1f;
  private static final float INK_NOISE = 2;
  private static final float FULL = 0.9f; // this fraction of the ink's median strength is full ink

  /**
   * A part of a picture, as fractions of its sides.
   *
   * @param left in [0, 1)
   * @param top in [0, 1)
   * @param right in (left, 1]
   * @param bottom in (top, 1]
   */
  record Frame(double left, double top, double right, double bottom) {
    static final Frame WHOLE = new Frame(0, 0, 1, 1);

    Box of(int width, int height) {
      int x = Math.min(width - 1, (int) Math.round(left * width));
      int y = Math.min(height - 1, (int) Math.round(top * height));
      return new Box(
          x,
          y,
          Math.max(x + 1, (int) Math.round(right * width)),
          Math.max(y + 1, (int) Math.round(bottom * height)));
    }

    /** Returns the remaining share of width and height as human-readable text. */
    String percent() {
      return Math.round(100 * (right - left)) + " % x " + Math.round(100 * (bottom - top)) + " %";
    }

    boolean isWhole() {
      return equals(WHOLE);
    }
  }

  /**
   * A sample.
   *
   * @param values (channels x size x size), in [0, 1]
   * @param inverted whether dark ink was made light
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Prepared(float[] values, boolean inverted) {}

  int sampleSize() {
    return channels * size * size;
  }

  /**
   * Returns the margin on each side of a sign in pixels: an eighth of the size, rounded, which is
   * MNIST's.
   */
  static int margin(int size) {
    return (size + MARGIN_SHARE / 2) / MARGIN_SHARE;
  }

  Prepared prepare(Picture whole) throws UnreadableImageException {
    Picture picture = cut(whole, frame.of(whole.width(), whole.height()));
    return ink == InkRule.KEEP ? keep(picture) : sign(picture);
  }

  static Picture cut(Picture picture, Box box) {
    if (box.width() == picture.width() && box.height() == picture.height()) {
      return picture;
    }
    int n = box.width() * box.height();
    float[] values = new float[picture.channels() * n];
    for (int c = 0; c < picture.channels(); c++) {
      for (int y = 0; y < box.height(); y++) {
        System.arraycopy(
            picture.values(),
            (c * picture.height() + box.top() + y) * picture.width() + box.left(),
            values,
            c * n + y * box.width(),
            box.width());
      }
    }
    return new Picture(box.width(), box.height(), picture.channels(), values);
  }

  /**
   * Scales the whole picture into a square, keeping its aspect ratio; the rest has its border's
   * tone.
   */
  Prepared keep(Picture given) {
    Picture picture = given.withChannels(channels);
    double scale = (double) size / Math.max(picture.width(), picture.height());
    int width = Math.max(1, (int) Math.round(scale * picture.width()));
    int height = Math.max(1, (int) Math.round(scale * picture.height()));
    float[] values = new float[sampleSize()];
    int n = picture.pixels();
    for (int c = 0; c < channels; c++) {
      float[] plane = Arrays.copyOfRange(picture.values(), c * n, (c + 1) * n);
      float[] small = Resampling.resize(plane, picture.width(), picture.height(), width, height);
      if (width < size || height < size) {
        Arrays.fill(values, c * size * size, (c + 1) * size * size, border(small, width, height));
      }
      int left = (size - width) / 2;
      int top = (size - height) / 2;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          values[(c * size + top + y) * size + left + x] = clamp(small[y * width + x]);
        }
      }
    }
    return new Prepared(values, false);
  }

  /** Returns whether a picture's border is mostly dark. */
  static boolean isOnDark(Picture picture) {
    return border(picture.luma(), picture.width(), picture.height()) <= DARK;
  }

  private static float border(float[] plane, int width, int height) {
    float[] ring = new float[2 * width + 2 * height];
    int n = 0;
    for (int x = 0; x < width; x++) {
      ring[n++] = plane[x];
      ring[n++] = plane[(height - 1) * width + x];
    }
    for (int y = 0; y < height; y++) {
      ring[n++] = plane[y * width];
      ring[n++] = plane[y * width + width - 1];
    }
    Arrays.sort(ring);
    return clamp(ring[ring.length / 2]);
  }

  /** Extracts the sign, as light on 0, with its centre of mass in the middle. */
  private Prepared sign(Picture picture) throws UnreadableImageException {
    InkAnalysis analysis = InkAnalysis.of(picture);
    boolean isDark =
        switch (ink) {
          case DARK -> true;
          case LIGHT -> false;
          default -> analysis.isDark(dark);
        };
    InkAnalysis.Ink found = analysis.ink(isDark);
    Box box = found.box();
    int inner = size - 2 * margin(size);
    double scale = (double) box.longest() / inner; // source pixels per target pixel
    double[] centre = centre(found);
    double half = size * scale / 2;
    double left = within(centre[0] - half, box.left(), box.right(), size * scale, scale);
    double top = within(centre[1] - half, box.top(), box.bottom(), size * scale, scale);
    float[] strength =
        Square.of(found.strength(), found.width(), found.height(), left, top, scale, size);
    normalise(strength, found.measures());
    if (channels == 1) {
      return new Prepared(strength, isDark);
    }
    float[] colours = new float[3 * size * size];
    int n = picture.pixels();
    Picture colour = picture.withChannels(3);
    for (int c = 0; c < 3; c++) {
      float[] plane = Arrays.copyOfRange(colour.values(), c * n, (c + 1) * n);
      float[] square = Square.of(plane, picture.width(), picture.height(), left, top, scale, size);
      for (int i = 0; i < square.length; i++) {
        // The ink's own colour where there is ink, black where there is paper.
        colours[c * size * size + i] = clamp(strength[i] * (isDark ? 1 - square[i] : square[i]));
      }
    }
    return new Prepared(colours, isDark);
  }

  /** Moves a square's edge so that the ink stays one pixel clear of its borders. */
  private static double within(double edge, int from, int to, double side, double pixel) {
    double low = to + pixel - side;
    double high = from - pixel;
    return low > high ? (low + high) / 2 : Math.max(low, Math.min(high, edge));
  }

  /** Returns the centre of mass of the ink within its box, in pixels. */
  private static double[] centre(InkAnalysis.Ink ink) {
    double sum = 0;
    double x = 0;
    double y = 0;
    double floor = INK_NOISE * ink.measures().noise();
    for (int v = ink.box().top(); v < ink.box().bottom(); v++) {
      for (int u = ink.box().left(); u < ink.box().right(); u++) {
        double mass = Math.max(0, ink.strength()[v * ink.width() + u] - floor);
        sum += mass;
        x += mass * (u + 0.5);
        y += mass * (v + 0.5);
      }
    }
    return sum > 0
        ? new double[] {x / sum, y / sum}
        : new double[] {
          (ink.box().left() + ink.box().right()) / 2.0, (ink.box().top() + ink.box().bottom()) / 2.0
        };
  }

  /** Maps the paper's noise to 0 and the ink's typical strength to 1. */
  private static void normalise(float[] strength, InkAnalysis.Measures measures) {
    double otsu = InkAnalysis.otsu(strength)[0];
    float[] inks = new float[strength.length];
    int n = 0;
    for (float one : strength) {
      if (one > otsu) {
        inks[n++] = one;
      }
    }
    Arrays.sort(inks, 0, n);
    float level = n == 0 ? (float) measures.level() : inks[n / 2];
    float floor = Math.min(level / 3, INK_NOISE * (float) measures.noise());
    float range = Math.max(1e-6f, FULL * level - floor);
    for (int i = 0; i < strength.length; i++) {
      strength[i] = clamp((strength[i] - floor) / range);
    }
  }

  private static float clamp(float value) {
    return value >= 0 ? Math.min(1, value) : 0;
  }
}
