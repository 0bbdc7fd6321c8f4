// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import io.decipher.api.RunContext;
import io.decipher.numerics.Parallel;
import java.util.Arrays;

/**
 * What is near each point: its core distance, and its nearest neighbours.
 *
 * <p>The core distance is that at which a point's neighbourhood holds {@code minSamples} others:
 * definition 1 of Campello et al. (2013), but that a point does not count itself. All is by
 * position in the tree, and distances are reduced.
 *
 * <p>The points of a leaf go through the tree together: they share the way to the leaves near them,
 * and each looks only into those whose box is within its own reach. A leaf's search depends on
 * nothing but the points, so the number of threads changes nothing.
 *
 * @implNote about O(n log n) time in few dimensions, O(n² d) in many; O(n) memory
 * @see <a href="https://doi.org/10.1007/978-3-642-37456-2_14">Campello, Moulavi, Sander 2013</a>
 */
public final class CoreDistances {
  /** Neighbours kept of each point: with them most of the spanning tree needs no other search. */
  public static final int KEPT = 16;

  /** More points would have more neighbours than an array holds. */
  public static final int MOST_POINTS = Integer.MAX_VALUE / KEPT;

  /** Leaves a task. */
  private static final int BLOCK = 8;

  /** The core distance of each position, (count). */
  public final double[] core;

  /** How many neighbours of each position there are, up to KEPT, (count). */
  public final byte[] count;

  /** Their positions, nearest first, of equal ones the lesser distinct point, (count x KEPT). */
  public final int[] neighbour;

  /** Their distances, (count x KEPT). */
  public final double[] distance;

  /** No point that is not among the neighbours is nearer than this, (count). */
  public final double[] reach;

  private final KdTree tree;
  private final double enough;

  /** What the rows weigh that the point at each position stands for. */
  private final double[] weight;

  /**
   * Looks for the neighbours of every point.
   *
   * @param minSamples 1 or more; where all others weigh less, the core distance is that of the
   *     farthest, and infinite where there are none
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
      // Of its own weight what is above 1 counts as others'. Lest a great one swallow the rest in
      // rounding, none is greater than enough.
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

  /** The search for the neighbours of all points of a leaf. */
  private final class Search {
    private final Nearest[] nearest = new Nearest[KdTree.LEAF];
    private final double[][] query = new double[KdTree.LEAF][tree.dimensions];
    private final double[] toBox = new double[KdTree.LEAF];
    private final double[] toPoint = new double[KdTree.LEAF];
    private final int[] passing = new int[KdTree.LEAF];

    /** Only what is nearer than this is of use to each point; infinite while it has not enough. */
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

    /** Takes what is near enough in a leaf to one point; returns whether anything is. */
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
   * of them on top.
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

    /** Empties it, but for what weighs already. */
    void clear(double already) {
      size = 0;
      total = already;
    }

    /** Adds a point nearer than the limit; returns the new limit, infinite if all are welcome. */
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

    /** Returns the distance within which there is enough, and leaves only what is needed. */
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

    /** Puts a point in the place of the farthest, and lets it sink. */
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
