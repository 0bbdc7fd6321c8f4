package io.decipher.api;

/** The capability of what has found classes to say which of them new samples belong to. */
public interface Assigner {
  /** Returns whether there are classes to assign to; a model may have learned none. */
  default boolean assigns() {
    return true;
  }

  /**
   * Returns the class of each sample and how firmly it belongs, numbered as the classes found.
   *
   * @param samples (n x d), finite, with as many columns as what was fitted
   * @param run for progress and cancellation
   * @throws DecipherException if the samples do not have the columns that were fitted
   */
  FoundClasses assign(FloatMatrix samples, RunContext run);
}
