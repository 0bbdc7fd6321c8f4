// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How the classes lie in the features they were found by: who is typical, who is at the border, who
 * is far out, which classes are near each other, and how well two can be told apart.
 *
 * <p>By the means of the classes, O(n K d) for n samples, K classes and d features, and by the
 * neighbours of some samples.
 */
final class ClassProfiles {
  /**
   * A class near another.
   *
   * @param number of the class
   * @param distance between the means of the two, in units of the features
   * @param separation how many standard deviations the means are apart along the line through both,
   *     d' of signal detection: the difference over the root of the mean of both variances.
   *     Infinite if neither class has any width along the line
   */
  record Neighbour(int number, double distance, double separation) {}

  /**
   * Two classes, the first of the lower number.
   *
   * @param separation how well they can be told apart, as of a {@link Neighbour}
   * @param gain how much a person's answer is expected to bring, in bits a sample; see {@link
   *     #pairs()}
   */
  record Pair(int first, int second, double separation, double gain) {}

  private static final int NEIGHBOURS = 3;
  private static final Comparator<Pair> ORDER =
      Comparator.comparingDouble(Pair::gain)
          .reversed()
          .thenComparingDouble(Pair::separation)
          .thenComparingInt(Pair::first)
          .thenComparingInt(Pair::second);

  private final Labels labels;
  private final FloatMatrix strengths;
  private final FloatMatrix features;
  private final SampledNeighbours.Mixing mixing;
  private final int[] sizes;
  private final double[][] means;
  private final double[] own;
  private final double[] other;

  /**
   * Measures the classes.
   *
   * @param strengths how firmly each sample belongs to its class, (n x 1)
   * @param features where each sample is, (n x d), finite
   * @param neighbours of samples in the features
   */
  ClassProfiles(
      Labels labels, FloatMatrix strengths, FloatMatrix features, SampledNeighbours neighbours) {
    this.labels = labels;
    this.strengths = strengths;
    this.features = features;
    mixing = neighbours.mixing(labels);
    sizes = labels.sizes();
    means = means();
    own = new double[labels.size()];
    other = new double[labels.size()];
    IntStream.range(0, labels.size()).parallel().forEach(this::measure);
  }

  private double[][] means() {
    double[][] sums = new double[labels.classes()][features.columns()];
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i) != Labels.NOISE) {
        float[] row = features.row(i);
        double[] sum = sums[labels.get(i)];
        for (int j = 0; j < row.length; j++) {
          sum[j] += row[j] / sizes[labels.get(i)];
        }
      }
    }
    return sums;
  }

  private void measure(int sample) {
    float[] row = features.row(sample);
    own[sample] = Double.POSITIVE_INFINITY;
    other[sample] = Double.POSITIVE_INFINITY;
    for (int label = 0; label < means.length; label++) {
      if (sizes[label] == 0) {
        continue;
      }
      double distance = Math.sqrt(squared(row, means[label]));
      if (label == labels.get(sample)) {
        own[sample] = distance;
      } else {
        other[sample] = Math.min(other[sample], distance);
      }
    }
  }

  private static double squared(float[] row, double[] mean) {
    double sum = 0;
    for (int j = 0; j < mean.length; j++) {
      double difference = row[j] - mean[j];
      sum += difference * difference;
    }
    return sum;
  }

  /** Returns members of a class, the firmest first, of these the nearest to its mean. */
  int[] typical(int label, int count) {
    return first(
        label,
        Comparator.<Integer>comparingDouble(i -> -strengths.get(i, 0))
            .thenComparingDouble(i -> own[i]),
        count);
  }

  /** Returns members of a class, the farthest from its mean first. */
  int[] farthest(int label, int count) {
    return first(label, Comparator.comparingDouble(i -> -own[i]), count);
  }

  /** Returns members of a class, those first whose place is most that of another class's too. */
  int[] borderline(int label, int count) {
    return first(label, Comparator.comparingDouble(this::margin), count);
  }

  /** Returns samples of any class, those first whose place is most that of another class's too. */
  int[] doubtful(int count) {
    return IntStream.range(0, labels.size())
        .filter(i -> labels.get(i) != Labels.NOISE)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(this::margin).thenComparingInt(i -> i))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }

  /** Returns 1 at the mean of a sample's class, 0 as far from it as from the nearest other. */
  double margin(int sample) {
    double sum = own[sample] + other[sample];
    return sum == 0 || Double.isInfinite(sum) ? 1 : (other[sample] - own[sample]) / sum;
  }

  private int[] first(int label, Comparator<Integer> order, int count) {
    return Arrays.stream(labels.members(label))
        .boxed()
        .sorted(order.thenComparingInt(i -> i))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }

  /** Returns the classes whose means are nearest to one's, the nearest first; not empty ones. */
  List<Neighbour> neighbours(int label) {
    return nearest(label)
        .mapToObj(one -> new Neighbour(one, distance(label, one), separation(label, one)))
        .toList();
  }

  private IntStream nearest(int label) {
    return IntStream.range(0, means.length)
        .filter(one -> one != label && sizes[one] > 0 && sizes[label] > 0)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(one -> distance(label, one))
                .thenComparingInt(one -> one))
        .limit(NEIGHBOURS)
        .mapToInt(one -> one);
  }

  private double distance(int first, int second) {
    double sum = 0;
    for (int j = 0; j < features.columns(); j++) {
      double difference = means[first][j] - means[second][j];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  private double separation(int first, int second) {
    double apart = distance(first, second);
    if (apart == 0) {
      return 0;
    }
    double[] direction = new double[features.columns()];
    for (int j = 0; j < direction.length; j++) {
      direction[j] = (means[second][j] - means[first][j]) / apart;
    }
    return apart / Math.sqrt((variance(first, direction) + variance(second, direction)) / 2);
  }

  private double variance(int label, double[] direction) {
    int[] members = labels.members(label);
    double sum = 0;
    for (int member : members) {
      float[] row = features.row(member);
      double along = 0;
      for (int j = 0; j < direction.length; j++) {
        along += (row[j] - means[label][j]) * direction[j];
      }
      sum += along * along;
    }
    return sum / members.length;
  }

  /**
   * Returns pairs of near classes, those first of which an answer is expected to bring most: the
   * bits a sample that the labels of two classes take beyond those of their union, times how far
   * the two lie among each other ({@link SampledNeighbours.Mixing#between}), which stands for the
   * chance that they are one. Large classes that are one are asked about before small ones.
   */
  List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    Map<Integer, Set<Integer>> known = new HashMap<>(); // near each other either way: measured once
    for (int label = 0; label < means.length; label++) {
      int one = label;
      IntStream.concat(nearest(one), IntStream.of(mixing.most(one, NEIGHBOURS)))
          .filter(
              other ->
                  known
                      .computeIfAbsent(Math.min(one, other), key -> new HashSet<>())
                      .add(Math.max(one, other)))
          .forEach(other -> pairs.add(pair(Math.min(one, other), Math.max(one, other))));
    }
    pairs.sort(ORDER);
    return List.copyOf(pairs);
  }

  private Pair pair(int first, int second) {
    return new Pair(
        first,
        second,
        separation(first, second),
        mixing.between(first, second) * bits(sizes[first], sizes[second]) / labels.size());
  }

  /** Returns the bits that it takes to say which of two classes each of their samples is of. */
  private static double bits(int one, int other) {
    return (xLogX(one + other) - xLogX(one) - xLogX(other)) / Math.log(2);
  }

  private static double xLogX(int count) {
    return count * Math.log(count);
  }
}
