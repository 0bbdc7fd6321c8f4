// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.api.ModelCheck.Anchor;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.List;

/**
 * −log p(x) of a batch for trivial predictions, in nats per sample.
 *
 * @param half for the prediction 1/2 everywhere, that of an untrained decoder
 * @param mean for each value's mean over the batch, the best prediction independent of the sample
 * @param least for the samples themselves, which is the lower bound
 */
record ReconstructionAnchors(double half, double mean, double least) {
  /**
   * Computes the values.
   *
   * @param batch (b x size), in [0, 1]
   * @param observed 1 for values that count and 0 for others, (b x size); empty if all count
   */
  static ReconstructionAnchors of(VaeRecipe recipe, float[] batch, float[] observed, int size) {
    int count = batch.length / size;
    double[] means = new double[size];
    int[] counts = new int[size];
    int all = 0;
    for (int i = 0; i < batch.length; i++) {
      if (counts(observed, i)) {
        means[i % size] += batch[i];
        counts[i % size]++;
        all++;
      }
    }
    for (int i = 0; i < size; i++) {
      means[i] /= Math.max(1, counts[i]);
    }
    boolean bernoulli = recipe.likelihood() instanceof Likelihood.Bernoulli;
    double precision =
        recipe.likelihood() instanceof Likelihood.Gaussian normal
            ? 1 / (normal.noise() * normal.noise())
            : 1;
    double constant =
        bernoulli ? 0 : 0.5 * ((double) all / count) * Math.log(2 * Math.PI / precision);
    double half = 0;
    double mean = 0;
    double least = 0;
    for (int i = 0; i < batch.length; i++) {
      if (!counts(observed, i)) {
        continue;
      }
      double x = batch[i];
      double answer = means[i % size];
      if (bernoulli) {
        half += Math.log(2);
        mean += entropy(x, answer);
        least += entropy(x, x);
      } else {
        half += precision / 2 * (x - 0.5) * (x - 0.5);
        mean += precision / 2 * (x - answer) * (x - answer);
      }
    }
    return new ReconstructionAnchors(
        half / count + constant, mean / count + constant, least / count + constant);
  }

  private static boolean counts(float[] observed, int value) {
    return observed.length == 0 || observed[value] > 0;
  }

  /** −x log p − (1 − x) log(1 − p), both clipped to [0, 1]. */
  private static double entropy(double x, double p) {
    double wanted = Math.min(1, Math.max(0, x));
    double answer = Math.min(1, Math.max(0, p));
    return -product(wanted, answer) - product(1 - wanted, 1 - answer);
  }

  private static double product(double weight, double of) {
    return weight == 0 ? 0 : weight * Math.log(of);
  }

  List<Anchor> all() {
    return List.of(
        new Anchor("1/2 everywhere", half),
        new Anchor("each value's mean", mean),
        new Anchor("the samples themselves", least));
  }
}
