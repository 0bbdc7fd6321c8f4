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
 * Geometry of the classes in their feature space: typical, borderline and distant members,
 * neighbouring classes, and how well two classes are separated.
 *
 * <p>Based on the class means, O(n K d) for n samples, K classes and d features, and on the
 * neighbours of a subset of the samples.
 */
final class ClassProfiles {
  /**
   * A neighbouring class.
   *
   * @param number number of the class
   * @param distance distance between the two means, in feature units
   * @param separation distance between the means in standard deviations along the line through
   *     both, d' of signal detection theory: the difference divided by the root of the mean of both
   *     variances. Infinite if neither class has any spread along the line
   */
  record Neighbour(int number, double distance, double separation) {}

  /**
   * A pair of classes, the lower number first.
   *
   * @param separation how well the two are separated, as in {@link Neighbour}
   * @param gain expected benefit of a person's answer, in bits per sample; see {@link #pairs()}
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
   * Computes the profiles.
   *
   * @param strengths strength of each sample's class membership, (n x 1)
   * @param features feature vector of each sample, (n x d), finite
   * @param neighbours nearest neighbours of a subset of the samples, in the features
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

  /** Returns members of a class by decreasing strength, ties by distance from its mean. */
  int[] typical(int label, int count) {
    return first(
        label,
        Comparator.<Integer>comparingDouble(i -> -strengths.get(i, 0))
            .thenComparingDouble(i -> own[i]),
        count);
  }

  /** Returns members of a class by decreasing distance from its mean. */
  int[] farthest(int label, int count) {
    return first(label, Comparator.comparingDouble(i -> -own[i]), count);
  }

  /** Returns members of a class by increasing {@link #margin}, the most ambiguous first. */
  int[] borderline(int label, int count) {
    return first(label, Comparator.comparingDouble(this::margin), count);
  }

  /** Returns samples of any class by increasing {@link #margin}, the most ambiguous first. */
  int[] doubtful(int count) {
    return IntStream.range(0, labels.size())
        .filter(i -> labels.get(i) != Labels.NOISE)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(this::margin).thenComparingInt(i -> i))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }

  /** Returns 1 at the mean of the sample's class, 0 if the nearest other mean is equally far. */
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

  /** Returns the classes with the nearest means, the nearest first, excluding empty ones. */
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
   * Returns pairs of neighbouring classes, those with the most informative answer first: the bits
   * per sample by which labels for two classes exceed those for their union, times the degree of
   * mixing of the two ({@link SampledNeighbours.Mixing#between}), which stands for the probability
   * that they are one. Large classes that may be one are thus asked about before small ones.
   */
  List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    Map<Integer, Set<Integer>> known = new HashMap<>(); // computed once per pair
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

  /** Returns the bits needed to assign each sample of two classes to its class. */
  private static double bits(int one, int other) {
    return (xLogX(one + other) - xLogX(one) - xLogX(other)) / Math.log(2);
  }

  private static double xLogX(int count) {
    return count * Math.log(count);
  }
}
