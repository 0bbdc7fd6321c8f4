// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Projection;
import io.decipher.api.RunContext;

/** The capability of a projector to lay points out by a graph that it is given. */
public interface GraphProjector {
  /**
   * Lays points out by their neighbours, whatever rule these were found by.
   *
   * @param points (n x d), finite; where they start, and what new points are compared with
   * @param graph the neighbours of each among them; all count
   * @param run for progress, cancellation and random numbers
   * @throws IllegalArgumentException if these are neighbours of another number of points
   */
  Projection layOut(FloatMatrix points, NearestNeighbours graph, RunContext run);
}
