// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.mst;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.numerics.Parallel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntConsumer;

/**
 * Borůvka's algorithm with dual-tree search: in each round every component selects its lightest
 * outgoing edge.
 *
 * <p>Most edges are found among the neighbours known from the core distances: an edge to any other
 * point weighs at least as much as their reach. For the rest, the k-d tree is traversed against
 * itself: a pair of a query node and a reference node is pruned if both lie in one component, or if
 * their boxes, or their core distances, exceed the lightest edge that any point of the query
 * component has found. What is known of a point remains useful in later rounds, since components
 * only grow: an edge that still leaves its component is still the lightest, and one that no longer
 * does is a lower bound for the next.
 *
 * <p>Threads share the components' bounds, so the amount of wasted search depends on timing. The
 * result does not: a bound never prunes an edge as light as itself, and an edge counts as a point's
 * lightest only if it is not heavier than the bound at the end of the round.
 *
 * <p>In the paper's notation, with mutual-reachability distances: N(q) is {@link #nearest}, D(q)
 * {@link #weight}, d(C_q) {@link #bound}, and B(Q) {@link #nodeBound}.
 *
 * @implNote O(log n) rounds, each of about O(n) time in few dimensions, of O(n² d) at worst in
 *     many; O(n) memory
 * @see <a href="https://doi.org/10.1145/1835804.1835882">March, Ram, Gray 2010, algorithm 3</a>
 * @see <a href="https://doi.org/10.1109/ICDMW.2017.12">McInnes, Healy 2017</a>
 */
public final class Boruvka {
  private static final String STAGE = "spanning tree";

  /** The minimum number of query subtrees that become tasks, if there are as many leaves. */
  private static final int TASKS = 256;

  private final KdTree tree;
  private final CoreDistances near;

  /** By position, as all fields below. */
  private final double[] core;

  private final int[] component;

  /** The other end of the lightest known outgoing edge of each position, or -1. */
  private final int[] nearest;

  private final double[] weight;
  private final double[] length;

  /** Whether that edge is certain to be the lightest. */
  private final boolean[] settled;

  /** The rank of the first neighbour that was outside the component in the last round. */
  private final byte[] outside;

  /** A lower bound on the weight of the edges that leave each position's component. */
  private final double[] floor;

  /** The weight of the lightest outgoing edge found for each component, as bits. */
  private final AtomicLongArray bound;

  /** The position from which each component's lightest outgoing edge starts, or -1. */
  private final AtomicIntegerArray least;

  /** The component of all points below each node, or -1 if they differ. */
  private final int[] nodeComponent;

  /** The least core distance below each node. */
  private final double[] nodeCore;

  /** The least floor of the querying points below each node; infinite if there are none. */
  private final double[] nodeFloor;

  /** The greatest bound of the querying points below each node. */
  private final double[] nodeBound;

  private Boruvka(KdTree tree, CoreDistances near) {
    this.tree = tree;
    this.near = near;
    int n = tree.count;
    core = near.core;
    component = new int[n];
    nearest = new int[n];
    weight = new double[n];
    length = new double[n];
    settled = new boolean[n];
    outside = new byte[n];
    floor = core.clone();
    bound = new AtomicLongArray(n);
    least = new AtomicIntegerArray(n);
    nodeComponent = new int[tree.nodes];
    nodeCore = new double[tree.nodes];
    nodeFloor = new double[tree.nodes];
    nodeBound = new double[tree.nodes];
    Arrays.fill(nodeCore, Double.POSITIVE_INFINITY);
    for (int node = tree.nodes - 1; node >= 0; node--) {
      if (node < tree.firstLeaf) {
        nodeCore[node] = Math.min(nodeCore[2 * node + 1], nodeCore[2 * node + 2]);
      } else {
        for (int i = tree.start[node]; i < tree.end[node]; i++) {
          nodeCore[node] = Math.min(nodeCore[node], core[i]);
        }
      }
    }
  }

  /** Returns the edges between distinct points, unordered; weights and lengths are reduced. */
  public static Edges span(KdTree tree, CoreDistances near, RunContext run) {
    return new Boruvka(tree, near).span(run);
  }

  private Edges span(RunContext run) {
    int n = tree.count;
    Edges edges = new Edges(n - 1);
    DisjointSets sets = new DisjointSets(n);
    while (edges.count < n - 1) {
      double done = (double) edges.count / (n - 1);
      run.step(new Progress(STAGE, done, ""));
      label(sets);
      forEachLeaf(this::recall);
      forEachLeaf(this::prepare);
      search(done, run);
      forEachLeaf(this::choose);
      join(sets, edges);
    }
    return edges;
  }

  private void label(DisjointSets sets) {
    long unbounded = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
    for (int i = 0; i < tree.count; i++) {
      component[i] = sets.find(i);
      bound.setPlain(i, unbounded);
      least.setPlain(i, -1);
    }
  }

  /** Runs an independent task for every leaf. */
  private void forEachLeaf(IntConsumer work) {
    Parallel.run(tree.nodes - tree.firstLeaf, leaf -> work.accept(tree.firstLeaf + leaf));
  }

  /** Lowers the components' bounds using results of earlier rounds and known neighbours. */
  private void recall(int leaf) {
    for (int i = tree.start[leaf]; i < tree.end[leaf]; i++) {
      if (settled[i] && component[nearest[i]] == component[i]) {
        settled[i] = false;
        floor[i] = Math.max(floor[i], weight[i]);
      }
      if (!settled[i]) {
        lookNear(i);
      }
      lower(component[i], weight[i]);
    }
  }

  /**
   * Selects the lightest edge to a neighbour; certain if no edge to another point can be lighter.
   */
  private void lookNear(int position) {
    int home = component[position];
    int first = position * CoreDistances.KEPT;
    int i = first + outside[position];
    int end = first + near.count[position];
    while (i < end && component[near.neighbour[i]] == home) {
      i++;
    }
    outside[position] = (byte) (i - first);
    nearest[position] = -1;
    weight[position] = Double.POSITIVE_INFINITY;
    for (; i < end && near.distance[i] <= weight[position]; i++) {
      int other = near.neighbour[i];
      double offered = Math.max(near.distance[i], Math.max(core[position], core[other]));
      // An edge of equal weight is longer or comes later, so it is not lighter.
      if (offered < weight[position] && component[other] != home) {
        nearest[position] = other;
        weight[position] = offered;
        length[position] = near.distance[i];
      }
    }
    double beyond = Math.max(near.reach[position], core[position]);
    settled[position] =
        weight[position] < beyond
            || (weight[position] == beyond
                && nearest[position] >= 0
                && length[position] < near.reach[position]);
    if (!settled[position]) {
      floor[position] = Math.max(floor[position], beyond);
    }
  }

  /** Lowers a bound; bit patterns of non-negative doubles are ordered like their values. */
  private void lower(int target, double value) {
    long bits = Double.doubleToRawLongBits(value);
    long seen = bound.get(target);
    while (bits < seen && !bound.compareAndSet(target, seen, bits)) {
      seen = bound.get(target);
    }
  }

  private double bound(int target) {
    return Double.longBitsToDouble(bound.get(target));
  }

  private boolean searches(int position) {
    return !settled[position] && floor[position] <= bound(component[position]);
  }

  /** Computes the pruning criteria of a leaf. */
  private void prepare(int leaf) {
    nodeComponent[leaf] = component[tree.start[leaf]];
    nodeFloor[leaf] = Double.POSITIVE_INFINITY;
    nodeBound[leaf] = 0;
    for (int i = tree.start[leaf]; i < tree.end[leaf]; i++) {
      if (component[i] != nodeComponent[leaf]) {
        nodeComponent[leaf] = -1;
      }
      if (searches(i)) {
        nodeFloor[leaf] = Math.min(nodeFloor[leaf], floor[i]);
        nodeBound[leaf] = Math.max(nodeBound[leaf], bound(component[i]));
      }
    }
  }

  private void search(double done, RunContext run) {
    for (int node = tree.firstLeaf - 1; node >= 0; node--) {
      int left = 2 * node + 1;
      boolean same = nodeComponent[left] == nodeComponent[left + 1];
      nodeComponent[node] = same ? nodeComponent[left] : -1;
      nodeFloor[node] = Math.min(nodeFloor[left], nodeFloor[left + 1]);
      nodeBound[node] = Math.max(nodeBound[left], nodeBound[left + 1]);
    }
    int first = 0; // of a level of the tree
    while (first + 1 < TASKS && 4 * first + 3 <= tree.nodes) {
      first = 2 * first + 1;
    }
    int level = first;
    Parallel.blocks(
        level + 1,
        1,
        run,
        STAGE,
        done,
        (1 - done) / 2,
        (start, end) -> new Search().visit(level + start, 0, 0));
  }

  /** Compares the certain edges of a leaf with the lightest of their components. */
  private void choose(int leaf) {
    for (int i = tree.start[leaf]; i < tree.end[leaf]; i++) {
      double limit = bound(component[i]);
      if (weight[i] <= limit) {
        settled[i] = true;
        int seen = least.get(component[i]);
        while ((seen < 0 || precedes(i, seen)) && !least.compareAndSet(component[i], seen, i)) {
          seen = least.get(component[i]);
        }
      } else if (!settled[i]) {
        floor[i] = Math.max(floor[i], Math.nextUp(limit));
      }
    }
  }

  private boolean precedes(int i, int j) {
    if (weight[i] != weight[j]) {
      return weight[i] < weight[j];
    }
    if (length[i] != length[j]) {
      return length[i] < length[j];
    }
    return Edges.endsPrecede(
        tree.order[i], tree.order[nearest[i]], tree.order[j], tree.order[nearest[j]]);
  }

  private void join(DisjointSets sets, Edges edges) {
    for (int i = 0; i < tree.count; i++) {
      int best = least.getPlain(i);
      if (best < 0) {
        continue;
      }
      int a = sets.find(best);
      int b = sets.find(nearest[best]);
      if (a != b) { // otherwise both components selected the same edge
        sets.union(a, b);
        edges.add(tree.order[best], tree.order[nearest[best]], weight[best], length[best]);
      }
    }
  }

  /** A task's search for the lightest outgoing edges of the points below a node. */
  private final class Search {
    private final double[] query = new double[tree.dimensions];
    private final double[] distances = new double[KdTree.LEAF];

    /**
     * Visits a pair of nodes.
     *
     * @param searchers the query node
     * @param box the reduced distance between the nodes' boxes
     */
    void visit(int searchers, int node, double box) {
      int home = nodeComponent[searchers];
      double limit = home < 0 ? nodeBound[searchers] : bound(home);
      if (Math.max(box, Math.max(nodeFloor[searchers], nodeCore[node])) > limit
          || (home >= 0 && home == nodeComponent[node])) {
        return;
      }
      boolean leaf = searchers >= tree.firstLeaf;
      if (leaf && node >= tree.firstLeaf) {
        scan(searchers, node);
        return;
      }
      // Splits the larger node, which has the smaller number; visits the nearer part first.
      boolean part = !leaf && (searchers <= node || node >= tree.firstLeaf);
      int left = 2 * (part ? searchers : node) + 1;
      double leftBox = tree.distanceOfBoxes(left, part ? node : searchers);
      double rightBox = tree.distanceOfBoxes(left + 1, part ? node : searchers);
      int nearer = leftBox <= rightBox ? left : left + 1;
      int farther = 2 * left + 1 - nearer;
      visit(part ? nearer : searchers, part ? node : nearer, Math.min(leftBox, rightBox));
      visit(part ? farther : searchers, part ? node : farther, Math.max(leftBox, rightBox));
    }

    private void scan(int searchers, int leaf) {
      for (int i = tree.start[searchers]; i < tree.end[searchers]; i++) {
        if (searches(i) && nodeComponent[leaf] != component[i]) {
          tree.copy(i, query);
          if (tree.distanceToBox(query, leaf) <= bound(component[i])) {
            tree.distances(query, tree.start[leaf], distances);
            offer(i, leaf);
          }
        }
      }
    }

    private void offer(int i, int leaf) {
      double limit = bound(component[i]);
      int start = tree.start[leaf];
      for (int j = start; j < tree.end[leaf]; j++) {
        double distance = distances[j - start];
        if (distance > limit || component[j] == component[i]) {
          continue;
        }
        double offered = Math.max(distance, Math.max(core[i], core[j]));
        if (offered <= limit && (nearest[i] < 0 || precedes(offered, distance, i, j))) {
          nearest[i] = j;
          weight[i] = offered;
          length[i] = distance;
          limit = offered;
        }
      }
      lower(component[i], limit);
    }

    private boolean precedes(double offered, double distance, int i, int j) {
      if (offered != weight[i]) {
        return offered < weight[i];
      }
      if (distance != length[i]) {
        return distance < length[i];
      }
      return Edges.endsPrecede(tree.order[i], tree.order[j], tree.order[i], tree.order[nearest[i]]);
    }
  }
}
