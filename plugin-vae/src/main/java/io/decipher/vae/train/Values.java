// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.api.Samples;

/**
 * What values samples have.
 *
 * @param least of the finite ones
 * @param greatest of the finite ones
 * @param odd how many samples have a value that is not finite
 * @param outside how many samples have a finite value outside of [0, 1]
 * @param refused how many samples cannot be learned from
 */
record Values(float least, float greatest, int odd, int outside, int refused) {
  /** How far interpolation may leave a value outside of where its sources were. */
  static final float ROUNDING = 1e-3f;

  /**
   * Looks at every value.
   *
   * @param shares whether values must be in [0, 1]
   */
  static Values of(Samples samples, boolean shares) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    int odd = 0;
    int outside = 0;
    int refused = 0;
    float[] row = new float[samples.type().size()];
    for (int i = 0; i < samples.count(); i++) {
      samples.copyRow(i, row, 0);
      boolean isOdd = false;
      boolean isOutside = false;
      for (float value : row) {
        if (Float.isFinite(value)) {
          least = Math.min(least, value);
          greatest = Math.max(greatest, value);
          isOutside |= value < -ROUNDING || value > 1 + ROUNDING;
        } else {
          isOdd = true;
        }
      }
      odd += isOdd ? 1 : 0;
      outside += isOutside ? 1 : 0;
      refused += isOdd || (isOutside && shares) ? 1 : 0;
    }
    return new Values(least, greatest, odd, outside, refused);
  }

  /** Returns whether all rows of a batch (b x size) are the same. */
  static boolean alike(float[] batch, int size) {
    for (int i = size; i < batch.length; i++) {
      if (batch[i] != batch[i % size]) {
        return false;
      }
    }
    return true;
  }
}
