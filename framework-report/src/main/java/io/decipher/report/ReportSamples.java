// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The samples of a run as a person meets them: names, what is known of them, how they look and
 * sound. Implementations may be asked by several threads at once.
 */
public interface ReportSamples {
  /**
   * What is known of each sample, under one name.
   *
   * @param name of the column, as a person wrote it
   * @param text a text a sample, empty where there is none; an empty list if the column is numbers
   * @param numbers a number a sample, NaN where there is none; of length 0 if the column is text
   */
  @SuppressWarnings("ArrayRecordComponent") // a column on its way to a file, never compared
  record Column(String name, List<String> text, double[] numbers) {
    /** Copies the list. */
    public Column {
      text = List.copyOf(text);
    }

    /** Returns whether the column holds numbers. */
    public boolean isNumbers() {
      return text.isEmpty();
    }
  }

  /** Returns the number of samples. */
  int count();

  /** Returns in words what a sample is, e.g. {@code "image, 28 x 28"}. */
  String kind();

  /** Returns what a person calls a sample; its row number unless the data say otherwise. */
  default String name(int sample) {
    return Integer.toString(sample);
  }

  /** Returns what is known of each sample beside its values. */
  default List<Column> columns() {
    return List.of();
  }

  /** Returns the values of all samples, (n x d), where a map of them alone would say something. */
  default Optional<FloatMatrix> values() {
    return Optional.empty();
  }

  /** Returns how a sample looks, if it can be shown. */
  default Optional<Picture> picture(int sample) {
    return Optional.empty();
  }

  /**
   * Returns how the mean of samples looks, if that can be shown.
   *
   * @param samples at least one
   */
  default Optional<Picture> mean(int... samples) {
    return Optional.empty();
  }

  /** Returns how a sample sounds, as the bytes of a WAV file, if it can be heard. */
  default Optional<byte[]> sound(int sample) {
    return Optional.empty();
  }

  /**
   * Returns samples as they are shown: images as images, the course of sequences, the columns of
   * vectors; names and attributes as they have them.
   *
   * @param folder where the recordings are that the attributes {@code recording}, {@code begin} and
   *     {@code end} of samples refer to, if they are stretches of some
   */
  static ReportSamples of(Samples samples, Optional<Path> folder) {
    return new TypedSamples(samples, folder);
  }

  /** Returns samples of which nothing is known but how many there are. */
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
