// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import java.util.SplittableRandom;

/** Points to test with. */
final class NormalPoints {
  private NormalPoints() {}

  /** Normal with unit variance, rounded to a grid of halves where there shall be ties. */
  static FloatMatrix of(int n, int d, long seed, boolean ties) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n * d];
    for (int at = 0; at < values.length; at++) {
      double value = random.nextGaussian();
      values[at] = ties ? Math.round(value * 2) / 2f : (float) value;
    }
    return FloatMatrix.wrap(n, d, values);
  }
}
