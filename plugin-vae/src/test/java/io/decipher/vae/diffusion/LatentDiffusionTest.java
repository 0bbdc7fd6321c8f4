// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.vae.Recipes;
import io.decipher.vae.recipe.Prior;
import java.util.HashMap;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatentDiffusionTest {
  private static final int COUNT = 1500;

  private static Prior.Diffusion recipe(double guidance, int epochs) {
    return new Prior.Diffusion(64, 2, 100, 25, 0.1, guidance, epochs, 128, 0.004);
  }

  /** Two moons: half circles that lie in each other, the class that of the moon. */
  private static FloatMatrix moons() {
    SplittableRandom random = new SplittableRandom(7);
    float[] values = new float[2 * COUNT];
    for (int i = 0; i < COUNT; i++) {
      double angle = Math.PI * random.nextDouble();
      boolean upper = i % 2 == 0;
      values[2 * i] =
          (float) ((upper ? Math.cos(angle) : 1 - Math.cos(angle)) + 0.05 * random.nextGaussian());
      values[2 * i + 1] =
          (float)
              ((upper ? Math.sin(angle) : 0.5 - Math.sin(angle)) + 0.05 * random.nextGaussian());
    }
    return FloatMatrix.wrap(COUNT, 2, values);
  }

  private static Optional<Labels> moonOf() {
    int[] labels = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = i % 2;
    }
    return Optional.of(Labels.of(labels));
  }

  private static LatentDiffusion trained(double guidance, int epochs, Optional<Labels> labels) {
    return new DiffusionTraining(recipe(guidance, epochs), moons(), labels, RunContext.seeded(1))
        .run(Engines.open(Recipes.ENGINE));
  }

  /** How far a point is from a moon. */
  private static double off(float x, float y, boolean upper) {
    double cx = upper ? x : 1 - x;
    double cy = upper ? y : 0.5 - y;
    return cy > 0
        ? Math.abs(Math.hypot(cx, cy) - 1)
        : Math.min(Math.hypot(cx - 1, cy), Math.hypot(cx + 1, cy));
  }

  @Test
  void it_draws_a_shape_that_no_normal_distribution_has_and_each_class_by_itself() {
    try (LatentDiffusion moons = trained(0, 150, moonOf())) {
      assertThat(moons.classes()).isEqualTo(2);
      for (int label = 0; label < 2; label++) {
        FloatMatrix drawn = moons.draw(label, 300, new SplittableRandom(2));
        double sum = 0;
        int other = 0;
        double left = 0;
        for (int i = 0; i < 300; i++) {
          double own = off(drawn.get(i, 0), drawn.get(i, 1), label == 0);
          sum += own / 300;
          other += own > off(drawn.get(i, 0), drawn.get(i, 1), label == 1) ? 1 : 0;
          left += drawn.get(i, 0) < (label == 0 ? 0 : 1) ? 1 / 300.0 : 0;
        }
        assertThat(sum).as("mean distance from the moon").isLessThan(0.12);
        assertThat(other).as("nearer to the other moon").isLessThan(15);
        assertThat(left).as("in the left half of it").isBetween(0.3, 0.7);
      }
      FloatMatrix all = moons.draw(600, new SplittableRandom(3));
      int upper = 0;
      for (int i = 0; i < 600; i++) {
        boolean nearer =
            off(all.get(i, 0), all.get(i, 1), true) < off(all.get(i, 0), all.get(i, 1), false);
        upper += nearer ? 1 : 0;
      }
      assertThat(upper).isBetween(220, 380);
    }
  }

  @Test
  void the_same_noise_gives_the_same_latents_also_once_loaded() {
    try (LatentDiffusion moons = trained(0.5, 2, moonOf());
        LatentDiffusion again = trained(0.5, 2, moonOf())) {
      FloatMatrix drawn = moons.draw(50, new SplittableRandom(2));
      assertThat(again.draw(50, new SplittableRandom(2)).toArray())
          .containsExactly(drawn.toArray());
      try (LatentDiffusion loaded =
          LatentDiffusion.of(
              moons.toTensors(), recipe(0.5, 2), 2, new Parameters(Engines.open(Recipes.ENGINE)))) {
        assertThat(loaded.draw(50, new SplittableRandom(2)).toArray())
            .containsExactly(drawn.toArray());
      }
    }
  }

  @Test
  void guidance_leads_away_from_what_all_classes_have_in_common() {
    // The two moons come nearest to each other where each ends; guided ones stay away from there.
    double[] reach = new double[2];
    for (int guided = 0; guided < 2; guided++) {
      try (LatentDiffusion moons = trained(guided * 3, 20, moonOf())) {
        FloatMatrix drawn = moons.draw(0, 400, new SplittableRandom(2));
        for (int i = 0; i < 400; i++) {
          reach[guided] += drawn.get(i, 1) / 400;
        }
      }
    }
    assertThat(reach[1]).isGreaterThan(reach[0] + 0.05);
  }

  @Test
  void without_classes_it_draws_of_all() {
    try (LatentDiffusion moons = trained(1, 2, Optional.empty())) {
      assertThat(moons.classes()).isZero();
      assertThat(moons.draw(3, new SplittableRandom(2)).rows()).isEqualTo(3);
    }
  }

  @Test
  void what_is_saved_badly_is_refused_by_its_name() {
    try (LatentDiffusion moons = trained(0, 1, moonOf())) {
      var tensors = new HashMap<>(moons.toTensors());
      tensors.remove("diffusion.means");
      try (Parameters parameters = new Parameters(Engines.open(Recipes.ENGINE))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> LatentDiffusion.of(tensors, recipe(0, 1), 2, parameters).close())
            .withMessage("diffusion.means must be (2), but is null");
      }
    }
  }

  @Test
  void noise_grows_from_none_to_nearly_all() {
    NoiseSchedule schedule = new NoiseSchedule(100);
    assertThat(schedule.kept(0)).isEqualTo(1);
    for (int step = 1; step <= 100; step++) {
      assertThat(schedule.kept(step)).isLessThan(schedule.kept(step - 1));
    }
    assertThat(schedule.kept(50)).isCloseTo(0.493, within(0.01));
    assertThat(schedule.kept(100)).isEqualTo(1e-4);
  }

  @Test
  void there_are_no_more_steps_of_drawing_than_of_noise() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Prior.Diffusion(8, 1, 10, 11, 0.1, 0, 1, 8, 0.001))
        .withMessage("draw-steps must be from 1 to noise-steps, 10, but was 11");
  }
}
