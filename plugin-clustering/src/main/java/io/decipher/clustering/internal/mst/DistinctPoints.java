// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.numerics.Metric;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The distinct points, in double precision, ordered lexicographically by their coordinates. Results
 * computed from them are therefore independent of the order of rows.
 *
 * <p>Equal points would cost quadratic time wherever nearest neighbours are sought among ties. They
 * all have the same core distance, so the edges from the first of them to the others, of that
 * weight and of length 0, belong to a minimum spanning tree in any case; only the first needs to be
 * searched.
 *
 * <p>Distances are computed <em>reduced</em>, which preserves their order: squared for the
 * Euclidean metric, and squared between points on the unit sphere for cosine, that is, twice 1 -
 * cos.
 */
public final class DistinctPoints {
  public final int count;
  public final int dimensions;

  /** Whether reduced distances are sums of squares, or else of absolute values. */
  public final boolean squared;

  /** (count x dimensions), row-major. */
  public final double[] coordinates;

  /** The number of rows equal to each distinct point, (count). */
  public final int[] multiplicity;

  /** Their total weight, (count); empty if each row weighs 1. */
  public final double[] weight;

  /** The first row equal to each distinct point, (count). */
  public final int[] firstRow;

  /** The rows, ordered by their coordinates, (n). */
  public final int[] order;

  private final Metric metric;

  private DistinctPoints(
      int dimensions,
      Metric metric,
      double[] coordinates,
      int[] multiplicity,
      double[] weight,
      int[] firstRow,
      int[] order) {
    this.count = multiplicity.length;
    this.dimensions = dimensions;
    this.metric = metric;
    this.squared = metric != Metric.MANHATTAN;
    this.coordinates = coordinates;
    this.multiplicity = multiplicity;
    this.weight = weight;
    this.firstRow = firstRow;
    this.order = order;
  }

  /** Returns the distinct points of rows that weigh 1 each. */
  public static DistinctPoints of(FloatMatrix points, Metric metric) {
    return of(points, metric, new double[0]);
  }

  /**
   * Returns the distinct points of weighted rows.
   *
   * @param points (n x d), finite
   * @param weights (n), finite and above 0; empty if each row weighs 1
   * @throws DecipherException if the metric is cosine and a row is all zeros, with the row
   * @implNote O(n log n) comparisons
   */
  public static DistinctPoints of(FloatMatrix points, Metric metric, double[] weights) {
    int n = points.rows();
    int d = points.columns();
    double[] rows = rows(points, metric);
    int[] order = order(rows, n, d, weights);
    double[] coordinates = new double[rows.length];
    int[] multiplicity = new int[n];
    double[] weight = new double[weights.length == 0 ? 0 : n];
    int[] firstRow = new int[n];
    int count = 0;
    for (int row : order) {
      int last = (count - 1) * d;
      if (count == 0 || !Arrays.equals(coordinates, last, last + d, rows, row * d, row * d + d)) {
        System.arraycopy(rows, row * d, coordinates, count * d, d);
        firstRow[count] = row;
        count++;
      }
      multiplicity[count - 1]++;
      if (weights.length > 0) {
        weight[count - 1] += weights[row];
      }
    }
    return new DistinctPoints(
        d,
        metric,
        count == n ? coordinates : Arrays.copyOf(coordinates, count * d),
        Arrays.copyOf(multiplicity, count),
        Arrays.copyOf(weight, Math.min(weight.length, count)),
        Arrays.copyOf(firstRow, count),
        order);
  }

  /** Returns the coordinates used for comparisons, (n x d), row-major. */
  public static double[] rows(FloatMatrix points, Metric metric) {
    int d = points.columns();
    double[] rows = new double[Math.multiplyExact(points.rows(), d)];
    float[] row = new float[d];
    for (int i = 0; i < points.rows(); i++) {
      points.copyRows(i, 1, row, 0);
      for (int k = 0; k < d; k++) {
        rows[i * d + k] = row[k] + 0.0; // -0 becomes 0
      }
      if (metric == Metric.COSINE && !toUnitLength(rows, i * d, d)) {
        throw new DecipherException(
            "hdbscan: row "
                + i
                + " is all zeros and has no direction; metric cosine expects a value other than 0"
                + " in each row (leave such rows out, or choose another metric)");
      }
    }
    return rows;
  }

  private static boolean toUnitLength(double[] values, int from, int length) {
    double greatest = 0;
    for (int k = from; k < from + length; k++) {
      greatest = Math.max(greatest, Math.abs(values[k]));
    }
    double squares = 0;
    for (int k = from; k < from + length; k++) {
      values[k] /= greatest; // rounds all multiples of a row alike, so that they stay equal
      squares += values[k] * values[k];
    }
    for (int k = from; k < from + length; k++) {
      values[k] /= Math.sqrt(squares);
    }
    return greatest > 0;
  }

  private static int[] order(double[] rows, int n, int d, double[] weights) {
    long[] keys = new long[n]; // the first coordinate, as the nearest float, and the row
    for (int i = 0; i < n; i++) {
      int bits = d == 0 ? 0 : Float.floatToRawIntBits((float) rows[i * d]);
      keys[i] = (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << 32 | i;
    }
    Arrays.parallelSort(keys);
    Comparator<Integer> byAll =
        (a, b) -> Arrays.compare(rows, a * d, a * d + d, rows, b * d, b * d + d);
    if (weights.length > 0) {
      byAll = byAll.thenComparingDouble(i -> weights[i]); // the order of summation affects rounding
    }
    int[] order = new int[n];
    for (int start = 0, end; start < n; start = end) {
      end = start;
      while (end < n && keys[end] >> 32 == keys[start] >> 32) {
        order[end] = (int) keys[end];
        end++;
      }
      if (end - start > 1) {
        sort(order, start, end, byAll);
      }
    }
    return order;
  }

  /** Sorts values[start, end); stable. */
  public static void sort(int[] values, int start, int end, Comparator<Integer> comparator) {
    Integer[] sorted = new Integer[end - start];
    Arrays.setAll(sorted, i -> values[start + i]);
    Arrays.sort(sorted, comparator);
    for (int i = start; i < end; i++) {
      values[i] = sorted[i - start];
    }
  }

  /** Returns the same points ordered by their first rows, for results that depend on row order. */
  public DistinctPoints byRow() {
    int[] rank =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingInt(point -> firstRow[point]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] start = new int[count + 1]; // of each point's rows in order
    for (int point = 0; point < count; point++) {
      start[point + 1] = start[point] + multiplicity[point];
    }
    double[] sorted = new double[coordinates.length];
    int[] rows = new int[order.length];
    for (int i = 0, place = 0; i < count; i++) {
      int point = rank[i];
      System.arraycopy(coordinates, point * dimensions, sorted, i * dimensions, dimensions);
      System.arraycopy(order, start[point], rows, place, multiplicity[point]);
      place += multiplicity[point];
    }
    return new DistinctPoints(
        dimensions,
        metric,
        sorted,
        Arrays.stream(rank).map(point -> multiplicity[point]).toArray(),
        weight.length == 0 ? weight : Arrays.stream(rank).mapToDouble(i -> weight[i]).toArray(),
        Arrays.stream(rank).map(point -> firstRow[point]).toArray(),
        rows);
  }

  /** Returns a copy of the coordinates, column-major, (dimensions x count). */
  public double[] columns() {
    double[] columns = new double[coordinates.length];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < dimensions; k++) {
        columns[k * count + i] = coordinates[i * dimensions + k];
      }
    }
    return columns;
  }

  /**
   * Writes the reduced distances from a point to a range of points.
   *
   * @param columns (dimensions x stride), column-major
   * @param point (dimensions)
   * @param from the first point of the range
   * @param length the length of the range
   * @param target (length) or longer
   */
  public void distances(
      double[] columns, int stride, double[] point, int from, int length, double[] target) {
    Arrays.fill(target, 0, length, 0.0);
    for (int k = 0; k < dimensions; k++) {
      double x = point[k];
      int at = k * stride + from;
      // The compiler vectorises these two plain loops.
      if (squared) {
        for (int j = 0; j < length; j++) {
          double t = columns[at + j] - x;
          target[j] += t * t;
        }
      } else {
        for (int j = 0; j < length; j++) {
          target[j] += Math.abs(columns[at + j] - x);
        }
      }
    }
  }

  /** Returns the distance for a reduced distance. */
  public double distance(double reduced) {
    return switch (metric) {
      case EUCLIDEAN -> Math.sqrt(reduced);
      case MANHATTAN -> reduced;
      case COSINE -> reduced / 2;
    };
  }
}
