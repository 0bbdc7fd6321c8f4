// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable mask of missing values, (count x size), one bit per value. Where a value is missing,
 * {@link Samples#copyRows} returns a neutral fill value.
 */
public final class Missing {
  private final int count;
  private final int size;
  private final long[] words; // bit (sample * size + value) % 64 of word (…) / 64

  private Missing(int count, int size, long[] words) {
    this.count = count;
    this.size = size;
    this.words = words;
  }

  /** Tells which values are missing. */
  @FunctionalInterface
  public interface Cells {
    /** Returns whether a value of a sample is missing. */
    boolean isMissing(int sample, int value);
  }

  /**
   * Returns a mask with the results of {@code cells}, which is called once per value.
   *
   * @param count the number of samples, 0 or more
   * @param size the number of values per sample, 0 or more
   */
  public static Missing of(int count, int size, Cells cells) {
    if (count < 0 || size < 0) {
      throw new IllegalArgumentException("a mask cannot be " + count + " x " + size);
    }
    long[] words = new long[Math.toIntExact(((long) count * size + 63) / 64)];
    long bit = 0;
    for (int sample = 0; sample < count; sample++) {
      for (int value = 0; value < size; value++, bit++) {
        if (cells.isMissing(sample, value)) {
          words[(int) (bit >>> 6)] |= 1L << bit;
        }
      }
    }
    return new Missing(count, size, words);
  }

  /** Returns a mask of the NaN values of a matrix. */
  public static Missing ofNaN(FloatMatrix rows) {
    return of(rows.rows(), rows.columns(), (row, column) -> Float.isNaN(rows.get(row, column)));
  }

  /** Returns the mask of the samples of {@code first}, followed by those of {@code second}. */
  public static Missing concat(Missing first, Missing second) {
    if (first.size != second.size) {
      throw new IllegalArgumentException(
          "cannot put masks of " + second.size + " values under masks of " + first.size);
    }
    return of(
        Math.addExact(first.count, second.count),
        first.size,
        (sample, value) ->
            sample < first.count
                ? first.isMissing(sample, value)
                : second.isMissing(sample - first.count, value));
  }

  /** Returns a mask of {@code count} samples of {@code size} values without missing values. */
  static Missing none(int count, int size) {
    return new Missing(count, size, new long[Math.toIntExact(((long) count * size + 63) / 64)]);
  }

  /** Returns the number of samples. */
  public int count() {
    return count;
  }

  /** Returns the number of values per sample. */
  public int size() {
    return size;
  }

  /** Returns whether a value of a sample is missing. */
  public boolean isMissing(int sample, int value) {
    Objects.checkIndex(value, size);
    long bit = (long) Objects.checkIndex(sample, count) * size + value;
    return (words[(int) (bit >>> 6)] >>> bit & 1) != 0;
  }

  /** Returns the total number of missing values. */
  public long total() {
    return Arrays.stream(words).map(Long::bitCount).sum();
  }

  /** Returns the number of missing values of a sample. */
  public int total(int sample) {
    int total = 0;
    for (int value = 0; value < size; value++) {
      total += isMissing(sample, value) ? 1 : 0;
    }
    return total;
  }

  /** Returns the mask of the given samples, in that order. */
  public Missing select(int... samples) {
    return of(samples.length, size, (sample, value) -> isMissing(samples[sample], value));
  }

  /** Returns the mask of {@code count} consecutive samples starting at {@code first}. */
  public Missing slice(int first, int count) {
    Objects.checkFromIndexSize(first, count, this.count);
    return count == this.count
        ? this
        : of(count, size, (sample, value) -> isMissing(first + sample, value));
  }

  void update(MessageDigest digest) {
    for (long word : words) {
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(word).flip());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Missing that
        && count == that.count
        && size == that.size
        && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * count + size) + Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return "Missing(" + total() + " of " + count + " x " + size + ")";
  }
}
