package io.decipher.clustering;

import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Borůvka's algorithm by nearest-neighbour search in a k-d tree: in each round every component
 * takes the least edge that leaves it.
 *
 * <p>A search skips subtrees that lie wholly in the searcher's own component, and those whose box,
 * or whose least core distance, is beyond the least edge that any point of its component has found.
 * What a point has learnt outlives the round, for components only grow: an edge that still leaves
 * is still its least, and one that no longer does bounds its next from below.
 *
 * <p>Threads share the components' bounds, so how many points search in vain depends on timing;
 * what is found does not, since a bound never cuts off an edge that is as good as itself.
 *
 * @implNote O(log n) rounds of n searches of O(log n) expected time each in few dimensions; O(n)
 *     memory
 * @see <a href="https://doi.org/10.1145/1835804.1835882">March, Ram, Gray 2010</a>
 */
final class Boruvka {
  private static final int BLOCK = 512;

  private final KdTree tree;

  /** By position. */
  private final double[] core;

  private final int[] component;

  /** The least leaving edge of each position, as far as known: its other end, or -1. */
  private final int[] nearest;

  private final double[] weight;
  private final double[] length;

  /** No edge that leaves from this position weighs less. */
  private final double[] floor;

  /** The least core distance under each node. */
  private final double[] leastCore;

  /** The component of all that is under each node, or -1. */
  private final int[] nodeComponent;

  /** The least weight found so far of the edges that leave each component, as bits. */
  private final AtomicLongArray bound;

  private Boruvka(KdTree tree, double[] coreOfPoints) {
    this.tree = tree;
    int n = tree.count;
    core = new double[n];
    component = new int[n];
    nearest = new int[n];
    weight = new double[n];
    length = new double[n];
    for (int i = 0; i < n; i++) {
      core[i] = coreOfPoints[tree.order[i]];
      nearest[i] = -1;
    }
    floor = core.clone();
    leastCore = new double[tree.nodes];
    nodeComponent = new int[tree.nodes];
    bound = new AtomicLongArray(n);
    for (int node = tree.nodes - 1; node >= 0; node--) {
      if (node < tree.firstLeaf) {
        leastCore[node] = Math.min(leastCore[2 * node + 1], leastCore[2 * node + 2]);
      } else {
        leastCore[node] = Double.POSITIVE_INFINITY;
        for (int i = tree.start[node]; i < tree.end[node]; i++) {
          leastCore[node] = Math.min(leastCore[node], core[i]);
        }
      }
    }
  }

  /**
   * Returns the edges, between distinct points, in no order; weights and lengths are reduced.
   *
   * @param core reduced core distance of each distinct point
   */
  static Edges span(KdTree tree, double[] core, RunContext run) {
    return new Boruvka(tree, core).span(run);
  }

  private Edges span(RunContext run) {
    int n = tree.count;
    Edges edges = new Edges(Math.max(0, n - 1));
    DisjointSets sets = new DisjointSets(n);
    int[] least = new int[n]; // the position whose edge is the least of its component's
    while (edges.count < n - 1) {
      label(sets);
      offerKnownEdges();
      double done = (double) edges.count / (n - 1);
      Parallel.blocks(n, BLOCK, run, "spanning tree", done, (1 - done) / 2, this::search);
      Arrays.fill(least, -1);
      for (int i = 0; i < n; i++) {
        int best = least[component[i]];
        if (leaves(i) && (best < 0 || precedes(i, best))) {
          least[component[i]] = i;
        }
      }
      for (int i = 0; i < n; i++) {
        int best = least[i];
        if (best < 0) {
          continue;
        }
        int a = sets.find(best);
        int b = sets.find(nearest[best]);
        if (a != b) { // else both ends' components took the same edge
          sets.union(a, b);
          edges.add(tree.order[best], tree.order[nearest[best]], weight[best], length[best]);
        }
      }
    }
    return edges;
  }

  private void label(DisjointSets sets) {
    for (int i = 0; i < tree.count; i++) {
      component[i] = sets.find(i);
    }
    for (int node = tree.nodes - 1; node >= 0; node--) {
      if (node < tree.firstLeaf) {
        int left = nodeComponent[2 * node + 1];
        nodeComponent[node] = left == nodeComponent[2 * node + 2] ? left : -1;
      } else {
        int first = component[tree.start[node]];
        nodeComponent[node] = first;
        for (int i = tree.start[node] + 1; i < tree.end[node]; i++) {
          if (component[i] != first) {
            nodeComponent[node] = -1;
          }
        }
      }
    }
  }

  /** Sets the components' bounds to what the edges known from earlier rounds allow. */
  private void offerKnownEdges() {
    long unbounded = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
    for (int i = 0; i < tree.count; i++) {
      bound.setPlain(i, unbounded);
    }
    for (int i = 0; i < tree.count; i++) {
      if (leaves(i)) {
        offer(component[i], weight[i]);
      } else if (nearest[i] >= 0) {
        floor[i] = Math.max(floor[i], weight[i]);
        nearest[i] = -1;
      }
    }
  }

  private boolean leaves(int position) {
    return nearest[position] >= 0 && component[nearest[position]] != component[position];
  }

  /** Lowers a bound; bits of doubles that are 0 or more are ordered as they are. */
  private void offer(int target, double value) {
    long bits = Double.doubleToRawLongBits(value);
    long seen = bound.get(target);
    while (bits < seen && !bound.compareAndSet(target, seen, bits)) {
      seen = bound.get(target);
    }
  }

  private void search(int start, int end) {
    Search search = new Search();
    for (int i = start; i < end; i++) {
      if (nearest[i] < 0) {
        search.from(i);
      }
    }
  }

  private boolean precedes(int i, int j) {
    return Edges.precedes(
        weight[i],
        length[i],
        tree.order[i],
        tree.order[nearest[i]],
        weight[j],
        length[j],
        tree.order[j],
        tree.order[nearest[j]]);
  }

  /** One point's search for the least edge that leaves its component. */
  private final class Search {
    private int query;
    private int home;
    private double queryCore;
    private double limit;
    private int found;
    private double foundLength;

    void from(int position) {
      query = position;
      home = component[position];
      queryCore = core[position];
      limit = Double.longBitsToDouble(bound.get(home));
      if (floor[position] > limit) {
        return;
      }
      found = -1;
      foundLength = Double.POSITIVE_INFINITY;
      visit(0, 0);
      if (found >= 0) {
        nearest[position] = found;
        weight[position] = limit;
        length[position] = foundLength;
        offer(home, limit);
      } else {
        floor[position] = Math.nextUp(limit);
      }
    }

    private void visit(int node, double box) {
      double least = Math.max(box, Math.max(queryCore, leastCore[node]));
      if (nodeComponent[node] == home || least > limit || (least == limit && box > foundLength)) {
        return;
      }
      if (node >= tree.firstLeaf) {
        scan(tree.start[node], tree.end[node]);
        return;
      }
      int left = 2 * node + 1;
      double leftBox = tree.distanceToBox(query, left);
      double rightBox = tree.distanceToBox(query, left + 1);
      if (leftBox <= rightBox) {
        visit(left, leftBox);
        visit(left + 1, rightBox);
      } else {
        visit(left + 1, rightBox);
        visit(left, leftBox);
      }
    }

    private void scan(int start, int end) {
      for (int i = start; i < end; i++) {
        if (component[i] == home) {
          continue;
        }
        double distance = tree.distance(query, i);
        double candidate = Math.max(distance, Math.max(queryCore, core[i]));
        if (candidate > limit) {
          continue;
        }
        if (found < 0
            || Edges.precedes(
                candidate,
                distance,
                tree.order[query],
                tree.order[i],
                limit,
                foundLength,
                tree.order[query],
                tree.order[found])) {
          found = i;
          limit = candidate;
          foundLength = distance;
        }
      }
    }
  }
}
