// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Approximate nearest neighbours of each point by Euclidean distance: k-means partitions the points
 * into about √n cells, and for each point the {@value #PROBED} nearest cells are searched. Few
 * points are searched exactly.
 *
 * <p>It needs no preparation other than k-means, which suits points that move and are searched
 * again, such as the latents of a model in training; {@link NearestNeighbours} has a higher recall.
 * The same points and seed give the same neighbours on any number of threads.
 *
 * @see <a href="https://doi.org/10.1109/TPAMI.2010.57">Jégou et al. 2011 (inverted files)</a>
 */
public final class InvertedFile {
  private static final int PROBED = 8;
  private static final int FEW = 2_000; // points, too few to partition
  private static final int PASSES = 4; // of k-means

  private final float[] values;
  private final int n;
  private final int d;

  private InvertedFile(FloatMatrix points) {
    this.values = points.toArray();
    this.n = points.rows();
    this.d = points.columns();
  }

  /**
   * Finds neighbours.
   *
   * @param points (n x d)
   * @param count the number of neighbours of each point; limited to n − 1
   * @param seed the seed for the initial centres of the cells
   * @return (n x count), the nearest first
   * @implNote O(n^1.5 · d) time
   */
  public static int[][] neighbours(FloatMatrix points, int count, long seed, RunContext run) {
    return new InvertedFile(points).search(Math.min(count, points.rows() - 1), seed, run);
  }

  private int[][] search(int count, long seed, RunContext run) {
    int cells = n <= FEW ? 1 : (int) Math.sqrt(n);
    float[] centres = centres(cells, new SplittableRandom(seed));
    int[] cellOf = new int[n];
    for (int pass = 0; pass < PASSES && cells > 1; pass++) {
      run.cancellation().throwIfCancelled();
      IntStream.range(0, n).parallel().forEach(i -> cellOf[i] = nearest(centres, i, 1)[0]);
      move(centres, cellOf);
    }
    IntStream.range(0, n).parallel().forEach(i -> cellOf[i] = nearest(centres, i, 1)[0]);
    int[][] members = members(cellOf, cells);
    int[][] neighbours = new int[n][];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              // Enough cells that a point has its neighbours even if the cells around it are small.
              int probed = Math.min(PROBED, cells);
              int[] found = among(members, nearest(centres, i, probed), i, count);
              while (found.length < count) {
                probed = Math.min(2 * probed, cells);
                found = among(members, nearest(centres, i, probed), i, count);
              }
              neighbours[i] = found;
            });
    return neighbours;
  }

  private float[] centres(int cells, SplittableRandom random) {
    int[] order = new int[n]; // a random permutation (inside-out shuffle)
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    float[] centres = new float[cells * d];
    for (int c = 0; c < cells; c++) {
      System.arraycopy(values, order[c] * d, centres, c * d, d);
    }
    return centres;
  }

  private void move(float[] centres, int[] cellOf) {
    double[] sums = new double[centres.length];
    int[] sizes = new int[centres.length / d];
    for (int i = 0; i < n; i++) {
      sizes[cellOf[i]]++;
      for (int j = 0; j < d; j++) {
        sums[cellOf[i] * d + j] += values[i * d + j];
      }
    }
    for (int i = 0; i < centres.length; i++) {
      if (sizes[i / d] > 0) {
        centres[i] = (float) (sums[i] / sizes[i / d]);
      }
    }
  }

  private static int[][] members(int[] cellOf, int cells) {
    int[] sizes = new int[cells];
    for (int cell : cellOf) {
      sizes[cell]++;
    }
    int[][] members = new int[cells][];
    for (int c = 0; c < cells; c++) {
      members[c] = new int[sizes[c]];
    }
    int[] filled = new int[cells];
    for (int i = 0; i < cellOf.length; i++) {
      members[cellOf[i]][filled[cellOf[i]]++] = i;
    }
    return members;
  }

  /** Returns the nearest centres of a point. */
  private int[] nearest(float[] centres, int point, int count) {
    Best best = new Best(count);
    for (int c = 0; c < centres.length / d; c++) {
      best.offer(c, distance(centres, c, point));
    }
    return best.found();
  }

  private int[] among(int[][] members, int[] cells, int point, int count) {
    Best best = new Best(count);
    for (int cell : cells) {
      for (int other : members[cell]) {
        if (other != point) {
          best.offer(other, distance(values, other, point));
        }
      }
    }
    return best.found();
  }

  private float distance(float[] from, int row, int point) {
    float sum = 0;
    int a = row * d;
    int b = point * d;
    for (int j = 0; j < d; j++) {
      float off = from[a + j] - values[b + j];
      sum += off * off;
    }
    return sum;
  }

  /** The smallest values offered, in order; the first offered among equals. */
  private static final class Best {
    private final int[] numbers;
    private final float[] distances;
    private int filled;

    Best(int count) {
      numbers = new int[count];
      distances = new float[count];
    }

    void offer(int number, float distance) {
      if (filled == numbers.length && (filled == 0 || distance >= distances[filled - 1])) {
        return;
      }
      int at = filled < numbers.length ? filled++ : filled - 1;
      while (at > 0 && distances[at - 1] > distance) {
        numbers[at] = numbers[at - 1];
        distances[at] = distances[at - 1];
        at--;
      }
      numbers[at] = number;
      distances[at] = distance;
    }

    int[] found() {
      return Arrays.copyOf(numbers, filled);
    }
  }
}
