// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

/** Whether pictures show ink on paper, and the polarity of the ink. */
public enum InkRule {
  /** Signs or scenes, depending on the pictures. */
  AUTO,
  /** Signs, each of which may be dark on light or light on dark. */
  EITHER,
  /** Signs darker than their paper. */
  DARK,
  /** Signs lighter than their background. */
  LIGHT,
  /** Scenes: taken whole, neither inverted nor cleaned. */
  KEEP
}
