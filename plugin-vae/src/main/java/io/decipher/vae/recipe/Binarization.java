// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.api.Samples;
import java.util.SplittableRandom;

/** How a sample's values are presented to a model. */
public enum Binarization {
  /** Unchanged. */
  NONE,
  /**
   * As zeros and ones: each value is the probability of a one, drawn anew each time a sample is
   * presented (Salakhutdinov and Murray 2008; Burda et al. 2016).
   */
  DYNAMIC;

  private static final long SPREAD =
      0xbf58476d1ce4e5b9L; // odd, so that no two numbers have the same seed

  /** Returns the random numbers for one presentation of one sample. */
  public static SplittableRandom random(long seed, long number) {
    return new SplittableRandom(seed ^ (SPREAD * number));
  }

  /** Binarises {@code length} values starting at {@code offset}, in place. */
  public static void draw(float[] values, int offset, int length, SplittableRandom random) {
    for (int i = offset; i < offset + length; i++) {
      values[i] = random.nextFloat() < values[i] ? 1 : 0;
    }
  }

  /**
   * Returns some samples as presented to a model.
   *
   * @param members the rows of {@code samples}
   * @param seed with a row's number, determines its binarisation
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
