// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

/** How far apart two points are. */
public enum Metric {
  /** The square root of the sum of squared differences. */
  EUCLIDEAN,
  /** The sum of absolute differences. */
  MANHATTAN,
  /** One less the cosine of the angle between two points; a point at the origin is refused. */
  COSINE
}
