// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A small dense group of samples, and how it was resolved.
 *
 * @param number an identifier for people: 0 for the largest group of a stage, then 1, …; among
 *     groups of equal size, the one with the lowest-indexed sample comes first. It does not depend
 *     on which groups are kept
 * @param size the number of samples
 * @param first the class with most votes
 * @param firstShare that class's fraction of the votes
 * @param secondShare the fraction of the class with the second most votes
 * @param judge who decided; if nobody did, its samples get the class of the clusterer's own cut
 * @param own its class, if it was kept as a class of its own
 * @param exemplars its most representative samples, in descending order
 */
public record SmallCluster(
    int number,
    int size,
    int first,
    double firstShare,
    double secondShare,
    Judge judge,
    OptionalInt own,
    List<Integer> exemplars) {

  /** Who decided. */
  public enum Judge {
    /** The nearest members of classes, by the samples' own values. */
    NEIGHBOURS,
    /** The model's classification head. */
    CLASSIFIER,
    /** A person, by {@code decipher.small-clusters.keep}. */
    PERSON,
    /** Nobody. */
    NONE
  }

  /** Copies the list. */
  public SmallCluster {
    exemplars = List.copyOf(exemplars);
  }

  /** Returns whether the group joined the class with most votes. */
  public boolean joined() {
    return judge == Judge.NEIGHBOURS || judge == Judge.CLASSIFIER;
  }

  /** Returns the group as kept by a person. */
  public SmallCluster keptAs(int label) {
    return new SmallCluster(
        number,
        size,
        first,
        firstShare,
        secondShare,
        Judge.PERSON,
        OptionalInt.of(label),
        exemplars);
  }

  /**
   * Returns the group with its classes renumbered.
   *
   * @param label the new number of each class
   */
  public SmallCluster renumbered(int[] label) {
    return new SmallCluster(
        number,
        size,
        label[first],
        firstShare,
        secondShare,
        judge,
        own.isPresent() ? OptionalInt.of(label[own.getAsInt()]) : own,
        exemplars);
  }

  /**
   * Returns e.g. {@code "cluster 3: 902 samples: .74 against .10, joined class 7 by neighbours"}.
   */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "cluster %d: %,d samples: %s against %s, %s",
        number,
        size,
        share(firstShare),
        share(secondShare),
        fate());
  }

  private String fate() {
    return switch (judge) {
      case NEIGHBOURS -> "joined class " + first + " by neighbours";
      case CLASSIFIER -> "joined class " + first + " by the model's head";
      case PERSON -> "kept as a class of its own, " + own.orElseThrow();
      case NONE -> "undecided";
    };
  }

  private static String share(double share) {
    String text = String.format(Locale.ROOT, "%.2f", share);
    return text.startsWith("0") ? text.substring(1) : text;
  }
}
