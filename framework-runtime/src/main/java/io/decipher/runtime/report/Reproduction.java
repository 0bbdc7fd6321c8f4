// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.Sweep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which classes are found again where there is nothing in common but what the samples come from:
 * the samples are parted into halves at random, each half is laid out and clustered for itself, and
 * the classes of the one are predicted for the other by its nearest neighbours there.
 *
 * <p>That is Tibshirani and Walther's prediction strength, for every smallest size of a class. Of
 * classes A that a half has and B that are predicted for it, with entropies H and mutual
 * information I less what chance would give, in nats:
 *
 * <ul>
 *   <li>the <em>information</em> is I - (H(A|B) + H(B|A)) / 2: what is found again, less what is
 *       not. Parting a real class into pieces that are not found again loses; joining two that are
 *       loses too. What the classes tell of attributes that they must not follow is taken off.
 *   <li>the <em>agreement</em> is I / ((H(A) + H(B)) / 2), the adjusted mutual information;
 *   <li>the <em>recovery</em> is the mean over the classes of A of the greatest Jaccard index with
 *       one of B. Hennig (2007) takes a class with 0.75 or more for stable, from 0.6 on for a
 *       pattern of which it is doubtful which samples belong to it, and with less for none.
 * </ul>
 *
 * @param levels by smallest size, ascending
 * @param halvings how often the samples were parted
 * @param sample how many samples were parted
 * @see <a href="https://doi.org/10.1198/106186005X59243">Tibshirani, Walther 2005</a>
 * @see <a href="https://doi.org/10.1016/j.csda.2006.11.025">Hennig 2007</a>
 */
public record Reproduction(List<Level> levels, int halvings, int sample) {
  /** From which recovery on classes are stable. */
  public static final double STABLE = 0.75;

  /** Below which recovery there are no classes to speak of. */
  public static final double PATTERN = 0.6;

  /**
   * Levels whose information is less than the greatest by no more than this, in nats, are equal.
   */
  private static final double TOLERANCE = 0.05;

  private static final double LEEWAY = 0.05;

  /** A number of classes that holds for a shorter ratio of sizes holds by chance. */
  private static final double HOLDS = 1.3;

  /**
   * What is found again at one smallest size.
   *
   * @param size the smallest size of a class among all samples
   * @param classes how many the halves have, on average
   * @param information in nats
   * @param agreement 1 at best, 0 expected of chance
   * @param recovery in [0, 1]
   */
  public record Level(
      int size, double classes, double information, double agreement, double recovery) {}

  /**
   * The level that is taken.
   *
   * @param level what is found again at it
   * @param classes how many there are among all samples
   * @param least the least number of classes at the levels that are as good
   * @param most the greatest
   */
  public record Choice(Level level, int classes, int least, int most) {
    /** Returns whether classes are found again that are stable. */
    public boolean isStable() {
      return level.recovery() >= STABLE;
    }

    /** Returns whether there are classes to speak of. */
    public boolean hasClasses() {
      return classes > 1 && level.recovery() >= PATTERN && level.information() > 0;
    }
  }

  /** Returns the level of most information, if there is any. */
  public Optional<Level> best() {
    return levels.stream()
        .filter(level -> level.classes() > 1)
        .max(Comparator.comparingDouble(Level::information));
  }

  /** Copies the levels. */
  public Reproduction {
    levels = List.copyOf(levels);
  }

  /**
   * Returns the level to take: of the numbers of classes that hold over a range of sizes and are
   * found again as well as any, the one that holds longest, and of its sizes the best; where none
   * holds, the best level.
   *
   * @param sweep how many classes all samples have at each smallest size
   * @return empty if there are never two classes
   */
  public Optional<Choice> choose(Sweep sweep) {
    int[] classes = levels.stream().mapToInt(level -> classesAt(sweep, level.size())).toArray();
    int best = -1;
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] > 1
          && (best < 0 || levels.get(i).information() > levels.get(best).information())) {
        best = i;
      }
    }
    if (best < 0) {
      return Optional.empty();
    }
    double bound = levels.get(best).information() - TOLERANCE;
    List<Integer> band = new ArrayList<>();
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] > 1 && levels.get(i).information() >= bound) {
        band.add(i);
      }
    }
    int taken = best;
    double longest = HOLDS;
    for (int i : band) {
      double ratio = holding(sweep, levels.get(i).size()).ratio();
      boolean better =
          classes[i] == classes[taken]
              && levels.get(i).information() > levels.get(taken).information();
      if (ratio > longest || (ratio == longest && better)) {
        longest = ratio;
        taken = i;
      }
    }
    int least = band.stream().mapToInt(i -> classes[i]).min().orElseThrow();
    int most = band.stream().mapToInt(i -> classes[i]).max().orElseThrow();
    return Optional.of(new Choice(levels.get(taken), classes[taken], least, most));
  }

  /**
   * Returns the range of sizes around one over which the number of classes stays the same; of 20
   * and more, within a twentieth, for of many one comes or goes at nearly every size.
   */
  public static Sweep.Plateau holding(Sweep sweep, int size) {
    List<Sweep.Resolution> all = sweep.resolutions();
    int at = at(sweep, size);
    if (at < 0) {
      return new Sweep.Plateau(size, size, 0);
    }
    int classes = all.get(at).classes();
    int leeway = (int) (LEEWAY * classes);
    int first = at;
    while (first > 0 && Math.abs(all.get(first - 1).classes() - classes) <= leeway) {
      first--;
    }
    int last = at;
    while (last + 1 < all.size() && Math.abs(all.get(last + 1).classes() - classes) <= leeway) {
      last++;
    }
    return new Sweep.Plateau(all.get(first).from(), all.get(last).to(), all.get(at).classes());
  }

  private static int classesAt(Sweep sweep, int size) {
    int at = at(sweep, size);
    return at < 0 ? 0 : sweep.resolutions().get(at).classes();
  }

  private static int at(Sweep sweep, int size) {
    List<Sweep.Resolution> all = sweep.resolutions();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).from() <= size && size <= all.get(i).to()) {
        return i;
      }
    }
    return -1;
  }
}
