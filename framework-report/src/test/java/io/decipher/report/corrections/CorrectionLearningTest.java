// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Three groups of 40 points on a line, at 0, 10 and 20; what a run made of them differs. */
class CorrectionLearningTest {
  private static final int EACH = 40;
  private static final int ALL = 3 * EACH;
  private static final RunContext RUN = RunContext.seeded(1);
  private static final FloatMatrix POINTS = points();

  private static FloatMatrix points() {
    Random random = new Random(3);
    float[] values = new float[2 * ALL];
    for (int i = 0; i < ALL; i++) {
      values[2 * i] = (float) (10 * (i / EACH) + random.nextGaussian());
      values[2 * i + 1] = (float) random.nextGaussian();
    }
    return FloatMatrix.wrap(ALL, 2, values);
  }

  /** Parts members by the group they are of, if there are two. */
  private static Optional<int[]> byGroup(int[] members, int first, int second) {
    return first / EACH == second / EACH
        ? Optional.empty()
        : Optional.of(Arrays.stream(members).filter(i -> i / EACH == second / EACH).toArray());
  }

  private static CorrectionLearning.Outcome learned(int[] found, Correction... corrections) {
    return learned(found, Map.of(), corrections);
  }

  private static CorrectionLearning.Outcome learned(
      int[] found, Map<Integer, String> names, Correction... corrections) {
    CorrectedClasses classes = new CorrectedClasses(Labels.of(found), names);
    for (Correction one : corrections) {
      classes.apply(one);
    }
    return CorrectionLearning.of(classes, POINTS, CorrectionLearningTest::byGroup, RUN);
  }

  private static int[] groups() {
    return IntStream.range(0, ALL).map(i -> i / EACH).toArray();
  }

  /** The first group in two pieces, left and right. */
  private static int[] inPieces() {
    int[] found = groups();
    for (int i = 0; i < EACH; i++) {
      found[i] = POINTS.get(i, 0) > 0 ? 3 : 0;
    }
    return found;
  }

  @Test
  void where_nobody_said_anything_nothing_changes() {
    int[] found = inPieces();
    CorrectionLearning.Outcome outcome =
        learned(found, new Correction.Rename(1, "trill"), new Correction.Merge(List.of(1, 2)));
    assertThat(outcome.learned()).isEmpty();
    assertThat(outcome.labels())
        .isEqualTo(Arrays.stream(found).map(label -> label == 2 ? 1 : label).toArray());
  }

  @Test
  void classes_whose_typical_members_are_of_one_class_are_one() {
    int[] found = inPieces();
    int left = leftmost();
    int right = rightmost();
    CorrectionLearning.Outcome outcome =
        learned(found, Map.of(3, "buzz"), new Correction.Same(left, right));
    assertThat(outcome.labels())
        .isEqualTo(Arrays.stream(found).map(label -> label == 0 ? 3 : label).toArray());
    assertThat(outcome.names()).isEqualTo(Map.of(3, "buzz"));
    assertThat(outcome.learned())
        .containsExactly("classes 0 and 3 are one, as samples " + left + " and " + right + " are");
  }

  @Test
  void classes_that_a_person_named_otherwise_stay_two() {
    int[] found = inPieces();
    int left = leftmost();
    int right = rightmost();
    CorrectionLearning.Outcome outcome =
        learned(found, Map.of(0, "buzz", 3, "trill"), new Correction.Same(left, right));
    assertThat(outcome.labels()[left]).isEqualTo(outcome.labels()[right]);
    assertThat(Arrays.stream(outcome.labels()).distinct().count()).isEqualTo(4);
  }

  @Test
  void a_sample_that_strayed_goes_where_the_other_is() {
    int[] found = groups();
    found[5] = 2; // among the first group
    CorrectionLearning.Outcome outcome = learned(found, new Correction.Same(5, 6));
    assertThat(outcome.labels()).isEqualTo(groups());
    assertThat(outcome.learned())
        .containsExactly("sample 5 went from class 2 to 0, as samples 5 and 6 are of one");
  }

  @Test
  void a_class_parts_where_its_density_does_if_two_of_it_are_of_two() {
    int[] found = new int[ALL]; // all one class
    for (int i = 2 * EACH; i < ALL; i++) {
      found[i] = 1;
    }
    CorrectionLearning.Outcome outcome = learned(found, new Correction.Different(0, EACH));
    assertThat(outcome.labels())
        .isEqualTo(IntStream.range(0, ALL).map(i -> new int[] {0, 2, 1}[i / EACH]).toArray());
  }

  @Test
  void a_sample_leaves_a_class_that_does_not_part() {
    int[] found = groups();
    found[5] = 1; // a sample of the first group in the class of the second
    int other = 5 + 1;
    found[other] = 1;
    CorrectionLearning.Outcome outcome = learned(found, new Correction.Different(5, other));
    assertThat(outcome.labels()[5] == 1 ^ outcome.labels()[other] == 1).isTrue();
    assertThat(outcome.labels()[5] == 0 ^ outcome.labels()[other] == 0).isTrue();
  }

  @Test
  void what_a_person_decides_says_what_those_beside_are_and_stays() {
    int[] found = inPieces(); // class 3 is the right half of the first group
    int[] given = IntStream.range(0, EACH).filter(i -> found[i] == 3).limit(12).sorted().toArray();
    int[] rejected = {2 * EACH + 3};
    CorrectionLearning.Outcome outcome =
        learned(
            found,
            new Correction.Assign(0, SampleSet.of(given)),
            new Correction.Reject(SampleSet.of(rejected)));
    assertThat(Arrays.stream(given).map(i -> outcome.labels()[i])).containsOnly(0);
    assertThat(outcome.labels()[rejected[0]]).isEqualTo(Labels.NOISE);
    assertThat(Arrays.stream(outcome.labels()).filter(label -> label == 3).count())
        .isLessThan(Arrays.stream(found).filter(label -> label == 3).count() - given.length);
    for (int i = EACH; i < ALL; i++) { // far from all that was said
      assertThat(outcome.labels()[i]).isEqualTo(i == rejected[0] ? Labels.NOISE : found[i]);
    }
    assertThat(outcome.learned())
        .singleElement()
        .asString()
        .matches(
            "\\d+ samples? went from class 3 to 0, as those beside them that a person decided");
  }

  private static int leftmost() {
    return IntStream.range(0, EACH)
        .boxed()
        .min((i, j) -> Float.compare(POINTS.get(i, 0), POINTS.get(j, 0)))
        .orElseThrow();
  }

  private static int rightmost() {
    return IntStream.range(0, EACH)
        .boxed()
        .max((i, j) -> Float.compare(POINTS.get(i, 0), POINTS.get(j, 0)))
        .orElseThrow();
  }
}
