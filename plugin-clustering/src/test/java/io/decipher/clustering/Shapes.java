// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Points to test with. */
public final class Shapes {
  private Shapes() {}

  /** Returns groups of normal points around centres drawn at random, (n x d). */
  public static FloatMatrix groups(long seed, int n, int d, int groups) {
    RandomGenerator random = new SplittableRandom(seed);
    double[][] centres = new double[groups][d];
    for (double[] centre : centres) {
      for (int k = 0; k < d; k++) {
        centre[k] = 20 * random.nextDouble();
      }
    }
    float[] values = new float[n * d];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < d; k++) {
        values[i * d + k] = (float) (centres[i % groups][k] + random.nextGaussian());
      }
    }
    return FloatMatrix.wrap(n, d, values);
  }

  /** Returns points with whole coordinates below {@code side}: full of ties, many of them equal. */
  public static FloatMatrix whole(long seed, int n, int d, int side) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(side);
    }
    return FloatMatrix.wrap(n, d, values);
  }

  /** Returns two half circles that hold each other, (n x 2). */
  public static FloatMatrix moons(long seed, int n) {
    RandomGenerator random = new SplittableRandom(seed);
    float[] values = new float[2 * n];
    for (int i = 0; i < n; i++) {
      double angle = Math.PI * random.nextDouble();
      int side = i % 2 == 0 ? 1 : -1;
      values[2 * i] = (float) (side * Math.cos(angle) + i % 2 + 0.06 * random.nextGaussian());
      values[2 * i + 1] =
          (float) (side * Math.sin(angle) + 0.5 * (i % 2) + 0.06 * random.nextGaussian());
    }
    return FloatMatrix.wrap(n, 2, values);
  }

  /** Returns some of the points two to four times, the others once, shuffled. */
  public static FloatMatrix someRepeated(long seed, FloatMatrix points) {
    RandomGenerator random = new SplittableRandom(seed);
    int[] rows =
        IntStream.range(0, points.rows())
            .flatMap(i -> IntStream.generate(() -> i).limit(Math.max(1, random.nextInt(-6, 5))))
            .toArray();
    int[] order = permutation(seed, rows.length);
    return points.select(IntStream.of(order).map(i -> rows[i]).toArray());
  }

  public static FloatMatrix equal(int n, int d) {
    return FloatMatrix.wrap(n, d, new float[n * d]);
  }

  /** Returns 0 to n - 1, shuffled. */
  public static int[] permutation(long seed, int n) {
    RandomGenerator random = new SplittableRandom(seed);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
