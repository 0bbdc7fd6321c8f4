// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * Transforms every sample in the same way before features are extracted and models are trained,
 * e.g. deskews it, scales it, or replaces a recording by a spectrogram. The sample type may change.
 */
public interface Preprocessor {
  /**
   * Returns the type of the result for samples of a type, before any work. The same type by
   * default.
   *
   * @return the type of the transformed samples
   * @throws DecipherException if samples of that type are not supported, with what to change
   */
  default SampleType check(SampleType type) {
    return type;
  }

  /**
   * Transforms samples independently of each other. Names and attributes are kept.
   *
   * <p>The result may be a lazy {@link Samples#view}; a caller that reads it repeatedly decides
   * whether to materialise it on the heap or in a file.
   *
   * @param samples (n)
   * @param run provides progress and cancellation
   * @return (n), of the type given by {@link #check}
   * @throws DecipherException if samples of that type are not supported
   */
  Samples apply(Samples samples, RunContext run);
}
