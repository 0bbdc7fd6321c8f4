// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Samples of one type. Values are copied on demand into a buffer of the caller, so they may be
 * stored on the heap, in a memory-mapped file, or computed lazily; names, attributes and the mask
 * of missing values belong to the samples.
 *
 * <p>Data sets provide samples; extractors and models consume them. Features, latent vectors and
 * embeddings are points, of type {@link FloatMatrix}.
 *
 * <p>Implementations are immutable and safe for concurrent reading. {@link #of}, {@link #mapped},
 * {@link #view} and {@link #concat} create the common ones.
 */
public interface Samples {
  /** Returns the number of samples. */
  int count();

  /** Returns the type of the samples. */
  SampleType type();

  /**
   * Copies the values of {@code count} consecutive samples starting at {@code first}, row-major,
   * (count x size). All values are finite: a missing value is replaced by a neutral fill value, and
   * values after the end of a short sequence are 0.
   *
   * @param target receives the values
   * @param offset the index in {@code target} of the first value
   * @throws DecipherException if a value cannot be read, or is not finite, with file and row
   */
  void copyRows(int first, int count, float[] target, int offset);

  /** Copies the values of one sample, like {@link #copyRows}. */
  default void copyRow(int sample, float[] target, int offset) {
    copyRows(sample, 1, target, offset);
  }

  /** Copies the values of the given samples, in that order, like {@link #copyRows}. */
  default void gather(int[] samples, float[] target, int offset) {
    int size = type().size();
    for (int i = 0; i < samples.length; i++) {
      copyRow(samples[i], target, offset + i * size);
    }
  }

  /** Returns the values of one sample, (size). */
  default float[] row(int sample) {
    float[] row = new float[type().size()];
    copyRow(sample, row, 0);
    return row;
  }

  /** Returns the names of the samples; empty if the data have none. */
  default Optional<List<String>> names() {
    return Optional.empty();
  }

  /**
   * Returns the name of a sample, such as a file name or a row id; its index if the data have no
   * names.
   */
  default String name(int sample) {
    Objects.checkIndex(sample, count());
    return names().map(names -> names.get(sample)).orElseGet(() -> Integer.toString(sample));
  }

  /** Returns the metadata of the samples. */
  default Attributes attributes() {
    return Attributes.none(count());
  }

  /** Returns which values are missing; empty if none is. */
  default Optional<Missing> missing() {
    return Optional.empty();
  }

  /**
   * Returns the length of a sequence in steps, from 1 to its type's length; for other types, the
   * number of values.
   */
  default int length(int sample) {
    Objects.checkIndex(sample, count());
    return type() instanceof SampleType.Sequence sequence ? sequence.length() : type().size();
  }

  /** Returns the size of all values as float32, in bytes. */
  default long bytes() {
    return (long) Float.BYTES * count() * type().size();
  }

  /**
   * Returns a digest of the samples in hexadecimal digits: the {@link FloatMatrix#sha256} of their
   * values, independent of where these are stored, combined with names, attributes, missing values
   * and unequal lengths, if there are any.
   *
   * @implNote reads every value once, at about 0.5 GB/s and core if they are on the heap
   */
  default String sha256() {
    return SamplesDigest.of(this);
  }

  /**
   * Returns all values on the heap, (count x size).
   *
   * @throws DecipherException if they exceed the size of an array
   */
  default FloatMatrix toMatrix() {
    long values = (long) count() * type().size();
    if (values > Integer.MAX_VALUE - 8) {
      throw new DecipherException(
          count()
              + " samples of "
              + type()
              + " are "
              + values
              + " values, too many to hold at once (at most 2^31 - 9); use fewer samples, or a"
              + " plugin that reads them in batches");
    }
    float[] all = new float[(int) values];
    copyRows(0, count(), all, 0);
    return FloatMatrix.wrap(count(), type().size(), all);
  }

  /** Returns these samples with their values copied to the heap; metadata is kept. */
  default Samples onHeap() {
    return RowSamples.of(toMatrix(), type()).describedAs(this);
  }

  /**
   * Writes all values to a file, and returns these samples as {@link #mapped} from it; metadata is
   * kept. This computes a costly {@link #view} once if it does not fit on the heap.
   *
   * @param file is overwritten; must exist as long as the result is used
   */
  default Samples mappedTo(Path file) throws IOException {
    MappedRows.write(this, file);
    return ((RowSamples) mapped(file, 0, count(), type())).describedAs(this);
  }

  /** Returns the given samples, in that order; a sample may be given more than once. */
  default Samples select(int... samples) {
    return RowSamples.selected(this, samples.clone());
  }

  /** Returns {@code count} consecutive samples starting at {@code first}. */
  default Samples slice(int first, int count) {
    Objects.checkFromIndexSize(first, count, count());
    return count == count() ? this : RowSamples.sliced(this, first, count);
  }

  /** Returns these samples with the given names, one per sample. */
  default Samples withNames(List<String> names) {
    return RowSamples.over(this).named(names);
  }

  /** Returns these samples with their attributes replaced. */
  default Samples withAttributes(Attributes attributes) {
    return RowSamples.over(this).with(attributes);
  }

  /** Returns these samples with the given mask of missing values. */
  default Samples withMissing(Missing missing) {
    return RowSamples.over(this).lacking(missing);
  }

  /**
   * Returns these sequences with individual lengths.
   *
   * @param lengths in steps, one per sample, each in [1, the type's length]; values after the end
   *     are 0
   * @throws IllegalArgumentException if a length is out of range, or the samples are not sequences
   */
  default Samples withLengths(int... lengths) {
    return RowSamples.over(this).ofLengths(lengths.clone());
  }

  /**
   * Returns samples whose values are the rows of a matrix.
   *
   * @param rows (n x size), finite
   * @param type the type of a row
   */
  static Samples of(FloatMatrix rows, SampleType type) {
    return RowSamples.of(rows, type);
  }

  /** Returns an empty set of samples of a type. */
  static Samples none(SampleType type) {
    return of(FloatMatrix.empty(type.size()), type);
  }

  /**
   * Returns sequences of individual lengths, on the heap.
   *
   * @param channels the number of channels, 1 or more
   * @param rate steps per second; NaN if unknown
   * @param sequences at least one, each (channels x its length), channel by channel, finite
   * @throws IllegalArgumentException if one is empty, or its length is not a multiple of {@code
   *     channels}
   */
  static Samples sequences(int channels, double rate, List<float[]> sequences) {
    int[] lengths = new int[sequences.size()];
    for (int i = 0; i < lengths.length; i++) {
      int values = sequences.get(i).length;
      if (values == 0 || values % channels != 0) {
        throw new IllegalArgumentException(
            "sequence " + i + " has " + values + " values for " + channels + " channels");
      }
      lengths[i] = values / channels;
    }
    int longest =
        Arrays.stream(lengths)
            .max()
            .orElseThrow(() -> new IllegalArgumentException("there is no sequence"));
    float[] rows =
        new float[Math.multiplyExact(Math.multiplyExact(lengths.length, channels), longest)];
    for (int i = 0; i < lengths.length; i++) {
      for (int channel = 0; channel < channels; channel++) {
        System.arraycopy(
            sequences.get(i),
            channel * lengths[i],
            rows,
            (i * channels + channel) * longest,
            lengths[i]);
      }
    }
    return of(
            FloatMatrix.wrap(lengths.length, channels * longest, rows),
            new SampleType.Sequence(channels, longest, rate))
        .withLengths(lengths);
  }

  /**
   * Returns samples whose values are stored in a file as little-endian float32, row-major. They are
   * read on demand and use no heap; they are checked to be finite when they are read.
   *
   * @param file must not change while the samples are used
   * @param offset the number of bytes before the first value
   * @param count the number of samples
   * @param type the type of a row
   * @throws DecipherException if the file is too short
   */
  static Samples mapped(Path file, long offset, int count, SampleType type) throws IOException {
    return RowSamples.of(MappedRows.open(file, offset, count, type.size()), count, type);
  }

  /**
   * Returns a lazy view whose rows are computed from those of {@code base} on each access. Names
   * and attributes are kept, as are lengths if both types are sequences of the same length; the
   * mask of missing values is not, since the values differ.
   *
   * @param type the type of a transformed row
   * @param transform computes the rows
   */
  static Samples view(Samples base, SampleType type, RowTransform transform) {
    return RowSamples.view(base, type, transform);
  }

  /**
   * Returns the samples of {@code first}, followed by those of {@code second}, which must be of the
   * same type. If only one of them has names, the samples of the other are named by their indices.
   */
  static Samples concat(Samples first, Samples second) {
    if (!first.type().equals(second.type())) {
      throw new IllegalArgumentException(
          "cannot put samples of " + second.type() + " behind samples of " + first.type());
    }
    return first.count() == 0
        ? second
        : second.count() == 0 ? first : RowSamples.concatenated(first, second);
  }
}
