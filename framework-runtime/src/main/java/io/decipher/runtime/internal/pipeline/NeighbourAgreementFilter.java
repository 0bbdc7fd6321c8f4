// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Labels;
import io.decipher.api.Neighbours;
import java.util.stream.IntStream;

/**
 * Selects the classes that a model is trained on: those of samples most of whose neighbours have
 * the same class. Other samples are still used for training, but without a class.
 */
public final class NeighbourAgreementFilter {
  private NeighbourAgreementFilter() {}

  /**
   * Returns the classes, with doubtful ones replaced by noise.
   *
   * @param decided the class of each sample, noise if it is undecided
   * @param near the neighbours of samples
   * @param least the minimum fraction of a sample's neighbours that must have its class
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
