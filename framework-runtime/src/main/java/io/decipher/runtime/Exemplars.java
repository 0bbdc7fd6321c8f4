package io.decipher.runtime;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The most typical samples of each class. */
final class Exemplars {
  private Exemplars() {}

  /**
   * Returns for each class its members of greatest strength, ties by the distance to the class's
   * mean in the features; fewer than {@code count} where the class has fewer.
   */
  static int[][] of(View view, int count) {
    Labels labels = view.found().labels();
    int[][] exemplars = new int[labels.classes()][];
    for (int label = 0; label < exemplars.length; label++) {
      int[] members = labels.members(label);
      double[] distance = distances(view.featureMatrix(), members);
      exemplars[label] =
          IntStream.range(0, members.length)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingDouble(
                          at -> -view.found().strengths().get(members[at], 0))
                      .thenComparingDouble(at -> distance[at])
                      .thenComparingInt(at -> members[at]))
              .limit(count)
              .mapToInt(at -> members[at])
              .toArray();
    }
    return exemplars;
  }

  private static double[] distances(FloatMatrix features, int[] members) {
    double[] mean = new double[features.columns()];
    for (int member : members) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += features.get(member, j) / members.length;
      }
    }
    return Arrays.stream(members)
        .mapToDouble(
            member -> {
              double sum = 0;
              for (int j = 0; j < mean.length; j++) {
                double difference = features.get(member, j) - mean[j];
                sum += difference * difference;
              }
              return sum;
            })
        .toArray();
  }
}
