// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The samples of a run for display: names, attributes, appearance and sound. Implementations must
 * be thread-safe.
 */
public interface ReportSamples {
  /**
   * An attribute of the samples.
   *
   * @param name name of the column
   * @param text one text per sample, empty if missing; an empty list if the column is numeric
   * @param numbers one number per sample, NaN if missing; of length 0 if the column is text
   */
  @SuppressWarnings("ArrayRecordComponent") // a column on its way to a file, never compared
  record Column(String name, List<String> text, double[] numbers) {
    /** Copies the list. */
    public Column {
      text = List.copyOf(text);
    }

    /** Returns whether the column is numeric. */
    public boolean isNumbers() {
      return text.isEmpty();
    }
  }

  /** Returns the number of samples. */
  int count();

  /** Returns a human-readable description of the samples, e.g. {@code "image, 28 x 28"}. */
  String kind();

  /** Returns the name of a sample; its row number unless the data provide one. */
  default String name(int sample) {
    return Integer.toString(sample);
  }

  /** Returns the attributes of the samples besides their values. */
  default List<Column> columns() {
    return List.of();
  }

  /** Returns the values of all samples, (n x d), if a map of them is meaningful in itself. */
  default Optional<FloatMatrix> values() {
    return Optional.empty();
  }

  /** Returns the picture of a sample, if it has one. */
  default Optional<Picture> picture(int sample) {
    return Optional.empty();
  }

  /**
   * Returns the picture of the mean of samples, if there is one.
   *
   * @param samples at least one
   */
  default Optional<Picture> mean(int... samples) {
    return Optional.empty();
  }

  /** Returns the sound of a sample as a WAV file, if it has one. */
  default Optional<byte[]> sound(int sample) {
    return Optional.empty();
  }

  /**
   * Returns samples for display: images as images, sequences as line plots, vectors by their
   * columns, with their names and attributes.
   *
   * @param folder folder of the recordings that the attributes {@code recording}, {@code begin} and
   *     {@code end} refer to, if the samples are stretches of recordings
   */
  static ReportSamples of(Samples samples, Optional<Path> folder) {
    return new TypedSamples(samples, folder);
  }

  /** Returns samples of which only the number is known. */
  static ReportSamples unknown(int count) {
    return new ReportSamples() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public String kind() {
        return "row of numbers";
      }
    };
  }
}
