// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Arrays;

/** Immutable class numbers, one per sample: 0, 1, … or {@link #NOISE}. */
public final class Labels {
  /** The label of a sample that belongs to no class. */
  public static final int NOISE = -1;

  private final int[] values;
  private final int classes;

  private Labels(int[] values) {
    int max = NOISE;
    for (int i = 0; i < values.length; i++) {
      if (values[i] < NOISE) {
        throw new IllegalArgumentException(
            "a label is -1 (noise) or a class from 0 on, but label " + i + " is " + values[i]);
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

  /** Returns the indices of the samples of a class, ascending. */
  public int[] members(int label) {
    int[] members = new int[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] == label) {
        members[count++] = i;
      }
    }
    return Arrays.copyOf(members, count);
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
