// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;

/**
 * {@link Gradients} of images brought to one size and attitude, and a distance between them that
 * lets parts of an image move a little: for signs that people drew, each in their own way.
 *
 * <p>Images are framed ({@link Framing}), and the gradients of the frame are read off on a grid of
 * cells. Beside their Euclidean distance, two vectors have that of the image distortion model
 * (Keysers et al. 2007): each cell of the one is compared, with the cells around it, with the cell
 * of the other that is most like it among those at most {@code shift} rows and columns away; the
 * distance is the root of the mean of both directions' sums of squares, divided by the number of
 * cells compared with each, which makes it one of at most the Euclidean distance. Moments,
 * gradients and distortion: none is learned.
 *
 * <p>Features are (n x directions · cells), as {@link Gradients} has them. The time of a comparison
 * is O(cells · directions · (2 shift + 1)²), some 5 µs for the usual setting.
 *
 * @param frame whole, upright, moments, moments-upright or moments-stretched
 * @param contrast given, or ink
 * @param side pixels a side of the frame, 8 or more
 * @param directions of {@link Gradients}
 * @param step of {@link Gradients}
 * @param shift how many cells a part may move in either direction, 0 to 4; 0 leaves only the
 *     Euclidean distance
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

  /** Which part of an image is looked at, and how it is turned and scaled. */
  public enum Frame {
    /** The image as it is, its longer side filling the frame. */
    WHOLE,
    /** About the centre of mass, its main axis sheared upright. */
    UPRIGHT,
    /** About the centre of mass, scaled to one radius of gyration. */
    MOMENTS,
    /** Both. */
    MOMENTS_UPRIGHT,
    /** About the centre of mass, narrow images widened. */
    MOMENTS_STRETCHED
  }

  /** What becomes of values before they are framed. */
  public enum Contrast {
    /** They stay. */
    GIVEN,
    /** Paper becomes 0 and ink 1, parted by Otsu's threshold in each image. */
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
    new Gradients(directions, BLUR, POOLING_BLUR, step); // checks these
    if (step > side / 2) {
      throw new IllegalArgumentException(
          "step must be at most half of side, " + side / 2 + ", but was " + step);
    }
  }

  /** Makes those of an image as it is, with parts that may move by one cell. */
  public ElasticGradients() {
    this(Frame.WHOLE, Contrast.GIVEN, 28, 12, 3, 1);
  }

  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if the samples are no images
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
