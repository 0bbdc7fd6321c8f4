// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.SampleType;
import io.decipher.djl.Draws;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.training.Training;
import io.decipher.vae.Recipes;
import io.decipher.vae.recipe.Architecture;
import io.decipher.vae.recipe.Contraction;
import io.decipher.vae.recipe.Posterior;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is estimated by a step aside is the norm that one layer of sigmoids has exactly. */
class ContractionTest {
  private static final int SIZE = 6;
  private static final int LATENTS = 4;
  private static final int BATCH = 20;

  private static Recipes.Recipe recipe() {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.architecture = Recipes.Architecture.DENSE;
    recipe.hidden = List.of();
    recipe.normalization = Architecture.Normalization.NONE;
    recipe.tiedWeights = true;
    recipe.latentSize = LATENTS;
    recipe.posterior = Recipes.Posterior.NONE;
    recipe.prior = Recipes.Prior.GAUSSIAN;
    recipe.crossView = false;
    recipe.latentActivation = Posterior.Activation.SIGMOID;
    recipe.contraction = new Contraction(1, 0.01);
    return recipe;
  }

  /** Σⱼ (hⱼ (1 − hⱼ))² Σᵢ Wⱼᵢ², the mean over the samples: equation 7 of Rifai et al. 2011. */
  private static double exact(float[] weights, float[] biases, float[] samples) {
    double sum = 0;
    for (int i = 0; i < BATCH; i++) {
      for (int unit = 0; unit < LATENTS; unit++) {
        double y = biases[unit];
        double squares = 0;
        for (int j = 0; j < SIZE; j++) {
          double weight = weights[unit * SIZE + j];
          y += weight * samples[i * SIZE + j];
          squares += weight * weight;
        }
        double h = 1 / (1 + Math.exp(-y));
        sum += h * (1 - h) * h * (1 - h) * squares / BATCH;
      }
    }
    return sum;
  }

  @Test
  void it_is_the_norm_of_the_jacobian() {
    VaeNet net = VaeNet.of(recipe().build(), SampleType.vector(SIZE), 0, 0);
    assertThat(net.noise()).isEqualTo(SIZE);
    SplittableRandom random = new SplittableRandom(4);
    float[] x = new float[BATCH * SIZE];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat();
    }
    try (Parameters parameters = new Parameters(Engines.open(Recipes.ENGINE))) {
      net.addTo(parameters, random);
      VaeLoss loss = new VaeLoss(net);
      assertThat(loss.terms(false))
          .containsExactly(
              VaeLoss.Term.LOSS, VaeLoss.Term.RECONSTRUCTION, VaeLoss.Term.CONTRACTION);
      int times = 400;
      double estimate = 0;
      for (int i = 0; i < times; i++) {
        VaeBatch batch = VaeBatch.of(x, Draws.normals(x.length, random), new float[0]);
        float[] values =
            Training.measure(parameters, scope -> loss.of(scope, batch, 0, parameters, false));
        assertThat(values[0]).isCloseTo(values[1] + values[2], within(1e-3f));
        estimate += values[2] / times;
      }
      double norm =
          exact(
              parameters.get("encoder.mean.weight").toFloatArray(),
              parameters.get("encoder.mean.bias").toFloatArray(),
              x);
      assertThat(estimate).isCloseTo(norm, within(0.05 * norm));
    }
  }

  @Test
  void batch_normalisation_would_undo_it() {
    Recipes.Recipe recipe = recipe();
    recipe.hidden = List.of(8);
    recipe.normalization = Architecture.Normalization.BATCH;
    assertThatIllegalArgumentException()
        .isThrownBy(recipe::build)
        .withMessageContaining("normalization = none where posterior.contraction has a weight");
  }
}
