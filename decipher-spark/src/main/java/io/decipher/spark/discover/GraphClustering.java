// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import io.decipher.api.DecipherException;
import io.decipher.api.RunContext;
import io.decipher.clustering.hdbscan.Hdbscan;
import io.decipher.clustering.hdbscan.HdbscanModel;
import io.decipher.clustering.hdbscan.SpanningForest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;

/**
 * HDBSCAN* of points that are spread over executors: the graph of their nearest neighbours, its
 * minimum spanning forest in mutual reachability, and by that, on the driver, all that follows on
 * one machine too.
 */
public final class GraphClustering {
  /** Leaves that a point looks at where nothing else is said and boxes do not tell much. */
  private static final int PROBES = 24;

  /** Up to so many dimensions the search is exact by default. */
  private static final int EXACT = 4;

  private static final int PER_PART = 1 << 18;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Options options;

  /**
   * How the graph is made.
   *
   * @param k neighbours a point, 0 for as many as {@code minSamples}, at least 15
   * @param probes leaves that a point looks at, 0 for as many as it takes up to 4 dimensions, else
   *     24
   * @param leaf most points in a leaf, about
   * @param parts into which points are divided, 0 for one of some 260,000 points, at least one a
   *     core
   * @param seed by which points are drawn for the tree and for the recall
   */
  public record Options(int k, int probes, int leaf, int parts, long seed) {
    /** Returns what suits most data. */
    public static Options usual() {
      return new Options(0, 0, 1024, 0, 42);
    }
  }

  /** Makes one. */
  public GraphClustering(SparkSession spark, Options options) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.options = options;
  }

  /**
   * A graph of neighbours.
   *
   * @param n the number of points
   * @param k neighbours a point
   * @param exact whether they are the nearest for certain
   * @param lists by part
   */
  record Graph(int n, int k, boolean exact, JavaRDD<NeighbourBlock> lists) {}

  /** Returns points, of which a row has its number, an int, and its values, an array of float. */
  JavaRDD<PointBlock> points(Dataset<Row> numbered, int dimensions) {
    return numbered
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(
            rows -> new KnnSearch.Portions(new Points(rows, dimensions), dimensions), true);
  }

  private static final class Points implements Iterator<KnnSearch.Point> {
    private final Iterator<InternalRow> rows;
    private final int dimensions;

    Points(Iterator<InternalRow> rows, int dimensions) {
      this.rows = rows;
      this.dimensions = dimensions;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public KnnSearch.Point next() {
      InternalRow row = rows.next();
      long number = row.getLong(0);
      if (row.isNullAt(1)) {
        throw new DecipherException("row " + number + ": has no values (null)");
      }
      var array = row.getArray(1);
      if (array.numElements() != dimensions) {
        throw new DecipherException(
            "row "
                + number
                + ": has "
                + array.numElements()
                + " values; expected "
                + dimensions
                + ", as row 0 has");
      }
      float[] values = array.toFloatArray();
      for (int j = 0; j < dimensions; j++) {
        if (array.isNullAt(j) || !Float.isFinite(values[j])) {
          throw new DecipherException(
              "row "
                  + number
                  + ": has the value "
                  + (array.isNullAt(j) ? "null" : values[j])
                  + " at "
                  + j
                  + "; expected finite numbers");
        }
      }
      return new KnnSearch.Point((int) number, values);
    }
  }

  /**
   * Finds the neighbours of points.
   *
   * @param points each row from 0 to n - 1 once
   */
  Graph graph(JavaRDD<PointBlock> points, int n, int dimensions, int minSamples) {
    int k = Math.min(n - 1, options.k > 0 ? options.k : Math.max(15, minSamples));
    if (k < minSamples) {
      throw new DecipherException(
          "k is " + k + "; expected at least min-samples, which is " + minSamples);
    }
    boolean exact = options.probes == 0 && dimensions <= EXACT;
    int probes = exact ? Integer.MAX_VALUE : options.probes == 0 ? PROBES : options.probes;
    Broadcast<SplitTree> tree = context.broadcast(tree(points, n, dimensions));
    KnnSearch search = new KnnSearch(tree, k, probes);
    JavaRDD<PointBlock> blocks =
        search.arrange(points).persist(StorageLevel.MEMORY_AND_DISK());
    JavaRDD<NeighbourBlock> lists = search.search(blocks);
    if (!exact) {
      lists = search.reversed(lists.persist(StorageLevel.MEMORY_AND_DISK()), n, context);
    }
    return new Graph(n, k, exact, lists);
  }

  private SplitTree tree(JavaRDD<PointBlock> points, int n, int dimensions) {
    int leaves = SplitTree.leaves(n, options.leaf);
    int wanted = options.parts > 0 ? options.parts : parts(n);
    long seed = options.seed;
    double share = Math.min(1, (double) leaves * SplitTree.SAMPLE_OF_LEAF / n);
    List<PointBlock> drawn =
        points
            .map(
                block -> {
                  int[] rows = new int[block.rows.length];
                  float[] values = new float[block.values.length];
                  int count = 0;
                  for (int i = 0; i < rows.length; i++) {
                    if (SplitTree.isDrawn(block.rows[i], share, seed)) {
                      rows[count] = block.rows[i];
                      System.arraycopy(
                          block.values,
                          i * dimensions,
                          values,
                          count * dimensions,
                          dimensions);
                      count++;
                    }
                  }
                  return new PointBlock(
                      Arrays.copyOf(rows, count),
                      Arrays.copyOf(values, count * dimensions),
                      new int[0],
                      0);
                })
            .collect();
    List<KnnSearch.Point> sample = new ArrayList<>();
    for (PointBlock block : drawn) {
      for (int i = 0; i < block.rows.length; i++) {
        sample.add(
            new KnnSearch.Point(
                block.rows[i],
                Arrays.copyOfRange(block.values, i * dimensions, (i + 1) * dimensions)));
      }
    }
    sample.sort((a, b) -> Integer.compare(a.row(), b.row()));
    float[][] values = sample.stream().map(KnnSearch.Point::values).toArray(float[][]::new);
    return SplitTree.of(values, dimensions, leaves, Math.min(wanted, leaves));
  }

  private int parts(int n) {
    return Math.max(spark.sparkContext().defaultParallelism(), (n + PER_PART - 1) / PER_PART);
  }

  /** How far the rank-th neighbour of each point of a part is. */
  private static final class Core implements Serializable {
    private static final long serialVersionUID = 1L;
    final int[] rows;
    final double[] core;

    Core(NeighbourBlock block, int rank) {
      rows = block.rows;
      core = new double[rows.length];
      for (int i = 0; i < core.length; i++) {
        core[i] = Math.sqrt(block.squared[i * block.k + rank - 1]);
      }
    }
  }

  /** Returns the core distance of each point, (n). */
  static double[] core(Graph graph, int minSamples) {
    double[] core = new double[graph.n];
    for (Core some : graph.lists.map(block -> new Core(block, minSamples)).collect()) {
      for (int i = 0; i < some.rows.length; i++) {
        core[some.rows[i]] = some.core[i];
      }
    }
    return core;
  }

  /** Returns the minimum spanning forest of a graph. */
  Rounds.Forest forest(Graph graph, double[] core) {
    return Rounds.span(graph.lists, core, context);
  }

  /** Returns what HDBSCAN* finds by a forest. */
  static HdbscanModel model(Rounds.Forest forest, double[] core, Hdbscan settings) {
    SpanningForest spanning =
        SpanningForest.of(
            core,
            Arrays.copyOf(forest.from, forest.count),
            Arrays.copyOf(forest.to, forest.count),
            Arrays.copyOf(forest.length, forest.count));
    return settings.fit(spanning, RunContext.seeded(0));
  }
}
