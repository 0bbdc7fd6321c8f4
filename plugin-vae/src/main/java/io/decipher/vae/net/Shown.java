// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

import io.decipher.api.Missing;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.djl.layer.Frames;
import io.decipher.vae.recipe.Binarization;
import java.util.Optional;

/**
 * What a net is shown of samples. Sequences of unequal length are shown with one channel more,
 * which is 1 as long as a sequence goes on and 0 behind its end; the decoder has that channel, too.
 *
 * @param type what a sample is
 * @param unequal whether there is that channel
 */
public record Shown(SampleType type, boolean unequal) {
  /** Checks that only sequences end anywhere. */
  public Shown {
    if (unequal && !(type instanceof SampleType.Sequence)) {
      throw new IllegalArgumentException("samples of " + type + " are all equally long");
    }
  }

  /** Returns what is shown of samples that a net learns from. */
  public static Shown of(Samples samples) {
    return new Shown(samples.type(), areUnequal(samples));
  }

  private static boolean areUnequal(Samples samples) {
    if (!(samples.type() instanceof SampleType.Sequence sequence)) {
      return false;
    }
    for (int i = 0; i < samples.count(); i++) {
      if (samples.length(i) < sequence.length()) {
        return true;
      }
    }
    return false;
  }

  /** Returns what the encoder gets, and the decoder gives, as a type. */
  public SampleType input() {
    return unequal && type instanceof SampleType.Sequence sequence
        ? new SampleType.Sequence(sequence.channels() + 1, sequence.length(), sequence.rate())
        : type;
  }

  /** Returns how many values a sample has as it is shown. */
  public int size() {
    return input().size();
  }

  /** Returns how many steps the longest sequence has; 0 of other samples. */
  public int steps() {
    return type instanceof SampleType.Sequence sequence ? sequence.length() : 0;
  }

  /** Returns how the steps of a sequence lie in a row; empty of other samples. */
  Optional<Frames> frames() {
    return type instanceof SampleType.Sequence sequence
        ? Optional.of(new Frames(sequence.channels(), sequence.length(), unequal))
        : Optional.empty();
  }

  /**
   * Returns samples as a net is shown them, (members x {@link #size}).
   *
   * @param drawing what is made of their values
   * @param seed of that
   */
  public float[] rows(Samples samples, int[] members, Binarization drawing, long seed) {
    float[] values = drawing.shown(samples, members, seed);
    if (!unequal) {
      return values;
    }
    int size = type.size();
    float[] rows = new float[Math.multiplyExact(members.length, size())];
    for (int i = 0; i < members.length; i++) {
      System.arraycopy(values, i * size, rows, i * size(), size);
      addPresence(samples.length(members[i]), rows, i * size() + size);
    }
    return rows;
  }

  /** Writes where a sequence of so many steps goes on, from an offset on. */
  public void addPresence(int length, float[] rows, int offset) {
    for (int step = 0; step < length; step++) {
      rows[offset + step] = 1;
    }
  }

  /**
   * Returns which values of sequences were measured, 1 or 0, (members x size); nothing where all
   * were, and of other samples, whose missing values are filled in.
   */
  public float[] observed(Samples samples, int[] members) {
    Optional<Missing> missing = samples.missing().filter(mask -> mask.total() > 0);
    if (!(type instanceof SampleType.Sequence sequence) || (!unequal && missing.isEmpty())) {
      return new float[0];
    }
    int size = type.size();
    float[] observed = new float[Math.multiplyExact(members.length, size)];
    for (int i = 0; i < members.length; i++) {
      int sample = members[i];
      int length = samples.length(sample);
      for (int j = 0; j < size; j++) {
        boolean there = j % sequence.length() < length;
        int value = j;
        observed[i * size + j] =
            there && missing.map(mask -> !mask.isMissing(sample, value)).orElse(true) ? 1 : 0;
      }
    }
    return observed;
  }
}
