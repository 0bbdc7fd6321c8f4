package io.decipher.api;

/** The capability to turn samples into vectors: features, latent means, projected points. */
@FunctionalInterface
public interface Encoder {
  /**
   * Returns a vector a sample.
   *
   * @param samples (n x size), of the shape this was made for
   * @param run for progress and cancellation
   * @return (n x features); row i depends on sample i alone
   */
  FloatMatrix encode(FloatMatrix samples, RunContext run);
}
