// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import io.decipher.api.Labels;
import java.util.HashMap;
import java.util.Map;

/** How far two labellings agree. */
public final class Partitions {
  private Partitions() {}

  /** The adjusted Rand index, noise taken as one more class (Hubert and Arabie 1985). */
  public static double adjustedRandIndex(int[] a, int[] b) {
    Map<Long, Integer> both = new HashMap<>();
    Map<Integer, Integer> first = new HashMap<>();
    Map<Integer, Integer> second = new HashMap<>();
    for (int i = 0; i < a.length; i++) {
      both.merge(((long) a[i] << 32) ^ b[i], 1, Integer::sum);
      first.merge(a[i], 1, Integer::sum);
      second.merge(b[i], 1, Integer::sum);
    }
    double together = pairs(both);
    double inFirst = pairs(first);
    double inSecond = pairs(second);
    double expected = inFirst * inSecond / (a.length * (a.length - 1.0) / 2);
    double most = (inFirst + inSecond) / 2;
    return most == expected ? 1 : (together - expected) / (most - expected);
  }

  private static double pairs(Map<?, Integer> counts) {
    return counts.values().stream().mapToDouble(count -> count * (count - 1.0) / 2).sum();
  }

  /**
   * Returns the number in {@code to} that most of the members of each class of {@code from} have.
   */
  public static Map<Integer, Integer> renaming(int[] from, int[] to) {
    Map<Integer, Map<Integer, Integer>> counts = new HashMap<>();
    for (int i = 0; i < from.length; i++) {
      counts.computeIfAbsent(from[i], key -> new HashMap<>()).merge(to[i], 1, Integer::sum);
    }
    Map<Integer, Integer> renaming = new HashMap<>();
    counts.forEach(
        (key, votes) ->
            renaming.put(
                key,
                votes.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey()));
    renaming.put(Labels.NOISE, Labels.NOISE);
    return renaming;
  }
}
