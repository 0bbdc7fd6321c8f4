// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import java.util.SplittableRandom;

/**
 * A random-projection tree: points are repeatedly split at the median of their projections onto the
 * line through two random points, so that points in the same leaf tend to be close to each other.
 *
 * @see <a href="https://doi.org/10.1145/1374376.1374452">Dasgupta, Freund 2008</a>
 */
final class ProjectionTree {
  /** The points, leaf by leaf, (n). */
  final int[] order;

  private final int levels;

  private ProjectionTree(int[] order, int levels) {
    this.order = order;
    this.levels = levels;
  }

  /** Returns the tree of points that are in leaf order already. */
  static ProjectionTree inOrder(int n, int leaf) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    return new ProjectionTree(order, levels(n, leaf));
  }

  /**
   * Builds a tree.
   *
   * @param rows (n x stride), row-major
   * @param leaf the maximum number of points per leaf; each leaf has more than half as many
   * @implNote O(n stride log(n / leaf)) time
   */
  static ProjectionTree of(float[] rows, int n, int stride, int leaf, long seed) {
    ProjectionTree tree = inOrder(n, leaf);
    tree.split(rows, stride, new long[n], 0, n, tree.levels, new SplittableRandom(seed));
    return tree;
  }

  private static int levels(int n, int leaf) {
    int levels = 0;
    while (n > (long) leaf << levels) {
      levels++;
    }
    return levels;
  }

  int leaves() {
    return 1 << levels;
  }

  /** Returns the offset of a leaf in {@link #order}; it ends where the next one starts. */
  int start(int leaf) {
    int start = 0;
    int end = order.length;
    if (leaf == leaves()) {
      return end;
    }
    for (int level = levels - 1; level >= 0; level--) {
      int middle = (start + end) >>> 1;
      if ((leaf >>> level & 1) == 0) {
        end = middle;
      } else {
        start = middle;
      }
    }
    return start;
  }

  private void split(
      float[] rows,
      int stride,
      long[] keys,
      int from,
      int to,
      int remaining,
      SplittableRandom random) {
    if (remaining == 0) {
      return;
    }
    float[] direction = new float[stride];
    int a = order[random.nextInt(from, to)] * stride;
    int b = order[random.nextInt(from, to)] * stride;
    for (int c = 0; c < stride; c++) {
      direction[c] = rows[a + c] - rows[b + c];
    }
    for (int i = from; i < to; i++) {
      int bits = Float.floatToRawIntBits(dot(rows, order[i] * stride, direction));
      int ascending = bits ^ (bits >> 31 >>> 1); // sorts like the float
      keys[i] = (long) ascending << 32 | order[i];
    }
    int middle = (from + to) >>> 1;
    select(keys, from, to, middle);
    for (int i = from; i < to; i++) {
      order[i] = (int) keys[i];
    }
    split(rows, stride, keys, from, middle, remaining - 1, random);
    split(rows, stride, keys, middle, to, remaining - 1, random);
  }

  private static float dot(float[] rows, int at, float[] direction) {
    float even = 0;
    float odd = 0;
    for (int c = 0; c < direction.length; c += 2) {
      even += rows[at + c] * direction[c];
      odd += rows[at + c + 1] * direction[c + 1];
    }
    return even + odd;
  }

  /** Hoare's quickselect: no key before {@code middle} is greater than any key from it on. */
  private static void select(long[] keys, int from, int to, int middle) {
    int left = from;
    int right = to - 1;
    while (left < right) {
      long pivot = keys[(left + right) >>> 1];
      int i = left;
      int j = right;
      while (i <= j) {
        while (keys[i] < pivot) {
          i++;
        }
        while (keys[j] > pivot) {
          j--;
        }
        if (i <= j) {
          long swapped = keys[i];
          keys[i++] = keys[j];
          keys[j--] = swapped;
        }
      }
      if (middle <= j) {
        right = j;
      } else if (middle >= i) {
        left = i;
      } else {
        return;
      }
    }
  }
}
