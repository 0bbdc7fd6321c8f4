// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.numerics.Degradation;
import io.decipher.vae.recipe.Corruption;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Corrupts samples. Immutable. */
public final class Corrupter {
  private final Corruption corruption;
  private final float[] least;
  private final float[] greatest;

  private final @Nullable Degradation degradation;

  private Corrupter(Corruption corruption, SampleType type, float[] least, float[] greatest) {
    this.corruption = corruption;
    this.degradation = degradation(corruption, type).orElse(null);
    this.least = least;
    this.greatest = greatest;
  }

  /**
   * Prepares to corrupt samples of a set.
   *
   * @param samples (n x size), whose extremes are computed if they are needed
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
    return new Corrupter(recipe.objective().corruption(), samples.type(), least, greatest);
  }

  /**
   * Returns the degradation of images that a corruption stands for, if it is one.
   *
   * @throws DecipherException if it does not apply to the samples
   */
  static Optional<Degradation> degradation(Corruption corruption, SampleType type) {
    if (!corruption.kind().isOfImages()) {
      return Optional.empty();
    }
    if (!(type instanceof SampleType.Image image)) {
      throw refused(corruption, "changes images, but a sample is " + type);
    }
    try {
      Degradation.Kind kind = Degradation.Kind.valueOf(corruption.kind().name());
      return Optional.of(new Degradation(kind, corruption.amount(), image));
    } catch (IllegalArgumentException e) {
      throw refused(corruption, "is not possible: " + e.getMessage());
    }
  }

  private static DecipherException refused(Corruption corruption, String why) {
    return new DecipherException(
        "decipher.model.objective.corruption.kind = "
            + VaeRecipe.key(corruption.kind())
            + " "
            + why
            + "; give another kind");
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

  /** Corrupts, in place, the sample that starts at {@code offset}. */
  public void corrupt(float[] values, int offset, RandomGenerator random) {
    double amount = corruption.amount();
    int end = offset + least.length;
    switch (corruption.kind()) {
      case NONE -> {}
      case HOLE, DOWNSCALE, GREY ->
          Objects.requireNonNull(degradation).apply(values, offset, random);
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
