// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.labelling;

import io.decipher.numerics.NearestNeighbours;
import io.decipher.numerics.Parallel;
import java.util.Arrays;

/**
 * Labels samples by label spreading over the nearest neighbour graph: F ← α S F + (1 − α) Y, S =
 * D^−½ W D^−½, the local and global consistency of Zhou et al. (2004). W is 1 between two points if
 * either is a neighbour of the other. Y is weighted so that each label has the same initial mass.
 *
 * @see <a
 *     href="https://papers.nips.cc/paper/2003/hash/87682805257e619d49b8e0dfdc14affa-Abstract.html">Zhou
 *     et al. 2004</a>
 */
public final class LabelSpreading {
  private static final double ALPHA = 0.99; // as in the paper
  private static final int STEPS = 60;
  private static final int BLOCK = 1024;

  private final int[] starts; // (n + 1), the offsets of each point's links
  private final int[] links;
  private final float[] roots; // (n), 1 / sqrt of the number of links

  /**
   * Builds the graph, over which labels can be spread any number of times.
   *
   * @param nearest neighbours of each point, (n x k), itself first or not at all
   */
  public LabelSpreading(NearestNeighbours nearest) {
    int n = nearest.size();
    int[] degrees = new int[n];
    int[][] own = new int[n][];
    for (int i = 0; i < n; i++) {
      own[i] = nearest.others(i).clone();
      Arrays.sort(own[i]);
    }
    for (int i = 0; i < n; i++) {
      for (int j : own[i]) {
        degrees[i]++;
        degrees[j] += Arrays.binarySearch(own[j], i) < 0 ? 1 : 0; // otherwise j counts it itself
      }
    }
    this.starts = new int[n + 1];
    for (int i = 0; i < n; i++) {
      starts[i + 1] = starts[i] + degrees[i];
    }
    this.links = new int[starts[n]];
    int[] filled = Arrays.copyOf(starts, n);
    for (int i = 0; i < n; i++) {
      for (int j : own[i]) {
        links[filled[i]++] = j;
        if (Arrays.binarySearch(own[j], i) < 0) {
          links[filled[j]++] = i;
        }
      }
    }
    this.roots = new float[n];
    for (int i = 0; i < n; i++) {
      roots[i] = degrees[i] == 0 ? 0 : (float) (1 / Math.sqrt(degrees[i]));
    }
  }

  /**
   * Returns one label per point; -1 for points that no label reaches.
   *
   * @implNote O(60 n k classes) time, O(n classes) memory
   */
  public int[] label(GivenLabels given) {
    int n = roots.length;
    int classes = given.classes();
    int[] counts = new int[classes];
    for (int g = 0; g < given.count(); g++) {
      counts[given.label(g)]++;
    }
    float[] begin = new float[Math.multiplyExact(n, classes)];
    for (int g = 0; g < given.count(); g++) {
      begin[given.sample(g) * classes + given.label(g)] = 1f / counts[given.label(g)];
    }
    float[] now = begin.clone();
    float[] next = new float[now.length];
    int blocks = (n + BLOCK - 1) / BLOCK;
    for (int step = 0; step < STEPS; step++) {
      float[] from = now;
      float[] to = next;
      Parallel.run(
          blocks,
          block -> {
            int end = Math.min(n, (block + 1) * BLOCK);
            for (int i = block * BLOCK; i < end; i++) {
              spread(i, classes, begin, from, to);
            }
          });
      now = to;
      next = from;
    }
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = greatest(now, i * classes, classes);
    }
    return labels;
  }

  private void spread(int i, int classes, float[] begin, float[] from, float[] to) {
    for (int c = 0; c < classes; c++) {
      to[i * classes + c] = 0;
    }
    for (int at = starts[i]; at < starts[i + 1]; at++) {
      int j = links[at];
      float weight = roots[i] * roots[j];
      for (int c = 0; c < classes; c++) {
        to[i * classes + c] += weight * from[j * classes + c];
      }
    }
    for (int c = 0; c < classes; c++) {
      int k = i * classes + c;
      to[k] = (float) (ALPHA * to[k] + (1 - ALPHA) * begin[k]);
    }
  }

  private static int greatest(float[] values, int from, int count) {
    int best = -1;
    float most = 0;
    for (int c = 0; c < count; c++) {
      if (values[from + c] > most) {
        most = values[from + c];
        best = c;
      }
    }
    return best;
  }
}
