// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * The progress of a stage.
 *
 * @param stage what is being done, e.g. {@code "layout"}
 * @param done the fraction that is done, in [0, 1]
 * @param detail more information for people, e.g. {@code "epoch 3 of 20, loss 98.2"}; may be empty
 */
public record Progress(String stage, double done, String detail) {
  /** Checks the fraction. */
  public Progress {
    if (!(done >= 0 && done <= 1)) {
      throw new IllegalArgumentException("the share done must be in [0, 1], but was " + done);
    }
  }
}
