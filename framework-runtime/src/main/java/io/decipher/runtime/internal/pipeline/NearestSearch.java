// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Finds the nearest of some samples to others, by Euclidean distance between samples.
 *
 * <p>It compares all pairs in blocks that are compiled to SIMD code, in O(q n d) time and without
 * an index, since a sample's values have too many dimensions for one. Unlike {@link
 * io.decipher.numerics.NearestNeighbours}, which stores all points twice, it reads candidates block
 * by block, so samples need not fit on the heap; and products skip the background of images.
 */
final class NearestSearch {
  private static final int BLOCK = 256;
  private static final int QUERIES = 32;

  private final Samples samples;
  private final int[] candidates;
  private final int neighbours;

  /**
   * Prepares a search.
   *
   * @param samples (n)
   * @param candidates the samples to search among, in ascending order
   * @param neighbours the number of nearest candidates to find
   */
  NearestSearch(Samples samples, int[] candidates, int neighbours) {
    this.samples = samples;
    this.candidates = candidates;
    this.neighbours = Math.min(neighbours, candidates.length);
  }

  /**
   * Returns each query's nearest candidates, (queries x neighbours), nearest first; ties go to the
   * sample of lower index.
   */
  int[][] of(int[] queries, RunContext run) {
    int[][] found = new int[queries.length][];
    int groups = (queries.length + QUERIES - 1) / QUERIES;
    int wave = Math.max(1, Runtime.getRuntime().availableProcessors());
    for (int first = 0; first < groups; first += wave) {
      run.step(
          new Progress("small clusters", (double) first / groups, "neighbours of small clusters"));
      IntStream.range(first, Math.min(groups, first + wave))
          .parallel()
          .forEach(
              group -> {
                int from = group * QUERIES;
                int to = Math.min(queries.length, from + QUERIES);
                search(Arrays.copyOfRange(queries, from, to), found, from);
              });
    }
    return found;
  }

  private void search(int[] queries, int[][] found, int offset) {
    int d = samples.type().size();
    float[][] points = new float[queries.length][];
    Nearest[] nearest = new Nearest[queries.length];
    for (int q = 0; q < queries.length; q++) {
      points[q] = samples.row(queries[q]);
      nearest[q] = new Nearest(neighbours);
    }
    float[] block = new float[d * BLOCK]; // (d x BLOCK): one column per candidate
    float[] row = new float[d];
    float[] squares = new float[BLOCK];
    float[] products = new float[BLOCK];
    for (int start = 0; start < candidates.length; start += BLOCK) {
      int count = Math.min(BLOCK, candidates.length - start);
      for (int j = 0; j < count; j++) {
        samples.copyRow(candidates[start + j], row, 0);
        float square = 0;
        for (int k = 0; k < d; k++) {
          block[k * BLOCK + j] = row[k];
          square += row[k] * row[k];
        }
        squares[j] = square;
      }
      for (int q = 0; q < queries.length; q++) {
        multiply(points[q], block, products);
        for (int j = 0; j < count; j++) {
          nearest[q].offer(squares[j] - 2 * products[j], start + j);
        }
      }
    }
    for (int q = 0; q < queries.length; q++) {
      found[offset + q] = nearest[q].of(candidates);
    }
  }

  /** Computes products[j], the dot product of {@code point} and column j of {@code block}. */
  private static void multiply(float[] point, float[] block, float[] products) {
    Arrays.fill(products, 0);
    int d = point.length;
    int k = 0;
    for (; k + 3 < d; k += 4) {
      float p0 = point[k];
      float p1 = point[k + 1];
      float p2 = point[k + 2];
      float p3 = point[k + 3];
      if (p0 == 0 && p1 == 0 && p2 == 0 && p3 == 0) {
        continue; // most of an image is background
      }
      int o0 = k * BLOCK;
      int o1 = o0 + BLOCK;
      int o2 = o1 + BLOCK;
      int o3 = o2 + BLOCK;
      for (int j = 0; j < BLOCK; j++) {
        products[j] +=
            p0 * block[o0 + j] + p1 * block[o1 + j] + p2 * block[o2 + j] + p3 * block[o3 + j];
      }
    }
    for (; k < d; k++) {
      float p = point[k];
      int o = k * BLOCK;
      for (int j = 0; j < BLOCK; j++) {
        products[j] += p * block[o + j];
      }
    }
  }

  /**
   * The nearest candidates so far, sorted; a later one does not replace an earlier one of equal
   * distance.
   */
  private static final class Nearest {
    private final float[] distances;
    private final int[] positions;

    Nearest(int size) {
      distances = new float[size];
      positions = new int[size];
      Arrays.fill(distances, Float.POSITIVE_INFINITY);
    }

    void offer(float distance, int position) {
      int last = distances.length - 1;
      if (!(distance < distances[last])) {
        return;
      }
      int at = last;
      while (at > 0 && distance < distances[at - 1]) {
        distances[at] = distances[at - 1];
        positions[at] = positions[at - 1];
        at--;
      }
      distances[at] = distance;
      positions[at] = position;
    }

    int[] of(int[] candidates) {
      return Arrays.stream(positions).map(position -> candidates[position]).toArray();
    }
  }
}
