// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

/** The metric of distances between points. */
public enum Metric {
  /** The square root of the sum of squared differences. */
  EUCLIDEAN,
  /** The sum of absolute differences. */
  MANHATTAN,
  /** One minus the cosine of the angle between two points; points at the origin are rejected. */
  COSINE
}
