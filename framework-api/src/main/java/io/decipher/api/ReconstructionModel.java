// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The capability of a model with latents to reconstruct samples: to encode them, and to decode what
 * was encoded. Its error on samples that it has not learned from compares with that of as many
 * principal components, and with that of the mean sample; no likelihood is needed for that.
 */
public interface ReconstructionModel {
  /** Returns how many numbers a sample is encoded to, without the condition of a decoder. */
  int latentSize();

  /**
   * Returns what is decoded of the latents, or of the means of their posteriors.
   *
   * @param samples (n), of the type this was made for
   */
  Reconstructions reconstructions(Samples samples, RunContext run);

  /**
   * Samples and what the model makes of them.
   *
   * @param shown the samples as the model was shown them, (n x size)
   * @param decoded (n x size); of images in [0, 1]
   */
  record Reconstructions(FloatMatrix shown, FloatMatrix decoded) {
    /**
     * Returns the mean squared error of each sample, over its values, in squared units of those.
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
