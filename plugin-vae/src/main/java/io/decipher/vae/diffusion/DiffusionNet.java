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
 * Tells the noise in latents: a description without numbers. What it is given is (b x inputs): the
 * noisy latent, sines and cosines of the step, and a one for the class, or zeros.
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
   * Describes a net.
   *
   * @param latents size of a latent vector
   * @param classes that it tells apart; 0 for none
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
   * @param noisy the latent, from {@code at} on
   * @param label the class; below 0 for none
   * @param step t
   * @param target where the row goes
   * @param offset where it begins
   */
  void input(float[] noisy, int at, int label, int step, float[] target, int offset) {
    System.arraycopy(noisy, at, target, offset, latents);
    for (int wave = 0; wave < WAVES; wave++) {
      // From one turn over all steps to 1,000 of them, evenly in the logarithm.
      double angle = Math.pow(1000, (double) wave / (WAVES - 1)) * step / steps;
      target[offset + latents + 2 * wave] = (float) Math.sin(angle);
      target[offset + latents + 2 * wave + 1] = (float) Math.cos(angle);
    }
    if (label >= 0) {
      target[offset + latents + 2 * WAVES + label] = 1;
    }
  }

  /** The noise in latents, (b x latents), of inputs (b x inputs). */
  NDArray noise(NDArray inputs, Parameters parameters, boolean training) {
    return layers.forward(inputs, parameters, training);
  }
}
