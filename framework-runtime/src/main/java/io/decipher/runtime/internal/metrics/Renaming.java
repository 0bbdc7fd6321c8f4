// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.metrics;

import io.decipher.api.Labels;
import java.util.Arrays;

/**
 * A many-to-one mapping of the classes of one labelling to those of another: each class is mapped
 * to the one that most of its samples have.
 *
 * @param classes the class to which each one is mapped, or noise if it shares no samples with any
 * @param agreement the fraction of samples with another class that it is mapped to; 1 without
 *     samples
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Renaming(int[] classes, double agreement) {
  /**
   * Compares labellings.
   *
   * @param named (n)
   * @param others (n)
   */
  public static Renaming of(Labels named, Labels others) {
    int[][] shared = new int[named.classes()][others.classes()];
    int all = 0;
    for (int i = 0; i < named.size(); i++) {
      if (others.get(i) == Labels.NOISE) {
        continue;
      }
      all++;
      if (named.get(i) != Labels.NOISE) {
        shared[named.get(i)][others.get(i)]++;
      }
    }
    int[] classes = new int[shared.length];
    Arrays.fill(classes, Labels.NOISE);
    int agreed = 0;
    for (int name = 0; name < classes.length; name++) {
      int most = 0;
      for (int label = 0; label < shared[name].length; label++) {
        if (shared[name][label] > most) {
          most = shared[name][label];
          classes[name] = label;
        }
      }
      agreed += most;
    }
    return new Renaming(classes, all == 0 ? 1 : (double) agreed / all);
  }
}
