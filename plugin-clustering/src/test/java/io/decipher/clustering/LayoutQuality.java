// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import java.util.stream.IntStream;

/**
 * How well a layout keeps neighbourhoods, by the k nearest others of each point.
 *
 * @param trustworthiness 1 minus the penalty for neighbours in the layout that are far in the space
 *     (Venna and Kaski 2001), in [0, 1]
 * @param preservation the share of a point's neighbours in the space that are so in the layout
 */
public record LayoutQuality(double trustworthiness, double preservation) {
  public static LayoutQuality of(FloatMatrix space, FloatMatrix layout, int k) {
    int n = space.rows();
    float[] inSpace = space.toArray();
    float[] inLayout = layout.toArray();
    double[][] each =
        IntStream.range(0, n)
            .parallel()
            .mapToObj(
                i -> {
                  int[] rank = ranks(inSpace, n, i);
                  int[] rankInLayout = ranks(inLayout, n, i);
                  double penalty = 0;
                  double kept = 0;
                  for (int j = 0; j < n; j++) {
                    if (j != i && rankInLayout[j] <= k) {
                      penalty += Math.max(0, rank[j] - k);
                      kept += rank[j] <= k ? 1 : 0;
                    }
                  }
                  return new double[] {penalty, kept};
                })
            .toArray(double[][]::new);
    double penalty = 0;
    double kept = 0;
    for (double[] one : each) {
      penalty += one[0];
      kept += one[1];
    }
    return new LayoutQuality(
        1 - 2 * penalty / ((double) n * k * (2.0 * n - 3 * k - 1)), kept / ((double) n * k));
  }

  /** Returns each point's place among the others by distance from i, from 1; 0 for i itself. */
  private static int[] ranks(float[] points, int n, int i) {
    int d = points.length / n;
    long[] keys = new long[n];
    for (int j = 0; j < n; j++) {
      float squared = 0;
      for (int c = 0; c < d; c++) {
        float difference = points[i * d + c] - points[j * d + c];
        squared += difference * difference;
      }
      // The bits of floats of 0 and more are in the order of their values.
      keys[j] = j == i ? j : (((long) Float.floatToRawIntBits(squared) + 1) << 32) | j;
    }
    java.util.Arrays.sort(keys);
    int[] rank = new int[n];
    for (int at = 0; at < n; at++) {
      rank[(int) keys[at]] = at;
    }
    return rank;
  }
}
