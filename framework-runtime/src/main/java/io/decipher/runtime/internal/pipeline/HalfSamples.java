// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.ClusterModel;
import io.decipher.api.Clusterer;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Hierarchy;
import io.decipher.api.Labels;
import io.decipher.api.PluginResults;
import io.decipher.api.Progress;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.numerics.GraphProjector;
import io.decipher.numerics.NearestNeighbours;
import io.decipher.runtime.report.Reproduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Splits samples into random halves, finds classes in each, and measures how well the classes of
 * one half predict those of the other, for every minimum class size; see {@link Reproduction}.
 *
 * <p>A half contains half of the samples of each class, so it is embedded with fewer neighbours,
 * and its tree is cut at half the size. Only the samples' distances may connect the halves;
 * features that a model learned from all samples, or from their classes, would make the result
 * meaningless.
 */
public final class HalfSamples {
  /** The number of neighbours for a half relative to that for all samples. */
  private static final double NEIGHBOURS = 0.6;

  private static final int LEAST_NEIGHBOURS = 5;
  private static final int LISTED = 61;
  private static final int LISTED_FOLD = 3; // half of which, or slightly more, are in the same half
  private static final int VOTES = 5;
  private static final int LEAST_SIZE = 5;
  private static final double GROWTH = 1.15;
  private static final double GREATEST_SHARE = 0.45;
  private static final int LEAST_SAMPLES = 4 * LEAST_NEIGHBOURS;
  private static final int SHUFFLES = 3;

  private final Projector projector;
  private final Clusterer clusterer;
  private final int neighbours;

  /**
   * Creates an instance.
   *
   * @param projector embeds halves
   * @param clusterer finds classes in them
   * @param neighbours the number of neighbours for all samples, including each sample itself
   */
  public HalfSamples(Projector projector, Clusterer clusterer, int neighbours) {
    this.projector = projector;
    this.clusterer = clusterer;
    this.neighbours = neighbours;
  }

  /**
   * Measures how well halves reproduce each other's classes.
   *
   * @param all the features
   * @param most the maximum number of samples; a random subset is used if there are more
   * @param halvings the number of random splits, 1 or more
   * @param run provides the seed
   * @return empty if the clusterer has no hierarchy, or there are too few samples
   */
  public Optional<Reproduction> of(FeatureSpace all, int most, int halvings, RunContext run) {
    int n = Math.min(all.size(), most);
    if (n < LEAST_SAMPLES) {
      return Optional.empty();
    }
    FeatureSpace space =
        n == all.size() ? all : all.select(drawn(all.size(), n, run.random("evidence/sample")));
    NearestNeighbours near =
        space.neighbours(Math.min(n, Math.max(LISTED, LISTED_FOLD * neighbours)), run);
    List<Half[]> parted = new ArrayList<>();
    for (int i = 0; i < halvings; i++) {
      run.step(
          new Progress("halves", (double) i / halvings, "halving " + (i + 1) + " of " + halvings));
      Half[] halves = parted(space, near, i, run);
      if (halves[0].tree.isEmpty() || halves[1].tree.isEmpty()) {
        return Optional.empty();
      }
      parted.add(halves);
    }
    double scale = (double) all.size() / n;
    List<Reproduction.Level> levels = new ArrayList<>();
    int last = 0;
    for (double size = LEAST_SIZE; size <= GREATEST_SHARE * n; size *= GROWTH) {
      int whole = (int) Math.round(size);
      if (whole > last) {
        levels.add(
            level(space, near, parted, whole, (int) Math.max(2, Math.round(scale * size)), run));
        last = whole;
      }
    }
    return Optional.of(new Reproduction(levels, halvings, n));
  }

  /** Returns a random subset of 0 to n - 1, ascending. */
  static int[] drawn(int n, int count, RandomGenerator random) {
    return Arrays.stream(Arrays.copyOf(shuffled(n, random), count)).sorted().toArray();
  }

  private static int[] shuffled(int n, RandomGenerator random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /**
   * A half.
   *
   * @param rows its samples, ascending
   * @param layout their positions
   * @param tree their classes for any size; empty if the clusterer has no hierarchy
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Half(int[] rows, FloatMatrix layout, Optional<Hierarchy> tree) {
    /** Returns the classes for a size; noise is assigned to the nearest class. */
    int[] classes(int size, RunContext quiet) {
      int[] labels = tree.orElseThrow().cut(Math.max(2, size)).labels().toArray();
      return NearestClass.fill(labels, layout, quiet);
    }
  }

  private Half[] parted(FeatureSpace space, NearestNeighbours near, int halving, RunContext run) {
    int n = space.size();
    int[] order = shuffled(n, run.random("evidence/halves-" + halving));
    Half[] halves = new Half[2];
    for (int side = 0; side < 2; side++) {
      int[] rows =
          Arrays.stream(order, side == 0 ? 0 : n / 2, side == 0 ? n / 2 : n).sorted().toArray();
      RunContext own =
          RunContext.of(
              run.seed("evidence/half-" + halving + "-" + side),
              progress -> run.cancellation().throwIfCancelled(),
              run.cancellation());
      FloatMatrix layout = layout(space, near, rows, own);
      ClusterModel clusters =
          PluginResults.clusters(clusterer.fit(layout, own), clusterer, layout.rows());
      halves[side] =
          new Half(
              rows,
              layout,
              clusters instanceof Hierarchy tree ? Optional.of(tree) : Optional.empty());
    }
    return halves;
  }

  private FloatMatrix layout(
      FeatureSpace space, NearestNeighbours near, int[] rows, RunContext own) {
    FloatMatrix points = space.points().select(rows);
    if (!(projector instanceof GraphProjector laying)) {
      return projector.fit(points, own).points();
    }
    int count = Math.max(LEAST_NEIGHBOURS, (int) Math.round(NEIGHBOURS * neighbours));
    int each = (int) Math.ceil((count - 1.0) / space.values());
    Optional<NearestNeighbours> graph = restricted(space, near, rows, each);
    return laying
        .layOut(
            points,
            graph.orElseGet(() -> space.select(rows).neighbours(Math.min(count, rows.length), own)),
            own)
        .points();
  }

  /**
   * Returns the nearest neighbours of each row among the rows, equally many for each value of the
   * nuisance attribute; empty if the neighbour lists are too short.
   */
  private static Optional<NearestNeighbours> restricted(
      FeatureSpace space, NearestNeighbours near, int[] rows, int each) {
    int[] place = new int[near.size()];
    Arrays.fill(place, -1);
    for (int i = 0; i < rows.length; i++) {
      place[rows[i]] = i;
    }
    int count = each * space.values();
    int[][] neighbours = new int[rows.length][count];
    float[][] distances = new float[rows.length][count];
    for (int i = 0; i < rows.length; i++) {
      Map<Integer, Integer> taken = new HashMap<>();
      int found = 0;
      for (int rank = 1; rank < near.count() && found < count; rank++) {
        int row = near.index(rows[i], rank);
        if (place[row] >= 0 && taken.merge(space.value(row), 1, Integer::sum) <= each) {
          neighbours[i][found] = place[row];
          distances[i][found++] = near.distance(rows[i], rank);
        }
      }
      if (found < count) {
        return Optional.empty();
      }
    }
    return Optional.of(NearestNeighbours.of(neighbours, distances));
  }

  private static Reproduction.Level level(
      FeatureSpace space,
      NearestNeighbours near,
      List<Half[]> parted,
      int size,
      int whole,
      RunContext run) {
    RunContext quiet = RunContext.seeded(run.seed());
    double classes = 0;
    double[] sum = new double[3];
    for (Half[] halves : parted) {
      int[][] labels = new int[2][];
      for (int side = 0; side < 2; side++) {
        labels[side] = halves[side].classes((size + 1) / 2, quiet);
        classes += Labels.of(labels[side]).classes() / (2.0 * parted.size());
      }
      for (int side = 0; side < 2; side++) {
        int[] predicted =
            predicted(near, halves[1 - side].rows, labels[1 - side], halves[side].rows);
        double[] found = compared(labels[side], predicted, run.random("evidence/chance"));
        if (space.values() > 1) {
          int[] values = Arrays.stream(halves[side].rows).map(space::value).toArray();
          found[0] -= followed(labels[side], values, run.random("evidence/chance"));
        }
        for (int i = 0; i < sum.length; i++) {
          sum[i] += found[i] / (2 * parted.size());
        }
      }
    }
    return new Reproduction.Level(whole, classes, sum[0], sum[1], sum[2]);
  }

  /** Returns for each row the majority class of its nearest labelled neighbours, or noise. */
  private static int[] predicted(NearestNeighbours near, int[] known, int[] labels, int[] rows) {
    int[] label = new int[near.size()];
    Arrays.fill(label, Labels.NOISE);
    for (int i = 0; i < known.length; i++) {
      label[known[i]] = labels[i];
    }
    int[] predicted = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      Map<Integer, Integer> votes = new HashMap<>();
      int cast = 0;
      int best = Labels.NOISE;
      for (int rank = 1; rank < near.count() && cast < VOTES; rank++) {
        int vote = label[near.index(rows[i], rank)];
        if (vote != Labels.NOISE) {
          cast++;
          int count = votes.merge(vote, 1, Integer::sum);
          // The first class to reach a count keeps it, so ties go to the nearer one.
          best = count > votes.getOrDefault(best, 0) || best == vote ? vote : best;
        }
      }
      predicted[i] = best;
    }
    return predicted;
  }

  /** Returns information, agreement and recovery of own classes given predicted ones. */
  private static double[] compared(int[] own, int[] predicted, RandomGenerator random) {
    int[] both =
        IntStream.range(0, own.length)
            .filter(i -> own[i] != Labels.NOISE && predicted[i] != Labels.NOISE)
            .toArray();
    int[] a = dense(Arrays.stream(both).map(i -> own[i]).toArray());
    int[] b = dense(Arrays.stream(both).map(i -> predicted[i]).toArray());
    int classesA = Arrays.stream(a).max().orElse(-1) + 1;
    int classesB = Arrays.stream(b).max().orElse(-1) + 1;
    if (classesA < 2 || classesB < 2) {
      return new double[3];
    }
    int[][] shared = shared(a, b, classesA, classesB);
    int[] sizesA = new int[classesA];
    int[] sizesB = new int[classesB];
    for (int i = 0; i < a.length; i++) {
      sizesA[a[i]]++;
      sizesB[b[i]]++;
    }
    double entropyA = entropy(sizesA, a.length);
    double entropyB = entropy(sizesB, a.length);
    double joint = entropy(flat(shared), a.length);
    double chance = 0;
    for (int i = 0; i < SHUFFLES; i++) {
      int[] order = shuffled(a.length, random);
      int[] mixed = Arrays.stream(order).map(at -> b[at]).toArray();
      double mixedJoint = entropy(flat(shared(a, mixed, classesA, classesB)), a.length);
      chance += (entropyA + entropyB - mixedJoint) / SHUFFLES;
    }
    double mutual = entropyA + entropyB - joint;
    double mean = (entropyA + entropyB) / 2;
    double information = mutual - chance - (mean - mutual);
    double agreement = mean - chance > 1e-9 ? (mutual - chance) / (mean - chance) : 0;
    double recovery = 0;
    for (int i = 0; i < classesA; i++) {
      double best = 0;
      for (int j = 0; j < classesB; j++) {
        best = Math.max(best, (double) shared[i][j] / (sizesA[i] + sizesB[j] - shared[i][j]));
      }
      recovery += best / classesA;
    }
    return new double[] {information, agreement, recovery};
  }

  /** Returns the mutual information of classes and nuisance values, in nats, minus chance. */
  private static double followed(int[] labels, int[] values, RandomGenerator random) {
    int[] known =
        IntStream.range(0, labels.length)
            .filter(i -> labels[i] != Labels.NOISE && values[i] >= 0)
            .toArray();
    int[] a = dense(Arrays.stream(known).map(i -> labels[i]).toArray());
    int[] b = dense(Arrays.stream(known).map(i -> values[i]).toArray());
    double joint = joint(a, b);
    double chance = 0;
    for (int i = 0; i < SHUFFLES; i++) {
      int[] order = shuffled(a.length, random);
      chance += joint(a, Arrays.stream(order).map(at -> b[at]).toArray()) / SHUFFLES;
    }
    return Math.max(0, chance - joint);
  }

  /** Returns the joint entropy, in nats. */
  private static double joint(int[] a, int[] b) {
    int classesA = Arrays.stream(a).max().orElse(-1) + 1;
    int classesB = Arrays.stream(b).max().orElse(-1) + 1;
    return entropy(flat(shared(a, b, classesA, classesB)), a.length);
  }

  private static int[] dense(int[] labels) {
    Map<Integer, Integer> numbers = new HashMap<>();
    return Arrays.stream(labels)
        .map(label -> numbers.computeIfAbsent(label, key -> numbers.size()))
        .toArray();
  }

  private static int[][] shared(int[] a, int[] b, int classesA, int classesB) {
    int[][] shared = new int[classesA][classesB];
    for (int i = 0; i < a.length; i++) {
      shared[a[i]][b[i]]++;
    }
    return shared;
  }

  private static int[] flat(int[][] table) {
    return Arrays.stream(table).flatMapToInt(Arrays::stream).toArray();
  }

  private static double entropy(int[] sizes, int n) {
    double sum = 0;
    for (int size : sizes) {
      sum -= size == 0 ? 0 : (double) size / n * Math.log((double) size / n);
    }
    return sum;
  }
}
