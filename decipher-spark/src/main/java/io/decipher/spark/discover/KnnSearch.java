// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Distributed search for the k nearest neighbours of points.
 *
 * <p>Points are distributed to parts by a k-d tree built on a sample of them, so that a part
 * contains points that are close together. A part searches its own leaves, queries other parts for
 * leaves that may contain nearer points, and merges their answers: two shuffles, of the points and
 * of the queries that cross borders. Without a limit on leaves the result is exact. With one, each
 * point is also offered the points whose lists contain it, as in the first half of a round of
 * NN-descent.
 *
 * <p>Every step is a deterministic function of the contents of a partition, regardless of their
 * order, so that repeated or speculative tasks give the same result.
 *
 * @see <a href="https://doi.org/10.1145/361002.361007">Bentley 1975</a>
 * @see <a href="https://doi.org/10.1145/1963405.1963487">Dong, Moses, Li 2011</a>
 */
final class KnnSearch implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Number of points sent in one object. */
  private static final int PORTION = 1 << 16;

  private final Broadcast<SplitTree> tree;
  private final int parts;
  private final int k;
  private final int probes;

  /**
   * Creates a search.
   *
   * @param k neighbours per point, excluding itself, below the number of points
   * @param probes maximum number of leaves searched per point
   */
  KnnSearch(Broadcast<SplitTree> tree, int k, int probes) {
    this.tree = tree;
    this.parts = tree.value().parts;
    this.k = k;
    this.probes = probes;
  }

  /** Returns the points by part; partition i contains part i. */
  JavaRDD<PointBlock> arrange(JavaRDD<PointBlock> points) {
    return points
        .mapPartitionsToPair(this::send)
        .partitionBy(new ById(parts))
        .mapPartitionsWithIndex(
            (part, portions) ->
                List.of(PointBlock.assemble(part, tree.value(), values(portions))).iterator(),
            true);
  }

  private Iterator<Tuple2<Integer, PointBlock>> send(Iterator<PointBlock> points) {
    SplitTree split = tree.value();
    int d = split.dimensions;
    return new Iterator<>() {
      private Iterator<Tuple2<Integer, PointBlock>> ready =
          List.<Tuple2<Integer, PointBlock>>of().iterator();

      @Override
      public boolean hasNext() {
        while (!ready.hasNext() && points.hasNext()) {
          ready = divide(points.next()).iterator();
        }
        return ready.hasNext();
      }

      @Override
      public Tuple2<Integer, PointBlock> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return ready.next();
      }

      private List<Tuple2<Integer, PointBlock>> divide(PointBlock block) {
        int n = block.rows.length;
        int[] part = new int[n];
        int[] size = new int[parts];
        for (int i = 0; i < n; i++) {
          part[i] = split.part(split.leaf(block.values, i * d));
          size[part[i]]++;
        }
        int[][] rows = new int[parts][];
        float[][] values = new float[parts][];
        for (int target = 0; target < parts; target++) {
          rows[target] = new int[size[target]];
          values[target] = new float[size[target] * d];
        }
        int[] next = new int[parts];
        for (int i = 0; i < n; i++) {
          int at = next[part[i]]++;
          rows[part[i]][at] = block.rows[i];
          System.arraycopy(block.values, i * d, values[part[i]], at * d, d);
        }
        List<Tuple2<Integer, PointBlock>> divided = new ArrayList<>();
        for (int target = 0; target < parts; target++) {
          if (size[target] > 0) {
            divided.add(
                new Tuple2<>(target, new PointBlock(rows[target], values[target], new int[0], 0)));
          }
        }
        return divided;
      }
    };
  }

  /** Returns what each part finds in its own leaves. */
  JavaRDD<LeafSearch.Found> within(JavaRDD<PointBlock> blocks) {
    Broadcast<SplitTree> split = tree;
    int wanted = k;
    int limit = probes;
    return blocks.mapPartitionsWithIndex(
        (part, block) ->
            List.of(new LeafSearch(split.value(), only(block), part, wanted, limit).all())
                .iterator(),
        true);
  }

  /**
   * Returns the neighbours of all points.
   *
   * @param blocks by part, persisted
   * @param found by part, persisted
   */
  JavaRDD<NeighbourBlock> across(JavaRDD<PointBlock> blocks, JavaRDD<LeafSearch.Found> found) {
    Broadcast<SplitTree> split = tree;
    int wanted = k;
    int limit = probes;
    JavaRDD<Tuple2<Integer, Queries>> asked =
        found
            .flatMapToPair(
                one -> {
                  List<Tuple2<Integer, Queries>> queries = new ArrayList<>();
                  for (int target = 0; target < one.queries.length; target++) {
                    if (one.queries[target] != null) {
                      queries.add(new Tuple2<>(target, one.queries[target]));
                    }
                  }
                  return queries.iterator();
                })
            .partitionBy(new ById(parts))
            .map(query -> query);
    JavaRDD<Offers> answers =
        blocks
            .zipPartitions(
                asked,
                (block, queries) -> {
                  PointBlock own = only(block);
                  int part = split.value().part(own.firstLeaf);
                  LeafSearch search = new LeafSearch(split.value(), own, part, wanted, limit);
                  return byPart(search.answer(values(queries))).iterator();
                })
            .mapToPair(offers -> offers)
            .partitionBy(new ById(parts))
            .map(Tuple2::_2);
    return found.zipPartitions(
        answers, (one, offers) -> List.of(merged(only(one).lists, offers)).iterator());
  }

  /** Offers each point to its neighbours, where it is near enough for their lists. */
  JavaRDD<NeighbourBlock> reversed(JavaRDD<NeighbourBlock> lists, int n, JavaSparkContext spark) {
    double[] last = new double[n];
    int[] home = new int[n];
    int part = 0;
    for (Ends ends : lists.map(Ends::of).collect()) {
      for (int i = 0; i < ends.rows.length; i++) {
        last[ends.rows[i]] = ends.last[i];
        home[ends.rows[i]] = part;
      }
      part++;
    }
    Broadcast<double[]> lasts = spark.broadcast(last);
    Broadcast<int[]> homes = spark.broadcast(home);
    int number = parts;
    JavaRDD<Offers> offers =
        lists
            .flatMapToPair(
                one -> {
                  Offers[] byPart = new Offers[number];
                  for (int i = 0; i < one.rows.length; i++) {
                    for (int j = i * one.k; j < (i + 1) * one.k && one.neighbours[j] >= 0; j++) {
                      int other = one.neighbours[j];
                      if (one.squared[j] <= lasts.value()[other]) {
                        int target = homes.value()[other];
                        if (byPart[target] == null) {
                          byPart[target] = new Offers();
                        }
                        byPart[target].add(other, one.rows[i], one.squared[j]);
                      }
                    }
                  }
                  return byPart(byPart).iterator();
                })
            .partitionBy(new ById(parts))
            .map(Tuple2::_2);
    return lists.zipPartitions(
        offers, (one, offered) -> List.of(merged(only(one), offered)).iterator());
  }

  /** Distance of the last neighbour in each list of a part. */
  private static final class Ends implements Serializable {
    private static final long serialVersionUID = 1L;
    final int[] rows;
    final double[] last;

    private Ends(int[] rows, double[] last) {
      this.rows = rows;
      this.last = last;
    }

    static Ends of(NeighbourBlock block) {
      double[] last = new double[block.rows.length];
      Arrays.setAll(last, block::last);
      return new Ends(block.rows, last);
    }
  }

  private static List<Tuple2<Integer, Offers>> byPart(Offers[] offers) {
    List<Tuple2<Integer, Offers>> some = new ArrayList<>();
    for (int target = 0; target < offers.length; target++) {
      if (offers[target] != null && offers[target].count > 0) {
        some.add(new Tuple2<>(target, offers[target].trimmed()));
      }
    }
    return some;
  }

  private static NeighbourBlock merged(NeighbourBlock lists, Iterator<Offers> offers) {
    NeighbourBlock merged = lists.copy(); // persisted lists must not change
    long[] places = new long[lists.rows.length]; // sorted by row
    for (int i = 0; i < places.length; i++) {
      places[i] = (long) lists.rows[i] << 32 | i;
    }
    Arrays.sort(places);
    while (offers.hasNext()) {
      Offers some = offers.next();
      int place = -1;
      for (int i = 0; i < some.count; i++) {
        if (place < 0 || lists.rows[place] != some.rows[i]) {
          int found = Arrays.binarySearch(places, (long) some.rows[i] << 32);
          place = (int) places[found >= 0 ? found : -found - 1];
        }
        merged.offer(place, some.neighbours[i], some.squared[i]);
      }
    }
    return merged;
  }

  /** Returns the single item of a partition. */
  private static <T> T only(Iterator<T> partition) {
    T item = partition.next();
    if (partition.hasNext()) {
      throw new IllegalStateException("a partition holds more than its part");
    }
    return item;
  }

  private static <T> Iterator<T> values(Iterator<Tuple2<Integer, T>> pairs) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pairs.hasNext();
      }

      @Override
      public T next() {
        return pairs.next()._2();
      }
    };
  }

  /** Groups points into blocks for sending. */
  static final class Portions implements Iterator<PointBlock> {
    private final Iterator<Point> points;
    private final int dimensions;

    Portions(Iterator<Point> points, int dimensions) {
      this.points = points;
      this.dimensions = dimensions;
    }

    @Override
    public boolean hasNext() {
      return points.hasNext();
    }

    @Override
    public PointBlock next() {
      int[] rows = new int[PORTION];
      float[] values = new float[PORTION * dimensions];
      int count = 0;
      while (count < PORTION && points.hasNext()) {
        Point point = points.next();
        rows[count] = point.row();
        System.arraycopy(point.values(), 0, values, count * dimensions, dimensions);
        count++;
      }
      return new PointBlock(
          Arrays.copyOf(rows, count), Arrays.copyOf(values, count * dimensions), new int[0], 0);
    }
  }

  /** A point while being read. */
  static final class Point {
    private final int row;
    private final float[] values;

    Point(int row, float[] values) {
      this.row = row;
      this.values = values;
    }

    int row() {
      return row;
    }

    float[] values() {
      return values;
    }
  }
}
