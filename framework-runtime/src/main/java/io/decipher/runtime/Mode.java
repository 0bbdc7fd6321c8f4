package io.decipher.runtime;

/**
 * A small dense group of samples, and what became of it.
 *
 * @param size how many samples it has
 * @param first the class with most votes
 * @param firstShare that class's share of the votes
 * @param secondShare the share of the class with the second most
 * @param judge whose votes these are if the group joined {@code first}; if it did not, its samples
 *     take the class that the clusterer's own cut gives them
 */
public record Mode(int size, int first, double firstShare, double secondShare, Judge judge) {
  /** Who decided. */
  public enum Judge {
    /** The nearest members of classes, by the samples' own values. */
    NEIGHBOURS,
    /** The model's classification head. */
    CLASSIFIER,
    /** Nobody. */
    NONE
  }

  /** Returns whether the group joined a class. */
  public boolean joined() {
    return judge != Judge.NONE;
  }

  @Override
  public String toString() {
    return String.format(
        java.util.Locale.ROOT,
        "%d samples: %.2f for class %d against %.2f, %s",
        size,
        firstShare,
        first,
        secondShare,
        joined() ? "joined by " + judge.name().toLowerCase(java.util.Locale.ROOT) : "undecided");
  }
}
