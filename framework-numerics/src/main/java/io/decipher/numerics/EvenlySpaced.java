// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import java.util.stream.IntStream;

/** Picks some of many rows without chance, for what need not look at all. */
public final class EvenlySpaced {
  private EvenlySpaced() {}

  /**
   * Returns at most so many of n rows, evenly spaced, the first among them.
   *
   * @param n how many there are, 0 or more
   * @param most how many to pick, 0 or more; all where there are no more
   * @return rows, ascending, (the lesser of both)
   */
  public static int[] of(int n, int most) {
    int count = Math.min(n, most);
    return IntStream.range(0, count).map(i -> (int) ((long) i * n / count)).toArray();
  }
}
