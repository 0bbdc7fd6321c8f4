// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.decipher.api.SampleType;
import io.decipher.djl.Draws;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.vae.Recipes;
import io.decipher.vae.recipe.Classifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VaeNetTest {
  private static final SampleType SHAPE = SampleType.image(4, 4);
  private static final int BATCH = 6;
  private static final double ROUNDING = 1e-6; // of a loss in float, relative

  /** Each weight's gradient is the slope of the loss along a random direction. */
  private static void gradientsAreSlopes(Consumer<Recipes.Recipe> change, int classes) {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.channels = List.of(16, 16);
    recipe.hidden = List.of(12);
    recipe.latentSize = 3;
    change.accept(recipe);
    VaeNet net = VaeNet.of(recipe.build(), SHAPE, classes, 0);
    SplittableRandom random = new SplittableRandom(4);
    float[] x = new float[BATCH * SHAPE.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat();
    }
    float[] noise = Draws.normals(BATCH * 3, random);
    float[] told = new float[BATCH * classes];
    for (int i = 0; i < BATCH && classes > 0; i++) {
      told[i * classes + i % classes] = i == 2 ? 0 : 1; // one sample has no class
    }
    try (Parameters parameters = new Parameters(Engines.open(Recipes.ENGINE))) {
      net.addTo(parameters, random);
      parameters.train();
      double loss = loss(net, parameters, x, noise, told, true);
      Map<String, Tensor> before = parameters.toTensors();
      for (String name : parameters.weights()) {
        float[] gradient = parameters.get(name).getGradient().toFloatArray();
        float[] direction = Draws.normals(gradient.length, random);
        double slope = 0;
        double length = 0;
        for (int i = 0; i < gradient.length; i++) {
          slope += (double) gradient[i] * direction[i];
          length += (double) direction[i] * direction[i];
        }
        float step = (float) (0.004 / Math.sqrt(length));
        double[] ends = new double[2];
        for (int end = 0; end < 2; end++) {
          float[] moved = before.get(name).toArray();
          for (int i = 0; i < moved.length; i++) {
            moved[i] += (end == 0 ? -step : step) * direction[i];
          }
          Map<String, Tensor> changed = new HashMap<>(before);
          changed.put(name, Tensor.of(moved, before.get(name).shape()));
          parameters.set(changed);
          ends[end] = loss(net, parameters, x, noise, told, false);
        }
        parameters.set(before);
        assertThat((ends[1] - ends[0]) / (2 * step))
            .as(name)
            .isCloseTo(slope, within(0.03 * Math.abs(slope) + ROUNDING * loss / step));
      }
    }
  }

  /** The loss of a batch, normalised by its own moments; with or without the weights' gradients. */
  private static double loss(
      VaeNet net,
      Parameters parameters,
      float[] x,
      float[] noise,
      float[] classes,
      boolean follow) {
    try (NDManager scope = parameters.newScope();
        GradientCollector collector = parameters.engine().newGradientCollector()) {
      VaeBatch batch = VaeBatch.of(x, noise, new float[0]).withClasses(classes, new float[0]);
      NDArray loss = new VaeLoss(net).of(scope, batch, 0.7, parameters, true).head();
      if (follow) {
        collector.backward(loss);
      }
      return loss.getFloat();
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_loss_has_the_gradients_of_its_slope(Recipes.Architecture architecture) {
    gradientsAreSlopes(recipe -> recipe.architecture = architecture, 0);
  }

  @Test
  void with_a_gaussian_likelihood_too() {
    gradientsAreSlopes(
        recipe -> {
          recipe.architecture = Recipes.Architecture.DENSE;
          recipe.likelihood = Recipes.Likelihood.GAUSSIAN;
        },
        0);
  }

  @Test
  void with_free_bits_too() {
    gradientsAreSlopes(
        recipe -> {
          recipe.architecture = Recipes.Architecture.DENSE;
          recipe.freeBits = 0.2;
        },
        0);
  }

  @Test
  void with_a_classification_head_too() {
    gradientsAreSlopes(
        recipe -> {
          recipe.architecture = Recipes.Architecture.DENSE;
          recipe.classifier = new Classifier(3, 0.05, 1, 1);
        },
        3);
  }
}
