// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.ConfigurationException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.numerics.Degradation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** Corrupted images, with what is known about the corruption. Immutable. */
public final class Corrupted {
  private final FloatMatrix values;
  private final SampleType.Image type;
  private final Optional<Degradation> degradation;
  private final List<Degradation.Hole> holes;

  private Corrupted(
      FloatMatrix values,
      SampleType.Image type,
      Optional<Degradation> degradation,
      List<Degradation.Hole> holes) {
    this.values = values;
    this.type = type;
    this.degradation = degradation;
    this.holes = holes;
  }

  /** A corruption: added noise, or a degradation. */
  public sealed interface How {
    /** Describes it in words. */
    String label();

    /** Corrupts clean images, (n x size). */
    Corrupted on(FloatMatrix clean, SampleType.Image type, RandomGenerator random);
  }

  private record Noisy(Noise noise) implements How {
    @Override
    public String label() {
      return noise.label() + " noise of " + noise.amount();
    }

    @Override
    public Corrupted on(FloatMatrix clean, SampleType.Image type, RandomGenerator random) {
      return asGiven(noise.on(clean, random), type);
    }
  }

  private record Degraded(Degradation degradation) implements How {
    @Override
    public String label() {
      return name(degradation.kind()) + " of " + degradation.amount();
    }

    @Override
    public Corrupted on(FloatMatrix clean, SampleType.Image type, RandomGenerator random) {
      float[] values = clean.toArray();
      List<Degradation.Hole> holes = new ArrayList<>();
      for (int i = 0; i < clean.rows(); i++) {
        holes.add(degradation.apply(values, i * clean.columns(), random));
      }
      return new Corrupted(
          FloatMatrix.wrap(clean.rows(), clean.columns(), values),
          type,
          Optional.of(degradation),
          holes);
    }
  }

  /**
   * Returns the corruption of a given name.
   *
   * @param kind as in {@code decipher.model.objective.corruption.kind}
   * @param amount as there
   * @throws ConfigurationException if the kind is unknown, the amount is out of range, or the kind
   *     does not apply to the images
   */
  public static How how(String kind, double amount, SampleType.Image type) {
    try {
      for (Noise.Kind known : Noise.Kind.values()) {
        if (name(known).equals(kind)) {
          return new Noisy(new Noise(known, amount));
        }
      }
      for (Degradation.Kind known : Degradation.Kind.values()) {
        if (name(known).equals(kind)) {
          return new Degraded(new Degradation(known, amount, type));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
    }
    throw new ConfigurationException(
        List.of(
            "noise must be gaussian, salt-and-pepper, masking, hole, downscale or grey, but was '"
                + kind
                + "'"));
  }

  private static String name(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns images with an unknown corruption. */
  public static Corrupted asGiven(FloatMatrix values, SampleType.Image type) {
    return new Corrupted(values, type, Optional.empty(), List.of());
  }

  /** Returns the images, (n x size). */
  public FloatMatrix values() {
    return values;
  }

  /** Returns whether the images are degraded, rather than noisy. */
  public boolean isDegraded() {
    return degradation.isPresent();
  }

  /** Returns the name of the baseline that restores them without a model. */
  public String plainly() {
    return degradation.map(Degradation::plainly).orElse("median filter");
  }

  /** Returns the images restored by the baseline, (n x size). */
  public FloatMatrix restoredPlainly() {
    if (degradation.isEmpty()) {
      return MedianFilter.of(values, type);
    }
    Degradation one = degradation.get();
    return each(i -> one.restoredPlainly(values.row(i), holes.get(i)));
  }

  /**
   * Returns restored images made consistent with the known values; in [0, 1].
   *
   * @param restored (n x size)
   */
  public FloatMatrix keepingWhatIsKnown(FloatMatrix restored) {
    if (degradation.isEmpty()) {
      return restored;
    }
    Degradation one = degradation.get();
    return each(i -> one.keepingWhatIsKnown(values.row(i), holes.get(i), restored.row(i)));
  }

  private FloatMatrix each(IntFunction<float[]> made) {
    float[] all = new float[values.rows() * values.columns()];
    for (int i = 0; i < values.rows(); i++) {
      float[] row = made.apply(i);
      for (int j = 0; j < row.length; j++) {
        all[i * row.length + j] = Math.min(1, Math.max(0, row[j]));
      }
    }
    return FloatMatrix.wrap(values.rows(), values.columns(), all);
  }
}
