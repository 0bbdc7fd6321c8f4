// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.DecipherException;
import io.decipher.clustering.internal.mst.DisjointSets;
import io.decipher.clustering.internal.mst.Edges;
import io.decipher.clustering.internal.mst.MinimumSpanningTree;
import io.decipher.numerics.NearestNeighbours;
import java.util.Arrays;

/**
 * An immutable undirected graph of distances between some pairs of n points, for distances that do
 * not come from coordinates, such as nearest neighbours or a sparse matrix.
 */
public final class DistanceGraph {
  private final int points;

  /** One edge per pair, ordered by the lesser end, then by the greater. */
  private final int[] lesser;

  private final int[] greater;
  private final double[] distance;

  private DistanceGraph(int points, int[] lesser, int[] greater, double[] distance) {
    this.points = points;
    this.lesser = lesser;
    this.greater = greater;
    this.distance = distance;
  }

  /**
   * Returns the graph with the given edges. An edge may be given in one direction or both; the
   * smaller of two distances applies. Edges from a point to itself, of distance 0, are ignored.
   *
   * @param points n, the number of points
   * @param from the start points of the edges, 0 to n - 1, (m)
   * @param to their end points, (m)
   * @param distances their lengths, finite, 0 or more, (m)
   * @throws DecipherException if the arrays' lengths differ, a point is out of range, a distance is
   *     not finite or negative, the distance from a point to itself is not 0, or an edge is given
   *     twice in one direction with different distances; names the edge by its index
   * @implNote O(n + m log m) time, O(n + m) memory
   */
  public static DistanceGraph of(int points, int[] from, int[] to, double[] distances) {
    if (points < 0 || from.length != to.length || from.length != distances.length) {
      throw new DecipherException(
          "a distance graph needs 0 or more points and from, to and distances of one length; found "
              + (points + " points, " + from.length + ", " + to.length + " and ")
              + distances.length);
    }
    int[] start = new int[points + 1]; // of its edges, by lesser end
    for (int edge = 0; edge < from.length; edge++) {
      check(points, edge, from[edge], to[edge], distances[edge]);
      start[Math.min(from[edge], to[edge]) + 1]++;
    }
    for (int i = 0; i < points; i++) {
      start[i + 1] += start[i];
    }
    long[] keys = new long[from.length]; // greater end and edge
    int[] next = start.clone();
    for (int edge = 0; edge < from.length; edge++) {
      long end = Math.max(from[edge], to[edge]);
      keys[next[Math.min(from[edge], to[edge])]++] = end << 32 | edge;
    }
    int[] lesser = new int[from.length];
    int[] greater = new int[from.length];
    double[] distance = new double[from.length];
    int count = 0;
    for (int point = 0; point < points; point++) {
      Arrays.sort(keys, start[point], start[point + 1]);
      int[] given = {-1, -1}; // the last edge of the current pair, upwards and downwards
      for (int i = start[point]; i < start[point + 1]; i++) {
        int edge = (int) keys[i];
        int end = (int) (keys[i] >> 32);
        if (end == point) {
          continue;
        }
        boolean again = count > 0 && lesser[count - 1] == point && greater[count - 1] == end;
        if (!again) {
          Arrays.fill(given, -1);
          lesser[count] = point;
          greater[count] = end;
          distance[count] = distances[edge];
          count++;
        }
        int direction = from[edge] == point ? 0 : 1;
        if (given[direction] >= 0 && distances[given[direction]] != distances[edge]) {
          throw new DecipherException(
              name(given[direction], from[edge], to[edge])
                  + (", is given again as edge " + edge + ", at distances ")
                  + (distances[given[direction]] + " and " + distances[edge])
                  + "; expected one distance (leave one of them out)");
        }
        given[direction] = edge;
        distance[count - 1] = Math.min(distance[count - 1], distances[edge]);
      }
    }
    return new DistanceGraph(
        points,
        Arrays.copyOf(lesser, count),
        Arrays.copyOf(greater, count),
        Arrays.copyOf(distance, count));
  }

  /**
   * Returns the graph in which each point is connected to its neighbours.
   *
   * @implNote O(n k log k) time, O(n k) memory
   */
  public static DistanceGraph of(NearestNeighbours nearest) {
    int n = nearest.size();
    int others = nearest.count() - 1;
    int[] from = new int[Math.multiplyExact(n, others)];
    double[] distances = new double[from.length];
    int[] to = new int[from.length];
    for (int edge = 0; edge < from.length; edge++) {
      from[edge] = edge / others;
      to[edge] = nearest.index(edge / others, edge % others + 1);
      distances[edge] = nearest.distance(edge / others, edge % others + 1);
    }
    return of(n, from, to, distances);
  }

  private static void check(int points, int edge, int from, int to, double distance) {
    if (from < 0 || from >= points || to < 0 || to >= points) {
      throw new DecipherException(
          name(edge, from, to)
              + ", has an end that is not one of the "
              + points
              + " points, counting from 0");
    }
    if (!(distance >= 0 && distance < Double.POSITIVE_INFINITY)) {
      throw new DecipherException(
          name(edge, from, to)
              + (", has distance " + distance)
              + "; expected a finite number, 0 or more (leave out edges that do not exist)");
    }
    if (from == to && distance > 0) {
      throw new DecipherException(
          name(edge, from, to) + ", has distance " + distance + "; expected 0, or no such edge");
    }
  }

  static String name(int edge, int from, int to) {
    return "edge " + edge + ", from point " + from + " to " + to;
  }

  /** Returns n, the number of points. */
  public int points() {
    return points;
  }

  /** Returns the number of pairs whose distance is known. */
  public int edges() {
    return distance.length;
  }

  /**
   * Returns the distance from each point to its {@code minSamples}-th nearest neighbour, (n);
   * infinite for points with fewer edges.
   */
  double[] coreDistances(int minSamples) {
    int[] start = new int[points + 1];
    for (int i = 0; i < distance.length; i++) {
      start[lesser[i] + 1]++;
      start[greater[i] + 1]++;
    }
    for (int i = 0; i < points; i++) {
      start[i + 1] += start[i];
    }
    double[] incident = new double[2 * distance.length];
    int[] next = start.clone();
    for (int i = 0; i < distance.length; i++) {
      incident[next[lesser[i]]++] = distance[i];
      incident[next[greater[i]]++] = distance[i];
    }
    double[] core = new double[points];
    for (int i = 0; i < points; i++) {
      Arrays.sort(incident, start[i], start[i + 1]);
      boolean enough = start[i + 1] - start[i] >= minSamples;
      core[i] = enough ? incident[start[i] + minSamples - 1] : Double.POSITIVE_INFINITY;
    }
    return core;
  }

  /** Returns the edges, weighted by mutual-reachability distance. */
  Edges edges(double[] core) {
    Edges edges = new Edges(distance.length);
    for (int i = 0; i < distance.length; i++) {
      double weight = Math.max(distance[i], Math.max(core[lesser[i]], core[greater[i]]));
      edges.add(lesser[i], greater[i], weight, distance[i]);
    }
    return edges;
  }

  /**
   * Returns the minimum spanning tree in mutual reachability by Kruskal's algorithm. Connected
   * components of the graph are joined by edges of infinite weight, the largest first.
   *
   * @param minSamples 1 or more
   * @implNote O(m log m) time and O(m) memory for m edges
   * @see <a href="https://doi.org/10.1090/S0002-9939-1956-0078686-7">Kruskal 1956</a>
   */
  MinimumSpanningTree spanningTree(int minSamples) {
    double[] core = coreDistances(minSamples);
    Edges all = edges(core).sorted();
    DisjointSets sets = new DisjointSets(core.length);
    Edges edges = new Edges(Math.max(0, core.length - 1));
    for (int i = 0; i < all.count && all.weight[i] < Double.POSITIVE_INFINITY; i++) {
      int a = sets.find(all.from[i]);
      int b = sets.find(all.to[i]);
      if (a != b) {
        sets.union(a, b);
        edges.add(all.from[i], all.to[i], all.weight[i], all.length[i]);
      }
    }
    SpanningForest.joinPieces(sets, edges, core.length);
    return new MinimumSpanningTree(core, edges);
  }

  @Override
  public String toString() {
    return "DistanceGraph(" + points + " points, " + edges() + " edges)";
  }
}
