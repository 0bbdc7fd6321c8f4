// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Columns brought to one scale: each value less its column's centre, over its column's width.
 *
 * <p>Distances between points of several columns are ruled by the widest, so that columns in units
 * of their own, such as ages and incomes, are to be scaled first. A column that does not vary
 * becomes 0.
 */
public final class ColumnScaling {
  /** What a column's centre and width are. */
  public enum Kind {
    /** 0 and 1: values stay as they are. */
    NONE,
    /** The mean and the standard deviation. */
    STANDARD,
    /**
     * The median and the range of the middle half, times {@value #NORMAL}, which is the standard
     * deviation where values are normal: a few values, however large, change neither. Where the
     * middle half is one value, the range of the middle nine tenths, or of all.
     */
    ROBUST
  }

  /** The standard deviation of normal values over the range of their middle half. */
  private static final double NORMAL = 0.7413;

  /** How many times the narrowest column's range the widest one's may be without a word. */
  private static final double UNEQUAL = 10;

  private static final int FEWEST = 4; // rows below which no column is said to count up

  private final double[] centre;
  private final double[] width;

  private ColumnScaling(double[] centre, double[] width) {
    this.centre = centre;
    this.width = width;
  }

  /**
   * Measures columns.
   *
   * @param points (n x d), finite
   * @implNote O(n d log n) time, O(n) memory
   */
  public static ColumnScaling of(FloatMatrix points, Kind kind) {
    int d = points.columns();
    double[] centre = new double[d];
    double[] width = new double[d];
    Arrays.fill(width, 1);
    for (int j = 0; j < d && kind != Kind.NONE && points.rows() > 0; j++) {
      float[] sorted = sorted(points, j);
      if (kind == Kind.STANDARD) {
        centre[j] = mean(sorted);
        double squares = 0;
        for (float value : sorted) {
          squares += (value - centre[j]) * (value - centre[j]);
        }
        width[j] = sorted[0] == sorted[sorted.length - 1] ? 0 : Math.sqrt(squares / sorted.length);
      } else {
        centre[j] = quantile(sorted, 0.5);
        width[j] = NORMAL * (quantile(sorted, 0.75) - quantile(sorted, 0.25));
        width[j] = width[j] > 0 ? width[j] : range(sorted);
      }
    }
    return new ColumnScaling(centre, width);
  }

  /**
   * Measures columns by mean and standard deviation in one pass over the rows: {@link
   * Kind#STANDARD} but for rounding, without sorting. Sums are of values and of their squares, in
   * double, so that a deviation of less than a ten-millionth of its column's mean is lost in them.
   *
   * @param points (n x d), finite
   * @implNote O(n d) time, O(d) memory
   */
  public static ColumnScaling byMoments(FloatMatrix points) {
    int n = points.rows();
    int d = points.columns();
    double[] centre = new double[d];
    double[] width = new double[d];
    if (n == 0) {
      Arrays.fill(width, 1);
      return new ColumnScaling(centre, width);
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        double value = points.get(i, j);
        centre[j] += value;
        width[j] += value * value;
      }
    }
    for (int j = 0; j < d; j++) {
      centre[j] /= n;
      width[j] = Math.sqrt(Math.max(0, width[j] / n - centre[j] * centre[j]));
    }
    return new ColumnScaling(centre, width);
  }

  /** Returns the scaling that was measured once. */
  public static ColumnScaling of(double[] centre, double[] width) {
    if (centre.length != width.length) {
      throw new IllegalArgumentException(
          "there are " + centre.length + " centres, but " + width.length + " widths");
    }
    return new ColumnScaling(centre.clone(), width.clone());
  }

  /** Returns what is taken off each column, (d). */
  public double[] centre() {
    return centre.clone();
  }

  /** Returns what each column is divided by, (d); 0 for one that does not vary. */
  public double[] width() {
    return width.clone();
  }

  /**
   * Returns points of the columns that were measured, scaled; what is beyond the range of a float
   * is its end.
   */
  public FloatMatrix apply(FloatMatrix points) {
    int d = centre.length;
    if (points.columns() != d) {
      throw new IllegalArgumentException(
          "the scaling is of " + d + " columns, but these have " + points.columns());
    }
    float[] values = points.toArray();
    for (int at = 0; at < values.length; at++) {
      int j = at % d;
      double scaled = width[j] > 0 ? (values[at] - centre[j]) / width[j] : 0;
      values[at] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, scaled));
    }
    return FloatMatrix.wrap(points.rows(), d, values);
  }

  /**
   * Returns what to tell a person whose columns differ more than tenfold in range: which they are,
   * and what setting brings them to one scale. A column's range is that of its middle nine tenths,
   * or of all where these are one value; columns that do not vary don't count.
   *
   * @param points (n x d), finite
   * @param names of the columns, (d); empty if they have none
   * @return a sentence, or empty if the ranges are alike
   */
  public static Optional<String> unequalRanges(FloatMatrix points, List<String> names) {
    int d = points.columns();
    int widest = -1;
    int narrowest = -1;
    double[] ranges = new double[d];
    for (int j = 0; j < d && points.rows() > 0; j++) {
      ranges[j] = range(sorted(points, j));
      if (ranges[j] > 0) {
        widest = widest < 0 || ranges[j] > ranges[widest] ? j : widest;
        narrowest = narrowest < 0 || ranges[j] < ranges[narrowest] ? j : narrowest;
      }
    }
    if (widest < 0 || ranges[widest] <= UNEQUAL * ranges[narrowest]) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the range of %s, %.4g, is %.4g times that of %s, %.4g, so that distances are mostly"
                + " those of the former; if the columns have units of their own, set scale ="
                + " standard or scale = robust",
            name(names, widest),
            ranges[widest],
            ranges[widest] / ranges[narrowest],
            name(names, narrowest),
            ranges[narrowest]));
  }

  /**
   * Returns the columns that count up by one step from row to row, as identifiers and row numbers
   * do: distances by them tell the order of rows.
   *
   * @param points (n x d), finite
   */
  public static List<Integer> countingUp(FloatMatrix points) {
    List<Integer> counting = new ArrayList<>();
    int n = points.rows();
    for (int column = 0; column < points.columns() && n >= FEWEST; column++) {
      int j = column;
      double step = (double) points.get(1, j) - points.get(0, j);
      boolean counts =
          step != 0
              && IntStream.range(1, n)
                  .allMatch(i -> (double) points.get(i, j) - points.get(i - 1, j) == step);
      if (counts) {
        counting.add(j);
      }
    }
    return List.copyOf(counting);
  }

  private static String name(List<String> names, int column) {
    return names.isEmpty() ? "column " + column : "'" + names.get(column) + "'";
  }

  private static float[] sorted(FloatMatrix points, int column) {
    float[] values = new float[points.rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = points.get(i, column);
    }
    Arrays.sort(values);
    return values;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** Returns the range of the middle nine tenths, or of all where these are one value. */
  private static double range(float[] sorted) {
    double most = quantile(sorted, 0.95) - quantile(sorted, 0.05);
    return most > 0 ? most : (double) sorted[sorted.length - 1] - sorted[0];
  }

  /** Returns the value below which a share of the values are, between two linearly. */
  private static double quantile(float[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (at - below) * ((double) sorted[above] - sorted[below]);
  }
}
