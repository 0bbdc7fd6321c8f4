// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.clustering.internal.mst.DistinctPoints;
import io.decipher.clustering.internal.mst.Edges;
import io.decipher.numerics.Metric;
import io.decipher.numerics.Parallel;
import io.decipher.numerics.Points;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Density-based clustering validation (DBCV): whether classes are denser inside than between them.
 *
 * <p>Within a class of n points in d dimensions, {@code core} is a_pts coredist, a mean of the
 * distances to all other points of the class that is dominated by the near ones: (Σ (1 /
 * distance)^d / (n - 1)) to the power of -1/d. {@code sparseness} is DSC, the greatest weight of an
 * edge between inner nodes of the minimum spanning tree of the class's mutual-reachability graph;
 * {@code separation} is DSPC, the least mutual-reachability distance between an inner node of the
 * class and one of another class. The index of a class is (separation - sparseness) / max of both;
 * the index of a clustering is their mean weighted by class size, with noise counted as 0.
 *
 * <p>Many edges have equal weights, since a point's {@code core} exceeds most of its distances, and
 * which of them are chosen determines the inner nodes. As in the hdbscan library, the first one in
 * row order is chosen, so permuting the points may change the index slightly: compare labellings of
 * the same rows.
 *
 * @see <a href="https://doi.org/10.1137/1.9781611973440.96">Moulavi, Jaskowiak, Campello, Zimek,
 *     Sander 2014</a>
 */
public final class Dbcv {
  private static final int RUN = 1024;
  private static final int BLOCK = 64;

  private final double index;
  private final double[] ofClasses;

  private Dbcv(double index, double[] ofClasses) {
    this.index = index;
    this.ofClasses = ofClasses;
  }

  /**
   * Returns the index of the clustering, from -1 (bad) to 1 (good); NaN if fewer than two classes
   * have members.
   */
  public double index() {
    return index;
  }

  /**
   * Returns the index of each class, (classes), in [-1, 1]; NaN if fewer than two classes have
   * members, and 0 for a class number without points.
   */
  public double[] ofClasses() {
    return ofClasses.clone();
  }

  /**
   * Computes the validity of a labelling.
   *
   * @param points (n x d), finite
   * @param labels the class of each point, (n)
   * @param metric the metric of the distances
   * @param run provides progress and cancellation
   * @throws io.decipher.api.DecipherException if a value is not finite, with its row and column
   * @throws IllegalArgumentException if there is not one label per point
   * @implNote O(n² d) time, on all cores; O(n d) memory
   */
  public static Dbcv of(FloatMatrix points, Labels labels, Metric metric, RunContext run) {
    if (labels.size() != points.rows()) {
      throw new IllegalArgumentException(
          "there are " + points.rows() + " points, but " + labels.size() + " labels");
    }
    Points.requireFinite(points, "dbcv");
    int[] sizes = labels.sizes();
    int[] classes = IntStream.range(0, sizes.length).filter(c -> sizes[c] > 0).toArray();
    int k = classes.length;
    double[] ofClasses = new double[sizes.length];
    if (k < 2) {
      for (int c : classes) {
        ofClasses[c] = Double.NaN;
      }
      return new Dbcv(Double.NaN, ofClasses);
    }
    RunContext silent = RunContext.of(run.seed(), ProgressListener.none(), run.cancellation());
    Inside[] inside = new Inside[k];
    Parallel.run(
        k,
        "validity: inside classes",
        run,
        c -> {
          FloatMatrix members = points.select(labels.members(classes[c]));
          inside[c] = Inside.of(DistinctPoints.of(members, metric).byRow(), silent);
        });
    run.cancellation().throwIfCancelled();
    double[] separation = new Between(inside).separations(run);
    double sum = 0;
    for (int c = 0; c < k; c++) {
      double validity = validity(separation[c], inside[c].sparseness);
      ofClasses[classes[c]] = validity;
      sum += sizes[classes[c]] * validity;
    }
    return new Dbcv(sum / points.rows(), ofClasses);
  }

  /**
   * Returns the index of a class; 0 if both distances are 0 or both infinite, as in an unconnected
   * graph.
   */
  static double validity(double separation, double sparseness) {
    double greater = Math.max(separation, sparseness);
    if (greater == Double.POSITIVE_INFINITY) {
      return Double.compare(separation, sparseness);
    }
    return greater == 0 ? 0 : (separation - sparseness) / greater;
  }

  /** The measures within one class. */
  private static final class Inside {
    final DistinctPoints points;

    /** Reduced core distances of the distinct points. */
    final double[] core;

    /** The inner nodes of the spanning tree. */
    final int[] inner;

    final double sparseness;

    private Inside(DistinctPoints points, double[] core, int[] inner, double sparseness) {
      this.points = points;
      this.core = core;
      this.inner = inner;
      this.sparseness = sparseness;
    }

    static Inside of(DistinctPoints points, RunContext run) {
      double[] columns = points.columns();
      double[] core = coreDistances(points, columns, run);
      Edges tree = span(points, columns, core, run);
      int[] degree = new int[points.count];
      for (int i = 0; i < tree.count; i++) {
        degree[tree.from[i]]++;
        degree[tree.to[i]]++;
      }
      for (int i = 0; i < points.count; i++) {
        degree[i] += points.multiplicity[i] - 1; // equal points are attached to the first of them
      }
      double ofInner = Double.NEGATIVE_INFINITY;
      double ofAll = 0;
      for (int i = 0; i < tree.count; i++) {
        ofAll = Math.max(ofAll, tree.weight[i]);
        if (degree[tree.from[i]] > 1 && degree[tree.to[i]] > 1) {
          ofInner = Math.max(ofInner, tree.weight[i]);
        }
      }
      int[] inner = IntStream.range(0, points.count).filter(i -> degree[i] > 1).toArray();
      return new Inside(
          points,
          core,
          inner.length == 0 ? IntStream.range(0, points.count).toArray() : inner,
          points.distance(ofInner >= 0 ? ofInner : ofAll));
    }

    /**
     * Raises ratios to the nearest distance to powers, which neither overflow nor underflow in many
     * dimensions.
     */
    private static double[] coreDistances(DistinctPoints points, double[] columns, RunContext run) {
      int n = Arrays.stream(points.multiplicity).sum();
      double[] distances = new double[points.count];
      double[] core = new double[points.count];
      boolean halved = points.squared && points.dimensions % 2 == 0; // avoids the square root
      for (int i = 0; i < points.count && points.count > 1; i++) {
        run.cancellation().throwIfCancelled();
        distances(points, columns, i, distances);
        distances[i] = Double.POSITIVE_INFINITY;
        double nearest = Arrays.stream(distances).min().orElseThrow();
        double sum = 0;
        for (int j = 0; j < points.count; j++) {
          double ratio = nearest / distances[j];
          sum +=
              points.multiplicity[j]
                  * (halved
                      ? power(ratio, points.dimensions / 2)
                      : power(points.distance(ratio), points.dimensions));
        }
        double factor = Math.pow(sum / (n - 1), -1.0 / points.dimensions);
        core[i] = nearest * (points.squared ? factor * factor : factor);
      }
      return core;
    }

    /**
     * Prim's algorithm; among edges of equal weight it chooses the first point, and the first to
     * attach it to.
     */
    private static Edges span(
        DistinctPoints points, double[] columns, double[] core, RunContext run) {
      int n = points.count;
      double[] distances = new double[n];
      double[] weight = new double[n]; // of the lightest edge to the tree; NaN inside it
      int[] parent = new int[n];
      Arrays.fill(weight, Double.POSITIVE_INFINITY);
      Edges tree = new Edges(n - 1);
      int newest = 0;
      while (tree.count < n - 1) {
        run.cancellation().throwIfCancelled();
        weight[newest] = Double.NaN;
        distances(points, columns, newest, distances);
        int next = -1;
        for (int i = 0; i < n; i++) {
          double offered = Math.max(distances[i], Math.max(core[newest], core[i]));
          if (offered < weight[i] || (offered == weight[i] && newest < parent[i])) {
            weight[i] = offered;
            parent[i] = newest;
          }
          if (weight[i] < (next < 0 ? Double.POSITIVE_INFINITY : weight[next])) {
            next = i;
          }
        }
        tree.add(parent[next], next, weight[next], 0);
        newest = next;
      }
      return tree;
    }

    private static void distances(
        DistinctPoints points, double[] columns, int from, double[] target) {
      int at = from * points.dimensions;
      double[] point = Arrays.copyOfRange(points.coordinates, at, at + points.dimensions);
      points.distances(columns, points.count, point, 0, points.count, target);
    }

    private static double power(double base, int exponent) {
      double result = 1;
      double square = base;
      for (int rest = exponent; rest > 0; rest >>= 1) {
        result *= (rest & 1) == 1 ? square : 1;
        square *= square;
      }
      return result;
    }
  }

  /** The inner nodes of all classes, one class after another. */
  private static final class Between {
    private final DistinctPoints any; // for its dimensions and metric
    private final int count;
    private final int[] classOf;
    private final int[] endOfClass;
    private final double[] core;
    private final double[] columns;
    private final double[] separation;

    Between(Inside[] inside) {
      any = inside[0].points;
      count = Arrays.stream(inside).mapToInt(each -> each.inner.length).sum();
      classOf = new int[count];
      endOfClass = new int[inside.length];
      core = new double[count];
      columns = new double[count * any.dimensions];
      separation = new double[inside.length];
      Arrays.fill(separation, Double.POSITIVE_INFINITY);
      int at = 0;
      for (int c = 0; c < inside.length; c++) {
        for (int i : inside[c].inner) {
          classOf[at] = c;
          core[at] = inside[c].core[i];
          for (int k = 0; k < any.dimensions; k++) {
            columns[k * count + at] = inside[c].points.coordinates[i * any.dimensions + k];
          }
          at++;
        }
        endOfClass[c] = at;
      }
    }

    double[] separations(RunContext run) {
      Parallel.blocks(count, BLOCK, run, "validity: between classes", 0, 1, this::search);
      return Arrays.stream(separation).map(any::distance).toArray();
    }

    private void search(int start, int end) {
      double[] found = new double[separation.length];
      Arrays.fill(found, Double.POSITIVE_INFINITY);
      double[] distances = new double[RUN];
      double[] point = new double[any.dimensions];
      for (int i = start; i < end; i++) {
        for (int k = 0; k < point.length; k++) {
          point[k] = columns[k * count + i];
        }
        int own = classOf[i];
        for (int other = own + 1; other < found.length; other++) {
          double least = Double.POSITIVE_INFINITY;
          int to = endOfClass[other];
          for (int from = endOfClass[other - 1]; from < to; from += RUN) {
            int length = Math.min(RUN, to - from);
            any.distances(columns, count, point, from, length, distances);
            for (int j = 0; j < length; j++) {
              least = Math.min(least, Math.max(distances[j], core[from + j]));
            }
          }
          double reach = Math.max(least, core[i]);
          found[own] = Math.min(found[own], reach);
          found[other] = Math.min(found[other], reach);
        }
      }
      synchronized (separation) {
        Arrays.setAll(separation, c -> Math.min(separation[c], found[c]));
      }
    }
  }
}
