package io.decipher.api;

/** Changes every sample in the same way before features and models see it, e.g. straightening. */
public interface Preprocessor {
  /**
   * Returns the samples, changed one by one; the result for a sample does not depend on the others.
   *
   * @param samples (n x size)
   * @param shape what a row is, before and after
   * @param run for progress and cancellation
   * @return (n x size)
   */
  FloatMatrix apply(FloatMatrix samples, SampleShape shape, RunContext run);
}
