// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * Changes every sample in the same way before features and models see it: deskewing, scaling, a
 * spectrogram in place of a recording. What a sample is may change.
 */
public interface Preprocessor {
  /**
   * Checks what can be known before any work: what this makes of samples of a type. The same type
   * by default.
   *
   * @return what a sample is afterwards
   * @throws DecipherException if this takes no samples of that type, with what to change
   */
  default SampleType check(SampleType type) {
    return type;
  }

  /**
   * Returns the samples, changed one by one; the result for a sample does not depend on the others.
   * Names and attributes stay.
   *
   * <p>What is returned may be a lazy {@link Samples#view}; whoever reads it more than once decides
   * whether to keep it, on the heap or in a file.
   *
   * @param samples (n)
   * @param run for progress and cancellation
   * @return (n), of the type that {@link #check} says
   * @throws DecipherException if this takes no samples of that type
   */
  Samples apply(Samples samples, RunContext run);
}
