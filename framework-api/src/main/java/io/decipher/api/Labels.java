// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Immutable class numbers, one per sample: 0, 1, … or {@link #NOISE}. */
public final class Labels {
  /** The label of a sample that belongs to no class. */
  public static final int NOISE = -1;

  private final int[] values;
  private final int classes;
  private volatile @Nullable Groups groups; // computed when first needed

  private Labels(int[] values) {
    int max = NOISE;
    for (int i = 0; i < values.length; i++) {
      if (values[i] < NOISE) {
        throw new IllegalArgumentException(
            "a label is -1 (noise) or a class, counting from 0, but label "
                + i
                + " is "
                + values[i]);
      }
      max = Math.max(max, values[i]);
    }
    this.values = values;
    this.classes = max + 1;
  }

  /** Returns labels with a copy of {@code values}, (n). */
  public static Labels of(int... values) {
    return new Labels(values.clone());
  }

  /** Returns the number of samples. */
  public int size() {
    return values.length;
  }

  /** Returns the label of a sample. */
  public int get(int sample) {
    return values[sample];
  }

  /** Returns one more than the greatest class number; 0 if all samples are noise. */
  public int classes() {
    return classes;
  }

  /** Returns the number of samples that belong to no class. */
  public int noise() {
    int noise = 0;
    for (int label : values) {
      noise += label == NOISE ? 1 : 0;
    }
    return noise;
  }

  /** Returns the number of samples of each class, (classes). */
  public int[] sizes() {
    int[] sizes = new int[classes];
    for (int label : values) {
      if (label != NOISE) {
        sizes[label]++;
      }
    }
    return sizes;
  }

  /**
   * Returns the indices of the samples of a class, or of noise, ascending; none for a number that
   * is no class. The first call takes O(n) time and keeps 4 bytes per sample; further ones take
   * time proportional to the number of indices.
   */
  public int[] members(int label) {
    if (label < NOISE || label >= classes) {
      return new int[0];
    }
    Groups known = groups;
    if (known == null) {
      known = Groups.of(values, classes);
      groups = known;
    }
    return Arrays.copyOfRange(known.samples, known.starts[label + 1], known.starts[label + 2]);
  }

  /**
   * Samples ordered by label.
   *
   * @param samples (n)
   * @param starts the index in {@code samples} at which each label begins, noise first, (classes +
   *     2)
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Groups(int[] samples, int[] starts) {
    static Groups of(int[] labels, int classes) {
      int[] starts = new int[classes + 2];
      for (int label : labels) {
        starts[label + 2]++;
      }
      for (int label = 1; label < starts.length; label++) {
        starts[label] += starts[label - 1];
      }
      int[] next = starts.clone();
      int[] samples = new int[labels.length];
      for (int i = 0; i < labels.length; i++) {
        samples[next[labels[i] + 1]++] = i;
      }
      return new Groups(samples, starts);
    }
  }

  /** Returns a copy of the labels, (n). */
  public int[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Labels(" + values.length + " samples, " + classes + " classes, " + noise() + " noise)";
  }
}
