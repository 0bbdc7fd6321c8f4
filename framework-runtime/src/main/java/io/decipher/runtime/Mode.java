package io.decipher.runtime;

/**
 * A small dense group of samples, and what became of it.
 *
 * @param size how many samples it has
 * @param first the class with most votes
 * @param firstShare that class's share of the votes
 * @param secondShare the share of the class with the second most
 * @param joined whether the group joined {@code first}; if not, its samples take the class that the
 *     clusterer's own cut gives them
 */
public record Mode(int size, int first, double firstShare, double secondShare, boolean joined) {
  @Override
  public String toString() {
    return String.format(
        java.util.Locale.ROOT,
        "%d samples: %.2f for class %d against %.2f, %s",
        size,
        firstShare,
        first,
        secondShare,
        joined ? "joined" : "left undecided");
  }
}
