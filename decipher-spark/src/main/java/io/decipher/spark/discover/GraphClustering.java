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
 * HDBSCAN* for points that are distributed over executors: their nearest neighbour graph, its
 * minimum spanning forest in mutual reachability distance, and from that, on the driver, the same
 * remaining steps as on one machine.
 */
public final class GraphClustering {
  /** Default number of leaves per point in high dimensions, where boxes exclude little. */
  private static final int PROBES = 24;

  /** Maximum number of dimensions for which the search is exact by default. */
  private static final int EXACT = 4;

  /** Points of a part: with 15 neighbours, a task then fits an executor of 1 GB, the default. */
  private static final int PER_PART = 1 << 17;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Options options;
  private final List<JavaRDD<?>> held = new ArrayList<>();

  /**
   * Settings of the graph.
   *
   * @param k neighbours per point, 0 for as many as {@code minSamples}, at least 15
   * @param probes leaves searched per point; -1 for as many as an exact result needs, 0 for the
   *     same up to 4 dimensions and otherwise 24
   * @param leaf approximate maximum number of points in a leaf
   * @param parts number of parts that points are divided into, 0 for one per 131,072 points, at
   *     least one per core
   * @param seed determines the sample of points for the tree and for the recall
   */
  public record Options(int k, int probes, int leaf, int parts, long seed) {
    /** Returns settings suitable for most data. */
    public static Options usual() {
      return new Options(0, 0, 1024, 0, 42);
    }
  }

  /** Creates a clustering. */
  public GraphClustering(SparkSession spark, Options options) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.options = options;
  }

  /**
   * A nearest neighbour graph.
   *
   * @param n number of points
   * @param k neighbours per point
   * @param exact whether they are guaranteed to be the nearest
   * @param lists neighbour lists by part
   */
  record Graph(int n, int k, boolean exact, JavaRDD<NeighbourBlock> lists) {}

  /** Reads points from rows of a number, a long, and values, an array of float. */
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
   * @param points contains each row from 0 to n - 1 exactly once
   */
  Graph graph(JavaRDD<PointBlock> points, int n, int dimensions, int minSamples) {
    int k = k(n, minSamples);
    boolean exact = isExact(dimensions);
    int probes = exact ? Integer.MAX_VALUE : options.probes == 0 ? PROBES : options.probes;
    Broadcast<SplitTree> tree = context.broadcast(tree(points, n, dimensions));
    KnnSearch search = new KnnSearch(tree, k, probes);
    JavaRDD<PointBlock> blocks = held(search.arrange(points));
    JavaRDD<LeafSearch.Found> found = held(search.within(blocks));
    JavaRDD<NeighbourBlock> lists = search.across(blocks, found);
    if (!exact) {
      lists = search.reversed(held(lists), n, context);
    }
    return new Graph(n, k, exact, lists);
  }

  private <T> JavaRDD<T> held(JavaRDD<T> some) {
    // On disk: in memory they left too little room for a task in an executor of 1 or even 2 GB.
    held.add(some.persist(StorageLevel.DISK_ONLY()));
    return some;
  }

  /** Releases what {@link #graph} persisted in executors, once its graph has been written. */
  void release() {
    held.forEach(some -> some.unpersist(false));
    held.clear();
  }

  /** Returns the number of neighbours per point. */
  int k(int n, int minSamples) {
    int k = Math.min(n - 1, options.k > 0 ? options.k : Math.max(15, minSamples));
    if (k < minSamples) {
      throw new DecipherException(
          "there are "
              + k
              + " neighbours a point; expected at least min-samples, which is "
              + minSamples);
    }
    return k;
  }

  /** Returns whether the neighbours are guaranteed to be the nearest. */
  boolean isExact(int dimensions) {
    return options.probes < 0 || (options.probes == 0 && dimensions <= EXACT);
  }

  /** Returns the number of parts that points are divided into. */
  int parts(int n) {
    int most = SplitTree.leaves(n, options.leaf);
    int usual = Math.max(spark.sparkContext().defaultParallelism(), (n + PER_PART - 1) / PER_PART);
    return Math.min(most, options.parts > 0 ? options.parts : usual);
  }

  private SplitTree tree(JavaRDD<PointBlock> points, int n, int dimensions) {
    int leaves = SplitTree.leaves(n, options.leaf);
    long seed = options.seed;
    double share = Math.min(1, (double) leaves * SplitTree.SAMPLE_OF_LEAF / n);
    List<PointBlock> drawn = points.map(block -> drawn(block, dimensions, share, seed)).collect();
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
    return SplitTree.of(values, dimensions, leaves, parts(n));
  }

  /** Distance of the rank-th neighbour of each point of a part. */
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

  /** Approximate number of points whose true neighbours are computed. */
  private static final int ASKED = 256;

  /**
   * Returns the fraction of the true neighbours of some points, sampled by row number, that are in
   * their lists; among equal distances any neighbour counts.
   *
   * @implNote about 256 n d differences, on all executors
   */
  double recall(Graph graph, JavaRDD<PointBlock> points, int dimensions) {
    int n = graph.n;
    int k = graph.k;
    double share = Math.min(1, (double) ASKED / n);
    long seed = options.seed + 1;
    List<PointBlock> drawn = points.map(block -> drawn(block, dimensions, share, seed)).collect();
    Queries queries = new Queries(0, dimensions);
    for (PointBlock block : drawn) {
      for (int i = 0; i < block.rows.length; i++) {
        queries.add(
            block.rows[i],
            Arrays.copyOfRange(block.values, i * dimensions, (i + 1) * dimensions),
            0);
      }
    }
    if (queries.count == 0) {
      return 1;
    }
    Broadcast<Queries> asked = context.broadcast(queries.trimmed());
    NeighbourBlock all =
        points.map(block -> nearest(asked.value(), block, k)).treeReduce(GraphClustering::joined);
    double[] limit = new double[n];
    for (int i = 0; i < queries.count; i++) {
      limit[queries.rows[i]] = all.last(i);
    }
    Broadcast<double[]> limits = context.broadcast(limit);
    Broadcast<int[]> rows = context.broadcast(Arrays.stream(queries.rows).sorted().toArray());
    long found =
        graph.lists.map(block -> within(block, rows.value(), limits.value())).reduce(Long::sum);
    return found / ((double) queries.count * k);
  }

  private static PointBlock drawn(PointBlock block, int dimensions, double share, long seed) {
    int[] rows = new int[block.rows.length];
    float[] values = new float[block.values.length];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      if (SplitTree.isDrawn(block.rows[i], share, seed)) {
        rows[count] = block.rows[i];
        System.arraycopy(block.values, i * dimensions, values, count * dimensions, dimensions);
        count++;
      }
    }
    return new PointBlock(
        Arrays.copyOf(rows, count), Arrays.copyOf(values, count * dimensions), new int[0], 0);
  }

  private static NeighbourBlock nearest(Queries asked, PointBlock block, int k) {
    NeighbourBlock lists = NeighbourBlock.none(asked.rows, k);
    int d = asked.dimensions;
    for (int q = 0; q < asked.count; q++) {
      for (int i = 0; i < block.rows.length; i++) {
        double sum = 0;
        for (int c = 0; c < d; c++) {
          double difference = block.values[i * d + c] - (double) asked.values[q * d + c];
          sum += difference * difference;
        }
        if (sum <= lists.last(q) && block.rows[i] != asked.rows[q]) {
          lists.offer(q, block.rows[i], sum);
        }
      }
    }
    return lists;
  }

  private static NeighbourBlock joined(NeighbourBlock one, NeighbourBlock other) {
    NeighbourBlock joined = one.copy();
    for (int q = 0; q < one.rows.length; q++) {
      for (int j = q * one.k; j < (q + 1) * one.k && other.neighbours[j] >= 0; j++) {
        joined.offer(q, other.neighbours[j], other.squared[j]);
      }
    }
    return joined;
  }

  private static long within(NeighbourBlock block, int[] rows, double[] limits) {
    long found = 0;
    for (int i = 0; i < block.rows.length; i++) {
      if (Arrays.binarySearch(rows, block.rows[i]) >= 0) {
        for (int j = i * block.k; j < (i + 1) * block.k && block.neighbours[j] >= 0; j++) {
          found += block.squared[j] <= limits[block.rows[i]] ? 1 : 0;
        }
      }
    }
    return found;
  }

  /** Returns the minimum spanning forest of a graph. */
  Rounds.Forest forest(Graph graph, double[] core) {
    return Rounds.span(graph.lists, core, context);
  }

  /** Returns the HDBSCAN* model of a forest. */
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
