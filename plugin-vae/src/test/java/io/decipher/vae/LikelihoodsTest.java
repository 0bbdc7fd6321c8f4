// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.CancellationToken;
import io.decipher.api.FloatMatrix;
import io.decipher.api.LikelihoodModel.Likelihoods;
import io.decipher.api.ProgressListener;
import io.decipher.api.ReconstructionModel.Reconstructions;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Tensor;
import io.decipher.djl.store.TensorFile;
import io.decipher.vae.latent.LogSumExp;
import io.decipher.vae.recipe.Binarization;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.Prior;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.trained.TrainedVae;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One latent dimension, so that log p(x) is an integral over a line, which a sum gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LikelihoodsTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final int SIZE = Recipes.SHAPE.size();

  private final TrainingSet set = Recipes.unclassified(Recipes.shapes(300));
  private final Samples some = set.samples().slice(0, 40);
  private TrainedVae vae;

  private static Recipes.Recipe line() {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.architecture = Recipes.Architecture.DENSE;
    recipe.latentSize = 1;
    recipe.epochs = 6;
    recipe.beta = 1;
    recipe.crossView = false;
    recipe.binarization = Binarization.DYNAMIC;
    recipe.prior = Recipes.Prior.MIXTURE;
    recipe.mixture = new Prior.Mixture(3, Prior.Covariance.FULL, 5, 30);
    return recipe;
  }

  @BeforeAll
  void train() {
    vae = (TrainedVae) line().model().train(set, RunContext.seeded(3));
  }

  @AfterAll
  void free() {
    vae.close();
  }

  /** log p(x) of each sample under N(0, 1), by the trapezoidal rule over z from −8 to 8. */
  private static double[] integrated(TrainedVae vae, Samples samples, VaeRecipe recipe) {
    int points = 6401;
    double width = 16.0 / (points - 1);
    float[] grid = new float[points];
    for (int g = 0; g < points; g++) {
      grid[g] = (float) (-8 + g * width);
    }
    FloatMatrix decoded = vae.decode(FloatMatrix.wrap(points, 1, grid), RUN);
    FloatMatrix shown = vae.reconstructions(samples, RUN).shown();
    double[] result = new double[samples.count()];
    for (int i = 0; i < result.length; i++) {
      double[] logs = new double[points];
      for (int g = 0; g < points; g++) {
        logs[g] = -0.5 * (grid[g] * grid[g] + Math.log(2 * Math.PI)) + Math.log(width);
        for (int j = 0; j < SIZE; j++) {
          double p = decoded.get(g, j);
          double x = shown.get(i, j);
          if (recipe.likelihood() instanceof Likelihood.Gaussian normal) {
            double off = (x - p) / normal.noise();
            logs[g] -= 0.5 * (off * off + Math.log(2 * Math.PI)) + Math.log(normal.noise());
          } else {
            logs[g] += x * Math.log(p) + (1 - x) * Math.log1p(-p);
          }
        }
      }
      result[i] = LogSumExp.of(logs);
    }
    return result;
  }

  private static double mean(FloatMatrix column) {
    double sum = 0;
    for (int i = 0; i < column.rows(); i++) {
      sum += column.get(i, 0);
    }
    return sum / column.rows();
  }

  private static double mean(double[] values) {
    return java.util.Arrays.stream(values).average().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void estimates_come_to_what_the_integral_gives(Recipes.Likelihood likelihood) {
    Recipes.Recipe recipe = line();
    recipe.likelihood = likelihood;
    recipe.binarization =
        likelihood == Recipes.Likelihood.BERNOULLI ? Binarization.DYNAMIC : Binarization.NONE;
    recipe.noise = 0.5; // a posterior that a few thousand draws cover
    VaeRecipe built = recipe.build();
    try (TrainedVae trained = (TrainedVae) new Vae(built).train(set, RunContext.seeded(3))) {
      double[] exact = integrated(trained, some, built);
      Likelihoods estimated = trained.likelihoods(some, 4000, RUN);
      assertThat(estimated.conditions().density())
          .isEqualTo(likelihood == Recipes.Likelihood.GAUSSIAN);
      FloatMatrix column = estimated.priors().get(0).logLikelihoods();
      assertThat(mean(column)).isCloseTo(mean(exact), within(0.1));
    }
  }

  @Test
  void more_draws_bring_the_bound_up_to_log_p() {
    double exact = mean(integrated(vae, some, line().build()));
    double before = Double.NEGATIVE_INFINITY;
    for (int draws : new int[] {1, 8, 64, 1024}) {
      double now = mean(vae.likelihoods(some, draws, RUN).priors().get(0).logLikelihoods());
      assertThat(now).isGreaterThan(before - 0.05).isLessThan(exact + 0.05);
      before = now;
    }
    assertThat(before).isCloseTo(exact, within(0.1));
  }

  @Test
  void rate_and_distortion_make_the_bound_below_the_estimate() {
    Likelihoods many = vae.likelihoods(some, 1000, RUN);
    double bound = -mean(many.distortions()) - mean(many.priors().get(0).rates());
    double single = mean(vae.likelihoods(some, 1, RUN).priors().get(0).logLikelihoods());
    assertThat(bound).isLessThan(mean(many.priors().get(0).logLikelihoods()));
    assertThat(single).isCloseTo(bound, within(1.5)); // one draw each is a rough average
  }

  @Test
  void a_prior_that_was_fitted_is_told_beside_the_standard_one() {
    Likelihoods likelihoods = vae.likelihoods(some, 200, RUN);
    assertThat(likelihoods.priors()).hasSize(2);
    assertThat(likelihoods.priors().get(0).prior()).isEqualTo("N(0, I)");
    assertThat(likelihoods.priors().get(1).prior()).startsWith("a mixture of 3 normal");
    // It was fitted to where the samples are encoded.
    assertThat(mean(likelihoods.priors().get(1).rates()))
        .isLessThan(mean(likelihoods.priors().get(0).rates()) + 0.05);
  }

  @Test
  void one_seed_gives_the_same_to_the_bit() {
    Likelihoods first = vae.likelihoods(some, 700, RUN);
    assertThat(vae.likelihoods(some, 700, RUN)).isEqualTo(first);
    assertThat(vae.likelihoods(some, 700, RunContext.seeded(2))).isNotEqualTo(first);
  }

  @Test
  void it_stops_when_cancelled() {
    CancellationToken cancelled = new CancellationToken();
    cancelled.cancel();
    assertThatThrownBy(
            () -> vae.likelihoods(some, 10, RunContext.of(1, ProgressListener.none(), cancelled)))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void no_draws_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vae.likelihoods(some, 0, RUN))
        .withMessage("draws must be at least 1, but was 0");
  }

  @Test
  void reconstructions_stand_beside_what_was_shown() {
    Reconstructions pairs = vae.reconstructions(some, RUN);
    for (float value : pairs.shown().toArray()) {
      assertThat(value).isIn(0f, 1f);
    }
    assertThat(pairs.decoded().rows()).isEqualTo(some.count());
  }

  @Nested
  class With_a_decoder_that_ignores_z {
    @TempDir Path directory;

    /** Sets the last layer to its bias, σ⁻¹ of a quarter. */
    private TrainedVae ignoring() throws IOException {
      vae.save(directory);
      Path file = directory.resolve("vae.tensors");
      Map<String, Tensor> tensors = new LinkedHashMap<>(TensorFile.read(file));
      Tensor weight = tensors.get("decoder.2.weight");
      Tensor bias = tensors.get("decoder.2.bias");
      assertThat(weight).isNotNull();
      assertThat(bias).isNotNull();
      tensors.put("decoder.2.weight", Tensor.filled(0, weight.shape()));
      tensors.put("decoder.2.bias", Tensor.filled((float) Math.log(1 / 3.0), bias.shape()));
      TensorFile.write(file, tensors);
      return TrainedVae.load(line().build(), directory);
    }

    @Test
    void log_p_is_that_of_independent_pixels() throws IOException {
      try (TrainedVae fixed = ignoring()) {
        FloatMatrix shown = fixed.reconstructions(some, RUN).shown();
        Likelihoods likelihoods = fixed.likelihoods(some, 3000, RUN);
        for (int i = 0; i < some.count(); i++) {
          double exact = 0;
          for (float value : shown.row(i)) {
            exact += value == 1 ? Math.log(0.25) : Math.log(0.75);
          }
          assertThat(-likelihoods.distortions().get(i, 0)).isCloseTo((float) exact, within(1e-3f));
        }
        // What the posterior tells is then lost: the bound lies below log p by the rate.
        double rate = mean(likelihoods.priors().get(0).rates());
        assertThat(rate).isGreaterThan(0.1);
        double distortion = mean(likelihoods.distortions());
        double estimate = mean(likelihoods.priors().get(0).logLikelihoods());
        assertThat(estimate).isGreaterThan(-distortion - rate);
        assertThat(estimate).isLessThan(-distortion + 0.3);
      }
    }
  }
}
