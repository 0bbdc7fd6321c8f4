// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.vae.recipe.Corruption;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Corrupts samples. Immutable. */
public final class Corrupter {
  private final Corruption corruption;
  private final float[] least;
  private final float[] greatest;

  private Corrupter(Corruption corruption, float[] least, float[] greatest) {
    this.corruption = corruption;
    this.least = least;
    this.greatest = greatest;
  }

  /**
   * Prepares to corrupt samples of a set.
   *
   * @param samples (n x size), whose extremes are found if they are needed
   */
  public static Corrupter of(VaeRecipe recipe, Samples samples) {
    int size = samples.type().size();
    float[] least = new float[size];
    float[] greatest = new float[size];
    if (recipe.objective().corruption().kind() == Corruption.Kind.SALT_AND_PEPPER) {
      if (recipe.likelihood() instanceof Likelihood.Bernoulli) {
        Arrays.fill(greatest, 1);
      } else {
        extremes(samples, samples.type() instanceof SampleType.Image, least, greatest);
      }
    }
    return new Corrupter(recipe.objective().corruption(), least, greatest);
  }

  private static void extremes(Samples samples, boolean together, float[] least, float[] greatest) {
    Arrays.fill(least, Float.POSITIVE_INFINITY);
    Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
    float[] row = new float[samples.type().size()];
    for (int i = 0; i < samples.count(); i++) {
      samples.copyRow(i, row, 0);
      for (int j = 0; j < row.length; j++) {
        int at = together ? 0 : j;
        least[at] = Math.min(least[at], row[j]);
        greatest[at] = Math.max(greatest[at], row[j]);
      }
    }
    if (together) {
      Arrays.fill(least, least[0]);
      Arrays.fill(greatest, greatest[0]);
    }
  }

  /** Changes, in place, the sample that begins at {@code offset}. */
  public void corrupt(float[] values, int offset, RandomGenerator random) {
    double amount = corruption.amount();
    int end = offset + least.length;
    switch (corruption.kind()) {
      case NONE -> {}
      case GAUSSIAN -> {
        for (int i = offset; i < end; i++) {
          values[i] += (float) (amount * random.nextGaussian());
        }
      }
      case SALT_AND_PEPPER -> {
        for (int i = offset; i < end; i++) {
          double point = random.nextDouble();
          if (point < amount) {
            values[i] = point < amount / 2 ? least[i - offset] : greatest[i - offset];
          }
        }
      }
      case MASKING -> {
        for (int i = offset; i < end; i++) {
          if (random.nextDouble() < amount) {
            values[i] = 0;
          }
        }
      }
    }
  }
}
