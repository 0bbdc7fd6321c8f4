package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.clustering.Hdbscan.Metric;
import java.util.Arrays;

/**
 * The points, in double, each once.
 *
 * <p>Equal points would cost quadratic time wherever the nearest is sought among ties. All of them
 * have one core distance, so the edges from the first of them to the others, of that weight and of
 * distance 0, belong to the minimum spanning tree in any case; only the first need be looked at.
 *
 * <p>Distances are computed <em>reduced</em>: squared where the metric is Euclidean, which keeps
 * their order.
 */
final class DistinctPoints {
  final int count;
  final int dimensions;
  final boolean squared;

  /** (count x dimensions), row-major. */
  final double[] coordinates;

  /** The rows given that equal each distinct point: how many there are, (count). */
  final int[] multiplicity;

  /** The first row given that equals each distinct point, ascending, (count). */
  final int[] firstRow;

  /** The distinct point that each row given equals, (n). */
  final int[] distinctOf;

  private DistinctPoints(
      int count,
      int dimensions,
      boolean squared,
      double[] coordinates,
      int[] multiplicity,
      int[] firstRow,
      int[] distinctOf) {
    this.count = count;
    this.dimensions = dimensions;
    this.squared = squared;
    this.coordinates = coordinates;
    this.multiplicity = multiplicity;
    this.firstRow = firstRow;
    this.distinctOf = distinctOf;
  }

  /**
   * Returns the distinct ones of the points, which are finite, in the order of their first rows.
   *
   * @implNote O(n d) expected time
   */
  static DistinctPoints of(FloatMatrix points, Metric metric) {
    int n = points.rows();
    int d = points.columns();
    double[] rows = rows(points);
    double[] coordinates = new double[rows.length];
    int[] multiplicity = new int[n];
    int[] firstRow = new int[n];
    int[] distinctOf = new int[n];
    int mask = Integer.highestOneBit(Math.max(1, n)) * 4 - 1;
    int[] table = new int[mask + 1]; // 1 + distinct point, by hash; 0 is free
    int count = 0;
    for (int i = 0; i < n; i++) {
      int at = count * d;
      System.arraycopy(rows, i * d, coordinates, at, d);
      long hash = 0;
      for (int k = 0; k < d; k++) {
        hash = (hash ^ Double.doubleToRawLongBits(coordinates[at + k])) * 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
      }
      int slot = (int) (hash >>> 20) & mask;
      while (table[slot] != 0 && !equal(coordinates, (table[slot] - 1) * d, at, d)) {
        slot = (slot + 1) & mask;
      }
      if (table[slot] == 0) {
        firstRow[count] = i;
        table[slot] = ++count;
      }
      distinctOf[i] = table[slot] - 1;
      multiplicity[distinctOf[i]]++;
    }
    return new DistinctPoints(
        count,
        d,
        metric == Metric.EUCLIDEAN,
        count == n ? coordinates : Arrays.copyOf(coordinates, count * d),
        Arrays.copyOf(multiplicity, count),
        Arrays.copyOf(firstRow, count),
        distinctOf);
  }

  /** Returns the coordinates as they are compared, (n x d), row-major. */
  static double[] rows(FloatMatrix points) {
    int d = points.columns();
    double[] rows = new double[Math.multiplyExact(points.rows(), d)];
    float[] row = new float[d];
    for (int i = 0; i < points.rows(); i++) {
      points.copyRows(i, 1, row, 0);
      for (int k = 0; k < d; k++) {
        rows[i * d + k] = row[k] + 0.0; // -0 becomes 0
      }
    }
    return rows;
  }

  private static boolean equal(double[] values, int a, int b, int length) {
    return Arrays.equals(values, a, a + length, values, b, b + length);
  }

  /** Returns a copy of the coordinates, column-major, (dimensions x count). */
  double[] columns() {
    double[] columns = new double[coordinates.length];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < dimensions; k++) {
        columns[k * count + i] = coordinates[i * dimensions + k];
      }
    }
    return columns;
  }

  /**
   * Writes the reduced distances from one point to a run of points.
   *
   * @param columns (dimensions x stride), column-major
   * @param point (dimensions)
   * @param from the first point of the run
   * @param length of the run
   * @param target (length) or longer
   */
  void distances(
      double[] columns, int stride, double[] point, int from, int length, double[] target) {
    Arrays.fill(target, 0, length, 0.0);
    for (int k = 0; k < dimensions; k++) {
      double x = point[k];
      int at = k * stride + from;
      // These two plain loops are what the compiler turns into vector instructions.
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

  /** Returns the distance of a reduced one. */
  double distance(double reduced) {
    return squared ? Math.sqrt(reduced) : reduced;
  }
}
