// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import io.decipher.api.DecipherException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A set of samples, written as ranges such as {@code "3,7-12"}. */
public final class SampleSet {
  private final int[] samples;

  private SampleSet(int[] samples) {
    this.samples = samples;
  }

  /**
   * Returns a set of samples, given in any order; duplicates count once.
   *
   * @throws IllegalArgumentException if a sample is negative
   */
  public static SampleSet of(int... samples) {
    int[] sorted = Arrays.stream(samples).sorted().distinct().toArray();
    if (sorted.length > 0 && sorted[0] < 0) {
      throw new IllegalArgumentException("a sample number must be 0 or more, but was " + sorted[0]);
    }
    return new SampleSet(sorted);
  }

  /**
   * Parses ranges.
   *
   * @param count number of samples
   * @throws DecipherException if the text is not a list of ranges, or contains a sample that does
   *     not exist
   */
  public static SampleSet parse(String text, int count) {
    BitSet named = new BitSet();
    try {
      for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
        int dash = part.indexOf('-');
        int from = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
        int to = dash < 0 ? from : Integer.parseInt(part.substring(dash + 1));
        if (from < 0 || to < from || to >= count) {
          throw new DecipherException(
              "the samples '" + part + "' do not exist; expected numbers from 0 to " + (count - 1));
        }
        named.set(from, to + 1);
      }
    } catch (NumberFormatException e) {
      throw new DecipherException(
          "'" + shortened(text) + "' is not a list of samples; expected ranges such as 3,7-12", e);
    }
    return new SampleSet(named.stream().toArray());
  }

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  /** Returns the number of samples. */
  public int size() {
    return samples.length;
  }

  /** Returns the samples, ascending. */
  public IntStream stream() {
    return Arrays.stream(samples);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SampleSet that && Arrays.equals(samples, that.samples);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(samples);
  }

  /** Returns the samples as ranges. */
  @Override
  public String toString() {
    return IntStream.range(0, samples.length)
        .filter(i -> i == 0 || samples[i - 1] != samples[i] - 1)
        .mapToObj(
            first -> {
              int last = first;
              while (last + 1 < samples.length && samples[last + 1] == samples[last] + 1) {
                last++;
              }
              return last == first
                  ? Integer.toString(samples[first])
                  : samples[first] + "-" + samples[last];
            })
        .collect(Collectors.joining(","));
  }
}
