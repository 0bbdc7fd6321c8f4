// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import io.decipher.api.RunContext;
import io.decipher.numerics.Parallel;
import java.util.Arrays;

/**
 * The core distance and the nearest neighbours of each point.
 *
 * <p>The core distance is the radius at which a point's neighbourhood contains {@code minSamples}
 * other points: definition 1 of Campello et al. (2013), except that a point does not count itself.
 * Arrays are indexed by position in the tree, and distances are reduced.
 *
 * <p>The points of a leaf traverse the tree together: they share the path to nearby leaves, and
 * each only inspects those whose box is within its own radius. The search of a leaf depends only on
 * the points, so the result does not depend on the number of threads.
 *
 * @implNote about O(n log n) time in few dimensions, O(n² d) in many; O(n) memory
 * @see <a href="https://doi.org/10.1007/978-3-642-37456-2_14">Campello, Moulavi, Sander 2013</a>
 */
public final class CoreDistances {
  /** The number of neighbours kept per point, which suffice for most of the spanning tree. */
  public static final int KEPT = 16;

  /** The neighbours of more points would not fit into an array. */
  public static final int MOST_POINTS = Integer.MAX_VALUE / KEPT;

  /** The number of leaves per task. */
  private static final int BLOCK = 8;

  /** The core distance of each position, (count). */
  public final double[] core;

  /** The number of neighbours of each position, up to KEPT, (count). */
  public final byte[] count;

  /** Their positions, nearest first, equally near ones by distinct point, (count x KEPT). */
  public final int[] neighbour;

  /** Their distances, (count x KEPT). */
  public final double[] distance;

  /** A lower bound on the distance to any point that is not among the neighbours, (count). */
  public final double[] reach;

  private final KdTree tree;
  private final double enough;

  /** The total weight of the rows that the point at each position represents. */
  private final double[] weight;

  /**
   * Finds the neighbours of every point.
   *
   * @param minSamples 1 or more; if all others weigh less, the core distance is the distance to the
   *     farthest, and infinite if there are none
   */
  public CoreDistances(DistinctPoints points, KdTree tree, long minSamples, RunContext run) {
    this.tree = tree;
    enough = minSamples * (1 - Leaves.ROUNDING);
    int n = tree.count;
    core = new double[n];
    count = new byte[n];
    neighbour = new int[n * KEPT];
    distance = new double[n * KEPT];
    reach = new double[n];
    weight = new double[n];
    boolean weighted = points.weight.length > 0;
    for (int position = 0; position < n; position++) {
      int point = tree.order[position];
      // Its own weight in excess of 1 counts as others'. Capped, so that rounding with a huge
      // weight does not absorb the rest.
      double all = weighted ? points.weight[point] : points.multiplicity[point];
      weight[position] = Math.min(all, enough + 1);
    }
    Parallel.blocks(
        tree.nodes - tree.firstLeaf,
        BLOCK,
        run,
        "core distances",
        0,
        1,
        (start, end) -> {
          Search search = new Search();
          for (int leaf = start; leaf < end; leaf++) {
            search.from(tree.firstLeaf + leaf);
          }
        });
  }

  /** Returns the core distance of each distinct point, (count). */
  public double[] coreOfPoints() {
    double[] ofPoints = new double[core.length];
    for (int position = 0; position < core.length; position++) {
      ofPoints[tree.order[position]] = core[position];
    }
    return ofPoints;
  }

  /** The search for the neighbours of the points of a leaf. */
  private final class Search {
    private final Nearest[] nearest = new Nearest[KdTree.LEAF];
    private final double[][] query = new double[KdTree.LEAF][tree.dimensions];
    private final double[] toBox = new double[KdTree.LEAF];
    private final double[] toPoint = new double[KdTree.LEAF];
    private final int[] passing = new int[KdTree.LEAF];

    /** The radius within which points are relevant to each query; infinite until it has enough. */
    private final double[] limit = new double[KdTree.LEAF];

    private double greatestLimit;
    private int home;
    private int size;

    Search() {
      Arrays.setAll(nearest, i -> new Nearest(enough, weight));
    }

    void from(int leaf) {
      home = leaf;
      int first = tree.start[leaf];
      size = tree.end[leaf] - first;
      for (int i = 0; i < size; i++) {
        tree.copy(first + i, query[i]);
        nearest[i].clear(Math.max(0, weight[first + i] - 1));
        limit[i] = Double.POSITIVE_INFINITY;
      }
      scan(leaf);
      visit(0, 0);
      for (int i = 0; i < size; i++) {
        keep(first + i, nearest[i], limit[i]);
      }
    }

    private void visit(int node, double box) {
      if (box >= greatestLimit || node == home) {
        return;
      }
      if (node >= tree.firstLeaf) {
        scan(node);
        return;
      }
      int left = 2 * node + 1;
      double leftBox = tree.distanceOfBoxes(home, left);
      double rightBox = tree.distanceOfBoxes(home, left + 1);
      if (leftBox <= rightBox) {
        visit(left, leftBox);
        visit(left + 1, rightBox);
      } else {
        visit(left + 1, rightBox);
        visit(left, leftBox);
      }
    }

    private void scan(int leaf) {
      tree.distancesToBox(tree.start[home], leaf, toBox);
      int passed = 0;
      for (int i = 0; i < size; i++) {
        passing[passed] = i;
        passed += toBox[i] < limit[i] ? 1 : 0;
      }
      boolean closer = leaf == home;
      for (int i = 0; i < passed; i++) {
        tree.distances(query[passing[i]], tree.start[leaf], toPoint);
        closer |= offer(passing[i], leaf);
      }
      if (closer) {
        greatestLimit = 0;
        for (int i = 0; i < size; i++) {
          greatestLimit = Math.max(greatestLimit, limit[i]);
        }
      }
    }

    /** Offers the points of a leaf to a query; returns whether any was close enough. */
    private boolean offer(int query, int leaf) {
      double reach = limit[query];
      int start = tree.start[leaf];
      if (leaf == home) {
        toPoint[query] = Double.POSITIVE_INFINITY;
      }
      for (int j = start; j < tree.end[leaf]; j++) {
        if (toPoint[j - start] < reach) {
          reach = nearest[query].add(toPoint[j - start], j);
        }
      }
      boolean closer = reach < limit[query];
      limit[query] = reach;
      return closer;
    }

    private void keep(int position, Nearest found, double limit) {
      int first = position * KEPT;
      int length = 0;
      for (int i = 0; i < found.size; i++) {
        int to = first + length;
        if (length < KEPT) {
          length++;
        } else if (found.distance[i] < distance[to - 1]) {
          to--;
        } else {
          continue;
        }
        for (; to > first && precedes(found, i, to - 1); to--) {
          distance[to] = distance[to - 1];
          neighbour[to] = neighbour[to - 1];
        }
        distance[to] = found.distance[i];
        neighbour[to] = found.position[i];
      }
      count[position] = (byte) length;
      reach[position] = length == found.size ? limit : distance[first + length - 1];
      core[position] = found.core();
    }

    private boolean precedes(Nearest found, int i, int kept) {
      return found.distance[i] != distance[kept]
          ? found.distance[i] < distance[kept]
          : tree.order[found.position[i]] < tree.order[neighbour[kept]];
    }
  }

  /**
   * The nearest points, as many as are kept and as weigh enough together: a heap with the farthest
   * on top.
   */
  private static final class Nearest {
    private final double enough;
    private final double[] weight;
    private double[] distance;
    private int[] position;
    private int size;
    private double total;

    Nearest(double enough, double[] weight) {
      this.enough = enough;
      this.weight = weight;
      distance = new double[2 * KEPT];
      position = new int[distance.length];
    }

    /** Clears the heap, starting from a given weight. */
    void clear(double already) {
      size = 0;
      total = already;
    }

    /** Adds a point within the limit; returns the new limit, infinite if more points are needed. */
    double add(double itsDistance, int itsPosition) {
      total += weight[itsPosition];
      if (size >= KEPT && enoughWithoutFarthest()) {
        total -= weight[position[0]];
        down(itsDistance, itsPosition);
      } else {
        up(itsDistance, itsPosition);
      }
      while (size > KEPT && enoughWithoutFarthest()) {
        removeFarthest();
      }
      return size >= KEPT && total >= enough ? distance[0] : Double.POSITIVE_INFINITY;
    }

    private boolean enoughWithoutFarthest() {
      return total - weight[position[0]] >= enough;
    }

    private void removeFarthest() {
      total -= weight[position[0]];
      size--;
      down(distance[size], position[size]);
    }

    /** Returns the core distance, and removes points beyond those needed. */
    double core() {
      while (size > 0 && enoughWithoutFarthest()) {
        removeFarthest();
      }
      return size > 0 ? distance[0] : total > 0 ? 0 : Double.POSITIVE_INFINITY;
    }

    private void up(double itsDistance, int itsPosition) {
      if (size == distance.length) {
        distance = Arrays.copyOf(distance, 2 * size);
        position = Arrays.copyOf(position, 2 * size);
      }
      int at = size++;
      while (at > 0 && distance[(at - 1) >>> 1] < itsDistance) {
        int parent = (at - 1) >>> 1;
        distance[at] = distance[parent];
        position[at] = position[parent];
        at = parent;
      }
      distance[at] = itsDistance;
      position[at] = itsPosition;
    }

    /** Replaces the top of the heap and sifts down. */
    private void down(double itsDistance, int itsPosition) {
      int at = 0;
      int child = 1;
      while (child < size) {
        if (child + 1 < size && distance[child + 1] > distance[child]) {
          child++;
        }
        if (distance[child] <= itsDistance) {
          break;
        }
        distance[at] = distance[child];
        position[at] = position[child];
        at = child;
        child = 2 * at + 1;
      }
      distance[at] = itsDistance;
      position[at] = itsPosition;
    }
  }
}
