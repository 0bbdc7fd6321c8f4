// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.anomalies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnomalyScoresTest {
  private static final RunContext RUN = RunContext.seeded(1);

  @Test
  void the_distance_is_to_the_third_nearest_that_is_not_the_point_itself() {
    FloatMatrix usual = line(0, 1, 2, 3, 10);
    NeighbourDistance distance = NeighbourDistance.among(usual);
    assertThat(distance.of(line(0), new int[] {-1}, RUN)[0]).isEqualTo(2, within(1e-6));
    assertThat(distance.of(line(0), new int[] {0}, RUN)[0]).isEqualTo(3, within(1e-6));
  }

  @Test
  void of_classes_it_is_that_of_the_nearest_one_and_not_of_members_of_several() {
    FloatMatrix usual = line(0, 0.1f, 0.2f, 1, 1.1f, 1.2f);
    Labels classes = Labels.of(0, 0, 0, 1, 1, 1);
    double between = NeighbourDistance.among(usual, classes).of(line(0.6f), new int[] {-1}, RUN)[0];
    double mixed = NeighbourDistance.among(usual).of(line(0.6f), new int[] {-1}, RUN)[0];
    assertThat(between).isGreaterThan(mixed);
    assertThat(between).isEqualTo(0.6, within(1e-6));
  }

  private static FloatMatrix line(float... values) {
    return FloatMatrix.wrap(values.length, 1, values);
  }

  @Test
  void directions_tell_classes_apart_and_leave_out_what_varies_within_them() {
    // The first coordinate tells the classes; the second varies a hundred times as much within.
    SplittableRandom random = new SplittableRandom(3);
    int n = 300;
    float[] values = new float[2 * n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 3;
      values[2 * i] = (float) (labels[i] - 1 + 0.1 * random.nextGaussian());
      values[2 * i + 1] = (float) (10 * random.nextGaussian());
    }
    FloatMatrix points = FloatMatrix.wrap(n, 2, values);
    FloatMatrix along = ClassDirections.of(points, Labels.of(labels)).of(points, RUN);
    assertThat(along.columns()).isEqualTo(2);
    double[] first = new double[3];
    for (int i = 0; i < n; i++) {
      assertThat(Math.hypot(along.get(i, 0), along.get(i, 1))).isEqualTo(1, within(1e-4));
      first[labels[i]] += along.get(i, 0) / 100;
    }
    assertThat(Math.abs(first[0] - first[2])).isGreaterThan(1);
  }

  @Test
  void latents_that_never_vary_do_no_harm() {
    FloatMatrix points =
        FloatMatrix.ofRows(
            new float[] {0, 5}, new float[] {0.1f, 5}, new float[] {2, 5}, new float[] {2.1f, 5});
    FloatMatrix along = ClassDirections.of(points, Labels.of(0, 0, 1, 1)).of(points, RUN);
    for (int i = 0; i < 4; i++) {
      assertThat(along.get(i, 0)).isFinite();
    }
  }
}
