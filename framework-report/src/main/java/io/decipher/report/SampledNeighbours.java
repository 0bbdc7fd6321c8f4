// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.numerics.EvenlySpaced;
import io.decipher.numerics.NearestNeighbours;
import java.util.HashMap;
import java.util.Map;

/**
 * Nearest neighbours in the features, among at most {@value #SAMPLED} evenly spaced samples: they
 * distinguish two classes that overlap from two that are merely close.
 */
final class SampledNeighbours {
  private static final int SAMPLED = 5000;
  private static final int NEIGHBOURS = 15;

  private final int[] sampled;
  private final NearestNeighbours neighbours;

  private SampledNeighbours(int[] sampled, NearestNeighbours neighbours) {
    this.sampled = sampled;
    this.neighbours = neighbours;
  }

  /**
   * Finds the neighbours.
   *
   * @param features feature vector of each sample, (n x d), finite, n at least 1
   */
  static SampledNeighbours in(FloatMatrix features) {
    int[] sampled = EvenlySpaced.of(features.rows(), SAMPLED);
    return new SampledNeighbours(
        sampled,
        NearestNeighbours.exact(
            features.select(sampled),
            Math.min(NEIGHBOURS + 1, sampled.length),
            RunContext.seeded(0)));
  }

  /** Counts the neighbours between classes. */
  Mixing mixing(Labels labels) {
    Map<Integer, Map<Integer, Integer>> links = new HashMap<>();
    int[] sizes = new int[labels.classes()];
    for (int i = 0; i < sampled.length; i++) {
      int own = labels.get(sampled[i]);
      if (own == Labels.NOISE) {
        continue;
      }
      sizes[own]++;
      for (int other : neighbours.others(i)) {
        int label = labels.get(sampled[other]);
        if (label != Labels.NOISE) {
          links.computeIfAbsent(own, key -> new HashMap<>()).merge(label, 1, Integer::sum);
        }
      }
    }
    return new Mixing(links, sizes);
  }

  /**
   * Numbers of neighbours between classes, and the sizes of the classes. Only pairs with a link
   * take memory, since there may be as many classes as samples.
   */
  static final class Mixing {
    private final Map<Integer, Map<Integer, Integer>> links;
    private final int[] sizes;

    private Mixing(Map<Integer, Map<Integer, Integer>> links, int[] sizes) {
      this.links = links;
      this.sizes = sizes;
    }

    /**
     * Returns the degree of mixing of two classes: the fraction of links within the two that cross
     * from one to the other, relative to the fraction expected if their members were shuffled. 0
     * without such links, about 1 if the two are one class.
     */
    double between(int first, int second) {
      double across = count(first, second) + count(second, first);
      double all = across + count(first, first) + count(second, second);
      double both = sizes[first] + sizes[second];
      double expected = 2.0 * sizes[first] * sizes[second] / (both * both);
      return across == 0 ? 0 : across / all / expected;
    }

    /** Returns the other classes in which a class has the most neighbours, in descending order. */
    int[] most(int label, int count) {
      return links.getOrDefault(label, Map.of()).entrySet().stream()
          .filter(one -> one.getKey() != label)
          .sorted(
              Map.Entry.<Integer, Integer>comparingByValue()
                  .reversed()
                  .thenComparing(Map.Entry.comparingByKey()))
          .limit(count)
          .mapToInt(Map.Entry::getKey)
          .toArray();
    }

    private double count(int from, int to) {
      return links.getOrDefault(from, Map.of()).getOrDefault(to, 0);
    }
  }
}
