// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.Labels;
import io.decipher.api.Sweep;
import io.decipher.runtime.internal.metrics.Contingency;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What speaks for the number of classes, without any labels: over which smallest sizes of a class
 * it holds, and whether other views of the samples and other layouts of the same features give the
 * same classes.
 *
 * @param own the classes of the run, without those that a person kept
 * @param kept how many a person kept beside them
 * @param samples how many there are
 * @param views the classes by other features, each alone
 * @param layouts the classes by the same features, laid out and clustered again by other seeds
 * @param choice the level that was taken by what halves of the samples find again of each other's
 *     classes, where that was looked at
 */
public record Evidence(
    Finding own,
    int kept,
    int samples,
    List<Finding> views,
    List<Finding> layouts,
    Optional<Reproduction.Choice> choice) {

  /** How far the evidence goes. */
  public enum Support {
    /**
     * The number holds over a range of sizes, halves of the samples find the classes again, and so
     * do all views and layouts that were looked at.
     */
    FULL,
    /** Classes are found again, but their number or their borders are in doubt. */
    PART,
    /** Nothing was found again: the data support no classes, or no one number of them. */
    NONE
  }

  /**
   * Classes that were found in some way.
   *
   * @param by what they were found by
   * @param classes how many
   * @param sweep how many there would be at every smallest size, if the clusterer knows
   * @param ari the adjusted Rand index of them and the run's own, noise taken as one more class in
   *     each; 1 at best, 0 expected of chance
   * @param nmi the normalized mutual information likewise, in [0, 1]
   */
  public record Finding(String by, int classes, Optional<Sweep> sweep, double ari, double nmi) {
    /** With fewer pairs in common it is another division into as many classes. */
    private static final double SAME = 0.5;

    /** Of many classes one more or less is the same number. */
    private static final double FEW_MORE = 0.05;

    public static Finding of(String by, Labels found, Optional<Sweep> sweep, Labels own) {
      Contingency both = Contingency.between(found, own);
      return new Finding(by, found.classes(), sweep, both.ari(), both.nmi());
    }

    /** Returns the longest range of smallest sizes over which the number holds, if there is one. */
    public Optional<Sweep.Plateau> holds() {
      return sweep.flatMap(each -> each.holding(classes));
    }

    /** Returns whether that range is longer than those over which numbers hold in noise. */
    public boolean lasts() {
      return holds().filter(range -> sweep.orElseThrow().lasts(range)).isPresent();
    }

    private boolean agrees(Finding own) {
      return Math.abs(classes - own.classes) <= FEW_MORE * own.classes && ari >= SAME;
    }

    private String number(Finding own) {
      return classes
          + (classes == own.classes
              ? String.format(Locale.ROOT, ", but others (ARI %.2f)", ari)
              : "");
    }
  }

  /** Makes evidence without halves. */
  public Evidence(Finding own, int kept, int samples, List<Finding> views, List<Finding> layouts) {
    this(own, kept, samples, views, layouts, Optional.empty());
  }

  /** A number that stays for a lesser ratio of sizes is one of many. */
  private static final double ONE_NUMBER = 1.5;

  /** Copies the lists. */
  public Evidence {
    views = List.copyOf(views);
    layouts = List.copyOf(layouts);
  }

  /**
   * Returns what there is of evidence; nothing if the clusterer knows no sizes, and neither other
   * views nor other layouts were looked at.
   *
   * @param layouts as {@link Evidence#layouts}
   */
  public static Optional<Evidence> of(Stage own, List<Stage> compared, List<Finding> layouts) {
    if (own.sweep().isEmpty()
        && own.reproduction().isEmpty()
        && compared.isEmpty()
        && layouts.isEmpty()) {
      return Optional.empty();
    }
    Labels labels = own.found().labels();
    int kept =
        (int) own.smallClusters().stream().filter(cluster -> cluster.own().isPresent()).count();
    return Optional.of(
        new Evidence(
            new Finding(by(own), own.classes() - kept, own.sweep(), 1, 1),
            kept,
            labels.size(),
            compared.stream()
                .map(other -> Finding.of(by(other), other.found().labels(), other.sweep(), labels))
                .toList(),
            layouts,
            own.reproduction().flatMap(all -> own.sweep().flatMap(all::choose))));
  }

  private static String by(Stage view) {
    return String.join(" and ", view.features());
  }

  /** Returns how far the evidence goes. */
  public Support support() {
    if (choice.isEmpty()) {
      return bySizes();
    }
    if (!choice.get().hasClasses()) {
      return Support.NONE;
    }
    boolean one = isOneNumber() && own.classes() == choice.get().classes();
    boolean seen = !views.isEmpty() || !layouts.isEmpty();
    boolean agreed = agreeing(views) == all(views) && agreeing(layouts) == all(layouts);
    return one && choice.get().isStable() && seen && agreed ? Support.FULL : Support.PART;
  }

  /** Where no halves were looked at. */
  private Support bySizes() {
    if (!lasts() || 2 * agreeing(views) < all(views) || 2 * agreeing(layouts) < all(layouts)) {
      return Support.NONE;
    }
    boolean agreed = agreeing(views) == all(views) && agreeing(layouts) == all(layouts);
    return agreed && !(views.isEmpty() && layouts.isEmpty()) ? Support.FULL : Support.PART;
  }

  /** Whether the number stays the same over a range of sizes. */
  private boolean isOneNumber() {
    return held().filter(range -> range.ratio() >= ONE_NUMBER).isPresent();
  }

  /** The range of sizes around the level taken over which the number stays the same. */
  private Optional<Sweep.Plateau> held() {
    return choice.flatMap(
        taken -> own.sweep().map(sweep -> Reproduction.holding(sweep, taken.level().size())));
  }

  /** Whether the number holds over many sizes; if no sizes are known, nothing speaks against it. */
  private boolean lasts() {
    return own.sweep().isEmpty() || own.lasts();
  }

  /** How many find the run's own classes, the run itself among them. */
  private int agreeing(List<Finding> others) {
    return 1 + (int) others.stream().filter(other -> other.agrees(own)).count();
  }

  private static int all(List<Finding> others) {
    return 1 + others.size();
  }

  /**
   * Returns the evidence in words, e.g. {@code "10 classes: holds from 1.3 % to 9 % of the samples,
   * in all 3 views and in 3 of 3 layouts"}.
   */
  public String verdict() {
    String words = choice.map(this::byHalves).orElseGet(this::bySizesInWords);
    return kept == 0 ? words : words + "; and " + kept + " that was kept by hand";
  }

  private String bySizesInWords() {
    return switch (support()) {
      case FULL -> number(own.classes()) + ": " + where();
      case PART ->
          Stream.of(number(own.classes()) + ", supported in part: " + where(), differing())
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining("; "));
      case NONE ->
          Stream.of("the data do not support one number: " + bySize(), differing())
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining("; "));
    };
  }

  /** In one line: number, range and support. */
  private String byHalves(Reproduction.Choice taken) {
    String again = percent(taken.level().recovery()) + " of a class";
    if (support() == Support.NONE) {
      return "no classes that the data support: the "
          + own.classes()
          + " groups shown are a default, and halves of the samples find "
          + again
          + " again, less than "
          + percent(Reproduction.PATTERN);
    }
    List<String> parts = new ArrayList<>();
    if (isOneNumber()) {
      held().ifPresent(range -> parts.add("holds " + range(range)));
    }
    parts.add("halves of the samples find " + again + " again");
    if (!views.isEmpty() || !layouts.isEmpty()) {
      parts.add(where());
    }
    String number;
    if (support() == Support.FULL) {
      number = number(own.classes()) + ": ";
    } else if (isOneNumber()) {
      number = number(own.classes()) + ", supported in part: ";
    } else {
      number =
          "no one number of classes: "
              + (taken.least() < taken.most()
                  ? taken.least() + " to " + taken.most() + " are found again about as well, "
                  : "")
              + own.classes()
              + " shown; ";
    }
    String differing = differing();
    return number
        + String.join(", ", parts)
        + (differing.isEmpty() ? "" : "; " + differing)
        + "; classes under "
        + percent((double) taken.level().size() / samples)
        + " are not looked for";
  }

  private String where() {
    List<String> places = new ArrayList<>();
    if (!views.isEmpty()) {
      int all = all(views);
      places.add(
          agreeing(views) < all
              ? "in " + agreeing(views) + " of " + all + " views"
              : all == 2 ? "in both views" : "in all " + all + " views");
    }
    if (!layouts.isEmpty()) {
      places.add("in " + agreeing(layouts) + " of " + all(layouts) + " layouts");
    }
    String others = String.join(" and ", places);
    boolean rangeChosen = choice.isPresent(); // of the range
    return Stream.of(
            rangeChosen ? "" : own.holds().map(range -> "holds " + range(range)).orElse(""), others)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /** What the run's own number does as the smallest size grows, where it does not hold. */
  private String bySize() {
    String here = number(own.classes()) + " here";
    if (own.sweep().isEmpty()) {
      return here;
    }
    Sweep sweep = own.sweep().get();
    if (lasts()) {
      return here + ", " + range(own.holds().orElseThrow());
    }
    return sweep
        .lasting()
        .map(range -> here + ", but " + range.classes() + " " + range(range))
        .orElseGet(() -> here + ", and by smallest size " + sweep.spread());
  }

  /** What others find where they do not find the same. */
  private String differing() {
    String byViews =
        views.stream()
            .filter(view -> !view.agrees(own))
            .map(view -> "by " + view.by() + " " + view.number(own))
            .collect(Collectors.joining(", "));
    String byLayouts =
        layouts.stream()
            .filter(layout -> !layout.agrees(own))
            .map(layout -> layout.number(own))
            .collect(Collectors.joining(", "));
    return Stream.of(byViews, byLayouts.isEmpty() ? "" : "by other seeds " + byLayouts)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String number(int classes) {
    return classes == 1 ? "1 class" : classes + " classes";
  }

  private String range(Sweep.Plateau range) {
    return "from "
        + percent((double) range.from() / samples)
        + " to "
        + percent((double) range.to() / samples)
        + " of the samples";
  }

  /** Two digits, and no more zeros than they need. */
  private static String percent(double share) {
    return new BigDecimal(100 * share)
            .round(new MathContext(2, RoundingMode.HALF_UP))
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }
}
