// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Samples;
import io.decipher.runtime.report.Stage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Finds the most representative samples of classes and groups. */
public final class Exemplars {
  private Exemplars() {}

  /**
   * Returns for each class its members of greatest membership strength, ties broken by the distance
   * to the class's mean in the features; fewer than {@code count} for smaller classes.
   */
  public static int[][] of(Stage view, int count) {
    Labels labels = view.found().labels();
    int[][] exemplars = new int[labels.classes()][];
    for (int label = 0; label < exemplars.length; label++) {
      exemplars[label] =
          of(labels.members(label), view.found().strengths(), view.featureMatrix(), count);
    }
    return exemplars;
  }

  /**
   * Returns the members of greatest strength of a group, ties broken by the distance to its mean.
   *
   * @param members the samples of the group
   * @param strengths the membership strength of each sample in its group, (n x 1)
   * @param points the position of each sample, (n x d)
   */
  public static int[] of(int[] members, FloatMatrix strengths, FloatMatrix points, int count) {
    return of(members, strengths, count, distances(points::row, points.columns(), members));
  }

  /**
   * Returns the members of greatest strength of a group, ties broken by the samples' own values.
   */
  public static int[] of(int[] members, FloatMatrix strengths, Samples samples, int count) {
    return of(members, strengths, count, distances(samples::row, samples.type().size(), members));
  }

  private static int[] of(int[] members, FloatMatrix strengths, int count, double[] distance) {
    return IntStream.range(0, members.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(at -> -strengths.get(members[at], 0))
                .thenComparingDouble(at -> distance[at])
                .thenComparingInt(at -> members[at]))
        .limit(count)
        .mapToInt(at -> members[at])
        .toArray();
  }

  private static double[] distances(IntFunction<float[]> rowOf, int size, int[] members) {
    double[] mean = new double[size];
    for (int member : members) {
      float[] row = rowOf.apply(member);
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / members.length;
      }
    }
    return Arrays.stream(members)
        .mapToDouble(
            member -> {
              float[] row = rowOf.apply(member);
              double sum = 0;
              for (int j = 0; j < mean.length; j++) {
                double difference = row[j] - mean[j];
                sum += difference * difference;
              }
              return sum;
            })
        .toArray();
  }
}
