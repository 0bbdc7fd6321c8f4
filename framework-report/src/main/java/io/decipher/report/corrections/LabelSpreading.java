// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.NearestNeighbours;
import java.util.Arrays;

/**
 * Spreads what is known of some samples over the graph of nearest neighbours to all (Zhou et al.
 * 2004, "Learning with local and global consistency"): F = α S F + (1 − α) Y, where S is the graph,
 * normalised on both sides. An edge weighs exp(−d² / (σᵢ σⱼ)), where σ is a sample's distance to
 * its seventh neighbour (Zelnik-Manor and Perona 2004), so that no scale has to be named.
 *
 * @implNote O(n² d) to find neighbours of few samples, less for many; O(rounds · n · k · classes)
 *     to spread
 */
final class LabelSpreading {
  private static final int NEIGHBOURS = 15;
  private static final int SCALE = 7;
  private static final double ALPHA = 0.9;
  private static final int ROUNDS = 50; // 0.9^50: what is left to come is half a percent

  private final int[] starts;
  private final int[] targets;
  private final float[] weights;

  /** Makes the graph of points, (n x d). */
  LabelSpreading(FloatMatrix points, RunContext run) {
    int n = points.rows();
    NearestNeighbours near = NearestNeighbours.of(points, Math.min(n, NEIGHBOURS + 1), run);
    int others = near.count() - 1;
    int[] degree = new int[n];
    for (int i = 0; i < n; i++) {
      degree[i] += others;
      for (int rank = 1; rank <= others; rank++) {
        degree[near.index(i, rank)]++;
      }
    }
    starts = new int[n + 1];
    for (int i = 0; i < n; i++) {
      starts[i + 1] = starts[i] + degree[i];
    }
    targets = new int[starts[n]];
    weights = new float[starts[n]];
    int[] at = starts.clone();
    for (int i = 0; i < n; i++) {
      for (int rank = 1; rank <= others; rank++) {
        int j = near.index(i, rank);
        double scale = (double) scale(near, i) * scale(near, j);
        double distance = near.distance(i, rank);
        // A pair that is near from both sides is in the graph twice, and weighs twice.
        float weight = scale == 0 ? 1 : (float) Math.exp(-distance * distance / scale);
        targets[at[i]] = j;
        weights[at[i]++] = weight;
        targets[at[j]] = i;
        weights[at[j]++] = weight;
      }
    }
    normalise(n);
  }

  private static float scale(NearestNeighbours near, int point) {
    return near.distance(point, Math.min(SCALE, near.count() - 1));
  }

  private void normalise(int n) {
    double[] sums = new double[n];
    for (int i = 0; i < n; i++) {
      for (int edge = starts[i]; edge < starts[i + 1]; edge++) {
        sums[i] += weights[edge];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int edge = starts[i]; edge < starts[i + 1]; edge++) {
        double both = sums[i] * sums[targets[edge]];
        weights[edge] = both == 0 ? 0 : (float) (weights[edge] / Math.sqrt(both));
      }
    }
  }

  /**
   * Spreads.
   *
   * @param labels the class of each sample, from 0 on; a negative one of a sample that says nothing
   * @param strengths how much each says, 0 or more, (n)
   * @param classes how many there are
   * @return how much of each class comes to each sample from others, (n x classes); what a sample
   *     says itself does not count for it
   */
  float[] spread(int[] labels, float[] strengths, int classes) {
    int n = labels.length;
    float[] known = new float[n * classes];
    for (int i = 0; i < n; i++) {
      if (labels[i] >= 0) {
        known[i * classes + labels[i]] = (float) ((1 - ALPHA) * strengths[i]);
      }
    }
    float[] now = known.clone();
    float[] next = new float[now.length];
    for (int round = 0; round < ROUNDS; round++) {
      Arrays.fill(next, 0);
      for (int i = 0; i < n; i++) {
        for (int edge = starts[i]; edge < starts[i + 1]; edge++) {
          float weight = (float) ALPHA * weights[edge];
          int from = targets[edge] * classes;
          int to = i * classes;
          for (int label = 0; label < classes; label++) {
            next[to + label] += weight * now[from + label];
          }
        }
      }
      for (int i = 0; i < next.length; i++) {
        next[i] += known[i];
      }
      float[] done = now;
      now = next;
      next = done;
    }
    for (int i = 0; i < now.length; i++) {
      now[i] = Math.max(0, now[i] - known[i]);
    }
    return now;
  }
}
