// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.Sweep;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How well classes are reproduced on independent data: the samples are split into random halves,
 * each half is embedded and clustered on its own, and the classes of one half are predicted for the
 * other by nearest neighbours.
 *
 * <p>This is the prediction strength of Tibshirani and Walther, for every minimum class size. For
 * the classes A of a half and the classes B predicted for it, with entropies H and mutual
 * information I minus its expectation by chance, in nats:
 *
 * <ul>
 *   <li>the <em>information</em> is I - (H(A|B) + H(B|A)) / 2: what is reproduced minus what is
 *       not. It decreases if a real class is split into pieces that are not reproduced, and if two
 *       real classes are merged. Information about nuisance attributes is subtracted;
 *   <li>the <em>agreement</em> is I / ((H(A) + H(B)) / 2), the adjusted mutual information;
 *   <li>the <em>recovery</em> is the mean over the classes of A of the greatest Jaccard index with
 *       a class of B. Hennig (2007) considers a class stable from 0.75 on, a pattern with uncertain
 *       membership from 0.6 on, and unstable below.
 * </ul>
 *
 * @param levels by minimum class size, ascending
 * @param halvings the number of random splits
 * @param sample the number of samples that were split
 * @see <a href="https://doi.org/10.1198/106186005X59243">Tibshirani, Walther 2005</a>
 * @see <a href="https://doi.org/10.1016/j.csda.2006.11.025">Hennig 2007</a>
 */
public record Reproduction(List<Level> levels, int halvings, int sample) {
  /** The recovery from which on classes are stable. */
  public static final double STABLE = 0.75;

  /** The recovery below which classes are unstable. */
  public static final double PATTERN = 0.6;

  /** Levels whose information is within this many nats of the maximum count as equal. */
  private static final double TOLERANCE = 0.05;

  /**
   * What a range of sizes over which the number of classes is constant counts for, in nats per
   * e-fold. A part of a class that is reproduced in every half, such as a second form of a digit,
   * adds information, but only over a short range of sizes.
   */
  private static final double RANGE_WEIGHT = 0.09;

  private static final double LEEWAY = 0.05;

  /**
   * How well classes are reproduced at one minimum class size.
   *
   * @param size the minimum class size, relative to all samples
   * @param classes the mean number of classes in the halves
   * @param information in nats
   * @param agreement at most 1, expected 0 by chance
   * @param recovery in [0, 1]
   */
  public record Level(
      int size, double classes, double information, double agreement, double recovery) {}

  /**
   * The chosen level.
   *
   * @param level the level
   * @param classes the number of classes among all samples
   * @param least the smallest number of classes among the chosen level and those of about the
   *     greatest information
   * @param most the greatest
   * @param range the range of compared sizes over which the number is constant
   */
  public record Choice(Level level, int classes, int least, int most, Sweep.Plateau range) {
    /** Returns whether the reproduced classes are stable. */
    public boolean isStable() {
      return level.recovery() >= STABLE;
    }

    /** Returns whether there are classes at all. */
    public boolean hasClasses() {
      return classes > 1 && level.recovery() >= PATTERN && level.information() > 0;
    }
  }

  /** Returns the level of greatest information, if there is any. */
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
   * Returns the level to choose: the one with the greatest sum of information and the logarithm of
   * the range of sizes over which its number of classes is constant, weighted.
   *
   * @param sweep the number of classes among all samples for each minimum class size
   * @return empty if there are never two classes
   */
  public Optional<Choice> choose(Sweep sweep) {
    int[] classes = levels.stream().mapToInt(level -> classesAt(sweep, level.size())).toArray();
    int taken = -1;
    double most = Double.NEGATIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] > 1) {
        double information = levels.get(i).information();
        double ratio = compared(sweep, levels.get(i)).ratio();
        double value = information + RANGE_WEIGHT * Math.log(ratio);
        greatest = Math.max(greatest, information);
        if (value > most) {
          most = value;
          taken = i;
        }
      }
    }
    if (taken < 0) {
      return Optional.empty();
    }
    int least = classes[taken];
    int last = classes[taken];
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] > 1 && levels.get(i).information() >= greatest - TOLERANCE) {
        least = Math.min(least, classes[i]);
        last = Math.max(last, classes[i]);
      }
    }
    Level level = levels.get(taken);
    return Optional.of(new Choice(level, classes[taken], least, last, compared(sweep, level)));
  }

  /**
   * Returns the range around a level, from the least size compared on: below it nothing is known.
   */
  private Sweep.Plateau compared(Sweep sweep, Level level) {
    Sweep.Plateau range = holding(sweep, level.size());
    long from = Math.max(range.from(), levels.get(0).size());
    return new Sweep.Plateau(from, Math.max(from, range.to()), range.classes());
  }

  /**
   * Returns the range of sizes around a given one over which the number of classes is constant; for
   * 20 or more classes within a twentieth, since one of many appears or vanishes at nearly every
   * size.
   */
  static Sweep.Plateau holding(Sweep sweep, int size) {
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
