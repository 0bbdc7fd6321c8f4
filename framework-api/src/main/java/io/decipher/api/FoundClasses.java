// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * Classes that a run found without labels.
 *
 * @param labels the class of each sample, (n)
 * @param strengths the membership strength of each sample in its class, (n x 1), in [0, 1]; 0 for
 *     noise
 */
public record FoundClasses(Labels labels, FloatMatrix strengths) {
  /** Checks that there is one strength per label. */
  public FoundClasses {
    if (strengths.rows() != labels.size() || strengths.columns() != 1) {
      throw new IllegalArgumentException(
          "strengths must be ("
              + labels.size()
              + " x 1), found ("
              + strengths.rows()
              + " x "
              + strengths.columns()
              + ")");
    }
  }
}
