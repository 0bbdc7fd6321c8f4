// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * What a data set plugin recognises in a path whose kind nobody named.
 *
 * @param confidence from 0 (a guess) to 100 (certain); the highest among the plugins is taken
 * @param summary what is there, in one line, e.g. {@code "212 recordings in WAV, 3.4 h"}
 * @param overrides the block {@code decipher} that reads it: {@code dataset.type} and whatever else
 *     of the configuration suits such data
 */
public record Recognized(int confidence, String summary, Settings overrides) {
  /** Checks the confidence. */
  public Recognized {
    if (confidence < 0 || confidence > 100) {
      throw new IllegalArgumentException("confidence must be in [0, 100], but was " + confidence);
    }
  }
}
