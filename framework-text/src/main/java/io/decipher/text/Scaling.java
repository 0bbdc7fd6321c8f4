// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

/** How columns of numbers are brought to one scale. */
public enum Scaling {
  /**
   * By median and spread, which a few outliers do not move: the interquartile range, or the
   * deviation without the outermost hundredth on either side, whichever is wider.
   */
  ROBUST,
  /** By mean and standard deviation. */
  STANDARD,
  /** Not at all. */
  NONE
}
