// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.stream.IntStream;

/** Shared code of the feature extractors for sequences. */
final class Sequences {
  private static final int BATCH = 1024;

  private Sequences() {}

  /** Computes the features of one sequence. */
  interface Features {
    /**
     * Writes the features.
     *
     * @param channels each of the sequence's own length
     * @param target receives the features
     * @param offset position of the first feature in {@code target}
     */
    void of(double[][] channels, float[] target, int offset);
  }

  static SampleType.Sequence check(SampleType type, String features) {
    if (type instanceof SampleType.Sequence sequence) {
      return sequence;
    }
    throw new DecipherException(
        "features '"
            + features
            + "' need sequences, but a sample is "
            + (type instanceof SampleType.Image ? "an image" : "a vector")
            + " ("
            + type
            + "); use "
            + (type instanceof SampleType.Image ? "gradients or pixels" : "pixels"));
  }

  /** Encodes samples on all cores, in batches. */
  static FloatMatrix encode(
      Samples samples,
      SampleType.Sequence type,
      int size,
      String name,
      RunContext run,
      Features features) {
    if (!samples.type().equals(type)) {
      throw new IllegalArgumentException(
          "made for samples of " + type + ", but these are of " + samples.type());
    }
    float[] result = new float[Math.multiplyExact(samples.count(), size)];
    for (int first = 0; first < samples.count(); first += BATCH) {
      int from = first;
      int count = Math.min(BATCH, samples.count() - first);
      IntStream.range(0, count)
          .parallel()
          .forEach(
              i -> {
                int sample = from + i;
                features.of(
                    channels(samples.row(sample), type, samples.length(sample)),
                    result,
                    sample * size);
              });
      int done = first + count;
      run.step(
          new Progress(name, (double) done / samples.count(), done + " of " + samples.count()));
    }
    return FloatMatrix.wrap(samples.count(), size, result);
  }

  private static double[][] channels(float[] row, SampleType.Sequence type, int length) {
    double[][] channels = new double[type.channels()][length];
    for (int c = 0; c < channels.length; c++) {
      for (int i = 0; i < length; i++) {
        channels[c][i] = row[c * type.length() + i];
      }
    }
    return channels;
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
