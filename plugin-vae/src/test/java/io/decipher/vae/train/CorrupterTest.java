// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.numerics.Degradation;
import io.decipher.vae.Family;
import io.decipher.vae.Recipes;
import io.decipher.vae.net.VaeBatch;
import io.decipher.vae.recipe.Corruption;
import io.decipher.vae.trained.TrainedVae;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CorrupterTest {
  private static final int SIZE = 20_000;

  private static Recipes.Recipe recipe(Corruption.Kind kind, double amount) {
    Recipes.Recipe recipe = Family.UNDERCOMPLETE.recipe();
    recipe.corruption = new Corruption(kind, amount);
    return recipe;
  }

  /** A sample of halves between nothings, corrupted. */
  private static float[] corrupted(Corruption.Kind kind, double amount) {
    float[] values = new float[SIZE + 2];
    Arrays.fill(values, 1, SIZE + 1, 0.5f);
    Corrupter.of(recipe(kind, amount).build(), Samples.none(SampleType.vector(SIZE)))
        .corrupt(values, 1, new SplittableRandom(1));
    assertThat(values[0]).as("before the sample").isZero();
    assertThat(values[SIZE + 1]).as("behind the sample").isZero();
    return Arrays.copyOfRange(values, 1, SIZE + 1);
  }

  private static double share(float[] values, float wanted) {
    int count = 0;
    for (float value : values) {
      count += value == wanted ? 1 : 0;
    }
    return (double) count / values.length;
  }

  @Test
  void noise_has_its_standard_deviation_and_is_not_cut_off() {
    float[] values = corrupted(Corruption.Kind.GAUSSIAN, 0.3);
    double mean = 0;
    double square = 0;
    for (float value : values) {
      mean += value / (double) SIZE;
      square += (value - 0.5) * (value - 0.5) / SIZE;
    }
    assertThat(mean).isCloseTo(0.5, within(0.01));
    assertThat(Math.sqrt(square)).isCloseTo(0.3, within(0.01));
    assertThat(share(values, 0) + share(values, 1)).isZero();
  }

  @Test
  void masking_takes_its_share_away() {
    float[] values = corrupted(Corruption.Kind.MASKING, 0.3);
    assertThat(share(values, 0)).isCloseTo(0.3, within(0.02));
    assertThat(share(values, 0.5f)).isCloseTo(0.7, within(0.02));
  }

  @Test
  void salt_and_pepper_come_evenly() {
    float[] values = corrupted(Corruption.Kind.SALT_AND_PEPPER, 0.4);
    assertThat(share(values, 0)).isCloseTo(0.2, within(0.02));
    assertThat(share(values, 1)).isCloseTo(0.2, within(0.02));
    assertThat(share(values, 0.5f)).isCloseTo(0.6, within(0.02));
  }

  @Nested
  class Of_values_of_any_range {
    private float[] all(SampleType shape) {
      Recipes.Recipe recipe = recipe(Corruption.Kind.SALT_AND_PEPPER, 1);
      recipe.likelihood = Recipes.Likelihood.GAUSSIAN;
      FloatMatrix samples = FloatMatrix.wrap(2, 4, new float[] {-3, 10, 20, 30, 5, 11, 22, 33});
      Corrupter corrupter = Corrupter.of(recipe.build(), Samples.of(samples, shape));
      float[] values = new float[400];
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < 100; i++) {
        corrupter.corrupt(values, 4 * i, random);
      }
      return values;
    }

    @Test
    void a_vectors_salt_and_pepper_are_its_columns_extremes() {
      float[] values = all(SampleType.vector(4));
      float[][] extremes = {{-3, 5}, {10, 11}, {20, 22}, {30, 33}};
      for (int j = 0; j < 4; j++) {
        int column = j;
        assertThat(IntStream.range(0, 100).mapToObj(i -> values[4 * i + column]).distinct())
            .containsExactlyInAnyOrder(extremes[j][0], extremes[j][1]);
      }
    }

    @Test
    void an_images_are_those_of_all_its_pixels() {
      assertThat(share(all(SampleType.image(2, 2)), -3)).isCloseTo(0.5, within(0.1));
      assertThat(share(all(SampleType.image(2, 2)), 33)).isCloseTo(0.5, within(0.1));
    }
  }

  @Nested
  class In_batches {
    private final TrainingSet set = Recipes.shapes(40);
    private final int[] members = IntStream.range(0, 40).toArray();

    private Batches batches(Recipes.Recipe recipe) {
      recipe.batchSize = 40;
      return new Batches(recipe.build(), set, 0, members, RunContext.seeded(1));
    }

    @Test
    void a_sample_is_changed_by_seed_epoch_and_number_alone() {
      Recipes.Recipe recipe = recipe(Corruption.Kind.GAUSSIAN, 0.3);
      Batches once = batches(recipe);
      float[] first = once.get(0, 0).views();
      float[] second = once.get(1, 0).views();
      Batches again = batches(recipe);
      assertThat(again.get(1, 0).views()).isEqualTo(second);
      assertThat(again.get(0, 0).views()).isEqualTo(first);

      // In batches of 10 the same samples are changed the same way.
      recipe.batchSize = 10;
      Batches small = new Batches(recipe.build(), set, 0, members, RunContext.seeded(1));
      for (int batch = 0; batch < 4; batch++) {
        assertThat(small.get(1, batch).views())
            .isEqualTo(Arrays.copyOfRange(second, batch * 960, (batch + 1) * 960));
      }
    }

    @Test
    void an_epoch_draws_anew_and_what_is_to_be_decoded_is_clean() {
      Batches batches = batches(recipe(Corruption.Kind.MASKING, 0.5));
      VaeBatch batch = batches.get(0, 0);
      float[] clean = batches(Family.UNDERCOMPLETE.recipe()).get(0, 0).targets();
      assertThat(batch.targets()).isEqualTo(clean);
      assertThat(share(batch.views(), 0)).isCloseTo(0.5, within(0.05));
      assertThat(batches.get(1, 0).views()).isNotEqualTo(batch.views());
    }

    @Test
    void a_view_is_changed_first_and_corrupted_then() {
      Recipes.Recipe recipe = recipe(Corruption.Kind.MASKING, 0.5);
      recipe.crossView = true;
      float[] corrupted = batches(recipe).get(0, 0).views();
      Recipes.Recipe clean = Family.CROSS_VIEW.recipe();
      float[] views = batches(clean).get(0, 0).views();
      int kept = 0;
      for (int i = 0; i < views.length; i++) {
        assertThat(corrupted[i]).isIn(0f, views[i]);
        kept += corrupted[i] == views[i] ? 1 : 0;
      }
      assertThat(kept).isBetween(views.length * 2 / 5, views.length - 1);
    }
  }

  @Test
  void what_images_alone_have_is_taken_of_images_alone() {
    SampleType.Image image = SampleType.image(10, 10);
    Corrupter hole = Corrupter.of(recipe(Corruption.Kind.HOLE, 0.5).build(), Samples.none(image));
    float[] values = new float[101];
    Arrays.fill(values, 1);
    hole.corrupt(values, 1, new SplittableRandom(1));
    assertThat(values[0]).isEqualTo(1);
    assertThat(share(values, 0)).isCloseTo(25.0 / 101, within(1e-9));
    assertThatThrownBy(
            () ->
                Corrupter.of(
                    recipe(Corruption.Kind.DOWNSCALE, 0.5).build(),
                    Samples.none(SampleType.vector(9))))
        .isInstanceOf(DecipherException.class)
        .hasMessage(
            "decipher.model.objective.corruption.kind = downscale changes images, but a sample is"
                + " vector of 9 values; give another kind");
    assertThatThrownBy(
            () -> VaeTraining.requireShape(recipe(Corruption.Kind.GREY, 1).build(), image))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("grey removes colour, which needs images of 3 channels");
  }

  @Test
  void colour_is_learned_back() {
    // What is red is bright, what is blue is dark; shapes of one hue each.
    SplittableRandom random = new SplittableRandom(3);
    SampleType.Image type = new SampleType.Image(3, 4, 4);
    float[] rows = new float[120 * type.size()];
    for (int i = 0; i < 120; i++) {
      boolean red = i % 2 == 0;
      float light = red ? 0.9f : 0.3f;
      for (int j = 0; j < 16; j++) {
        boolean ink = random.nextBoolean();
        rows[i * 48 + (red ? 0 : 32) + j] = ink ? light : 0;
      }
    }
    Samples images = Samples.of(FloatMatrix.wrap(120, 48, rows), type);
    Recipes.Recipe recipe = recipe(Corruption.Kind.GREY, 1);
    recipe.latentSize = 16;
    recipe.minSteps = 200;
    try (TrainedVae vae =
        (TrainedVae) recipe.model().train(TrainingSet.of(images), RunContext.seeded(1))) {
      float[] grey = rows.clone();
      Degradation away = new Degradation(Degradation.Kind.GREY, 1, type);
      for (int i = 0; i < 120; i++) {
        away.apply(grey, i * 48, random);
      }
      Samples shown = Samples.of(FloatMatrix.wrap(120, 48, grey), type);
      FloatMatrix made = vae.reconstructions(shown, RunContext.seeded(1)).decoded();
      int right = 0;
      for (int i = 0; i < 120; i++) {
        double lead = 0;
        for (int j = 0; j < 16; j++) {
          lead += made.get(i, j) - made.get(i, 32 + j);
        }
        right += lead > 0 == (i % 2 == 0) ? 1 : 0;
      }
      assertThat(right).isGreaterThan(110);
    }
  }
}
