// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.api.Samples;
import java.util.SplittableRandom;

/** What a model is shown of a sample's values. */
public enum Binarization {
  /** The values themselves. */
  NONE,
  /**
   * Zeros and ones: each value is the probability of a one, drawn anew each time a sample is shown
   * (Salakhutdinov and Murray 2008; Burda et al. 2016).
   */
  DYNAMIC;

  private static final long SPREAD =
      0xbf58476d1ce4e5b9L; // odd, so that no two numbers share a seed

  /** Returns the random numbers of one showing of one sample. */
  public static SplittableRandom random(long seed, long number) {
    return new SplittableRandom(seed ^ (SPREAD * number));
  }

  /** Draws zeros and ones in place of {@code length} values from {@code offset} on. */
  public static void draw(float[] values, int offset, int length, SplittableRandom random) {
    for (int i = offset; i < offset + length; i++) {
      values[i] = random.nextFloat() < values[i] ? 1 : 0;
    }
  }

  /**
   * Returns some samples as a model is shown them.
   *
   * @param members which rows of {@code samples}
   * @param seed a row is drawn by it and by the row's number alone
   * @return (members x columns), row-major
   */
  public float[] shown(Samples samples, int[] members, long seed) {
    int columns = samples.type().size();
    float[] values = new float[Math.multiplyExact(members.length, columns)];
    samples.gather(members, values, 0);
    for (int i = 0; i < members.length; i++) {
      if (this == DYNAMIC) {
        draw(values, i * columns, columns, random(seed, members[i]));
      }
    }
    return values;
  }
}
