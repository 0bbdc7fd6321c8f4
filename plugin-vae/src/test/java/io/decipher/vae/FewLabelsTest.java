// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FineTunable.Start;
import io.decipher.api.FirstLayer.Filters;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.vae.trained.TrainedVae;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A trained encoder learns labels of twelve samples. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FewLabelsTest {
  private static final RunContext RUN = RunContext.seeded(5);
  private static final int FEW = 12;

  private final TrainingSet shapes = Recipes.shapes(300);
  private final Labels truth = shapes.classes().orElseThrow().labels();
  private final Samples few = shapes.samples().slice(0, FEW);
  private final Labels labels = Labels.of(Arrays.copyOf(truth.toArray(), FEW));

  private TrainedVae vae;

  @BeforeAll
  void train() {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.architecture = Recipes.Architecture.DENSE;
    recipe.epochs = 10;
    vae = (TrainedVae) recipe.model().train(Recipes.unclassified(shapes), RUN);
  }

  @AfterAll
  void free() {
    vae.close();
  }

  private FloatMatrix told(Start start) {
    return vae.labelProbabilities(shapes.samples(), few, labels, start, RUN);
  }

  private double right(FloatMatrix probabilities) {
    int right = 0;
    for (int i = FEW; i < probabilities.rows(); i++) {
      float[] row = probabilities.row(i);
      float own = row[truth.get(i)];
      right += row[0] <= own && row[1] <= own && row[2] <= own ? 1 : 0;
    }
    return (double) right / (probabilities.rows() - FEW);
  }

  @Test
  void each_start_learns_more_than_chance_and_something_of_its_own() {
    FloatMatrix before = vae.encode(shapes.samples(), RUN);
    FloatMatrix frozen = told(Start.FROZEN);
    FloatMatrix unfrozen = told(Start.UNFROZEN);
    FloatMatrix scratch = told(Start.SCRATCH);
    for (FloatMatrix probabilities : List.of(frozen, unfrozen, scratch)) {
      assertThat(probabilities.columns()).isEqualTo(3);
      for (int i = 0; i < probabilities.rows(); i++) {
        float[] row = probabilities.row(i);
        assertThat(row[0] + row[1] + row[2]).isBetween(0.999f, 1.001f);
      }
      assertThat(right(probabilities)).isGreaterThan(0.5);
    }
    assertThat(frozen).isNotEqualTo(unfrozen);
    assertThat(unfrozen).isNotEqualTo(scratch);
    assertThat(told(Start.FROZEN)).isEqualTo(frozen); // one seed, one answer
    assertThat(vae.encode(shapes.samples(), RUN)).isEqualTo(before); // the model stays as it is
  }

  @Test
  void a_sample_without_a_label_is_refused() {
    Labels noise = Labels.of(IntStream.range(0, FEW).map(i -> i % 4 - 1).toArray());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vae.labelProbabilities(shapes.samples(), few, noise, Start.FROZEN, RUN))
        .withMessageContaining("12 samples with 12 labels, of which 3 are noise");
  }

  @Test
  void a_unit_of_the_first_layer_looks_at_a_whole_sample_or_through_a_kernel() {
    // What the unit says of a sample is what the filter says, as no other layer comes before it.
    Recipes.Recipe linear = Recipes.tiny();
    linear.architecture = Recipes.Architecture.DENSE;
    linear.hidden = List.of();
    linear.crossView = false;
    linear.epochs = 1;
    TrainingSet some = Recipes.unclassified(Recipes.shapes(60));
    try (TrainedVae map = (TrainedVae) linear.model().train(some, RUN)) {
      Filters filters = map.filters().orElseThrow();
      assertThat(filters.type()).isEqualTo(Recipes.SHAPE);
      FloatMatrix latents = map.encode(some.samples(), RUN);
      float[] first = some.samples().row(0);
      float[] second = some.samples().row(1);
      for (int unit = 0; unit < 4; unit++) {
        double difference = 0;
        for (int j = 0; j < first.length; j++) {
          difference += filters.weights().get(unit, j) * (first[j] - second[j]);
        }
        assertThat(latents.get(0, unit) - latents.get(1, unit))
            .isCloseTo((float) difference, within(1e-4f));
      }
    }
    Recipes.Recipe convolutional = Recipes.tiny();
    convolutional.epochs = 1;
    try (TrainedVae net = (TrainedVae) convolutional.model().train(some, RUN)) {
      Filters kernels = net.filters().orElseThrow();
      assertThat(kernels.type()).isEqualTo(SampleType.image(5, 5));
      assertThat(kernels.weights().rows()).isEqualTo(16);
    }
  }
}
