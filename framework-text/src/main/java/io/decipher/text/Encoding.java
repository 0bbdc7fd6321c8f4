// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import io.decipher.api.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The encoding of one column as values of a sample. A number is centred and scaled. A category with
 * K levels becomes K indicators; the indicator x of level k, which the share p of rows has, becomes
 * (x - p) / √(p (K - 1)). This is the weighting of multiple correspondence analysis, which places
 * rare levels farther out, with the variance of the column normalised from K - 1 to 1, so that a
 * category has the same weight as a number, regardless of its number of levels.
 *
 * @param name the column's name in the table
 * @param kind number or category
 * @param centre for numbers, the value that becomes 0
 * @param scale for numbers, the distance from the centre that becomes 1, above 0
 * @param fill the substitute for a missing number, in scaled units
 * @param levels for a category, its texts; the empty text stands for all rare levels
 * @param shares for a category, the share of rows with each level, in (0, 1)
 * @see <a href="https://cran.r-project.org/package=FactoMineR">Pagès 2004, factor analysis of mixed
 *     data (FAMD), as in FactoMineR</a>
 */
public record Encoding(
    String name,
    ColumnKind kind,
    double centre,
    double scale,
    double fill,
    List<String> levels,
    List<Double> shares) {
  private static final double NORMAL_IQR = 1.3489795003921634;
  private static final double TAIL = 0.01;
  private static final int RARE = 2;

  /** Checks that the values are complete and consistent. */
  public Encoding {
    levels = List.copyOf(levels);
    shares = List.copyOf(shares);
    if (!kind.isUsed()
        || !(scale > 0)
        || !Double.isFinite(centre)
        || !Double.isFinite(scale)
        || !Double.isFinite(fill)) {
      throw new IllegalArgumentException(
          "chosen: column '" + name + "' needs a centre and a scale above 0");
    }
    if (kind == ColumnKind.CATEGORY
        && (levels.size() < 2
            || levels.size() != shares.size()
            || shares.stream().anyMatch(share -> !(share > 0 && share < 1)))) {
      throw new IllegalArgumentException(
          "chosen: category '"
              + name
              + "' needs two levels or more, and a share in (0, 1) of each");
    }
  }

  /** Returns the encoding of a numeric column; NaN is a missing value. */
  public static Encoding ofNumbers(String name, double[] numbers, Scaling scaling) {
    double[] sorted = Arrays.stream(numbers).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double median = quantile(sorted, 0.5);
    double centre =
        switch (scaling) {
          case ROBUST -> median;
          case STANDARD -> mean(sorted);
          case NONE -> 0;
        };
    double scale =
        switch (scaling) {
          case ROBUST -> (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / NORMAL_IQR;
          case STANDARD -> deviation(sorted);
          case NONE -> 1;
        };
    if (scaling == Scaling.ROBUST) {
      // If most values are equal, as in a mostly blank pixel, quartiles underestimate the spread.
      double low = quantile(sorted, TAIL);
      double high = quantile(sorted, 1 - TAIL);
      scale = Math.max(scale, deviation(clipped(sorted, low, high)));
    }
    if (!(scale > 0)) { // all values except a few are equal
      scale = deviation(sorted);
    }
    double unit = scale > 0 ? scale : 1;
    return new Encoding(
        name,
        ColumnKind.NUMBER,
        centre,
        unit,
        scaling == Scaling.NONE ? median : 0,
        List.of(),
        List.of());
  }

  private static double[] clipped(double[] values, double low, double high) {
    return Arrays.stream(values).map(v -> Math.max(low, Math.min(high, v))).toArray();
  }

  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    double at = share * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value / values.length;
    }
    return sum;
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean) / values.length;
    }
    return Math.sqrt(sum);
  }

  /**
   * Returns the encoding of a category. If there are more than two levels, those that occur in only
   * one row are pooled.
   */
  public static Encoding ofLevels(String name, Map<String, Integer> counts) {
    Map<String, Integer> kept = new TreeMap<>();
    int rare = 0;
    int all = 0;
    for (Map.Entry<String, Integer> level : counts.entrySet()) {
      all += level.getValue();
      if (level.getValue() < RARE && counts.size() > 2) {
        rare += level.getValue();
      } else {
        kept.put(level.getKey(), level.getValue());
      }
    }
    if (rare > 0) {
      kept.put("", rare);
    }
    List<Double> shares = new ArrayList<>();
    for (int count : kept.values()) {
      shares.add((double) count / all);
    }
    return new Encoding(name, ColumnKind.CATEGORY, 0, 1, 0, List.copyOf(kept.keySet()), shares);
  }

  /** Returns this as a block of settings, from which it can be recreated. */
  public Settings settings() {
    return Settings.empty()
        .withValue("name", name)
        .withValue("kind", kind.toString())
        .withValue("centre", centre)
        .withValue("scale", scale)
        .withValue("fill", fill)
        .withValue("levels", levels)
        .withValue("shares", shares);
  }

  /** Returns the number of values per sample. */
  public int size() {
    return kind == ColumnKind.NUMBER ? 1 : levels.size();
  }

  /** Returns the names of the values. */
  public List<String> names() {
    return kind == ColumnKind.NUMBER
        ? List.of(name)
        : levels.stream().map(level -> name + " = " + (level.isEmpty() ? "other" : level)).toList();
  }

  /** Sets the value for a number, clamped to the finite range of a float. */
  public void number(double value, float[] row, int at) {
    double scaled = (value - centre) / scale;
    row[at] =
        Double.isNaN(value)
            ? (float) fill
            : (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, scaled));
  }

  /** Sets the indicators of a level. An unknown level counts as rare, or as none without those. */
  public void level(String level, float[] row, int at) {
    int known = levels.indexOf(level);
    int own = known >= 0 ? known : levels.indexOf("");
    for (int k = 0; k < levels.size(); k++) {
      double share = shares.get(k);
      double indicator = k == own ? 1 : 0;
      row[at + k] = (float) ((indicator - share) / Math.sqrt(share * (levels.size() - 1)));
    }
  }
}
