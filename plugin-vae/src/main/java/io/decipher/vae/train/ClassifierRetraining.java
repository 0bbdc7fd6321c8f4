// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.djl.Tensor;
import io.decipher.numerics.ColumnScaling;
import io.decipher.numerics.SoftmaxRegression;
import io.decipher.vae.net.VaeNet;
import java.util.Map;

/** Fits a classification head to fixed latents. */
public final class ClassifierRetraining {
  private static final double PENALTY = 1e-4; // for columns of standard deviation 1

  private ClassifierRetraining() {}

  /**
   * Returns the tensors of a head that classifies latents.
   *
   * @param latents (n x latent size)
   * @param classes of those, (n), at least one class
   */
  public static Map<String, Tensor> head(FloatMatrix latents, Labels classes, RunContext run) {
    int d = latents.columns();
    FloatMatrix rectified = rectified(latents);
    ColumnScaling scaling = ColumnScaling.of(rectified);
    SoftmaxRegression fit = SoftmaxRegression.fit(scaling.apply(rectified), classes, PENALTY, run);
    double[] centre = scaling.centre();
    double[] width = scaling.width();
    float[] weights = new float[fit.classes() * d];
    float[] constants = new float[fit.classes()];
    for (int c = 0; c < constants.length; c++) {
      double constant = fit.constant(c);
      for (int j = 0; j < d; j++) { // the head sees unstandardised latents
        double weight = width[j] > 0 ? fit.weight(c, j) / width[j] : 0;
        weights[c * d + j] = (float) weight;
        constant -= weight * centre[j];
      }
      constants[c] = (float) constant;
    }
    return VaeNet.head(weights, constants);
  }

  private static FloatMatrix rectified(FloatMatrix latents) {
    float[] values = latents.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, values[i]);
    }
    return FloatMatrix.wrap(latents.rows(), latents.columns(), values);
  }
}
