// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Projection;
import io.decipher.api.RunContext;

/** The capability of a projector to embed points by a given neighbour graph. */
public interface GraphProjector {
  /**
   * Embeds points by their neighbours, by whatever criterion these were found.
   *
   * @param points (n x d), finite; used for initialisation, and for comparison with new points
   * @param graph the neighbours of each point, all of which are used
   * @param run provides progress, cancellation and random numbers
   * @throws IllegalArgumentException if the number of points differs
   */
  Projection layOut(FloatMatrix points, NearestNeighbours graph, RunContext run);
}
