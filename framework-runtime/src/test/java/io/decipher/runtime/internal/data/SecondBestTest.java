// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondBestTest {
  /** The definition: of all other classes the one whose mean is nearest, the first of equals. */
  private static int nearest(Labels found, FloatMatrix points, int row) {
    int best = Labels.NOISE;
    double least = Double.POSITIVE_INFINITY;
    for (int label = 0; label < found.classes(); label++) {
      double distance = 0;
      for (int j = 0; j < points.columns(); j++) {
        double sum = 0;
        int count = 0;
        for (int member : found.members(label)) {
          if (Float.isFinite(points.get(member, j))) {
            sum += points.get(member, j);
            count++;
          }
        }
        double difference = points.get(row, j) - sum / Math.max(1, count);
        distance += Double.isFinite(difference) ? difference * difference : 0;
      }
      if (label != found.get(row) && distance < least) {
        least = distance;
        best = label;
      }
    }
    return best;
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 40", "7, 40", "3, 1"})
  void it_is_the_nearest_other_mean_also_of_ties_and_missing_values(int columns, int classes) {
    SplittableRandom random = new SplittableRandom(columns + 100L * classes);
    int n = 300;
    float[] values = new float[n * columns];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i < classes ? i : random.nextInt(classes + 1) - 1;
    }
    for (int i = 0; i < values.length; i++) {
      boolean missing = random.nextInt(20) == 0;
      values[i] = missing ? Float.NaN : random.nextInt(5); // whole numbers: many ties
    }
    FloatMatrix points = FloatMatrix.wrap(n, columns, values);
    Labels found = Labels.of(labels);
    Labels second = SecondBest.of(found, points);
    for (int i = 0; i < n; i++) {
      assertThat(second.get(i)).as("sample %d", i).isEqualTo(nearest(found, points, i));
    }
  }

  @Test
  void without_classes_there_is_none() {
    FloatMatrix points = FloatMatrix.wrap(2, 1, new float[] {1, 2});
    Labels noise = Labels.of(new int[] {Labels.NOISE, Labels.NOISE});
    assertThat(SecondBest.of(noise, points).toArray()).containsOnly(Labels.NOISE);
  }
}
