// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

/** What ink is in pictures, and on what. */
public enum InkRule {
  /** Signs or scenes, as the pictures show. */
  AUTO,
  /** Signs, each of which may be dark on light or light on dark. */
  EITHER,
  /** Signs darker than their paper. */
  DARK,
  /** Signs lighter than their ground. */
  LIGHT,
  /** Scenes: whole, and neither inverted nor cleaned. */
  KEEP
}
