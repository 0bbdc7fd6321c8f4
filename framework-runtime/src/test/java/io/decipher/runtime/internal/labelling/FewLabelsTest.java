// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.labelling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.numerics.NearestNeighbours;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On three clouds of points, of which a few have labels. */
class FewLabelsTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final int EACH = 40;
  private static final double[][] CENTRES = {{0, 0}, {6, 0}, {0, 6}};

  private final FloatMatrix points = clouds();
  private final int[] truth = IntStream.range(0, 3 * EACH).map(i -> i / EACH).toArray();

  private static FloatMatrix clouds() {
    SplittableRandom random = new SplittableRandom(2);
    float[] values = new float[3 * EACH * 2];
    for (int i = 0; i < 3 * EACH; i++) {
      for (int j = 0; j < 2; j++) {
        values[2 * i + j] = (float) (CENTRES[i / EACH][j] + random.nextGaussian());
      }
    }
    return FloatMatrix.wrap(3 * EACH, 2, values);
  }

  private static GivenLabels given(int... samples) {
    return GivenLabels.of(samples, Arrays.stream(samples).map(i -> i / EACH).toArray(), 3);
  }

  private double right(int[] labels) {
    return IntStream.range(0, labels.length).filter(i -> labels[i] == truth[i]).count()
        / (double) labels.length;
  }

  private LabelSpreading graph() {
    return new LabelSpreading(NearestNeighbours.exact(points, 8, RUN));
  }

  @Test
  void each_way_labels_clouds_by_two_labels_each() {
    GivenLabels given = given(0, 1, 40, 41, 80, 81);
    assertThat(right(Prototypes.label(points, given, RUN))).isGreaterThan(0.95);
    assertThat(right(LinearProbe.label(points, given, RUN))).isGreaterThan(0.95);
    assertThat(right(graph().label(given))).isGreaterThan(0.95);
    assertThat(right(ClassVote.label(points, Labels.of(truth), given, RUN))).isEqualTo(1);
  }

  @Test
  void labels_spread_along_a_ring_that_no_mean_and_no_line_tells_from_its_middle() {
    int n = 200;
    float[] values = new float[2 * n];
    for (int i = 0; i < n; i++) {
      double radius = i < n / 2 ? 0.3 : 3;
      values[2 * i] = (float) (radius * Math.cos(2 * Math.PI * i / (n / 2.0)));
      values[2 * i + 1] = (float) (radius * Math.sin(2 * Math.PI * i / (n / 2.0)));
    }
    FloatMatrix rings = FloatMatrix.wrap(n, 2, values);
    GivenLabels given = GivenLabels.of(new int[] {0, n / 2}, new int[] {0, 1}, 2);
    int[] labels = new LabelSpreading(NearestNeighbours.exact(rings, 5, RUN)).label(given);
    assertThat(Arrays.stream(labels, 0, n / 2)).containsOnly(0);
    assertThat(Arrays.stream(labels, n / 2, n)).containsOnly(1);
    int[] byPrototypes = Prototypes.label(rings, given, RUN);
    assertThat(Arrays.stream(byPrototypes, n / 2, n)).contains(0);
  }

  @Test
  void what_no_label_reaches_gets_none() {
    FloatMatrix far =
        FloatMatrix.ofRows(new float[] {0}, new float[] {1}, new float[] {9}, new float[] {10});
    GivenLabels given = GivenLabels.of(new int[] {0, 1}, new int[] {0, 1}, 2);
    assertThat(new LabelSpreading(NearestNeighbours.exact(far, 2, RUN)).label(given))
        .containsExactly(0, 1, -1, -1);
  }

  @Test
  void a_class_without_labels_takes_the_one_that_no_class_has() {
    // The label of the third class stands on a sample that the run put into the first.
    int[] found = truth.clone();
    found[80] = 0;
    GivenLabels given = given(0, 1, 40, 80);
    assertThat(ClassVote.labels(points, Labels.of(found), given)).containsExactly(0, 1, 2);
  }

  @Test
  void a_sample_of_no_class_takes_the_label_of_the_nearest_that_is_in_one() {
    int[] found = truth.clone();
    found[5] = Labels.NOISE;
    found[90] = Labels.NOISE;
    int[] labels = ClassVote.label(points, Labels.of(found), given(0, 40, 80), RUN);
    assertThat(labels[5]).isZero();
    assertThat(labels[90]).isEqualTo(2);
  }

  @Test
  void more_classes_than_labels_share_them() {
    int[] found = truth.clone();
    for (int i = 20; i < 40; i++) {
      found[i] = 3; // half of the first cloud
    }
    int[] labels = ClassVote.label(points, Labels.of(found), given(0, 40, 80), RUN);
    assertThat(right(labels)).isEqualTo(1);
  }

  @Test
  void parts_hold_each_label_out_once() {
    GivenLabels given = given(0, 1, 2, 40, 41, 80, 81);
    assertThat(given.least()).isEqualTo(2);
    int held = 0;
    for (int part = 0; part < 2; part++) {
      held += given.part(part, 2, true).count();
      assertThat(given.part(part, 2, false).least()).isPositive();
    }
    assertThat(held).isEqualTo(7);
  }

  @Test
  void a_label_of_no_sample_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GivenLabels.of(new int[] {3}, new int[] {1}, 2))
        .withMessage("label 0 is given to no sample");
  }
}
