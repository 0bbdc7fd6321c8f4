// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Neighbour search in a part: leaf by leaf, the nearest box first, until boxes are farther than the
 * k-th neighbour found, or the limit on leaves is reached. Leaves of other parts are queried there.
 *
 * <p>Squared distances are summed in double precision, dimension by dimension, so that the distance
 * from a to b equals that from b to a to the bit.
 */
final class LeafSearch {
  private final SplitTree tree;
  private final PointBlock block;
  private final int part;
  private final int k;
  private final int probes;
  private double[] sums = new double[0];

  LeafSearch(SplitTree tree, PointBlock block, int part, int k, int probes) {
    this.tree = tree;
    this.block = block;
    this.part = part;
    this.k = k;
    this.probes = probes;
  }

  /** The neighbours that a part finds itself, and its queries to other parts. */
  static final class Found implements Serializable {
    private static final long serialVersionUID = 1L;
    final NeighbourBlock lists;

    /** By part; null if there is no query. */
    final Queries[] queries;

    Found(NeighbourBlock lists, Queries[] queries) {
      this.lists = lists;
      this.queries = queries;
    }
  }

  private record Node(double distance, int number) implements Comparable<Node> {
    @Override
    public int compareTo(Node other) {
      int order = Double.compare(distance, other.distance);
      return order != 0 ? order : Integer.compare(number, other.number);
    }
  }

  /** Searches for the neighbours of all points of the part. */
  Found all() {
    int d = tree.dimensions;
    NeighbourBlock lists = NeighbourBlock.none(block.rows, k);
    Queries[] queries = new Queries[tree.parts];
    float[] point = new float[d];
    int own = block.firstLeaf;
    int end = own + block.start.length - 1;
    PriorityQueue<Node> open = new PriorityQueue<>();
    List<Node> remote = new ArrayList<>();
    for (int leaf = 0; leaf < block.start.length - 1; leaf++) {
      for (int i = block.start[leaf]; i < block.start[leaf + 1]; i++) {
        block.copy(leaf, i - block.start[leaf], d, point, 0);
        open.clear();
        remote.clear();
        scan(leaf, point, 0, block.rows[i], lists, i);
        int looked = 1;
        open.add(new Node(0, 0));
        while (looked < probes) {
          Node node = open.poll();
          if (node == null || node.distance > lists.last(i)) {
            break;
          }
          int found = node.number - (tree.leaves - 1);
          if (found < 0) {
            for (int child = 2 * node.number + 1; child <= 2 * node.number + 2; child++) {
              double distance = tree.squaredDistance(child, point, 0);
              if (distance <= lists.last(i)) {
                open.add(new Node(distance, child));
              }
            }
          } else if (found != own + leaf && found >= own && found < end) {
            scan(found - own, point, 0, block.rows[i], lists, i);
            looked++;
          } else if (found < own || found >= end) {
            remote.add(new Node(node.distance, found));
            looked++;
          }
        }
        ask(block.rows[i], point, lists.last(i), remote, queries);
      }
    }
    for (Queries some : queries) {
      if (some != null) {
        some.trimmed();
      }
    }
    return new Found(lists, queries);
  }

  private void ask(int row, float[] point, double last, List<Node> remote, Queries[] queries) {
    remote.sort((a, b) -> Integer.compare(a.number, b.number));
    int before = -1;
    for (Node node : remote) {
      if (node.distance > last) {
        continue; // nearer ones were found since
      }
      int target = tree.part(node.number);
      if (queries[target] == null) {
        queries[target] = new Queries(part, tree.dimensions);
      }
      if (target != before) {
        queries[target].add(row, point, last);
        before = target;
      }
      queries[target].addLeaf(node.number);
    }
  }

  /** Answers queries of other parts; returns offers by the part that asked. */
  Offers[] answer(Iterator<Queries> asked) {
    Offers[] offers = new Offers[tree.parts];
    while (asked.hasNext()) {
      Queries queries = asked.next();
      if (offers[queries.home] == null) {
        offers[queries.home] = new Offers();
      }
      Offers answers = offers[queries.home];
      for (int q = 0; q < queries.count; q++) {
        NeighbourBlock list = NeighbourBlock.none(new int[] {queries.rows[q]}, k);
        for (int l = queries.start[q]; l < queries.start[q + 1]; l++) {
          scan(
              queries.leaves[l] - block.firstLeaf,
              queries.values,
              q * tree.dimensions,
              queries.rows[q],
              list,
              0);
        }
        for (int i = 0; i < k && list.squared[i] <= queries.bound[q]; i++) {
          if (list.neighbours[i] >= 0) {
            answers.add(queries.rows[q], list.neighbours[i], list.squared[i]);
          }
        }
      }
    }
    return offers;
  }

  /** Scans all points of a leaf of this part. */
  private void scan(
      int leaf, float[] values, int offset, int self, NeighbourBlock lists, int point) {
    int from = block.start[leaf];
    int size = block.start[leaf + 1] - from;
    int d = tree.dimensions;
    if (sums.length < size) {
      sums = new double[size];
    }
    double[] into = sums;
    for (int c = 0; c < d; c++) {
      int column = from * d + c * size;
      double value = values[offset + c];
      if (c == 0) {
        for (int i = 0; i < size; i++) {
          double difference = block.values[column + i] - value;
          into[i] = difference * difference;
        }
      } else {
        for (int i = 0; i < size; i++) {
          double difference = block.values[column + i] - value;
          into[i] += difference * difference;
        }
      }
    }
    double last = lists.last(point);
    for (int i = 0; i < size; i++) {
      if (into[i] <= last && block.rows[from + i] != self) {
        lists.offer(point, block.rows[from + i], into[i]);
        last = lists.last(point);
      }
    }
  }
}
