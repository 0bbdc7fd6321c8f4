// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.diffusion;

import ai.djl.ndarray.NDArray;
import io.decipher.djl.Parameters;
import io.decipher.djl.layer.Layer;
import io.decipher.djl.layer.LayerNormalization;
import io.decipher.djl.layer.Linear;
import io.decipher.vae.recipe.Prior;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A network that predicts the noise in latents: a stateless description. Its input is (b x inputs):
 * the noisy latent, a sinusoidal encoding of the step, and a one-hot class, or zeros.
 */
final class DiffusionNet {
  private static final String NAME = "diffusion.";
  private static final int WAVES = 16;
  private static final double LEAK = 0.1;

  private final int latents;
  private final int classes;
  private final int steps;
  private final Layer layers;

  /**
   * Describes a network.
   *
   * @param latents the size of a latent vector
   * @param classes the number of classes; 0 for none
   */
  DiffusionNet(Prior.Diffusion recipe, int latents, int classes) {
    this.latents = latents;
    this.classes = classes;
    this.steps = recipe.noiseSteps();
    int hidden = recipe.hidden();
    List<Layer> all = new ArrayList<>();
    all.add(new Linear(NAME + "in", inputs(), hidden, true));
    for (int block = 0; block < recipe.blocks(); block++) {
      String name = NAME + block;
      all.add(
          Layer.residual(
              Layer.chain(
                  List.of(
                      new LayerNormalization(name + ".norm", hidden),
                      new Linear(name + ".a", hidden, hidden, true),
                      Layer.leaky(LEAK),
                      new Linear(name + ".b", hidden, hidden, true)))));
    }
    all.add(new LayerNormalization(NAME + "norm", hidden));
    all.add(Layer.leaky(LEAK));
    all.add(new Linear(NAME + "out", hidden, latents, true));
    this.layers = Layer.chain(all);
  }

  void addTo(Parameters parameters, RandomGenerator random) {
    layers.addTo(parameters, random);
  }

  int inputs() {
    return latents + 2 * WAVES + classes;
  }

  int classes() {
    return classes;
  }

  /**
   * Writes a row of inputs.
   *
   * @param noisy contains the latent, starting at {@code at}
   * @param label the class; negative for none
   * @param step t
   * @param target receives the row
   * @param offset the index of its first value
   */
  void input(float[] noisy, int at, int label, int step, float[] target, int offset) {
    System.arraycopy(noisy, at, target, offset, latents);
    for (int wave = 0; wave < WAVES; wave++) {
      // From one period over all steps to 1,000 of them, evenly spaced on a logarithmic scale.
      double angle = Math.pow(1000, (double) wave / (WAVES - 1)) * step / steps;
      target[offset + latents + 2 * wave] = (float) Math.sin(angle);
      target[offset + latents + 2 * wave + 1] = (float) Math.cos(angle);
    }
    if (label >= 0) {
      target[offset + latents + 2 * WAVES + label] = 1;
    }
  }

  /** Returns the predicted noise, (b x latents), for inputs (b x inputs). */
  NDArray noise(NDArray inputs, Parameters parameters, boolean training) {
    return layers.forward(inputs, parameters, training);
  }
}
