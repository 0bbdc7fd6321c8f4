// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

import io.decipher.api.Missing;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.djl.layer.Frames;
import io.decipher.vae.recipe.Binarization;
import java.util.Optional;

/**
 * The input format of a network. Sequences of unequal length have an additional presence channel,
 * which is 1 within a sequence and 0 after its end; the decoder's output has it as well.
 *
 * @param type the type of a sample
 * @param unequal whether there is a presence channel
 */
public record Shown(SampleType type, boolean unequal) {
  /** Checks that only sequences have a presence channel. */
  public Shown {
    if (unequal && !(type instanceof SampleType.Sequence)) {
      throw new IllegalArgumentException("samples of " + type + " all have the same length");
    }
  }

  /** Returns the input format for training samples. */
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

  /** Returns the encoder's input and the decoder's output as a type. */
  public SampleType input() {
    return unequal && type instanceof SampleType.Sequence sequence
        ? new SampleType.Sequence(sequence.channels() + 1, sequence.length(), sequence.rate())
        : type;
  }

  /** Returns the number of values of a sample in this format. */
  public int size() {
    return input().size();
  }

  /** Returns the number of steps of the longest sequence; 0 for other types. */
  public int steps() {
    return type instanceof SampleType.Sequence sequence ? sequence.length() : 0;
  }

  /** Returns the layout of a sequence's steps in a row; empty for other types. */
  Optional<Frames> frames() {
    return type instanceof SampleType.Sequence sequence
        ? Optional.of(new Frames(sequence.channels(), sequence.length(), unequal))
        : Optional.empty();
  }

  /**
   * Converts samples to this format, (members x {@link #size}).
   *
   * @param drawing how values are binarised
   * @param seed the seed of the binarisation
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

  /** Writes the presence channel of a sequence of given length, starting at an offset. */
  public void addPresence(int length, float[] rows, int offset) {
    for (int step = 0; step < length; step++) {
      rows[offset + step] = 1;
    }
  }

  /**
   * Returns which values of sequences were measured, 1 or 0, (members x size); empty if all were,
   * and for other types, whose missing values are filled in.
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
