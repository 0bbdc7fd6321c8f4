// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.Sweep;
import java.util.ArrayList;
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

  /**
   * Levels whose information is within a tolerance of the maximum count as equal: half of what
   * merging two of K equal classes costs, ln 2 / K, and within these bounds, in nats. A part of a
   * class that is reproduced, such as crossed sevens, adds up to that much.
   */
  private static final double LEAST_TOLERANCE = 0.05;

  private static final double GREATEST_TOLERANCE = 0.07;

  private static final double LEEWAY = 0.05;

  /** A number of classes that is constant over a smaller ratio of sizes is so by chance. */
  private static final double HOLDS = 1.3;

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
   * @param least the smallest number of classes among equally good levels
   * @param most the greatest
   */
  public record Choice(Level level, int classes, int least, int most) {
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
   * Returns the level to choose: among the numbers of classes that are constant over a range of
   * sizes and reproduced as well as any, the one with the longest range, and within it the best
   * size; if no number is constant, the best level.
   *
   * @param sweep the number of classes among all samples for each minimum class size
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
    double bound = levels.get(best).information() - tolerance(classes[best]);
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

  private static double tolerance(int classes) {
    return Math.max(LEAST_TOLERANCE, Math.min(GREATEST_TOLERANCE, Math.log(2) / classes));
  }

  /**
   * Returns the range of sizes around a given one over which the number of classes is constant; for
   * 20 or more classes within a twentieth, since one of many appears or vanishes at nearly every
   * size.
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
