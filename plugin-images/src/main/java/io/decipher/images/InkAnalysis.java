package io.decipher.images;

import java.util.Arrays;

/**
 * What is ink and what is paper in a picture: how far each pixel's luma lies from that of the paper
 * around it, which of the two is darker, and where the ink is.
 *
 * <p>The paper is a quadratic surface, since light falls unevenly, fitted to the pixels that agree
 * with the border's median tone and refitted to those that agree with the surface (iterated trimmed
 * least squares). Ink is what is left, and dark or light by where more of it lies beyond the
 * paper's own noise (thrice the scaled median absolute deviation). The threshold between the two is
 * Otsu's; specks under 3 % of the largest piece of ink are dirt.
 *
 * <p>O(pixels) time and memory.
 *
 * @see <a href="https://doi.org/10.1109/TSMC.1979.4310076">Otsu 1979, A threshold selection method
 *     from gray-level histograms</a>
 */
final class InkAnalysis {
  private static final int ROUNDS = 5;
  private static final int PLANE_ROUNDS = 2; // of these, the first, with a plane
  private static final double RING = 0.04; // of the shorter side
  private static final float LEAST_NOISE = 0.008f; // two steps of 8 bits
  private static final float LEAST_CONTRAST = 0.04f;
  private static final double SPECK = 0.03;
  private static final double UNSURE = 0.15; // of the balance around one half
  private static final int BINS = 128;

  private final int width;
  private final int height;
  private final float[] difference; // luma less the paper's
  private final float noise;
  private final double darkShare;

  private InkAnalysis(int width, int height, float[] difference, float noise, double darkShare) {
    this.width = width;
    this.height = height;
    this.difference = difference;
    this.noise = noise;
    this.darkShare = darkShare;
  }

  /**
   * Ink that was found.
   *
   * @param width of the picture, in pixels
   * @param height likewise
   * @param strength (height x width), contrast with the paper: positive where there is ink, and of
   *     either sign in the paper's noise
   * @param box what encloses the ink
   * @param dark whether the ink is darker than the paper
   * @param measures what was measured of it
   */
  record Ink(
      int width,
      int height,
      float[] strength,
      Box box,
      boolean dark,
      Measures measures) {}

  /**
   * What was measured of ink.
   *
   * @param coverage the share of pixels that are ink
   * @param borderInk the share of the border's pixels that are ink
   * @param level what the ink's median strength is
   * @param noise the standard deviation of the paper
   * @param separability Otsu's between-class share of variance, in [0, 1]
   * @param stroke how wide strokes are: twice area by perimeter, in pixels
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
      return coverage > 0.002
          && coverage < 0.5
          && borderInk < 0.25
          && level > 5 * noise
          && separability > 0.6;
    }
  }

  /** Analyses a picture. */
  static InkAnalysis of(Picture picture) {
    int width = picture.width();
    int height = picture.height();
    float[] luma = picture.luma();
    int[] ring = ring(width, height);
    double[] paper = {median(luma, ring), 0, 0, 0, 0, 0};
    double noise = noise(luma, paper, width, ring);
    for (int round = 0; round < ROUNDS; round++) {
      double reach = Math.max(3 * noise, 0.03);
      paper = fit(luma, paper, width, height, reach, round < PLANE_ROUNDS ? 3 : 6);
      noise = noise(luma, paper, width, inliers(luma, paper, width, height, reach));
    }
    float[] difference = new float[luma.length];
    double dark = 0;
    double light = 0;
    double beyond = 3 * Math.max(noise, LEAST_NOISE);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        float rest = (float) (luma[at] - surface(paper, x, y));
        difference[at] = rest;
        dark += Math.max(0, -rest - beyond);
        light += Math.max(0, rest - beyond);
      }
    }
    double share = dark + light > 0 ? dark / (dark + light) : 0.5;
    return new InkAnalysis(
        width, height, difference, (float) Math.max(noise, LEAST_NOISE), share);
  }

  /** Returns whether ink is darker than paper. */
  boolean isDark() {
    return darkShare >= 0.5;
  }

  /** Returns whether it could as well be the other way round. */
  boolean isUnsure() {
    return Math.abs(darkShare - 0.5) < UNSURE;
  }

  /**
   * Returns the ink.
   *
   * @param dark whether it is darker than the paper
   * @throws UnreadableImageException if there is none
   */
  Ink ink(boolean dark) throws UnreadableImageException {
    float[] strength = new float[difference.length];
    for (int i = 0; i < strength.length; i++) {
      strength[i] = dark ? -difference[i] : difference[i];
    }
    float[] smooth = smooth(strength);
    double[] otsu = otsu(smooth);
    float threshold = (float) Math.max(otsu[0], 3 * noise);
    boolean[] mask = new boolean[strength.length];
    int inked = 0;
    for (int i = 0; i < mask.length; i++) {
      mask[i] = smooth[i] > threshold;
      inked += mask[i] ? 1 : 0;
    }
    if (inked == 0 || threshold < LEAST_CONTRAST / 2) {
      throw new UnreadableImageException("shows nothing: it is of one tone all over");
    }
    dropSpecks(mask);
    Box box = box(mask);
    return new Ink(width, height, strength, box, dark, measures(strength, mask, otsu[1]));
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
        2.0 * area / (edges * Math.PI / 4)); // city-block perimeter of a slanted edge is longer
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
          last = bin; // an empty stretch: its middle
        }
      }
    }
    double threshold = low + ((first + last) / 2.0 + 1) * width;
    return new double[] {threshold, variance > 0 ? Math.max(0, best) / variance : 0};
  }

  private float[] smooth(float[] values) {
    float[] result = new float[values.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float sum = 0;
        float weights = 0;
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            int u = x + dx;
            int v = y + dy;
            if (u >= 0 && u < width && v >= 0 && v < height) {
              float weight = (2 - Math.abs(dx)) * (2 - Math.abs(dy));
              sum += weight * values[v * width + u];
              weights += weight;
            }
          }
        }
        result[y * width + x] = sum / weights;
      }
    }
    return result;
  }

  /** Clears pieces of ink, connected over sides and corners, that are small beside the largest. */
  private void dropSpecks(boolean[] mask) {
    int[] piece = new int[mask.length];
    int[] stack = new int[mask.length];
    int[] sizes = new int[mask.length + 1];
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
      largest = Math.max(largest, sizes[pieces]);
    }
    double least = SPECK * largest;
    for (int i = 0; i < mask.length; i++) {
      mask[i] = mask[i] && sizes[piece[i]] >= least;
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

  private static double median(float[] values, int[] at) {
    float[] sorted = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      sorted[i] = values[at[i]];
    }
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double surface(double[] paper, int x, int y) {
    double u = x / 100.0;
    double v = y / 100.0;
    return paper[0]
        + u * (paper[1] + paper[3] * u + paper[4] * v)
        + v * (paper[2] + paper[5] * v);
  }

  private static double noise(float[] luma, double[] paper, int width, int[] at) {
    if (at.length == 0) {
      return LEAST_NOISE;
    }
    float[] rests = new float[at.length];
    for (int i = 0; i < at.length; i++) {
      rests[i] =
          (float) Math.abs(luma[at[i]] - surface(paper, at[i] % width, at[i] / width));
    }
    Arrays.sort(rests);
    return 1.4826 * rests[rests.length / 2];
  }

  private static int[] inliers(
      float[] luma, double[] paper, int width, int height, double reach) {
    int[] all = new int[width * height];
    int n = 0;
    for (int i = 0; i < all.length; i++) {
      if (Math.abs(luma[i] - surface(paper, i % width, i / width)) <= reach) {
        all[n++] = i;
      }
    }
    return Arrays.copyOf(all, n);
  }

  /** Refits the surface to the pixels near it; as it was if they do not determine one. */
  private static double[] fit(
      float[] luma, double[] paper, int width, int height, double reach, int terms) {
    double[][] normal = new double[terms][terms + 1];
    double[] row = new double[6];
    int count = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float value = luma[y * width + x];
        if (Math.abs(value - surface(paper, x, y)) > reach) {
          continue;
        }
        count++;
        double u = x / 100.0;
        double v = y / 100.0;
        row[0] = 1;
        row[1] = u;
        row[2] = v;
        row[3] = u * u;
        row[4] = u * v;
        row[5] = v * v;
        for (int i = 0; i < terms; i++) {
          for (int j = 0; j < terms; j++) {
            normal[i][j] += row[i] * row[j];
          }
          normal[i][terms] += row[i] * value;
        }
      }
    }
    if (count < 10 * terms) {
      return paper;
    }
    double[] solved = solve(normal);
    return solved.length == 0 ? paper : Arrays.copyOf(solved, 6);
  }

  /** Solves by elimination with pivots; returns nothing if the matrix is singular. */
  private static double[] solve(double[][] rows) {
    int n = rows.length;
    for (int k = 0; k < n; k++) {
      int pivot = k;
      for (int i = k + 1; i < n; i++) {
        pivot = Math.abs(rows[i][k]) > Math.abs(rows[pivot][k]) ? i : pivot;
      }
      double[] swapped = rows[k];
      rows[k] = rows[pivot];
      rows[pivot] = swapped;
      if (Math.abs(rows[k][k]) < 1e-9) {
        return new double[0];
      }
      for (int i = k + 1; i < n; i++) {
        double factor = rows[i][k] / rows[k][k];
        for (int j = k; j <= n; j++) {
          rows[i][j] -= factor * rows[k][j];
        }
      }
    }
    double[] result = new double[n];
    for (int k = n - 1; k >= 0; k--) {
      double sum = rows[k][n];
      for (int j = k + 1; j < n; j++) {
        sum -= rows[k][j] * result[j];
      }
      result[k] = sum / rows[k][k];
    }
    return result;
  }
}
