// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;

/**
 * Oriented gradients: the directions of edges around each point of a grid, with a tolerance for
 * their exact position.
 *
 * <p>A smooth variant of the histograms of Dalal and Triggs: neither bins nor cells have borders
 * that an edge could cross. Blur the image; compute central differences (gx, gy), with 0 outside
 * the image; let m = √(gx² + gy² + 1e-8) and φ the gradient's angle; each of B = {@code directions}
 * gets m · max(0, cos(φ - 2πb/B)) to the power B/2. Blur the plane of each direction, sample it
 * every {@code step} pixels starting at {@code step / 2}, take square roots and scale the vector to
 * length 1. For multi-channel images, each pixel uses the channel with the greatest gradient, as
 * Dalal and Triggs do.
 *
 * <p>Features are (n x B · rows · columns), direction by direction, then row by row: 648 for a 28 x
 * 28 image. An image without edges has the vector 0. With the default blurs, a NaN pixel makes all
 * features of its image NaN; without blurs, a pixel between sampled points may go unnoticed. O(n ·
 * size · B) time; sums in float.
 *
 * @param directions B, 2 or more, over the full circle
 * @param blur standard deviation of the first blur in pixels; 0 for none
 * @param poolingBlur standard deviation of the second blur in pixels; 0 for none
 * @param step distance between the sampled points in pixels, 1 or more
 * @see <a href="https://doi.org/10.1109/CVPR.2005.177">Dalal and Triggs 2005</a>
 */
public record Gradients(int directions, double blur, double poolingBlur, int step)
    implements FeatureExtractor {
  private static final int MOST_DIRECTIONS = 360;

  /** Checks the settings. */
  public Gradients {
    if (directions < 2 || directions > MOST_DIRECTIONS) {
      throw new IllegalArgumentException(
          "directions must be between 2 and " + MOST_DIRECTIONS + ", but was " + directions);
    }
    GaussianBlur.check("blur", blur);
    GaussianBlur.check("pooling-blur", poolingBlur);
    if (step < 1) {
      throw new IllegalArgumentException("step must be at least 1, but was " + step);
    }
  }

  /** Creates an extractor with the settings that performed best on handwritten digits. */
  public Gradients() {
    this(8, 0.7, 1.5, 3);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DecipherException if the samples are not images, or their sides are below 2 or {@code
   *     step} pixels
   */
  @Override
  public void check(SampleType type) {
    image(type);
  }

  private SampleType.Image image(SampleType type) {
    SampleType.Image image = Types.image(type, "features 'gradients' need", "use pixels");
    int least = Math.max(2, step);
    if (image.height() < least || image.width() < least) {
      throw new DecipherException(
          "features 'gradients' with step "
              + step
              + " need images of at least "
              + least
              + " x "
              + least
              + ", but the samples are "
              + Types.describe(image)
              + "; lower step, or use pixels");
    }
    return image;
  }

  @Override
  public Encoder fit(Samples samples, RunContext run) {
    return new GradientEncoder(this, image(samples.type()));
  }
}
