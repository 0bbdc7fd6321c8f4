package io.decipher.api;

/** The capability of what has found classes to say which of them new samples belong to. */
public interface Assigner {
  /**
   * Returns the class of each sample and how firmly it belongs, numbered as the classes found.
   *
   * @param samples (n x d), finite, with as many columns as what was fitted
   * @param run for progress and cancellation
   * @throws DecipherException if the samples do not have the columns that were fitted
   */
  FoundClasses assign(FloatMatrix samples, RunContext run);
}
