// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.numerics.Parallel;

/**
 * The values of a sample, channel by channel and row by row: (n x size). Unchanged for samples of
 * any type, without copying if they are stored in a matrix; or blurred, for images. NaN stays NaN.
 *
 * @param blur standard deviation of a Gaussian blur in pixels; 0 for none
 * @param standardize whether each sample's values are shifted to mean 0 and scaled to length 1
 */
public record Pixels(double blur, boolean standardize) implements FeatureExtractor {
  private static final double LEAST_SQUARE = 1e-12;

  /** Checks the blur. */
  public Pixels {
    GaussianBlur.check("blur", blur);
  }

  /** Creates an extractor of unchanged values. */
  public Pixels() {
    this(0);
  }

  /**
   * Creates an extractor of blurred values, not standardised.
   *
   * @param blur standard deviation of a Gaussian blur in pixels; 0 for none
   */
  public Pixels(double blur) {
    this(blur, false);
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if a blur is set, and the samples are not images
   */
  @Override
  public void check(SampleType type) {
    if (blur > 0) {
      Types.image(type, "features 'pixels' blur", "set blur = 0");
    }
  }

  @Override
  public Encoder fit(Samples samples, RunContext run) {
    SampleType type = samples.type();
    check(type);
    return (others, context) -> {
      Types.check(others, type);
      context.cancellation().throwIfCancelled();
      FloatMatrix values =
          blur > 0 && type instanceof SampleType.Image image
              ? blurred(others, image, context)
              : others.toMatrix();
      return standardize ? standardized(values) : values;
    };
  }

  /** A sample of equal values becomes 0. */
  private static FloatMatrix standardized(FloatMatrix matrix) {
    int columns = matrix.columns();
    float[] values = matrix.toArray();
    for (int start = 0; start < values.length; start += columns) {
      double sum = 0;
      for (int j = start; j < start + columns; j++) {
        sum += values[j];
      }
      double mean = sum / columns;
      double square = 0;
      for (int j = start; j < start + columns; j++) {
        square += (values[j] - mean) * (values[j] - mean);
      }
      double scale = square > LEAST_SQUARE ? 1 / Math.sqrt(square) : 0;
      for (int j = start; j < start + columns; j++) {
        values[j] = (float) ((values[j] - mean) * scale);
      }
    }
    return FloatMatrix.wrap(matrix.rows(), columns, values);
  }

  private FloatMatrix blurred(Samples samples, SampleType.Image shape, RunContext run) {
    float[] out = new float[Math.multiplyExact(samples.count(), shape.size())];
    int plane = shape.height() * shape.width();
    Parallel.blocks(
        samples.count(),
        "pixels",
        run,
        (from, to) -> {
          GaussianBlur gaussian = new GaussianBlur(blur, shape.height(), shape.width());
          float[] image = new float[shape.size()];
          for (int i = from; i < to; i++) {
            samples.copyRow(i, image, 0);
            for (int channel = 0; channel < shape.channels(); channel++) {
              int start = channel * plane;
              gaussian.apply(image, start, out, i * image.length + start);
            }
          }
        });
    return FloatMatrix.wrap(samples.count(), shape.size(), out);
  }
}
