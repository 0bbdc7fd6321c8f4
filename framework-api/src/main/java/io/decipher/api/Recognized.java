// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * What a data set plugin recognises at a path when the configuration does not say what it is.
 *
 * @param confidence from 0 (a guess) to 100 (certain); the most confident plugin is chosen
 * @param summary what was recognised, in one line, e.g. {@code "212 recordings in WAV, 3.4 h"}
 * @param overrides the block {@code decipher} that reads it: {@code dataset.type} and any other
 *     configuration that suits such data
 */
public record Recognized(int confidence, String summary, Settings overrides) {
  /** Checks the confidence. */
  public Recognized {
    if (confidence < 0 || confidence > 100) {
      throw new IllegalArgumentException("confidence must be in [0, 100], but was " + confidence);
    }
  }
}
