// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.api.Samples;

/**
 * Statistics of the samples' values.
 *
 * @param least the minimum of the finite values
 * @param greatest the maximum of the finite values
 * @param odd the number of samples with a value that is not finite
 * @param outside the number of samples with a finite value outside of [0, 1]
 * @param refused the number of samples that cannot be used for training
 */
record Values(float least, float greatest, int odd, int outside, int refused) {
  /** The tolerance for values outside the range of their sources after interpolation. */
  static final float ROUNDING = 1e-3f;

  /**
   * Inspects all values.
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

  /** Returns whether all rows of a batch (b x size) are equal. */
  static boolean alike(float[] batch, int size) {
    for (int i = size; i < batch.length; i++) {
      if (batch[i] != batch[i % size]) {
        return false;
      }
    }
    return true;
  }
}
