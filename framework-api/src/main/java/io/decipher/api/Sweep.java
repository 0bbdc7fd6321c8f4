// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The classes found for each minimum cluster size, and how sensitive their number is to it.
 *
 * @param resolutions by size, ascending and without gaps; beyond the last one no cluster splits.
 *     Empty if no cluster ever splits
 */
public record Sweep(List<Resolution> resolutions) {
  /** In uniform noise, the number of classes stays constant over up to a four-fold range. */
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
   * The classes found for a range of minimum cluster sizes.
   *
   * @param from the smallest such size, 2 or more
   * @param to the largest such size, {@code from} or more
   * @param classes the number of classes
   * @param noiseShare the fraction of noise points, in [0, 1]
   * @param persistence the sum over the leaf clusters at these sizes of the range of sizes over
   *     which each persists without splitting
   */
  public record Resolution(
      long from, long to, int classes, double noiseShare, double persistence) {}

  /**
   * A number of classes that is constant over a range of sizes.
   *
   * @param from the smallest such size
   * @param to the largest such size
   * @param classes the number of classes for each size of the range
   */
  public record Plateau(long from, long to, int classes) {
    /** Returns the ratio of the largest to the smallest size, 1 or more. */
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

  /** Returns the ranges of sizes over which the number of classes is constant, longest first. */
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
   * Returns the resolutions whose persistence is a maximum among sizes from half to twice theirs,
   * in descending order.
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
   * Returns the longest range with a constant number of classes, at least 1, if it is significant.
   * Sizes below a hundredth of the largest are ignored, since ranges there are long in ratio but
   * cover few points.
   */
  public Optional<Plateau> lasting() {
    return longest(plateaus().stream().filter(plateau -> plateau.classes() > 0).toList())
        .filter(this::lasts);
  }

  /**
   * Returns the longest range over which a given number of classes is constant, by the criteria of
   * {@link #lasting}.
   */
  public Optional<Plateau> holding(int classes) {
    return longest(plateaus().stream().filter(plateau -> plateau.classes() == classes).toList());
  }

  /** Returns whether a range is longer than those that occur in uniform noise. */
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
   * Describes in words how sensitive the number of classes is to the minimum cluster size; see
   * {@link #lasting()}.
   */
  public String verdict() {
    return resolutions.isEmpty() || resolutions.stream().allMatch(each -> each.classes() == 0)
        ? spread()
        : lasting().map(Plateau::holds).orElseGet(() -> "no one number: " + spread());
  }

  /**
   * Describes in words the smallest and largest number of classes, and how long one is constant.
   */
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
   * Describes in words how sensitive a given number of classes, however obtained, is to the minimum
   * cluster size. The text begins with the number, and adds whether another one is stable, or none
   * is.
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
