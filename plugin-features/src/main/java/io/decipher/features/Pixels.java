package io.decipher.features;

import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;

/**
 * The values of a sample, channel by channel and row by row: (n x size). As they are, of samples of
 * any shape, and nothing is copied; or blurred, of images. What is NaN stays NaN.
 *
 * @param blur standard deviation of a Gaussian blur in pixels; 0 for none
 */
public record Pixels(double blur) implements FeatureExtractor {
  /** Checks the blur. */
  public Pixels {
    GaussianBlur.check("blur", blur);
  }

  /** Makes those that leave values as they are. */
  public Pixels() {
    this(0);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DecipherException if there is to be a blur, and the samples are no images
   */
  @Override
  public Encoder fit(FloatMatrix samples, SampleShape shape, RunContext run) {
    Shapes.check(samples, shape);
    if (blur > 0 && !shape.isImage()) {
      throw new DecipherException(
          "features 'pixels' blur images, but the samples are "
              + Shapes.describe(shape)
              + "; set blur = 0");
    }
    return (others, context) -> {
      Shapes.check(others, shape);
      context.cancellation().throwIfCancelled();
      return blur == 0 ? others : blurred(others, shape, context);
    };
  }

  private FloatMatrix blurred(FloatMatrix samples, SampleShape shape, RunContext run) {
    float[] out = new float[samples.rows() * shape.size()];
    int plane = shape.height() * shape.width();
    Blocks.run(
        samples.rows(),
        "pixels",
        run,
        (from, to) -> {
          GaussianBlur gaussian = new GaussianBlur(blur, shape.height(), shape.width());
          float[] image = new float[shape.size()];
          for (int i = from; i < to; i++) {
            samples.copyRows(i, 1, image, 0);
            for (int channel = 0; channel < shape.channels(); channel++) {
              int start = channel * plane;
              gaussian.apply(image, start, out, i * image.length + start);
            }
          }
        });
    return FloatMatrix.wrap(samples.rows(), shape.size(), out);
  }
}
