// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.decipher.api.FloatMatrix;
import io.decipher.djl.Draws;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.vae.Recipes;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LatentMixtureTest {
  private static final int BATCH = 5;
  private static final int SIZE = 3;
  private static final int COMPONENTS = 4;

  private final float[] mu = Draws.normals(BATCH * SIZE, new SplittableRandom(1));
  private final float[] logSquare = logSquare();

  private static float[] logSquare() {
    float[] values = Draws.normals(BATCH * SIZE, new SplittableRandom(2));
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * 0.5f - 1;
    }
    return values;
  }

  private static LatentPrior prior(int components) {
    SplittableRandom random = new SplittableRandom(3);
    float[] shares = new float[components];
    float[] factors = new float[components * SIZE * SIZE];
    for (int c = 0; c < components; c++) {
      shares[c] = 2f * (c + 1) / (components * (components + 1));
      for (int a = 0; a < SIZE; a++) {
        for (int b = 0; b < a; b++) {
          factors[(c * SIZE + a) * SIZE + b] = (float) random.nextGaussian() * 0.3f;
        }
        factors[(c * SIZE + a) * SIZE + a] = 0.5f + random.nextFloat();
      }
    }
    int[] classOf = new int[components];
    for (int c = 0; c < components; c++) {
      classOf[c] = c / 2; // classes of two components
    }
    return LatentPrior.mixture(SIZE, shares, Draws.normals(components * SIZE, random), factors)
        .gathered(classOf);
  }

  private static NDArray matrix(NDManager scope, float[] values) {
    return Tensors.create(scope, values, new Shape(BATCH, values.length / BATCH));
  }

  private double rate(LatentMixture mixture, Parameters parameters) {
    try (NDManager scope = parameters.newScope()) {
      NDArray logs = matrix(scope, logSquare);
      return mixture.rate(mixture.logJoint(matrix(scope, mu), logs, parameters), logs).getFloat();
    }
  }

  @Test
  void the_rate_of_one_standard_component_is_the_textbooks() {
    LatentMixture mixture = new LatentMixture(LatentPrior.standard(SIZE));
    double expected = 0;
    for (int i = 0; i < mu.length; i++) {
      expected += 0.5 * (mu[i] * mu[i] + Math.exp(logSquare[i]) - logSquare[i] - 1) / BATCH;
    }
    try (Parameters parameters = new Parameters(Engines.open(Recipes.ENGINE))) {
      mixture.addTo(parameters);
      assertThat(rate(mixture, parameters)).isCloseTo(expected, within(1e-4));
    }
  }

  /** E log q(z|x) + log q(c|x) − log p(z, c), by draws of z and c. */
  @Test
  void the_rate_is_what_draws_say() {
    LatentPrior prior = prior(COMPONENTS);
    LatentMixture mixture = new LatentMixture(prior);
    int draws = 40_000;
    SplittableRandom random = new SplittableRandom(5);
    try (Parameters parameters = new Parameters(Engines.open(Recipes.ENGINE))) {
      mixture.addTo(parameters);
      double sum = 0;
      double exact = 0; // KL(q(z|x) ‖ p(z)), which the rate bounds from above
      for (int i = 0; i < BATCH; i++) {
        double[] chances = chances(mixture, parameters, i);
        double[][] columns = new double[SIZE][draws];
        double[] posterior = new double[draws];
        for (int k = 0; k < draws; k++) {
          for (int j = 0; j < SIZE; j++) {
            double noise = random.nextGaussian();
            double log = logSquare[i * SIZE + j];
            columns[j][k] = mu[i * SIZE + j] + Math.exp(0.5 * log) * noise;
            posterior[k] -= 0.5 * (noise * noise + log + Math.log(2 * Math.PI));
          }
        }
        double[][] joint = prior.logJoint(columns, draws);
        double[] density = prior.logDensities(columns, draws);
        for (int k = 0; k < draws; k++) {
          exact += (posterior[k] - density[k]) / draws / BATCH;
          for (int c = 0; c < COMPONENTS; c++) {
            sum += chances[c] * (posterior[k] + Math.log(chances[c]) - joint[c][k]) / draws / BATCH;
          }
        }
      }
      assertThat(rate(mixture, parameters)).isCloseTo(sum, within(0.02));
      assertThat(rate(mixture, parameters)).isGreaterThan(exact - 0.02);
    }
  }

  /** q(c|x), (C). */
  private double[] chances(LatentMixture mixture, Parameters parameters, int sample) {
    try (NDManager scope = parameters.newScope()) {
      float[] all =
          mixture
              .logJoint(matrix(scope, mu), matrix(scope, logSquare), parameters)
              .softmax(1)
              .toFloatArray();
      double[] own = new double[COMPONENTS];
      for (int c = 0; c < COMPONENTS; c++) {
        own[c] = all[sample * COMPONENTS + c];
      }
      return own;
    }
  }

  @Test
  void it_is_the_prior_it_began_with_as_long_as_it_has_not_learned() {
    LatentPrior prior = prior(COMPONENTS);
    LatentMixture mixture = new LatentMixture(prior);
    FloatMatrix some = FloatMatrix.wrap(BATCH, SIZE, mu);
    try (Parameters parameters = new Parameters(Engines.open(Recipes.ENGINE))) {
      mixture.addTo(parameters);
      LatentPrior again = mixture.toPrior(parameters);
      double[] expected = prior.surprises(some);
      double[] surprises = again.surprises(some);
      for (int i = 0; i < BATCH; i++) {
        assertThat(surprises[i]).isCloseTo(expected[i], within(1e-4));
      }
    }
  }

  @Test
  void samples_of_their_neighbours_class_are_not_parted() {
    LatentMixture mixture = new LatentMixture(prior(COMPONENTS));
    float[] sure = {50, 0, 0, 0, 0, 50, 0, 0}; // both of the first class
    float[] neighbours = {0, -50, -50, 0}; // of the first class, of the second
    try (Parameters parameters = new Parameters(Engines.open(Recipes.ENGINE));
        NDManager scope = parameters.newScope()) {
      NDArray joint = Tensors.create(scope, sure, new Shape(2, COMPONENTS));
      NDArray agreed = Tensors.create(scope, neighbours, new Shape(2, 2));
      // The first is not parted; the second has e^-50 for its class, and 2 e^-50 for the other's.
      assertThat(mixture.parted(joint, agreed).getFloat())
          .isCloseTo((50 - (float) Math.log(3)) / 2, within(1e-3f));
    }
  }

  @Test
  void gradients_are_slopes() {
    slopes(
        parameters ->
            scope -> {
              LatentMixture mixture = new LatentMixture(prior(COMPONENTS));
              NDArray logs = matrix(scope, logSquare);
              return mixture.rate(mixture.logJoint(matrix(scope, mu), logs, parameters), logs);
            });
    slopes(
        parameters ->
            scope -> {
              LatentMixture mixture = new LatentMixture(prior(COMPONENTS));
              NDArray logs = matrix(scope, logSquare);
              float[] agreed = new float[BATCH * COMPONENTS / 2];
              for (int i = 0; i < agreed.length; i++) {
                agreed[i] = (float) Math.log(i % 2 == 0 ? 0.9 : 0.1);
              }
              return mixture.parted(
                  mixture.logJoint(matrix(scope, mu), logs, parameters), matrix(scope, agreed));
            });
  }

  private static void slopes(Function<Parameters, Function<NDManager, NDArray>> loss) {
    SplittableRandom random = new SplittableRandom(7);
    try (Parameters parameters = new Parameters(Engines.open(Recipes.ENGINE))) {
      new LatentMixture(prior(COMPONENTS)).addTo(parameters);
      parameters.train();
      Function<NDManager, NDArray> of = loss.apply(parameters);
      try (NDManager scope = parameters.newScope();
          GradientCollector collector = parameters.engine().newGradientCollector()) {
        collector.backward(of.apply(scope));
      }
      Map<String, Tensor> before = parameters.toTensors();
      Map<String, float[]> gradients = new HashMap<>();
      for (String name : parameters.weights()) {
        gradients.put(name, parameters.get(name).getGradient().toFloatArray());
      }
      gradients.forEach(
          (name, gradient) -> {
            float[] direction = Draws.normals(gradient.length, random);
            double slope = 0;
            for (int i = 0; i < gradient.length; i++) {
              slope += gradient[i] * direction[i];
            }
            double[] ends = new double[2];
            float step = 0.002f;
            for (int end = 0; end < 2; end++) {
              float[] moved = before.get(name).toArray();
              for (int i = 0; i < moved.length; i++) {
                moved[i] += (end == 0 ? -step : step) * direction[i];
              }
              Map<String, Tensor> changed = new HashMap<>(before);
              changed.put(name, Tensor.of(moved, before.get(name).shape()));
              parameters.set(changed);
              try (NDManager scope = parameters.newScope()) {
                ends[end] = of.apply(scope).getFloat();
              }
            }
            parameters.set(before);
            assertThat((ends[1] - ends[0]) / (2 * step))
                .as(name)
                .isCloseTo(slope, within(0.03 * Math.abs(slope) + 2e-3));
          });
    }
  }
}
