// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import io.decipher.api.RunContext;
import io.decipher.numerics.NearestNeighbours;
import io.decipher.numerics.Parallel;
import java.util.Arrays;

/**
 * The fuzzy union of all points' neighbourhoods: a symmetric weighted graph in compressed sparse
 * row format.
 *
 * <p>In the notation of McInnes et al. (2018), section 3.1: ρ is {@code nearest}, σ is {@code
 * scale}, and the union of memberships w and v is w + v - w v.
 *
 * @see <a href="https://arxiv.org/abs/1802.03426">McInnes, Healy, Melville 2018</a>
 */
final class NeighbourGraph {
  private static final int TASK = 512;
  private static final int BISECTIONS = 64;
  private static final double TOLERANCE = 1e-5;

  /**
   * The lower bound of σ relative to the mean distance; without it, near-duplicates would be
   * connected only to each other.
   */
  private static final double MIN_SCALE = 1e-3;

  private final int[] starts;
  private final int[] targets;
  private final float[] weights;

  NeighbourGraph(int[] starts, int[] targets, float[] weights) {
    this.starts = starts;
    this.targets = targets;
    this.weights = weights;
  }

  /**
   * Returns the offsets of each point's edges, (n + 1): the edges of point i are from {@code
   * starts()[i]} to {@code starts()[i + 1]}; not a copy.
   */
  int[] starts() {
    return starts;
  }

  /** Returns the other end of each edge, ascending within a point; not a copy. */
  int[] targets() {
    return targets;
  }

  /** Returns the weight of each edge, in [0, 1]; not a copy. */
  float[] weights() {
    return weights;
  }

  /** Returns n, the number of points. */
  int size() {
    return starts.length - 1;
  }

  /** Builds the union of the neighbourhoods of {@code neighbours}. */
  static NeighbourGraph of(NearestNeighbours neighbours, RunContext run) {
    return union(neighbours, memberships(neighbours, run));
  }

  /**
   * Returns the membership strength of each neighbour, (n x k): 0 for the point itself, 1 for its
   * nearest neighbour at a distance above 0; the strengths of a point sum to log2 k.
   */
  static float[] memberships(NearestNeighbours neighbours, RunContext run) {
    int n = neighbours.size();
    int k = neighbours.count();
    float[] distances = neighbours.distances();
    float[] memberships = new float[n * k];
    double sum = 0;
    for (float distance : distances) {
      sum += distance;
    }
    double mean = distances.length == 0 ? 0 : sum / distances.length;
    Parallel.run(
        (n + TASK - 1) / TASK,
        "neighbourhoods",
        run,
        task -> {
          for (int i = task * TASK; i < Math.min(n, (task + 1) * TASK); i++) {
            memberships(distances, i * k, k, mean, memberships);
          }
        });
    return memberships;
  }

  static void memberships(float[] distances, int row, int k, double mean, float[] memberships) {
    double nearest = 0;
    for (int j = k - 1; j > 0; j--) {
      if (distances[row + j] > 0) {
        nearest = distances[row + j];
      }
    }
    double scale = scale(distances, row, k, nearest);
    double reference = mean;
    if (nearest > 0) {
      reference = 0;
      for (int j = 0; j < k; j++) {
        reference += distances[row + j];
      }
      reference /= k;
    }
    scale = Math.max(scale, MIN_SCALE * reference);
    for (int j = 1; j < k; j++) {
      double beyond = distances[row + j] - nearest;
      memberships[row + j] =
          beyond <= 0 || scale == 0 ? 1 : (float) StrictMath.exp(-beyond / scale);
    }
  }

  /** Returns the σ for which the memberships sum to log2 k, by bisection. */
  private static double scale(float[] distances, int row, int k, double nearest) {
    double target = StrictMath.log(k) / StrictMath.log(2);
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    // Starts at the scale of the distances, so that the search does not depend on their unit.
    double scale = distances[row + k - 1] > nearest ? distances[row + k - 1] - nearest : 1;
    for (int step = 0; step < BISECTIONS; step++) {
      double sum = 0;
      for (int j = 1; j < k; j++) {
        double beyond = distances[row + j] - nearest;
        sum += beyond > 0 ? StrictMath.exp(-beyond / scale) : 1;
      }
      if (Math.abs(sum - target) < TOLERANCE) {
        break;
      }
      if (sum > target) {
        high = scale;
        scale = (low + high) / 2;
      } else {
        low = scale;
        scale = high == Double.POSITIVE_INFINITY ? scale * 2 : (low + high) / 2;
      }
    }
    return scale;
  }

  private static NeighbourGraph union(NearestNeighbours neighbours, float[] memberships) {
    int n = neighbours.size();
    int k = neighbours.count();
    int[] indices = neighbours.indices();
    int[] starts = new int[n + 1];
    for (int edge = 0; edge < indices.length; edge++) {
      if (edge % k != 0) {
        starts[edge / k + 1]++;
        starts[indices[edge] + 1]++;
      }
    }
    for (int i = 0; i < n; i++) {
      starts[i + 1] = Math.addExact(starts[i + 1], starts[i]);
    }
    // Both directions of each edge, by point; an edge chosen by both ends occurs twice.
    long[] entries = new long[starts[n]];
    int[] next = Arrays.copyOf(starts, n);
    for (int edge = 0; edge < indices.length; edge++) {
      if (edge % k != 0) {
        int i = edge / k;
        int j = indices[edge];
        long weight = Float.floatToRawIntBits(memberships[edge]);
        entries[next[i]++] = (long) j << 32 | weight;
        entries[next[j]++] = (long) i << 32 | weight;
      }
    }
    int[] targets = new int[entries.length];
    float[] weights = new float[entries.length];
    int[] joined = new int[n + 1];
    int edges = 0;
    for (int i = 0; i < n; i++) {
      // Sorted by target, then by weight: both ends sum in the same order, with the same result.
      Arrays.sort(entries, starts[i], starts[i + 1]);
      for (int at = starts[i]; at < starts[i + 1]; at++) {
        int target = (int) (entries[at] >>> 32);
        float weight = Float.intBitsToFloat((int) entries[at]);
        if (edges > joined[i] && targets[edges - 1] == target) {
          float other = weights[edges - 1];
          weights[edges - 1] = Math.min(1, other + weight - other * weight);
        } else {
          targets[edges] = target;
          weights[edges] = weight;
          edges++;
        }
      }
      joined[i + 1] = edges;
    }
    return new NeighbourGraph(joined, Arrays.copyOf(targets, edges), Arrays.copyOf(weights, edges));
  }

  /** Returns the graph without edges of weight below {@code least}. */
  NeighbourGraph withoutBelow(float least) {
    int n = size();
    int[] keptStarts = new int[n + 1];
    int[] keptTargets = new int[targets.length];
    float[] keptWeights = new float[targets.length];
    int kept = 0;
    for (int i = 0; i < n; i++) {
      for (int edge = starts[i]; edge < starts[i + 1]; edge++) {
        if (weights[edge] >= least && weights[edge] > 0) {
          keptTargets[kept] = targets[edge];
          keptWeights[kept] = weights[edge];
          kept++;
        }
      }
      keptStarts[i + 1] = kept;
    }
    return new NeighbourGraph(
        keptStarts, Arrays.copyOf(keptTargets, kept), Arrays.copyOf(keptWeights, kept));
  }

  /** Returns the largest weight, 0 if there is no edge. */
  float maxWeight() {
    float max = 0;
    for (float weight : weights) {
      max = Math.max(max, weight);
    }
    return max;
  }

  /**
   * Returns the connected component of each point, (n), numbered from 0 in order of first
   * occurrence.
   */
  int[] components() {
    int n = size();
    int[] component = new int[n];
    Arrays.fill(component, -1);
    int[] queue = new int[n];
    int components = 0;
    for (int seed = 0; seed < n; seed++) {
      if (component[seed] >= 0) {
        continue;
      }
      int head = 0;
      int tail = 0;
      queue[tail++] = seed;
      component[seed] = components;
      while (head < tail) {
        int i = queue[head++];
        for (int edge = starts[i]; edge < starts[i + 1]; edge++) {
          if (component[targets[edge]] < 0) {
            component[targets[edge]] = components;
            queue[tail++] = targets[edge];
          }
        }
      }
      components++;
    }
    return component;
  }
}
