// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.labelling;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.numerics.NearestNeighbours;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Labels samples by the classes that a run found: each class gets the label of the majority of its
 * labelled members. Ties go to the label whose prototype is nearer to the mean of the class. A
 * class without labelled members gets the label with the nearest prototype among those that no
 * class has, or among all labels if none is left. Samples without a class get the label of the
 * nearest sample with one.
 */
public final class ClassVote {
  private ClassVote() {}

  /**
   * Returns one label per sample.
   *
   * @param points the positions of the samples, (n x d), finite
   * @param found the class of each, (n), not all noise
   * @return (n), each in [0, given.classes())
   */
  public static int[] label(FloatMatrix points, Labels found, GivenLabels given, RunContext run) {
    int[] ofClass = labels(points, found, given);
    int[] inside =
        IntStream.range(0, found.size()).filter(i -> found.get(i) != Labels.NOISE).toArray();
    int[] outside =
        IntStream.range(0, found.size()).filter(i -> found.get(i) == Labels.NOISE).toArray();
    int[] labels = new int[found.size()];
    for (int i : inside) {
      labels[i] = ofClass[found.get(i)];
    }
    if (outside.length > 0) {
      NearestNeighbours nearest =
          NearestNeighbours.exact(points.select(outside), points.select(inside), 1, run);
      for (int i = 0; i < outside.length; i++) {
        labels[outside[i]] = labels[inside[nearest.index(i, 0)]];
      }
    }
    return labels;
  }

  /** Returns the label of each found class, (classes). */
  static int[] labels(FloatMatrix points, Labels found, GivenLabels given) {
    double[][] distances = distances(points, found, given);
    int[][] votes = new int[found.classes()][given.classes()];
    for (int g = 0; g < given.count(); g++) {
      int label = found.get(given.sample(g));
      if (label != Labels.NOISE) {
        votes[label][given.label(g)]++;
      }
    }
    int[] result = new int[found.classes()];
    Arrays.fill(result, -1);
    boolean[] taken = new boolean[given.classes()];
    for (int label = 0; label < result.length; label++) {
      for (int name = 0; name < given.classes(); name++) {
        int best = result[label];
        int more = votes[label][name] - (best < 0 ? 0 : votes[label][best]);
        if (votes[label][name] > 0
            && (more > 0 || (more == 0 && distances[label][name] < distances[label][best]))) {
          result[label] = name;
        }
      }
      if (result[label] >= 0) {
        taken[result[label]] = true;
      }
    }
    takeNearest(result, distances, taken);
    return result;
  }

  /** Assigns the remaining classes to their nearest free labels, closest pair first. */
  private static void takeNearest(int[] result, double[][] distances, boolean[] taken) {
    while (true) {
      int label = -1;
      int name = -1;
      boolean anyFree = IntStream.range(0, taken.length).anyMatch(i -> !taken[i]);
      for (int i = 0; i < result.length; i++) {
        for (int j = 0; result[i] < 0 && j < taken.length; j++) {
          if ((!anyFree || !taken[j]) && (label < 0 || distances[i][j] < distances[label][name])) {
            label = i;
            name = j;
          }
        }
      }
      if (label < 0) {
        return;
      }
      result[label] = name;
      taken[name] = true;
    }
  }

  /** Returns squared distances from the mean of each class to each prototype. */
  private static double[][] distances(FloatMatrix points, Labels found, GivenLabels given) {
    int d = points.columns();
    double[][] means = new double[found.classes()][d];
    int[] sizes = found.sizes();
    for (int i = 0; i < found.size(); i++) {
      int label = found.get(i);
      for (int j = 0; label != Labels.NOISE && j < d; j++) {
        means[label][j] += points.get(i, j) / (double) sizes[label];
      }
    }
    FloatMatrix prototypes = Prototypes.means(points, given);
    double[][] distances = new double[means.length][given.classes()];
    for (int label = 0; label < means.length; label++) {
      for (int name = 0; name < given.classes(); name++) {
        for (int j = 0; j < d; j++) {
          double off = means[label][j] - prototypes.get(name, j);
          distances[label][name] += off * off;
        }
      }
    }
    return distances;
  }
}
