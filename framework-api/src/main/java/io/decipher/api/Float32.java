// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Numbers of more digits on their way to 32-bit floats, row by row: what these cannot hold is
 * refused by row and column, and rows that differed and are one afterwards are counted.
 *
 * @implNote O(1) time a number, and 16 bytes or so a distinct row of each kind
 */
public final class Float32 {
  private static final double COARSE = 0.02; // of a column's range
  private static final double CONSTANT = 1e-12; // of a column's size

  private final String source;
  private final int columns;

  /** Hashes of the rows as given, and as floats. */
  private final Set<Long> given = new HashSet<>();

  private final Set<Long> kept = new HashSet<>();
  private long givenRow;
  private long keptRow;
  private boolean exact = true;

  /** Of each column the least value, the greatest, and the most that rounding takes off. */
  private final double[] least;

  private final double[] greatest;
  private final double[] error;

  /**
   * Begins with the first row.
   *
   * @param source where the numbers are from, for messages, e.g. a file
   * @param columns numbers a row, 1 or more
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
   * @param index of the number, row-major; each is to come once, in order
   * @throws DecipherException if it is finite, but beyond the range of floats, naming its row and
   *     column, from 0 on
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

  /** Returns how many different rows there are, as given. */
  public int distinctRows() {
    return given.size();
  }

  /** Returns how many different rows are left as floats. */
  public int distinctRowsKept() {
    return kept.size();
  }

  /**
   * Refuses rows of which fewer than half of the different ones are left different as floats: what
   * is found in them would be rounding.
   *
   * @throws DecipherException saying how many are left of how many
   */
  public void requireDistinct() {
    if (!exact && 2 * distinctRowsKept() < distinctRows()) {
      throw new DecipherException(
          source
              + ": "
              + distinctRows()
              + " different rows become "
              + distinctRowsKept()
              + " as 32-bit floats, which hold about seven digits; take off each column's mean or"
              + " another offset, such as a first time stamp, before");
    }
  }

  /**
   * Returns a sentence on each column off which rounding takes more than a fiftieth of its range.
   * One whose values differ by no more than arithmetic leaves, a part in 10^12, counts as constant.
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
                + ", which differ by hardly more than 32-bit floats of that size can tell, about"
                + " seven digits; take off its mean or another offset, such as a first time stamp,"
                + " before");
      }
    }
    return warnings;
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3, after a step that tells 0s apart. */
  private static long mix(long seed) {
    long z = seed + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
