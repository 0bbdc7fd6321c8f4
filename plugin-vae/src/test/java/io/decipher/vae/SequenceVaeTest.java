// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.vae.trained.TrainedVae;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Convolutions along time: a sequence is an image of one row. */
class SequenceVaeTest {
  @TempDir private Path folder;

  /** Two channels of slow or fast waves that begin anywhere, of 37 steps. */
  private static Samples waves(int count) {
    var random = new SplittableRandom(5);
    List<float[]> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double speed = i % 2 == 0 ? 0.3 : 0.9;
      double phase = 6.28 * random.nextDouble();
      float[] values = new float[2 * 37];
      for (int step = 0; step < 37; step++) {
        values[step] = (float) Math.sin(phase + speed * step);
        values[37 + step] = (float) Math.cos(phase + speed * step);
      }
      sequences.add(values);
    }
    return Samples.sequences(2, 50, sequences);
  }

  private static Recipes.Recipe recipe() {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.engine = Recipes.ENGINE;
    recipe.architecture = Recipes.Architecture.CONVOLUTIONAL;
    recipe.channels = List.of(16, 16, 32);
    recipe.latentSize = 8;
    recipe.likelihood = Recipes.Likelihood.GAUSSIAN;
    recipe.crossView = false;
    recipe.minSteps = 300;
    recipe.batchSize = 32;
    return recipe;
  }

  @Test
  void sequences_are_encoded_and_decoded_and_a_saved_model_does_so_again() throws Exception {
    Samples waves = waves(200);
    try (TrainedVae vae =
        (TrainedVae) recipe().model().train(TrainingSet.of(waves), RunContext.seeded(3))) {
      assertThat(vae.type()).isEqualTo(new SampleType.Sequence(2, 37, 50));
      FloatMatrix decoded =
          vae.decode(vae.encode(waves, RunContext.seeded(3)).slice(0, 50), RunContext.seeded(3));
      double error = 0;
      for (int i = 0; i < 50; i++) {
        float[] wave = waves.row(i);
        for (int j = 0; j < wave.length; j++) {
          error += Math.pow(wave[j] - decoded.get(i, j), 2) / (50.0 * wave.length);
        }
      }
      assertThat(error).isLessThan(0.3); // of a variance of 0.5, which the mean wave leaves
      vae.save(folder);
      try (TrainedVae again = TrainedVae.load(recipe().build(), folder)) {
        assertThat(again.type()).isEqualTo(vae.type());
        FloatMatrix latents = again.encode(waves, RunContext.seeded(3));
        assertThat(again.decode(latents.slice(0, 2), RunContext.seeded(3)).get(0, 5))
            .isCloseTo(decoded.get(0, 5), within(1e-5f));
      }
    }
  }

  @Test
  void that_are_too_short_for_the_convolutions_are_refused() {
    Samples brief = Samples.sequences(1, 50, List.of(new float[] {1, 2, 3}, new float[] {2, 1}));
    assertThatThrownBy(
            () -> recipe().model().train(TrainingSet.of(brief), RunContext.seeded(3)).close())
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("a sequence's steps, must be at least 2^2");
  }
}
