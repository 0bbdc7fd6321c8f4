// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.numerics.NearestNeighbours;
import java.util.stream.IntStream;

/** Assigns samples without a class to the class of their nearest classified sample. */
final class NearestClass {
  private NearestClass() {}

  /**
   * Returns the classes, with noise only if there are no classes at all.
   *
   * @param labels the class of each sample, or noise, (n)
   * @param points the position of each sample, (n x d)
   */
  static int[] fill(int[] labels, FloatMatrix points, RunContext run) {
    int[] inside =
        IntStream.range(0, labels.length).filter(i -> labels[i] != Labels.NOISE).toArray();
    int[] outside =
        IntStream.range(0, labels.length).filter(i -> labels[i] == Labels.NOISE).toArray();
    int[] filled = labels.clone();
    if (inside.length == 0 || outside.length == 0) {
      return filled;
    }
    NearestNeighbours nearest =
        NearestNeighbours.exact(points.select(outside), points.select(inside), 1, run);
    for (int i = 0; i < outside.length; i++) {
      filled[outside[i]] = labels[inside[nearest.index(i, 0)]];
    }
    return filled;
  }
}
