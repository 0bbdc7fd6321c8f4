// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

/** How numeric columns are brought to a common scale. */
public enum Scaling {
  /**
   * By median and spread, which are robust to a few outliers. The spread is the interquartile
   * range, scaled to the standard deviation of a normal distribution, or the standard deviation
   * with the outermost hundredth on either side clipped, whichever is wider.
   */
  ROBUST,
  /** By mean and standard deviation. */
  STANDARD,
  /** No scaling. */
  NONE
}
