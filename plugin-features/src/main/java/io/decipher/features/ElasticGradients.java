// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;

/**
 * {@link Gradients} of images normalised to a common size and orientation, with a distance that
 * tolerates small local shifts: for handwritten signs with individual variation.
 *
 * <p>Images are normalised by {@link Framing}, and gradients are sampled on a grid of cells. In
 * addition to the Euclidean distance, two vectors have that of the image distortion model (Keysers
 * et al. 2007): each cell of one image, together with the cells around it, is compared with the
 * most similar cell of the other at most {@code shift} rows and columns away; the distance is the
 * root of the mean of both directions' sums of squares, divided by the number of cells compared for
 * each, so it is at most the Euclidean distance. Nothing is learned.
 *
 * <p>Features are (n x directions · cells), in the layout of {@link Gradients}. A comparison takes
 * O(cells · directions · (2 shift + 1)²) time, about 5 µs for the default settings.
 *
 * @param frame whole, upright, moments, moments-upright or moments-stretched
 * @param contrast given, or ink
 * @param side the side of the frame in pixels, 8 or more
 * @param directions as in {@link Gradients}
 * @param step as in {@link Gradients}
 * @param shift the maximum shift in cells in either direction, 0 to 4; 0 gives the Euclidean
 *     distance
 * @see <a href="https://doi.org/10.1109/TPAMI.2007.1153">Keysers, Deselaers, Gollan, Ney 2007</a>
 */
public record ElasticGradients(
    Frame frame, Contrast contrast, int side, int directions, int step, int shift)
    implements FeatureExtractor {
  private static final double BLUR = 0.7;
  private static final double POOLING_BLUR = 1.5;
  private static final int MOST_SHIFT = 4;
  private static final int LEAST_SIDE = 8;
  private static final int MOST_SIDE = 256;

  /** How images are cropped, oriented and scaled. */
  public enum Frame {
    /** The image as it is, with its longer side filling the frame. */
    WHOLE,
    /** Centred on the centre of mass, with the main axis sheared upright. */
    UPRIGHT,
    /** Centred on the centre of mass, scaled to a common radius of gyration. */
    MOMENTS,
    /** Both. */
    MOMENTS_UPRIGHT,
    /** Centred on the centre of mass, with narrow images widened. */
    MOMENTS_STRETCHED
  }

  /** How values are transformed before framing. */
  public enum Contrast {
    /** Unchanged. */
    GIVEN,
    /** Binarised to paper (0) and ink (1) by Otsu's threshold for each image. */
    INK
  }

  /** Checks the settings. */
  public ElasticGradients {
    if (side < LEAST_SIDE || side > MOST_SIDE) {
      throw new IllegalArgumentException(
          "side must be in [" + LEAST_SIDE + ", " + MOST_SIDE + "], but was " + side);
    }
    if (shift < 0 || shift > MOST_SHIFT) {
      throw new IllegalArgumentException(
          "shift must be in [0, " + MOST_SHIFT + "], but was " + shift);
    }
    new Gradients(directions, BLUR, POOLING_BLUR, step); // validates these
    if (step > side / 2) {
      throw new IllegalArgumentException(
          "step must be at most half of side, " + side / 2 + ", but was " + step);
    }
  }

  /** Creates an extractor for whole images, with shifts of one cell. */
  public ElasticGradients() {
    this(Frame.WHOLE, Contrast.GIVEN, 28, 12, 3, 1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if the samples are not images
   */
  @Override
  public void check(SampleType type) {
    image(type);
  }

  private static SampleType.Image image(SampleType type) {
    return Types.image(type, "features 'elastic-gradients' need", "use pixels");
  }

  @Override
  public Encoder fit(Samples samples, RunContext run) {
    return new ElasticEncoder(this, image(samples.type()));
  }

  Framing framing(SampleType.Image image) {
    return new Framing(image, frame, contrast, side);
  }

  Gradients gradients() {
    return new Gradients(directions, BLUR, POOLING_BLUR, step);
  }
}
