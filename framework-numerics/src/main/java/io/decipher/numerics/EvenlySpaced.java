// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import java.util.stream.IntStream;

/** Selects evenly spaced rows, for work that need not visit all of them. */
public final class EvenlySpaced {
  private EvenlySpaced() {}

  /**
   * Returns up to {@code most} of n rows, evenly spaced, including the first.
   *
   * @param n the number of rows, 0 or more
   * @param most the maximum number selected, 0 or more; all are selected if there are no more
   * @return rows, ascending, (the lesser of both)
   */
  public static int[] of(int n, int most) {
    int count = Math.min(n, most);
    return IntStream.range(0, count).map(i -> (int) ((long) i * n / count)).toArray();
  }
}
