// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingSetTest {
  private static final Samples TWO =
      Samples.of(FloatMatrix.wrap(2, 1, new float[2]), SampleType.vector(1));

  private static FoundClasses classes(int... labels) {
    return new FoundClasses(
        Labels.of(labels), FloatMatrix.wrap(labels.length, 1, new float[labels.length]));
  }

  @Test
  void classes_and_groups_come_beside_the_samples() {
    TrainingSet set = TrainingSet.of(TWO, Optional.of(classes(0, 1))).withGroups(Labels.of(1, 1));
    assertThat(set.type()).isEqualTo(SampleType.vector(1));
    assertThat(set.classes().orElseThrow().labels()).isEqualTo(Labels.of(0, 1));
    assertThat(set.groups()).contains(Labels.of(1, 1));
    assertThat(set.withClasses(Optional.empty()).groups()).contains(Labels.of(1, 1));
    assertThat(TrainingSet.of(TWO).classes()).isEmpty();
    assertThat(TrainingSet.of(TWO).groups()).isEmpty();
  }

  @Test
  void there_is_one_of_each_a_sample() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingSet.of(TWO, Optional.of(classes(0))))
        .withMessage("there are 2 samples, but 1 labels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainingSet.of(TWO).withGroups(Labels.of(0)))
        .withMessage("there are 2 samples, but groups of 1");
  }
}
