// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Labels;
import io.decipher.api.Neighbours;
import java.util.stream.IntStream;

/**
 * Which found classes a model is to learn from: those of samples whose neighbours mostly have the
 * same. What is left out has no class for the model, and is no less learned from otherwise.
 */
public final class NeighbourAgreementFilter {
  private NeighbourAgreementFilter() {}

  /**
   * Returns the classes with noise in the place of those that are doubtful.
   *
   * @param decided the class of each sample, noise where none is decided
   * @param near which samples are neighbours
   * @param least the least share of a sample's neighbours that have its class
   */
  public static Labels of(Labels decided, Neighbours near, double least) {
    return Labels.of(
        IntStream.range(0, decided.size())
            .parallel()
            .map(i -> share(i, decided, near) >= least ? decided.get(i) : Labels.NOISE)
            .toArray());
  }

  private static double share(int sample, Labels labels, Neighbours near) {
    int[] neighbours = near.neighbours(sample);
    int same = 0;
    for (int neighbour : neighbours) {
      same += labels.get(neighbour) == labels.get(sample) ? 1 : 0;
    }
    return (double) same / neighbours.length;
  }
}
