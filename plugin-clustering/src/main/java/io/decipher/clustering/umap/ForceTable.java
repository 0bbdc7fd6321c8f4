// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import java.util.function.DoubleUnaryOperator;

/**
 * A table for a smooth function of squared distances, indexed by the bits of floats: 64 cells per
 * octave, with linear interpolation.
 *
 * <p>For powers in [-2, 2] the relative error is below 2e-4. Arguments below 2^{@value #LOWEST} or
 * beyond 2^{@value #HIGHEST} are clamped.
 */
final class ForceTable {
  private static final int LOWEST = -40;
  private static final int HIGHEST = 32;
  private static final int BITS = 6; // of the mantissa, which select a cell
  private static final int SHIFT = 23 - BITS;
  private static final int MASK = (1 << SHIFT) - 1;
  private static final float STEP = 1f / (1 << SHIFT);
  private static final int FIRST = (LOWEST + 127) << 23;
  private static final int LAST = ((HIGHEST - LOWEST) << 23) - 1;

  private final float[] values = new float[((HIGHEST - LOWEST) << BITS) + 1];

  ForceTable(DoubleUnaryOperator force) {
    for (int cell = 0; cell < values.length; cell++) {
      values[cell] = (float) force.applyAsDouble(Float.intBitsToFloat(FIRST + (cell << SHIFT)));
    }
  }

  /** Returns the force for {@code squared}, 0 or more. */
  float at(float squared) {
    int at = Math.min(LAST, Math.max(0, Float.floatToRawIntBits(squared) - FIRST));
    float low = values[at >>> SHIFT];
    return low + (values[(at >>> SHIFT) + 1] - low) * ((at & MASK) * STEP);
  }
}
