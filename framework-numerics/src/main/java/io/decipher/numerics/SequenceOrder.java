// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The order of samples that form sequences, such as the units of recordings. */
public final class SequenceOrder {
  private SequenceOrder() {}

  /**
   * Returns the samples, sequence by sequence, in ascending order of position; equal positions keep
   * the order of the samples. Samples without a position, NaN, are the last of their sequence.
   *
   * @param sequences the name of each sample's sequence, (n)
   * @param positions within the sequence, in any unit, (n)
   * @return the indices of the samples, (n)
   * @throws IllegalArgumentException if the numbers of samples differ
   */
  public static int[] of(List<String> sequences, double[] positions) {
    if (sequences.size() != positions.length) {
      throw new IllegalArgumentException(
          sequences.size() + " samples have a sequence, " + positions.length + " a position");
    }
    return IntStream.range(0, positions.length)
        .boxed()
        .sorted(
            Comparator.<Integer, String>comparing(sequences::get)
                .thenComparingDouble(i -> positions[i])
                .thenComparingInt(i -> i))
        .mapToInt(i -> i)
        .toArray();
  }
}
