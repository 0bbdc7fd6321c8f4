// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Converts numbers of higher precision to 32-bit floats, row by row. It rejects numbers out of
 * range by row and column, and counts distinct rows that become equal.
 *
 * @implNote O(1) time per number, and about 16 bytes for each distinct row before and after
 *     conversion
 */
public final class Float32 {
  private static final double COARSE = 0.02; // relative to the range of a column
  private static final double CONSTANT = 1e-12; // relative to the magnitude of a column

  private final String source;
  private final int columns;

  /** Hashes of the rows before conversion, and after. */
  private final Set<Long> given = new HashSet<>();

  private final Set<Long> kept = new HashSet<>();
  private long givenRow;
  private long keptRow;
  private boolean exact = true;

  /** Of each column the minimum, the maximum and the largest rounding error. */
  private final double[] least;

  private final double[] greatest;
  private final double[] error;

  /**
   * Creates a converter, starting at the first row.
   *
   * @param source where the numbers come from, for messages, e.g. a file
   * @param columns the number of values per row, 1 or more
   */
  public Float32(String source, int columns) {
    this.source = source;
    this.columns = columns;
    this.least = new double[columns];
    this.greatest = new double[columns];
    this.error = new double[columns];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
  }

  /**
   * Returns a number as a float.
   *
   * @param index the row-major index of the number; each must be passed once, in order
   * @throws DecipherException if it is finite but out of the range of floats; the message has its
   *     row and column, counted from 0
   */
  public float of(double value, int index) {
    float rounded = (float) value;
    if (Float.isInfinite(rounded) && Double.isFinite(value)) {
      throw new DecipherException(
          source
              + ": the value at row "
              + index / columns
              + ", column "
              + index % columns
              + " is "
              + value
              + ", beyond the range of 32-bit floats, which ends at 3.4e38; expected smaller numbers"
              + " (use another unit, or leave such rows out)");
    }
    exact &= rounded == value || Double.isNaN(value);
    if (Double.isFinite(value)) {
      int column = index % columns;
      least[column] = Math.min(least[column], value);
      greatest[column] = Math.max(greatest[column], value);
      error[column] = Math.max(error[column], Math.abs(rounded - value));
    }
    givenRow = mix(givenRow ^ Double.doubleToLongBits(value + 0.0)); // -0 becomes 0
    keptRow = mix(keptRow ^ Float.floatToIntBits(rounded + 0f));
    if ((index + 1) % columns == 0) {
      given.add(givenRow);
      kept.add(keptRow);
      givenRow = 0;
      keptRow = 0;
    }
    return rounded;
  }

  /** Returns the number of distinct rows before conversion. */
  public int distinctRows() {
    return given.size();
  }

  /** Returns the number of distinct rows after conversion. */
  public int distinctRowsKept() {
    return kept.size();
  }

  /**
   * Checks that at least half of the distinct rows remain distinct as floats; otherwise any
   * structure found would be an artefact of rounding.
   *
   * @throws DecipherException if fewer do, with both numbers
   */
  public void requireDistinct() {
    if (!exact && 2 * distinctRowsKept() < distinctRows()) {
      throw new DecipherException(
          source
              + ": "
              + distinctRows()
              + " different rows become "
              + distinctRowsKept()
              + " as 32-bit floats, which hold about seven digits; subtract each column's mean or"
              + " another offset, such as a first time stamp, beforehand");
    }
  }

  /**
   * Returns one sentence for each column in which the rounding error exceeds a fiftieth of the
   * range. A column whose range is at most 10^-12 of its magnitude counts as constant.
   */
  public List<String> coarseColumns() {
    List<String> warnings = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      double range = greatest[column] - least[column];
      double size = Math.max(Math.abs(least[column]), Math.abs(greatest[column]));
      if (range > CONSTANT * size && error[column] > COARSE * range) {
        warnings.add(
            source
                + ": column "
                + column
                + " has values from "
                + least[column]
                + " to "
                + greatest[column]
                + ", which differ by hardly more than 32-bit floats of that size can resolve,"
                + " about seven digits; subtract its mean or another offset, such as a first"
                + " time stamp, beforehand");
      }
    }
    return warnings;
  }

  /**
   * Stafford's variant 13 of the MurmurHash3 finalizer, after an increment that distinguishes
   * zeros.
   */
  private static long mix(long seed) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
