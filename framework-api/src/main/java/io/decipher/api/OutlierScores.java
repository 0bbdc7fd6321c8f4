// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** The capability of a cluster model to score how much each point is an outlier. */
public interface OutlierScores {
  /** Returns the outlier score of each point, (n x 1), in [0, 1]; higher means more outlying. */
  FloatMatrix outlierScores();
}
