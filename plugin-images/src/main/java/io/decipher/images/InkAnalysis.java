// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import java.util.Arrays;

/**
 * Separates ink from paper in a picture: how far each pixel's luma differs from that of the paper
 * around it, which of the two is darker, and where the ink is.
 *
 * <p>The paper is modelled as a {@link PaperSurface}. Ink is the residual; it is dark or light
 * depending on which sign has the greater sum beyond the paper's own noise (three times the scaled
 * median absolute deviation at the border). The threshold is Otsu's, or half of that for ink
 * connected to ink above it; components smaller than 3 % of the largest are treated as dirt.
 *
 * <p>O(pixels) time and memory.
 *
 * @see <a href="https://doi.org/10.1109/TSMC.1979.4310076">Otsu 1979, A threshold selection method
 *     from gray-level histograms</a>
 */
final class InkAnalysis {
  private static final int SMOOTHED = 80; // the longer side over the reach of a mean
  private static final double SURE = 2; // times the paper's noise
  private static final double FAINT = 1.2;
  private static final double RING = 0.04; // of the shorter side
  private static final float LEAST_NOISE = 0.008f; // two steps of 8 bits
  private static final float LEAST_CONTRAST = 0.02f;
  private static final double SPECK = 0.03;
  private static final double SEPARABLE = 0.66; // a single normal distribution has 2/π = 0.637
  private static final double MOST_UNLIKE = 0.1; // how clear the one exception must be
  private static final int BINS = 128;

  private final int width;
  private final int height;
  private final float[] difference; // luma minus the paper's
  private final float[] smooth; // the same for smoothed luma
  private final float noise; // of the smoothed luma, at the border
  private final double darkShare;

  private InkAnalysis(
      int width, int height, float[] difference, float[] smooth, float noise, double darkShare) {
    this.width = width;
    this.height = height;
    this.difference = difference;
    this.smooth = smooth;
    this.noise = noise;
    this.darkShare = darkShare;
  }

  /**
   * Detected ink.
   *
   * @param width the width of the picture, in pixels
   * @param height likewise
   * @param strength (height x width), contrast with the paper: positive in ink up to noise, of
   *     either sign next to it, and 0 elsewhere
   * @param box the bounding box of the ink
   * @param dark whether the ink is darker than the paper
   * @param measures measurements of the ink
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Ink(int width, int height, float[] strength, Box box, boolean dark, Measures measures) {}

  /**
   * Measurements of ink.
   *
   * @param coverage the share of pixels that are ink
   * @param borderInk the share of the border's pixels that are ink
   * @param level the median strength of the ink
   * @param noise the standard deviation of the paper
   * @param separability the between-class share of variance at Otsu's threshold, in [0, 1]
   * @param stroke the stroke width: twice the area divided by the perimeter, in pixels
   */
  record Measures(
      double coverage,
      double borderInk,
      double level,
      double noise,
      double separability,
      double stroke) {
    /** Returns whether the picture looks like a sign on paper rather than a scene. */
    boolean isSign() {
      return coverage > 0.005
          && coverage < 0.5
          && borderInk < 0.3
          && level > 2.2 * noise
          && separability > SEPARABLE;
    }
  }

  /** Analyses a picture. */
  static InkAnalysis of(Picture picture) {
    int width = picture.width();
    int height = picture.height();
    float[] luma = smooth(picture.luma(), width, height);
    int[] ring = ring(width, height);
    PaperSurface paper = PaperSurface.fit(luma, width, height, ring);
    float[] difference = paper.difference(picture.luma());
    float[] smooth = paper.difference(luma);
    float noise = Math.max(LEAST_NOISE, (float) scale(smooth, ring));
    double dark = 0;
    double light = 0;
    for (float rest : smooth) {
      dark += Math.max(0, -rest - 3 * noise);
      light += Math.max(0, rest - 3 * noise);
    }
    double share = dark + light > 0 ? dark / (dark + light) : 0.5;
    return new InkAnalysis(width, height, difference, smooth, noise, share);
  }

  /** Returns whether ink is darker than paper. */
  boolean isDark() {
    return darkShare >= 0.5;
  }

  /**
   * Returns whether ink is darker than paper, given what is known of other pictures.
   *
   * @param dark the share of pictures like this one whose ink is dark
   */
  boolean isDark(double dark) {
    return darkShare >= 1 - Math.max(MOST_UNLIKE, Math.min(1 - MOST_UNLIKE, dark));
  }

  /**
   * Returns the ink.
   *
   * @param dark whether it is darker than the paper
   * @throws UnreadableImageException if there is none
   */
  Ink ink(boolean dark) throws UnreadableImageException {
    float[] strength = new float[difference.length];
    float[] even = new float[difference.length];
    for (int i = 0; i < strength.length; i++) {
      strength[i] = dark ? -difference[i] : difference[i];
      even[i] = dark ? -smooth[i] : smooth[i];
    }
    double[] otsu = otsu(even);
    float threshold = (float) Math.max(otsu[0], SURE * noise);
    float faint = (float) Math.max(otsu[0] / 2, FAINT * noise);
    boolean[] sure = new boolean[strength.length];
    boolean[] mask = new boolean[strength.length];
    boolean any = false;
    for (int i = 0; i < mask.length; i++) {
      sure[i] = even[i] > threshold;
      mask[i] = even[i] > faint;
      any |= sure[i];
    }
    if (!any || threshold < LEAST_CONTRAST) {
      throw new UnreadableImageException("shows nothing: it has a single tone all over");
    }
    dropSpecks(mask, sure);
    for (int i = 0; i < strength.length; i++) {
      strength[i] = isNear(mask, i) ? strength[i] : 0;
    }
    return new Ink(width, height, strength, box(mask), dark, measures(even, mask, otsu[1]));
  }

  /** Returns whether a pixel is ink or adjacent to it, so that edges stay smooth. */
  private boolean isNear(boolean[] mask, int at) {
    int x = at % width;
    int y = at / width;
    for (int v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (int u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        if (mask[v * width + u]) {
          return true;
        }
      }
    }
    return false;
  }

  private Measures measures(float[] strength, boolean[] mask, double separability) {
    int area = 0;
    int edges = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        if (mask[at]) {
          area++;
          edges += x == 0 || !mask[at - 1] ? 1 : 0;
          edges += x == width - 1 || !mask[at + 1] ? 1 : 0;
          edges += y == 0 || !mask[at - width] ? 1 : 0;
          edges += y == height - 1 || !mask[at + width] ? 1 : 0;
        }
      }
    }
    float[] inks = new float[area];
    int n = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        inks[n++] = strength[i];
      }
    }
    Arrays.sort(inks);
    int[] ring = ring(width, height);
    int onBorder = 0;
    for (int at : ring) {
      onBorder += mask[at] ? 1 : 0;
    }
    return new Measures(
        (double) area / mask.length,
        (double) onBorder / ring.length,
        inks[area / 2],
        noise,
        separability,
        2.0 * area / (edges * Math.PI / 4)); // the city-block perimeter of a slanted edge is longer
  }

  /** Returns Otsu's threshold, and the share of variance that it explains. */
  static double[] otsu(float[] values) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (!(high > low)) {
      return new double[] {high, 0};
    }
    int[] counts = new int[BINS];
    double width = (high - low) / (double) BINS;
    for (float value : values) {
      counts[Math.min(BINS - 1, (int) ((value - low) / width))]++;
    }
    double total = 0;
    double squares = 0;
    for (int bin = 0; bin < BINS; bin++) {
      total += (double) counts[bin] * bin;
      squares += (double) counts[bin] * bin * bin;
    }
    double n = values.length;
    double variance = squares / n - (total / n) * (total / n);
    double below = 0;
    double belowSum = 0;
    double best = -1;
    int first = 0;
    int last = 0;
    for (int bin = 0; bin < BINS - 1; bin++) {
      below += counts[bin];
      belowSum += (double) counts[bin] * bin;
      if (below > 0 && below < n) {
        double gap = belowSum / below - (total - belowSum) / (n - below);
        double between = below / n * (1 - below / n) * gap * gap;
        if (between > best * (1 + 1e-12)) {
          best = between;
          first = bin;
          last = bin;
        } else if (between >= best * (1 - 1e-12)) {
          last = bin; // an empty range of bins: take its middle
        }
      }
    }
    double threshold = low + ((first + last) / 2.0 + 1) * width;
    return new double[] {threshold, variance > 0 ? Math.max(0, best) / variance : 0};
  }

  /**
   * Applies a box mean, twice unless the picture is small; it is narrow enough to stay within a
   * stroke.
   */
  private static float[] smooth(float[] values, int width, int height) {
    int reach = Math.max(width, height) / SMOOTHED;
    float[] once = boxMeans(values, width, height, Math.max(1, reach));
    return reach < 1 ? once : boxMeans(once, width, height, reach);
  }

  private static float[] boxMeans(float[] values, int width, int height, int reach) {
    double[] sums = new double[(width + 1) * (height + 1)];
    for (int y = 0; y < height; y++) {
      double line = 0;
      for (int x = 0; x < width; x++) {
        line += values[y * width + x];
        sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + line;
      }
    }
    float[] result = new float[values.length];
    for (int y = 0; y < height; y++) {
      int top = Math.max(0, y - reach);
      int bottom = Math.min(height, y + reach + 1);
      for (int x = 0; x < width; x++) {
        int left = Math.max(0, x - reach);
        int right = Math.min(width, x + reach + 1);
        double sum =
            sums[bottom * (width + 1) + right]
                - sums[top * (width + 1) + right]
                - sums[bottom * (width + 1) + left]
                + sums[top * (width + 1) + left];
        result[y * width + x] = (float) (sum / ((bottom - top) * (right - left)));
      }
    }
    return result;
  }

  /**
   * Clears 8-connected components of ink that are nowhere above the upper threshold, or small
   * compared with the largest.
   */
  private void dropSpecks(boolean[] mask, boolean[] sure) {
    int[] piece = new int[mask.length];
    int[] stack = new int[mask.length];
    int[] sizes = new int[mask.length + 1];
    boolean[] known = new boolean[mask.length + 1];
    int pieces = 0;
    int largest = 0;
    for (int start = 0; start < mask.length; start++) {
      if (!mask[start] || piece[start] != 0) {
        continue;
      }
      pieces++;
      int top = 0;
      stack[top++] = start;
      piece[start] = pieces;
      while (top > 0) {
        int at = stack[--top];
        sizes[pieces]++;
        known[pieces] |= sure[at];
        int x = at % width;
        int y = at / width;
        for (int v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
          for (int u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
            int next = v * width + u;
            if (mask[next] && piece[next] == 0) {
              piece[next] = pieces;
              stack[top++] = next;
            }
          }
        }
      }
      largest = known[pieces] ? Math.max(largest, sizes[pieces]) : largest;
    }
    double least = SPECK * largest;
    for (int i = 0; i < mask.length; i++) {
      mask[i] = mask[i] && known[piece[i]] && sizes[piece[i]] >= least;
    }
  }

  private Box box(boolean[] mask) {
    int left = width;
    int right = 0;
    int top = height;
    int bottom = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (mask[y * width + x]) {
          left = Math.min(left, x);
          right = Math.max(right, x + 1);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y + 1);
        }
      }
    }
    return new Box(left, top, right, bottom);
  }

  private static int[] ring(int width, int height) {
    int thick = Math.max(1, (int) Math.round(RING * Math.min(width, height)));
    int[] ring = new int[width * height];
    int n = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (x < thick || y < thick || x >= width - thick || y >= height - thick) {
          ring[n++] = y * width + x;
        }
      }
    }
    return Arrays.copyOf(ring, n);
  }

  /** Returns the scaled median absolute value: for noise, an estimate of the standard deviation. */
  private static double scale(float[] values, int[] at) {
    float[] rests = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      rests[i] = Math.abs(values[at[i]]);
    }
    Arrays.sort(rests);
    return 1.4826 * rests[rests.length / 2];
  }
}
