// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is found at every smallest class size, and how far the number of classes depends on it.
 *
 * @param resolutions by size, ascending, each from where the one before ends; at sizes beyond the
 *     last nothing parts any more. Empty if nothing parts at all
 */
public record Sweep(List<Resolution> resolutions) {
  /** Uniform noise has numbers of classes that hold over a four-fold range. */
  private static final double LASTING = 5;

  /** Copies the list, and checks that it has no gaps. */
  public Sweep {
    resolutions = List.copyOf(resolutions);
    for (int i = 1; i < resolutions.size(); i++) {
      if (resolutions.get(i).from() != resolutions.get(i - 1).to() + 1) {
        throw new IllegalArgumentException(
            "resolution "
                + i
                + " starts at "
                + resolutions.get(i).from()
                + ", not where "
                + resolutions.get(i - 1)
                + " ends");
      }
    }
  }

  /**
   * What is found at the smallest class sizes from one to another.
   *
   * @param from the least such size, 2 or more
   * @param to the greatest such size, {@code from} or more
   * @param classes how many are found
   * @param noiseShare of all points, in [0, 1]
   * @param persistence of all the smallest classes there are at these sizes: over how many sizes
   *     each stays one without parting, summed up
   */
  public record Resolution(
      long from, long to, int classes, double noiseShare, double persistence) {}

  /**
   * A number of classes that holds over a range of sizes.
   *
   * @param from the least such size
   * @param to the greatest such size
   * @param classes how many are found at each size of the range
   */
  public record Plateau(long from, long to, int classes) {
    /** Returns how many-fold the sizes grow over the range, 1 or more. */
    public double ratio() {
      return (double) to / from;
    }

    private String holds() {
      return number(classes) + ": holds " + range();
    }

    private String range() {
      return String.format(
          Locale.ROOT, "from min-cluster-size %,d to %,d (%.0f-fold)", from, to, ratio());
    }

    private Plateau notBelow(long least) {
      return new Plateau(Math.max(from, least), Math.max(to, least), classes);
    }
  }

  /** Returns the ranges of sizes over which the number of classes holds, the longest first. */
  public List<Plateau> plateaus() {
    List<Plateau> plateaus = new ArrayList<>();
    for (Resolution each : resolutions) {
      int last = plateaus.size() - 1;
      if (last >= 0 && plateaus.get(last).classes() == each.classes()) {
        plateaus.set(last, new Plateau(plateaus.get(last).from(), each.to(), each.classes()));
      } else {
        plateaus.add(new Plateau(each.from(), each.to(), each.classes()));
      }
    }
    plateaus.sort(Comparator.comparingDouble(Plateau::ratio).reversed());
    return List.copyOf(plateaus);
  }

  /**
   * Returns the resolutions whose persistence is greater than at all sizes around them, from half
   * to twice theirs; the greatest first.
   */
  public List<Resolution> peaks() {
    return resolutions.stream()
        .filter(peak -> peak.persistence() > 0)
        .filter(peak -> resolutions.stream().noneMatch(other -> outdoes(other, peak)))
        .sorted(Comparator.comparingDouble(Resolution::persistence).reversed())
        .toList();
  }

  private static boolean outdoes(Resolution other, Resolution peak) {
    boolean near = other.to() >= peak.from() / 2 && other.from() <= 2L * peak.to();
    return near
        && (other.persistence() > peak.persistence()
            || (other.persistence() == peak.persistence() && other.from() < peak.from()));
  }

  private static String number(int classes) {
    return classes == 1 ? "1 class" : classes + " classes";
  }

  /**
   * Returns the longest range over which a number of classes, 1 or more, holds, if it lasts. Sizes
   * below a hundredth of the greatest have no say: there a range is long in ratio that is short in
   * points.
   */
  public Optional<Plateau> lasting() {
    return longest(plateaus().stream().filter(plateau -> plateau.classes() > 0).toList())
        .filter(this::lasts);
  }

  /** Returns the longest range over which a number of classes holds, as {@link #lasting} judges. */
  public Optional<Plateau> holding(int classes) {
    return longest(plateaus().stream().filter(plateau -> plateau.classes() == classes).toList());
  }

  /** Returns whether a range is longer than those over which numbers hold in uniform noise. */
  public boolean lasts(Plateau plateau) {
    return plateau.notBelow(least()).ratio() >= LASTING;
  }

  private long least() {
    return resolutions.isEmpty() ? 0 : resolutions.get(resolutions.size() - 1).to() / 100;
  }

  private Optional<Plateau> longest(List<Plateau> plateaus) {
    long least = least();
    return plateaus.stream()
        .max(Comparator.comparingDouble(plateau -> plateau.notBelow(least).ratio()));
  }

  /**
   * Returns in words how far the number of classes depends on the smallest class size; see {@link
   * #lasting()}.
   */
  public String verdict() {
    return resolutions.isEmpty() || resolutions.stream().allMatch(each -> each.classes() == 0)
        ? spread()
        : lasting().map(Plateau::holds).orElseGet(() -> "no one number: " + spread());
  }

  /** Returns in words how many classes there are at least and at most, and how long one holds. */
  public String spread() {
    if (resolutions.stream().allMatch(each -> each.classes() == 0)) {
      return "no classes at any size";
    }
    long least = least();
    IntSummaryStatistics classes =
        resolutions.stream()
            .filter(each -> each.to() >= least)
            .mapToInt(Resolution::classes)
            .summaryStatistics();
    if (classes.getMin() == classes.getMax()) {
      return String.format(
          Locale.ROOT,
          "%s at every size, over a %.1f-fold range of sizes",
          number(classes.getMin()),
          longest(plateaus()).orElseThrow().notBelow(least).ratio());
    }
    return String.format(
        Locale.ROOT,
        "%d to %d classes, none over more than a %.1f-fold range of sizes",
        classes.getMin(),
        classes.getMax(),
        longest(plateaus()).orElseThrow().notBelow(least).ratio());
  }

  /**
   * Returns in words how far a number of classes that was found, at some size or in some other way,
   * depends on the smallest class size. The number stands first; where another one lasts, or none
   * does, that is said beside it.
   */
  public String verdict(int classes) {
    if (classes == 0) {
      return "0 classes: "
          + lasting()
              .map(other -> "none at the size taken; " + other.holds())
              .orElseGet(this::spread);
    }
    Optional<Plateau> own = holding(classes);
    if (own.filter(this::lasts).isPresent()) {
      return own.get().holds();
    }
    String here =
        own.map(
                plateau ->
                    String.format(
                        Locale.ROOT,
                        "only from min-cluster-size %,d to %,d",
                        plateau.from(),
                        plateau.to()))
            .orElse("not what is found at any one min-cluster-size");
    String there =
        lasting()
            .map(
                other ->
                    number(other.classes())
                        + (other.classes() == 1 ? " holds " : " hold ")
                        + other.range())
            .orElseGet(() -> "no number lasts: " + spread());
    return number(classes) + ": " + here + "; " + there;
  }
}
