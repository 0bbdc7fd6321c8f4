// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;

/**
 * Oriented gradients: which way edges run, place by place, and hardly where exactly.
 *
 * <p>After Dalal and Triggs's histograms, made smooth: no bin and no cell has a border that an edge
 * could cross. Blur; take central differences (gx, gy), 0 outside the image; let m = √(gx² + gy² +
 * 1e-8) and φ the gradient's angle; each of B = {@code directions} gets m · max(0, cos(φ - 2πb/B))
 * to the power B/2. Blur each direction's plane, read it off every {@code step} pixels from {@code
 * step / 2} on, take square roots and scale the vector to length 1. Where an image has several
 * channels, each pixel takes the gradient of the channel where it is greatest, as Dalal and Triggs
 * do.
 *
 * <p>Features are (n x B · rows · columns), direction by direction, then row by row: 648 for a 28 x
 * 28 image. An image without any edge has the vector 0. With the default blurs, one with a pixel
 * that is NaN has features that are all NaN; with none, a pixel may go unseen between those read
 * off. O(n · size · B) time; sums in float.
 *
 * @param directions B, 2 or more, over the whole circle
 * @param blur standard deviation of the first blur in pixels; 0 for none
 * @param poolingBlur standard deviation of the second blur in pixels; 0 for none
 * @param step distance between the points read off, in pixels, 1 or more
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

  /** Makes the ones that were found best for handwritten digits. */
  public Gradients() {
    this(8, 0.7, 1.5, 3);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DecipherException if the samples are no images, or images with sides below 2 or {@code
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
