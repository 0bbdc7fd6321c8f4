package io.decipher.api;

/** Makes feature vectors out of samples without a trained model. */
public interface FeatureExtractor {
  /**
   * Returns an encoder for samples of this shape, set up from {@code samples} where it needs that.
   *
   * @param samples (n x size)
   * @param shape what a row is
   * @param run for progress, cancellation and random numbers
   * @throws DecipherException if samples of this shape have no such features
   */
  Encoder fit(FloatMatrix samples, SampleShape shape, RunContext run);
}
