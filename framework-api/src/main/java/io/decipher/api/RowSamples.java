// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Samples with rows from any source, and their metadata. */
final class RowSamples implements Samples {
  /** The source of the values. */
  @FunctionalInterface
  interface Rows {
    /**
     * Copies {@code count} consecutive rows starting at {@code first}, like {@link
     * Samples#copyRows}.
     */
    void copy(int first, int count, float[] target, int offset);
  }

  private record Description(
      Optional<List<String>> names,
      Attributes attributes,
      Optional<Missing> missing,
      Optional<List<Integer>> lengths) { // empty: all have the type's length
    static Description none(int count) {
      return new Description(
          Optional.empty(), Attributes.none(count), Optional.empty(), Optional.empty());
    }

    static Description of(Samples samples) {
      return new Description(
          samples.names(), samples.attributes(), samples.missing(), lengthsOf(samples));
    }
  }

  private final int count;
  private final SampleType type;
  private final Rows rows;
  private final @Nullable FloatMatrix matrix; // with the same values, if they are stored in one
  private final Description description;
  private @Nullable String sha256; // computed on first use

  private RowSamples(
      int count,
      SampleType type,
      Rows rows,
      @Nullable FloatMatrix matrix,
      Description description) {
    this.count = count;
    this.type = type;
    this.rows = rows;
    this.matrix = matrix;
    this.description = description;
  }

  static RowSamples of(FloatMatrix matrix, SampleType type) {
    if (matrix.columns() != type.size()) {
      throw new IllegalArgumentException(
          "samples have "
              + matrix.columns()
              + " values, but one of type "
              + type
              + " has "
              + type.size());
    }
    return new RowSamples(
        matrix.rows(), type, matrix::copyRows, matrix, Description.none(matrix.rows()));
  }

  static RowSamples of(Rows rows, int count, SampleType type) {
    return new RowSamples(count, type, rows, null, Description.none(count));
  }

  /** Returns the same samples as an instance of this class. */
  static RowSamples over(Samples samples) {
    return samples instanceof RowSamples same
        ? same
        : new RowSamples(
            samples.count(), samples.type(), samples::copyRows, null, Description.of(samples));
  }

  static RowSamples selected(Samples base, int[] indices) {
    for (int index : indices) {
      Objects.checkIndex(index, base.count());
    }
    return new RowSamples(
        indices.length,
        base.type(),
        (first, count, target, offset) ->
            base.gather(Arrays.copyOfRange(indices, first, first + count), target, offset),
        null,
        new Description(
            base.names().map(names -> Arrays.stream(indices).mapToObj(names::get).toList()),
            base.attributes().select(indices),
            base.missing().map(missing -> missing.select(indices)),
            lengthsOf(base)
                .map(lengths -> Arrays.stream(indices).mapToObj(lengths::get).toList())));
  }

  static RowSamples sliced(Samples base, int from, int length) {
    return new RowSamples(
        length,
        base.type(),
        (first, count, target, offset) -> base.copyRows(from + first, count, target, offset),
        null,
        new Description(
            base.names().map(names -> names.subList(from, from + length)),
            base.attributes().slice(from, length),
            base.missing().map(missing -> missing.slice(from, length)),
            lengthsOf(base).map(lengths -> lengths.subList(from, from + length))));
  }

  static RowSamples view(Samples base, SampleType type, RowTransform transform) {
    int before = base.type().size();
    int after = type.size();
    boolean sameSteps =
        type instanceof SampleType.Sequence now
            && base.type() instanceof SampleType.Sequence then
            && now.length() == then.length();
    return new RowSamples(
        base.count(),
        type,
        (first, count, target, offset) ->
            IntStream.range(0, count)
                .parallel()
                .forEach(
                    i -> {
                      float[] row = new float[before];
                      base.copyRow(first + i, row, 0);
                      transform.apply(row, base.length(first + i), target, offset + i * after);
                    }),
        null,
        new Description(
            base.names(),
            base.attributes(),
            Optional.empty(),
            sameSteps ? lengthsOf(base) : Optional.empty()));
  }

  static RowSamples concatenated(Samples first, Samples second) {
    int count = Math.addExact(first.count(), second.count());
    int size = first.type().size();
    boolean unequal = lengthsOf(first).isPresent() || lengthsOf(second).isPresent();
    Optional<List<Integer>> lengths =
        unequal
            ? Optional.of(
                IntStream.range(0, count)
                    .map(
                        i -> i < first.count() ? first.length(i) : second.length(i - first.count()))
                    .boxed()
                    .toList())
            : Optional.empty();
    return new RowSamples(
        count,
        first.type(),
        (from, length, target, offset) -> {
          int ofFirst = Math.max(0, Math.min(length, first.count() - from));
          if (ofFirst > 0) {
            first.copyRows(from, ofFirst, target, offset);
          }
          if (ofFirst < length) {
            second.copyRows(
                from + ofFirst - first.count(), length - ofFirst, target, offset + ofFirst * size);
          }
        },
        null,
        new Description(
            names(first, second),
            Attributes.concat(first.attributes(), second.attributes()),
            missing(first, second),
            lengths));
  }

  private static Optional<List<String>> names(Samples first, Samples second) {
    if (first.names().isEmpty() && second.names().isEmpty()) {
      return Optional.empty();
    }
    int before = first.count();
    Optional<List<String>> behind = second.names();
    return Optional.of(
        IntStream.range(0, before + second.count())
            .mapToObj(
                i ->
                    i < before
                        ? first.name(i)
                        : behind
                            .map(names -> names.get(i - before))
                            .orElseGet(() -> Integer.toString(i)))
            .toList());
  }

  private static Optional<Missing> missing(Samples first, Samples second) {
    if (first.missing().isEmpty() && second.missing().isEmpty()) {
      return Optional.empty();
    }
    int size = first.type().size();
    return Optional.of(
        Missing.concat(
            first.missing().orElseGet(() -> Missing.none(first.count(), size)),
            second.missing().orElseGet(() -> Missing.none(second.count(), size))));
  }

  /** Returns the lengths of sequences; empty if all have the length of their type. */
  private static Optional<List<Integer>> lengthsOf(Samples samples) {
    if (samples instanceof RowSamples known) {
      return known.description.lengths;
    }
    if (!(samples.type() instanceof SampleType.Sequence sequence)) {
      return Optional.empty();
    }
    return Optional.of(IntStream.range(0, samples.count()).map(samples::length).boxed().toList())
        .filter(lengths -> lengths.stream().anyMatch(length -> length != sequence.length()));
  }

  private RowSamples described(Description other) {
    return new RowSamples(count, type, rows, matrix, other);
  }

  /** Returns these values with the metadata of other samples of the same count and type. */
  RowSamples describedAs(Samples other) {
    return described(Description.of(other));
  }

  RowSamples named(List<String> names) {
    checkCount(names.size(), "names");
    return described(
        new Description(
            Optional.of(List.copyOf(names)),
            description.attributes,
            description.missing,
            description.lengths));
  }

  RowSamples with(Attributes attributes) {
    checkCount(attributes.count(), "attributes");
    return described(
        new Description(description.names, attributes, description.missing, description.lengths));
  }

  RowSamples lacking(Missing missing) {
    checkCount(missing.count(), "masks");
    if (missing.size() != type.size()) {
      throw new IllegalArgumentException(
          "a mask of " + missing.size() + " values does not fit samples of " + type);
    }
    return described(
        new Description(
            description.names, description.attributes, Optional.of(missing), description.lengths));
  }

  RowSamples ofLengths(int[] lengths) {
    checkCount(lengths.length, "lengths");
    if (!(type instanceof SampleType.Sequence sequence)) {
      throw new IllegalArgumentException("a sample of type " + type + " has no length of its own");
    }
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1 || lengths[i] > sequence.length()) {
        throw new IllegalArgumentException(
            "the length of sample "
                + i
                + " must be in [1, "
                + sequence.length()
                + "], but was "
                + lengths[i]);
      }
    }
    return described(
        new Description(
            description.names,
            description.attributes,
            description.missing,
            Optional.of(Arrays.stream(lengths).boxed().toList())));
  }

  private void checkCount(int found, String what) {
    if (found != count) {
      throw new IllegalArgumentException(
          "there are " + count + " samples, but " + found + " " + what);
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public SampleType type() {
    return type;
  }

  @Override
  public void copyRows(int first, int count, float[] target, int offset) {
    Objects.checkFromIndexSize(first, count, this.count);
    Objects.checkFromIndexSize(offset, Math.multiplyExact(count, type.size()), target.length);
    rows.copy(first, count, target, offset);
  }

  @Override
  public Optional<List<String>> names() {
    return description.names;
  }

  @Override
  public Attributes attributes() {
    return description.attributes;
  }

  @Override
  public Optional<Missing> missing() {
    return description.missing;
  }

  @Override
  public int length(int sample) {
    return description.lengths.isEmpty()
        ? Samples.super.length(sample)
        : description.lengths.get().get(sample);
  }

  @Override
  public String sha256() {
    String known = sha256;
    if (known == null) {
      known = SamplesDigest.of(this);
      sha256 = known;
    }
    return known;
  }

  /** Returns the matrix that stores the values, if there is one. */
  Optional<FloatMatrix> matrix() {
    return Optional.ofNullable(matrix);
  }

  @Override
  public FloatMatrix toMatrix() {
    return matrix == null ? Samples.super.toMatrix() : matrix;
  }

  @Override
  public String toString() {
    return "Samples(" + count + " of " + type + ")";
  }
}
