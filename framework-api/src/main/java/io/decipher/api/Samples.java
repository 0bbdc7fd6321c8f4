// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Samples of one type. Their values are copied on demand into a caller's buffer, so that they may
 * lie on the heap, in a mapped file or nowhere yet; what people call them, what else is known of
 * them and which values are missing comes with them.
 *
 * <p>Samples are what data sets give and what extractors and models take. Features, latent vectors
 * and layouts are points, {@link FloatMatrix}.
 *
 * <p>Implementations are immutable and may be read from several threads at once. {@link #of},
 * {@link #mapped}, {@link #view} and {@link #concat} make those that most need.
 */
public interface Samples {
  /** Returns the number of samples. */
  int count();

  /** Returns what one sample is. */
  SampleType type();

  /**
   * Copies the values of {@code count} samples from {@code first} on, row-major, (count x size).
   * Every value is finite: where one is missing there is a neutral fill, behind the end of a short
   * sequence there is 0.
   *
   * @param target where they go
   * @param offset where in {@code target} they begin
   * @throws DecipherException if a value cannot be read, or is not finite, naming file and row
   */
  void copyRows(int first, int count, float[] target, int offset);

  /** Copies the values of one sample, as {@link #copyRows}. */
  default void copyRow(int sample, float[] target, int offset) {
    copyRows(sample, 1, target, offset);
  }

  /** Copies the values of the given samples, in that order, as {@link #copyRows}. */
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

  /** Returns what people call the samples; empty if the data do not say. */
  default Optional<List<String>> names() {
    return Optional.empty();
  }

  /** Returns what people call a sample: a file, a row's id; its number if the data do not say. */
  default String name(int sample) {
    Objects.checkIndex(sample, count());
    return names().map(names -> names.get(sample)).orElseGet(() -> Integer.toString(sample));
  }

  /** Returns what else is known about each sample. */
  default Attributes attributes() {
    return Attributes.none(count());
  }

  /** Returns which values were never measured; empty if all were. */
  default Optional<Missing> missing() {
    return Optional.empty();
  }

  /**
   * Returns how long a sequence is, in steps: at least 1, at most its type's length. Of a sample of
   * another type, the number of its values.
   */
  default int length(int sample) {
    Objects.checkIndex(sample, count());
    return type() instanceof SampleType.Sequence sequence ? sequence.length() : type().size();
  }

  /** Returns the bytes that all values take as float32. */
  default long bytes() {
    return (long) Float.BYTES * count() * type().size();
  }

  /**
   * Returns what tells these samples from any others of their type, in hexadecimal digits: the
   * {@link FloatMatrix#sha256} of their values, wherever these lie. Names, attributes, missing
   * values and unequal lengths, if there are any, count as well.
   *
   * @implNote reads every value once; 0.5 GB/s and core if they lie on the heap
   */
  default String sha256() {
    return SamplesDigest.of(this);
  }

  /**
   * Returns all values on the heap, (count x size).
   *
   * @throws DecipherException if they are more than one array can hold
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
              + " values, too many to hold at once (at most 2^31 - 9); take fewer samples, or a"
              + " part that takes them in batches");
    }
    float[] all = new float[(int) values];
    copyRows(0, count(), all, 0);
    return FloatMatrix.wrap(count(), type().size(), all);
  }

  /** Returns these samples with their values on the heap; names and the like stay. */
  default Samples onHeap() {
    return RowSamples.of(toMatrix(), type()).describedAs(this);
  }

  /**
   * Writes all values to a file, and returns these samples as {@link #mapped} from there; names and
   * the like stay. It is how a costly {@link #view} that does not fit the heap is computed once.
   *
   * @param file is overwritten; must outlive the result
   */
  default Samples mappedTo(Path file) throws IOException {
    MappedRows.write(this, file);
    return ((RowSamples) mapped(file, 0, count(), type())).describedAs(this);
  }

  /** Returns the given samples, in that order; one may be named more than once. */
  default Samples select(int... samples) {
    return RowSamples.selected(this, samples.clone());
  }

  /** Returns {@code count} samples from {@code first} on. */
  default Samples slice(int first, int count) {
    Objects.checkFromIndexSize(first, count, count());
    return count == count() ? this : RowSamples.sliced(this, first, count);
  }

  /** Returns these samples, called so; one name a sample. */
  default Samples withNames(List<String> names) {
    return RowSamples.over(this).named(names);
  }

  /** Returns these samples with these attributes, in place of those they had. */
  default Samples withAttributes(Attributes attributes) {
    return RowSamples.over(this).with(attributes);
  }

  /** Returns these samples, of which these values were never measured. */
  default Samples withMissing(Missing missing) {
    return RowSamples.over(this).lacking(missing);
  }

  /**
   * Returns these sequences with lengths of their own.
   *
   * @param lengths in steps, one a sample, each in [1, the type's length]; behind it values are 0
   * @throws IllegalArgumentException if a length is out of range, or these are no sequences
   */
  default Samples withLengths(int... lengths) {
    return RowSamples.over(this).ofLengths(lengths.clone());
  }

  /**
   * Returns samples whose values lie in a matrix.
   *
   * @param rows (n x size), finite
   * @param type what a row is
   */
  static Samples of(FloatMatrix rows, SampleType type) {
    return RowSamples.of(rows, type);
  }

  /** Returns no samples of a type. */
  static Samples none(SampleType type) {
    return of(FloatMatrix.empty(type.size()), type);
  }

  /**
   * Returns sequences of unequal lengths on the heap.
   *
   * @param channels of each, 1 or more
   * @param rate steps a second; NaN if it is not known
   * @param sequences each (channels x its length), a channel after the other, finite; at least one
   * @throws IllegalArgumentException if one is empty or no multiple of {@code channels} long
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
   * Returns samples whose values lie in a file as float32, little-endian, row-major. They are read
   * as they are asked for, and take no heap; that each is finite is checked then.
   *
   * @param file must not change as long as the samples are used
   * @param offset bytes before the first value
   * @param count samples
   * @param type what a row is
   * @throws DecipherException if the file is shorter than that
   */
  static Samples mapped(Path file, long offset, int count, SampleType type) throws IOException {
    return RowSamples.of(MappedRows.open(file, offset, count, type.size()), count, type);
  }

  /**
   * Returns a lazy view: each row is computed from that of {@code base} whenever it is asked for.
   * Names and attributes stay, and so do lengths if both types are sequences of one length; a mask
   * of missing values does not, since the view's values are others.
   *
   * @param type what a row is afterwards
   * @param transform makes the rows
   */
  static Samples view(Samples base, SampleType type, RowTransform transform) {
    return RowSamples.view(base, type, transform);
  }

  /**
   * Returns the samples of {@code first}, then those of {@code second}, both of one type. If only
   * some have names, the others are called by their numbers.
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
