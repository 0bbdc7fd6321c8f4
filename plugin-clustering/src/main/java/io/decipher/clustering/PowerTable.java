package io.decipher.clustering;

/**
 * x to one fixed power, for floats of 0 and more.
 *
 * <p>A table for the exponent's bits times a table over the mantissa, interpolated linearly: the
 * relative error is below 1e-6 for powers in [-1, 2], and the bits are the same on every platform.
 * Subnormal numbers count as the smallest normal one, and infinity as a large number.
 */
final class PowerTable {
  private static final int BITS = 10;
  private static final int SHIFT = 23 - BITS;
  private static final int MASK = (1 << SHIFT) - 1;
  private static final float STEP = 1f / (1 << SHIFT);

  private final float[] exponents = new float[256];
  private final float[] mantissas = new float[(1 << BITS) + 1];

  PowerTable(double power) {
    for (int e = 0; e < exponents.length; e++) {
      double value = StrictMath.pow(2, (Math.max(e, 1) - 127) * power);
      exponents[e] = (float) Math.min(value, Float.MAX_VALUE / 4);
    }
    for (int m = 0; m < mantissas.length; m++) {
      mantissas[m] = (float) StrictMath.pow(1 + (double) m / (1 << BITS), power);
    }
  }

  float of(float x) {
    int bits = Float.floatToRawIntBits(x);
    int cell = (bits >>> SHIFT) & ((1 << BITS) - 1);
    float low = mantissas[cell];
    return exponents[(bits >>> 23) & 255]
        * (low + (mantissas[cell + 1] - low) * ((bits & MASK) * STEP));
  }
}
