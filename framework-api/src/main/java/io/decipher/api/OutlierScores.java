// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a cluster model to say how far each point is from belonging anywhere. */
public interface OutlierScores {
  /** Returns a score a point, (n x 1), in [0, 1]; higher is farther out. */
  FloatMatrix outlierScores();
}
