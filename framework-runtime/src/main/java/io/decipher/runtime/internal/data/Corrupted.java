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

/** Clean images that were corrupted, and what is still known of them. Immutable. */
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

  /** What is done to images: noise is put on, or a part is taken away. */
  public sealed interface How {
    /** Returns what it is, in words. */
    String label();

    /** Returns clean images, (n x size), corrupted. */
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
   * Returns what a kind does by its name.
   *
   * @param kind as {@code decipher.model.objective.corruption.kind} has it
   * @param amount as there
   * @throws ConfigurationException if there is no such kind, the amount is out of range, or images
   *     have nothing that it takes
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

  /** Returns images that came corrupted, nobody knows how. */
  public static Corrupted asGiven(FloatMatrix values, SampleType.Image type) {
    return new Corrupted(values, type, Optional.empty(), List.of());
  }

  /** Returns the images, (n x size). */
  public FloatMatrix values() {
    return values;
  }

  /** Returns whether a part was taken away, and noise was not put on. */
  public boolean isDegraded() {
    return degradation.isPresent();
  }

  /** Returns what people call that which restores them without a model. */
  public String plainly() {
    return degradation.map(Degradation::plainly).orElse("median filter");
  }

  /** Returns the images restored without a model, (n x size). */
  public FloatMatrix restoredPlainly() {
    if (degradation.isEmpty()) {
      return MedianFilter.of(values, type);
    }
    Degradation one = degradation.get();
    return each(i -> one.restoredPlainly(values.row(i), holes.get(i)));
  }

  /**
   * Returns what a model made of the images, with what they still say in its place; in [0, 1].
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
