// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import io.decipher.api.Attributes;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Missing;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.numerics.EvenlySpaced;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Displays API samples: images as they are, sequences as line plots, vectors by their columns.
 * Sequences of one channel at an audible rate have sound, and so do samples that are stretches of
 * recordings.
 */
final class TypedSamples implements ReportSamples {
  private static final int MOST_COLUMNS = 40;
  private static final int MEAN_OF = 2000; // members at most, evenly spaced
  private static final double LEAST_AUDIBLE_RATE = 4000;
  private static final double MOST_AUDIBLE_RATE = 96_000;

  private final Samples samples;
  private final Optional<RecordedSounds> recorded;
  private final List<Column> columns;

  TypedSamples(Samples samples, Optional<Path> recordings) {
    this.samples = samples;
    Attributes attributes = samples.attributes();
    columns = columns(samples);
    recorded =
        recordings
            .filter(folder -> attributes.has("recording"))
            .filter(folder -> attributes.has("begin") && attributes.has("end"))
            .filter(folder -> attributes.numbers("begin").isPresent())
            .filter(folder -> attributes.numbers("end").isPresent())
            .map(
                folder ->
                    new RecordedSounds(
                        folder,
                        attributes.text("recording"),
                        attributes.numbers("begin").orElseThrow(),
                        attributes.numbers("end").orElseThrow()));
  }

  private static List<Column> columns(Samples samples) {
    Attributes attributes = samples.attributes();
    List<Column> columns = new ArrayList<>();
    for (String name : attributes.names()) {
      columns.add(
          attributes
              .numbers(name)
              .map(numbers -> new Column(name, List.of(), numbers))
              .orElseGet(() -> new Column(name, attributes.text(name), new double[0])));
    }
    if (samples.type() instanceof SampleType.Vector vector
        && vector.columns().size() <= MOST_COLUMNS) {
      for (int j = 0; j < vector.columns().size(); j++) {
        columns.add(column(samples, vector.columns().get(j), j));
      }
    }
    return List.copyOf(columns);
  }

  private static Column column(Samples samples, SampleType.Column column, int at) {
    int count = samples.count();
    int size = samples.type().size();
    Optional<Missing> missing = samples.missing();
    double[] numbers = new double[count];
    float[] row = new float[size];
    for (int i = 0; i < count; i++) {
      samples.copyRow(i, row, 0);
      int sample = i;
      boolean lacks = missing.map(mask -> mask.isMissing(sample, at)).orElse(false);
      numbers[i] = lacks ? Double.NaN : row[at];
    }
    if (column.kind() == SampleType.Column.Kind.NUMBER || column.categories().isEmpty()) {
      return new Column(column.name(), List.of(), numbers);
    }
    List<String> categories = column.categories();
    return new Column(
        column.name(),
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    numbers[i] >= 0 && numbers[i] < categories.size()
                        ? categories.get((int) numbers[i])
                        : "")
            .toList(),
        new double[0]);
  }

  @Override
  public int count() {
    return samples.count();
  }

  @Override
  public String kind() {
    SampleType type = samples.type();
    if (type instanceof SampleType.Image image) {
      return (recorded.isPresent() ? "sounds, as spectrograms of " : "images of ")
          + image.width()
          + " x "
          + image.height();
    }
    return type instanceof SampleType.Vector vector
        ? "rows of " + vector.columns().size() + " columns"
        : type.toString();
  }

  @Override
  public String name(int sample) {
    return samples.name(sample);
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public Optional<FloatMatrix> values() {
    return samples.type() instanceof SampleType.Vector
        ? Optional.of(samples.toMatrix())
        : Optional.empty();
  }

  @Override
  public Optional<Picture> picture(int sample) {
    return picture(samples.row(sample), samples.length(sample));
  }

  @Override
  public Optional<Picture> mean(int... members) {
    int size = samples.type().size();
    float[] mean = new float[size];
    float[] row = new float[size];
    int[] some = EvenlySpaced.of(members.length, MEAN_OF);
    for (int i : some) {
      samples.copyRow(members[i], row, 0);
      for (int j = 0; j < size; j++) {
        mean[j] += row[j] / some.length;
      }
    }
    return samples.type() instanceof SampleType.Image ? picture(mean, size) : Optional.empty();
  }

  private Optional<Picture> picture(float[] values, int length) {
    SampleType type = samples.type();
    if (type instanceof SampleType.Image image && image.height() > 1 && image.width() > 1) {
      return Optional.of(Picture.ofPlanes(image.channels(), image.height(), image.width(), values));
    }
    return type instanceof SampleType.Sequence sequence
        ? Optional.of(CoursePicture.of(values, sequence.channels(), sequence.length(), length))
        : Optional.empty();
  }

  @Override
  public Optional<byte[]> sound(int sample) {
    if (recorded.isPresent()) {
      return recorded.get().of(sample);
    }
    if (samples.type() instanceof SampleType.Sequence sequence
        && sequence.channels() == 1
        && sequence.rate() >= LEAST_AUDIBLE_RATE
        && sequence.rate() <= MOST_AUDIBLE_RATE) {
      return Optional.of(
          Wav.of(samples.row(sample), samples.length(sample), (int) Math.round(sequence.rate())));
    }
    return Optional.empty();
  }
}
