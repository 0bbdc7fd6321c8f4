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
 * Evidence for the number of classes, computed without labels: the range of minimum class sizes
 * over which the number is constant, and whether other features and other layouts of the same
 * features give the same classes.
 *
 * @param own the classes of the run, without those kept by a person
 * @param kept the number of classes kept by a person in addition
 * @param samples the number of samples
 * @param views the classes by other features, each on its own
 * @param layouts the classes by the same features, embedded and clustered again with other seeds
 * @param choice the level chosen by how well random halves of the samples reproduce each other's
 *     classes, if that was computed
 */
public record Evidence(
    Finding own,
    int kept,
    int samples,
    List<Finding> views,
    List<Finding> layouts,
    Optional<Reproduction.Choice> choice) {

  /** How strong the evidence is. */
  public enum Support {
    /**
     * The number is constant over a range of sizes, and the classes are reproduced by halves of the
     * samples and by all views and layouts considered.
     */
    FULL,
    /** Classes are reproduced, but their number or their boundaries are uncertain. */
    PART,
    /** Nothing is reproduced: the data support no classes, or no particular number of them. */
    NONE
  }

  /**
   * Classes found in some way.
   *
   * @param by what they were found by
   * @param classes their number
   * @param sweep the number of classes for each minimum class size, if the clusterer provides it
   * @param ari the adjusted Rand index with the run's own classes, noise being one more class in
   *     each; at most 1, expected 0 by chance
   * @param nmi the normalised mutual information with them, in [0, 1]
   */
  public record Finding(String by, int classes, Optional<Sweep> sweep, double ari, double nmi) {
    /** Below this index it is a different partition, even with the same number of classes. */
    private static final double SAME = 0.5;

    /** For large numbers of classes, a relative difference up to this is the same number. */
    private static final double FEW_MORE = 0.05;

    public static Finding of(String by, Labels found, Optional<Sweep> sweep, Labels own) {
      Contingency both = Contingency.between(found, own);
      return new Finding(by, found.classes(), sweep, both.ari(), both.nmi());
    }

    /**
     * Returns the longest range of minimum sizes over which the number is constant, if there is
     * one.
     */
    public Optional<Sweep.Plateau> holds() {
      return sweep.flatMap(each -> each.holding(classes));
    }

    /** Returns whether that range is longer than those that occur in noise. */
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

  /** Creates evidence without halves. */
  public Evidence(Finding own, int kept, int samples, List<Finding> views, List<Finding> layouts) {
    this(own, kept, samples, views, layouts, Optional.empty());
  }

  /** A number that is constant over a smaller ratio of sizes is one of many. */
  private static final double ONE_NUMBER = 1.5;

  /** Copies the lists. */
  public Evidence {
    views = List.copyOf(views);
    layouts = List.copyOf(layouts);
  }

  /**
   * Returns the evidence; empty if the clusterer provides no sizes, and neither other views nor
   * other layouts were considered.
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

  /** Returns how strong the evidence is. */
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

  /** If halves were not considered. */
  private Support bySizes() {
    if (!lasts() || 2 * agreeing(views) < all(views) || 2 * agreeing(layouts) < all(layouts)) {
      return Support.NONE;
    }
    boolean agreed = agreeing(views) == all(views) && agreeing(layouts) == all(layouts);
    return agreed && !(views.isEmpty() && layouts.isEmpty()) ? Support.FULL : Support.PART;
  }

  /** Returns whether the number is constant over a range of sizes. */
  private boolean isOneNumber() {
    return held().filter(range -> range.ratio() >= ONE_NUMBER).isPresent();
  }

  /** Returns the range of sizes around the chosen level over which the number is constant. */
  private Optional<Sweep.Plateau> held() {
    return choice.map(Reproduction.Choice::range);
  }

  /** Returns whether the number is constant over many sizes, or sizes are unknown. */
  private boolean lasts() {
    return own.sweep().isEmpty() || own.lasts();
  }

  /** Returns how many findings, including the run itself, reproduce the run's own classes. */
  private int agreeing(List<Finding> others) {
    return 1 + (int) others.stream().filter(other -> other.agrees(own)).count();
  }

  private static int all(List<Finding> others) {
    return 1 + others.size();
  }

  /**
   * Describes the evidence in words, e.g. {@code "10 classes: holds from 1.3 % to 9 % of the
   * samples, in all 3 views and in 3 of 3 layouts"}.
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

  /** Describes number, range and support in one line. */
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

  /** Describes how the run's own number varies with the minimum size, if it is not constant. */
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

  /** Describes what the other findings are, where they differ. */
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

  /** Formats a percentage with two digits, and no more zeros than needed. */
  private static String percent(double share) {
    return new BigDecimal(100 * share)
            .round(new MathContext(2, RoundingMode.HALF_UP))
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }
}
