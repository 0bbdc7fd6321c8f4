// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import io.decipher.api.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one column becomes values of a sample. A number is centred and scaled. A category with K
 * levels becomes K indicators; that of level k, held by the share p of rows, is (x - p) / √(p (K -
 * 1)). That is the weighting of multiple correspondence analysis, by which rare levels lie farther
 * out, with the column's variance, K - 1 there, brought to 1: a category counts as much as a number
 * does, however many levels it has.
 *
 * @param name the column's name in the table
 * @param kind number or category
 * @param centre of numbers: what becomes 0
 * @param scale of numbers: what becomes 1, above 0
 * @param fill what stands for a missing value, in the sample's units
 * @param levels of a category: its texts; the empty one stands for all rarer ones
 * @param shares of a category: that of rows with each level, in (0, 1)
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

  /** Checks that it is whole. */
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

  /** Returns the one of numbers, of which NaN is missing. */
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
      // Where most rows are equal, as of a pixel that is mostly blank, quartiles see too little.
      double low = quantile(sorted, TAIL);
      double high = quantile(sorted, 1 - TAIL);
      scale = Math.max(scale, deviation(clipped(sorted, low, high)));
    }
    if (!(scale > 0)) { // all but a few rows are equal
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

  /** Returns the one of a category, whose levels of fewer than two rows are one together. */
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

  /** Returns this as a block of settings, of which it can be made again. */
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

  /** Returns how many values of a sample the column makes. */
  public int size() {
    return kind == ColumnKind.NUMBER ? 1 : levels.size();
  }

  /** Returns the values' names. */
  public List<String> names() {
    return kind == ColumnKind.NUMBER
        ? List.of(name)
        : levels.stream().map(level -> name + " = " + (level.isEmpty() ? "other" : level)).toList();
  }

  /** Sets the value of a number, which is finite once it is a float. */
  public void number(double value, float[] row, int at) {
    double scaled = (value - centre) / scale;
    row[at] =
        Double.isNaN(value)
            ? (float) fill
            : (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, scaled));
  }

  /** Sets the indicators of a level; of one that was never seen, those of the rarer ones. */
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
