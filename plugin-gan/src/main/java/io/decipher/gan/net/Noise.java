// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan.net;

import io.decipher.djl.Draws;
import java.util.random.RandomGenerator;

/**
 * The input of a generator, row-major: z, standard normal, followed by the class, one-hot.
 *
 * @param latents the size of z
 * @param shares how often each class is drawn, summing to 1; empty if there are no classes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Noise(int latents, float[] shares) {
  /** Returns the number of values per row. */
  public int columns() {
    return latents + shares.length;
  }

  /** Draws rows with classes in proportion to their shares, (count x columns). */
  public float[] draw(int count, RandomGenerator random) {
    return rows(count, -1, random);
  }

  /** Draws rows of one class, (count x columns). */
  public float[] draw(int label, int count, RandomGenerator random) {
    return rows(count, label, random);
  }

  private float[] rows(int count, int wanted, RandomGenerator random) {
    float[] rows = new float[Math.multiplyExact(count, columns())];
    for (int i = 0; i < count; i++) {
      int start = i * columns();
      for (int j = 0; j < latents; j++) {
        rows[start + j] = (float) random.nextGaussian();
      }
      if (shares.length > 0) {
        int label = wanted < 0 ? Draws.index(shares, random.nextFloat()) : wanted;
        rows[start + latents + label] = 1;
      }
    }
    return rows;
  }

  /** Returns the classes of rows, one-hot, (count x classes). */
  public float[] classes(float[] rows) {
    int count = rows.length / columns();
    float[] oneHot = new float[count * shares.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(rows, i * columns() + latents, oneHot, i * shares.length, shares.length);
    }
    return oneHot;
  }
}
