// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import org.jspecify.annotations.Nullable;

/** Points in the format of {@link BlockDistances}: in range, and with an even number of columns. */
final class Rows {
  final int count;
  final int stride;
  final float[] values; // (count x stride)

  private Rows(int count, int stride, float[] values) {
    this.count = count;
    this.stride = stride;
    this.values = values;
  }

  /**
   * Returns the points.
   *
   * @param order the point at each position, (n); the original order if null
   */
  static Rows of(FloatMatrix points, int @Nullable [] order) {
    int n = points.rows();
    int stride = BlockDistances.stride(points.columns());
    float scale = BlockDistances.scale(points);
    float[] values = new float[Math.multiplyExact(n, stride)];
    for (int i = 0; i < n; i++) {
      points.copyRows(order == null ? i : order[i], 1, values, i * stride);
    }
    for (int at = 0; at < values.length; at++) {
      values[at] = BlockDistances.scaled(values[at], scale);
    }
    return new Rows(n, stride, values);
  }
}
