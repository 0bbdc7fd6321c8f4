// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import io.decipher.clustering.internal.mst.DisjointSets;
import io.decipher.clustering.internal.mst.Edges;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The exact minimum spanning forest of a distributed graph in mutual reachability distance, by
 * rounds of Borůvka's algorithm.
 *
 * <p>First, each partition drops edges that its own edges prove to be in no minimum spanning
 * forest: the largest edge of a cycle. Then, in each round, it finds the smallest of its edges that
 * leaves each component; the smallest across all partitions, by component, are sent to the driver,
 * which joins components by them and broadcasts the result. Edges are in the total order of {@link
 * Edges}, so the forest is unique, regardless of the partition of an edge and of repeated tasks.
 *
 * @implNote O(log n) rounds. The driver takes 4 bytes per point for components and 16 for edges,
 *     and 8 while the core distances are sent; an executor takes 12 bytes per point, besides 24 per
 *     edge.
 * @see <a href="https://doi.org/10.1145/1835804.1835882">March, Ram, Gray 2010</a>
 */
final class Rounds {
  private Rounds() {}

  /**
   * Statistics of a round.
   *
   * @param components number of components before it
   * @param candidates number of edges proposed by partitions, which were shuffled
   * @param chosen number of edges sent to the driver
   * @param joined number of edges added to the forest
   */
  record Round(int components, long candidates, int chosen, int joined) {}

  /** Edges of a forest under construction. */
  static final class Forest {
    final int[] from;
    final int[] to;
    final double[] length;
    int count;

    /** Number of edges of the graph, and of those that partitions kept. */
    long given;

    long kept;
    final List<Round> rounds = new ArrayList<>();

    Forest(int n) {
      from = new int[Math.max(0, n - 1)];
      to = new int[from.length];
      length = new double[from.length];
    }
  }

  /** Edges of a partition, or in transit. Weights follow from core distances. */
  static final class EdgeBlock implements Serializable {
    private static final long serialVersionUID = 1L;
    int count;
    int[] from;
    int[] to;
    double[] length;

    /** The component that each edge is proposed for; empty within a partition. */
    int[] component;

    EdgeBlock(int capacity, boolean proposed) {
      from = new int[capacity];
      to = new int[capacity];
      length = new double[capacity];
      component = new int[proposed ? capacity : 0];
    }

    void add(int a, int b, double edgeLength) {
      if (count == from.length) {
        int room = Math.max(16, 2 * count);
        from = Arrays.copyOf(from, room);
        to = Arrays.copyOf(to, room);
        length = Arrays.copyOf(length, room);
        if (component.length > 0) {
          component = Arrays.copyOf(component, room);
        }
      }
      from[count] = Math.min(a, b);
      to[count] = Math.max(a, b);
      length[count] = edgeLength;
      count++;
    }

    EdgeBlock trimmed() {
      from = Arrays.copyOf(from, count);
      to = Arrays.copyOf(to, count);
      length = Arrays.copyOf(length, count);
      component = Arrays.copyOf(component, component.length > 0 ? count : 0);
      return this;
    }

    /** Returns whether edge i precedes edge j of another block, given the core distances. */
    boolean precedes(int i, EdgeBlock other, int j, double[] core) {
      double weight = weight(i, core);
      double otherWeight = other.weight(j, core);
      if (weight != otherWeight) {
        return weight < otherWeight;
      }
      if (length[i] != other.length[j]) {
        return length[i] < other.length[j];
      }
      return from[i] != other.from[j] ? from[i] < other.from[j] : to[i] < other.to[j];
    }

    double weight(int i, double[] core) {
      return Math.max(length[i], Math.max(core[from[i]], core[to[i]]));
    }
  }

  /** The smallest edge of each component, in a growing hash table. */
  private static final class Least {
    private final double[] core;
    private int[] slots = new int[64]; // 1 + index into kept; 0 if free
    private final EdgeBlock kept = new EdgeBlock(16, true);

    Least(double[] core) {
      this.core = core;
    }

    void offer(int component, EdgeBlock edges, int i) {
      int at = slot(slots, component);
      if (slots[at] == 0) {
        kept.add(edges.from[i], edges.to[i], edges.length[i]);
        kept.component[kept.count - 1] = component;
        slots[at] = kept.count;
        if (2 * kept.count > slots.length) {
          grow();
        }
      } else if (edges.precedes(i, kept, slots[at] - 1, core)) {
        int index = slots[at] - 1;
        kept.from[index] = edges.from[i];
        kept.to[index] = edges.to[i];
        kept.length[index] = edges.length[i];
      }
    }

    private int slot(int[] table, int component) {
      int mask = table.length - 1;
      int at = ((component * 0x9e3779b9) >>> 7) & mask;
      while (table[at] != 0 && kept.component[table[at] - 1] != component) {
        at = (at + 1) & mask;
      }
      return at;
    }

    private void grow() {
      int[] larger = new int[2 * slots.length];
      for (int i = 0; i < kept.count; i++) {
        larger[slot(larger, kept.component[i])] = i + 1;
      }
      slots = larger;
    }
  }

  /**
   * Returns the forest.
   *
   * @param graph neighbours of all n points
   * @param core core distances, (n)
   */
  static Forest span(JavaRDD<NeighbourBlock> graph, double[] core, JavaSparkContext spark) {
    int n = core.length;
    int parts = graph.getNumPartitions();
    Broadcast<double[]> cores = spark.broadcast(core);
    JavaRDD<Counted> counted =
        graph.map(block -> reduced(edges(block), cores.value())).persist(level());
    Forest forest = new Forest(n);
    for (Tuple2<Long, Long> sizes :
        counted.map(one -> new Tuple2<>(one.given, (long) one.kept.count)).collect()) {
      forest.given += sizes._1();
      forest.kept += sizes._2();
    }
    JavaRDD<EdgeBlock> edges = counted.map(one -> one.kept);
    DisjointSets sets = new DisjointSets(n);
    int[] component = new int[n];
    Arrays.setAll(component, i -> i);
    int components = n;
    JavaRDD<EdgeBlock> persisted = null;
    Broadcast<int[]> componentOf = spark.broadcast(component);
    while (components > 1) {
      Broadcast<int[]> now = componentOf;
      JavaRDD<EdgeBlock> left = edges.map(block -> leaving(block, now.value())).persist(level());
      List<EdgeBlock> chosen =
          left.flatMapToPair(block -> proposals(block, now.value(), cores.value(), parts))
              .partitionBy(new ById(parts))
              .mapPartitions(proposals -> least(proposals, cores.value()), true)
              .collect();
      int before = forest.count;
      int came = 0;
      long candidates = 0;
      for (EdgeBlock block : chosen) {
        came += block.count - 1; // the last is the number proposed
        candidates += (long) block.length[block.count - 1];
      }
      join(chosen, sets, forest);
      int joined = forest.count - before;
      forest.rounds.add(new Round(components, candidates, came, joined));
      if (persisted != null) {
        persisted.unpersist(false);
      }
      persisted = left;
      edges = left;
      if (joined == 0) {
        break;
      }
      components -= joined;
      int[] labels = new int[n];
      Arrays.setAll(labels, sets::find);
      Broadcast<int[]> old = componentOf;
      componentOf = spark.broadcast(labels);
      old.unpersist(false);
    }
    if (persisted != null) {
      persisted.unpersist(false);
    }
    counted.unpersist(false);
    return forest;
  }

  private static StorageLevel level() {
    return StorageLevel.MEMORY_AND_DISK();
  }

  /** The edges that a partition keeps, and how many it had. */
  static final class Counted implements Serializable {
    private static final long serialVersionUID = 1L;
    final EdgeBlock kept;
    final long given;

    Counted(EdgeBlock kept, long given) {
      this.kept = kept;
      this.given = given;
    }
  }

  static EdgeBlock edges(NeighbourBlock block) {
    EdgeBlock edges = new EdgeBlock(block.neighbours.length, false);
    for (int i = 0; i < block.rows.length; i++) {
      for (int j = i * block.k; j < (i + 1) * block.k && block.neighbours[j] >= 0; j++) {
        edges.add(block.rows[i], block.neighbours[j], Math.sqrt(block.squared[j]));
      }
    }
    return edges;
  }

  /**
   * Returns the minimum spanning forest of a partition's edges, which suffices by the cycle
   * property.
   */
  static Counted reduced(EdgeBlock given, double[] core) {
    int[] ends = new int[2 * given.count];
    System.arraycopy(given.from, 0, ends, 0, given.count);
    System.arraycopy(given.to, 0, ends, given.count, given.count);
    Arrays.sort(ends);
    int points = 0;
    for (int i = 0; i < ends.length; i++) {
      if (i == 0 || ends[i] != ends[i - 1]) {
        ends[points++] = ends[i];
      }
    }
    Edges all = new Edges(given.count);
    for (int i = 0; i < given.count; i++) {
      all.add(given.from[i], given.to[i], given.weight(i, core), given.length[i]);
    }
    Edges sorted = all.sorted();
    DisjointSets sets = new DisjointSets(points);
    EdgeBlock kept = new EdgeBlock(Math.max(0, points - 1), false);
    for (int i = 0; i < sorted.count && sorted.weight[i] < Double.POSITIVE_INFINITY; i++) {
      int a = sets.find(Arrays.binarySearch(ends, 0, points, sorted.from[i]));
      int b = sets.find(Arrays.binarySearch(ends, 0, points, sorted.to[i]));
      if (a != b) {
        sets.union(a, b);
        kept.add(sorted.from[i], sorted.to[i], sorted.length[i]);
      }
    }
    return new Counted(kept.trimmed(), given.count);
  }

  /** Returns the edges that lead from one component to another. */
  static EdgeBlock leaving(EdgeBlock edges, int[] component) {
    EdgeBlock leaving = new EdgeBlock(edges.count, false);
    for (int i = 0; i < edges.count; i++) {
      if (component[edges.from[i]] != component[edges.to[i]]) {
        leaving.add(edges.from[i], edges.to[i], edges.length[i]);
      }
    }
    return leaving.trimmed();
  }

  static Iterator<Tuple2<Integer, EdgeBlock>> proposals(
      EdgeBlock edges, int[] component, double[] core, int parts) {
    Least least = new Least(core);
    for (int i = 0; i < edges.count; i++) {
      least.offer(component[edges.from[i]], edges, i);
      least.offer(component[edges.to[i]], edges, i);
    }
    EdgeBlock[] byPart = new EdgeBlock[parts];
    for (int i = 0; i < least.kept.count; i++) {
      int target = Math.floorMod(least.kept.component[i] * 0x85ebca6b, parts);
      if (byPart[target] == null) {
        byPart[target] = new EdgeBlock(16, true);
      }
      byPart[target].add(least.kept.from[i], least.kept.to[i], least.kept.length[i]);
      byPart[target].component[byPart[target].count - 1] = least.kept.component[i];
    }
    List<Tuple2<Integer, EdgeBlock>> proposals = new ArrayList<>();
    for (int target = 0; target < parts; target++) {
      if (byPart[target] != null) {
        proposals.add(new Tuple2<>(target, byPart[target].trimmed()));
      }
    }
    return proposals.iterator();
  }

  /** Returns the smallest edge of each component, followed by the number of proposals. */
  static Iterator<EdgeBlock> least(Iterator<Tuple2<Integer, EdgeBlock>> proposals, double[] core) {
    Least least = new Least(core);
    long proposed = 0;
    while (proposals.hasNext()) {
      EdgeBlock some = proposals.next()._2();
      proposed += some.count;
      for (int i = 0; i < some.count; i++) {
        least.offer(some.component[i], some, i);
      }
    }
    EdgeBlock chosen = least.kept;
    chosen.component = new int[0];
    chosen.add(0, 0, (double) proposed);
    return List.of(chosen.trimmed()).iterator();
  }

  static void join(List<EdgeBlock> chosen, DisjointSets sets, Forest forest) {
    for (EdgeBlock block : chosen) {
      for (int i = 0; i < block.count - 1; i++) {
        int a = sets.find(block.from[i]);
        int b = sets.find(block.to[i]);
        if (a != b) { // otherwise it was chosen for both of its components
          sets.union(a, b);
          forest.from[forest.count] = block.from[i];
          forest.to[forest.count] = block.to[i];
          forest.length[forest.count] = block.length[i];
          forest.count++;
        }
      }
    }
  }
}
