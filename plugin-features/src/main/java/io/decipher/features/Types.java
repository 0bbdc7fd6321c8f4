// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;

/** Checks of sample types, with error messages. */
final class Types {
  private Types() {}

  /** Checks that samples have as many values as the fitted ones. */
  static void check(Samples samples, SampleType type) {
    if (samples.type().size() != type.size()) {
      throw new IllegalArgumentException(
          "samples of shape "
              + type
              + " have "
              + type.size()
              + " values, but these have "
              + samples.type().size());
    }
  }

  /**
   * Returns an image type.
   *
   * @param part what requires it, with its verb, e.g. {@code "features 'gradients' need"}
   * @param remedy what to do about it
   * @throws DecipherException if the samples are not images
   */
  static SampleType.Image image(SampleType type, String part, String remedy) {
    if (type instanceof SampleType.Image image) {
      return image;
    }
    throw new DecipherException(
        part + " images, but the samples are " + describe(type) + "; " + remedy);
  }

  static String describe(SampleType type) {
    if (type instanceof SampleType.Image) {
      return "images of " + type + " (channels x height x width)";
    }
    return type instanceof SampleType.Vector
        ? "vectors of " + type.size() + " values"
        : "each a " + type;
  }
}
