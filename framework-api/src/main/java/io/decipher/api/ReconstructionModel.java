// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of a latent variable model to reconstruct samples: to encode them and decode the
 * result. The reconstruction error on held-out samples can be compared with those of the mean
 * sample and of as many principal components; this needs no likelihood.
 */
public interface ReconstructionModel {
  /** Returns the number of latent dimensions, without the condition of a conditional decoder. */
  int latentSize();

  /**
   * Reconstructs samples from their latents, or from the means of their posteriors.
   *
   * @param samples (n), of the type this was made for
   */
  Reconstructions reconstructions(Samples samples, RunContext run);

  /**
   * Samples and their reconstructions.
   *
   * @param shown the samples as they were passed to the model, (n x size)
   * @param decoded (n x size); in [0, 1] for images
   */
  record Reconstructions(FloatMatrix shown, FloatMatrix decoded) {
    /**
     * Returns the mean squared error of each sample over its values, in squared units of the
     * values.
     *
     * @return (n)
     */
    public double[] errors() {
      double[] errors = new double[shown.rows()];
      for (int i = 0; i < errors.length; i++) {
        float[] sample = shown.row(i);
        float[] own = decoded.row(i);
        double sum = 0;
        for (int j = 0; j < sample.length; j++) {
          sum += ((double) sample[j] - own[j]) * ((double) sample[j] - own[j]);
        }
        errors[i] = sum / sample.length;
      }
      return errors;
    }
  }
}
