// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Random transformations that produce another view of the content of an image. Each parameter is
 * drawn anew for each view, uniformly up to the given maximum in either direction. Lengths are in
 * pixels of the original image: what suits 28 x 28 is little for ten times that.
 *
 * <p>There are nineteen components, since each transformation has its own strength and depends on
 * no other.
 *
 * @param rotation in degrees
 * @param shear in degrees
 * @param scale of each axis, as a natural logarithm
 * @param shift along each axis, in pixels
 * @param elastic the standard deviation of the displacements of an elastic grid, in pixels
 * @param elasticGrid the number of points per side of that grid, 2 or more
 * @param dilate the fraction of views with thickened ink
 * @param erode the fraction of views with thinned ink
 * @param thickness the maximum thickening or thinning, in pixels
 * @param cutout the fraction of views with a rectangle cut out
 * @param cutoutSize the sides of the rectangle, in pixels
 * @param stroke the fraction of views with an added straight stroke
 * @param strokeLength the length of the stroke, in pixels
 * @param strokeWidth the width of the stroke, in pixels
 * @param mirror the fraction of views that are mirrored horizontally
 * @param brightness the factor of values, as a natural logarithm
 * @param contrast the factor of deviations from the view's mean, as a natural logarithm
 * @param noise the maximum level of background noise added to a spectrogram, above the background
 *     of the spectrogram itself and as a fraction of the range of values; none if empty
 * @param mask blanked bands of rows and columns, for spectrograms; none if empty
 */
// Nineteen components: they are the keys of the block, each the size of one distortion.
public record Augmentation(
    double rotation,
    double shear,
    double scale,
    double shift,
    double elastic,
    int elasticGrid,
    double dilate,
    double erode,
    double thickness,
    double cutout,
    Range cutoutSize,
    double stroke,
    Range strokeLength,
    Range strokeWidth,
    double mirror,
    double brightness,
    double contrast,
    OptionalDouble noise,
    Optional<Mask> mask) {

  private static final int MOST_PIXELS = 1000;

  /**
   * A range of lengths, for uniform draws.
   *
   * @param least in pixels, 0 or more
   * @param most in pixels
   */
  public record Range(double least, double most) {
    /** Checks both. */
    public Range {
      Check.between("least", least, 0, MOST_PIXELS);
      Check.between("most", most, least, MOST_PIXELS);
    }

    /** Returns the width of the range, in decimal arithmetic: from 1.6 to 3.4 it is 1.8. */
    public double span() {
      return BigDecimal.valueOf(most).subtract(BigDecimal.valueOf(least)).doubleValue();
    }
  }

  /**
   * A blanked band of columns (of time, in a spectrogram) and one of rows (of frequency).
   *
   * @param share the fraction of views with such bands
   * @param columns the maximum width of the band of columns, in pixels, drawn from 0 to this
   * @param rows the maximum width of the band of rows, in pixels
   * @see <a href="https://doi.org/10.21437/Interspeech.2019-2680">Park et al. 2019
   *     (SpecAugment)</a>
   */
  public record Mask(double share, int columns, int rows) {
    /** Checks all values. */
    public Mask {
      Check.between("mask.share", share, 0, 1);
      Check.between("mask.columns", columns, 0, MOST_PIXELS);
      Check.between("mask.rows", rows, 0, MOST_PIXELS);
    }
  }

  /** Checks all values. */
  public Augmentation {
    Check.between("rotation", rotation, 0, 180);
    Check.between("shear", shear, 0, 80);
    Check.between("scale", scale, 0, 2);
    Check.between("shift", shift, 0, MOST_PIXELS);
    Check.between("elastic", elastic, 0, MOST_PIXELS);
    Check.between("elastic-grid", elasticGrid, 2, 100);
    Check.between("dilate", dilate, 0, 1);
    Check.between("erode", erode, 0, 1);
    Check.between("thickness", thickness, 0, 100);
    Check.between("cutout", cutout, 0, 1);
    Check.between("stroke", stroke, 0, 1);
    Check.between("mirror", mirror, 0, 1);
    Check.between("brightness", brightness, 0, 2);
    Check.between("contrast", contrast, 0, 2);
    noise.ifPresent(level -> Check.between("noise", level, 0, 1));
    if (dilate + erode > 1) {
      throw new IllegalArgumentException(
          "dilate and erode must be at most 1 together, but were " + dilate + " and " + erode);
    }
  }

  /**
   * Returns this augmentation with rotation, shear, scale and shift multiplied by a factor of at
   * most 1.
   */
  public Augmentation milder(double share) {
    return new Augmentation(
        rotation * share,
        shear * share,
        scale * share,
        shift * share,
        elastic,
        elasticGrid,
        dilate,
        erode,
        thickness,
        cutout,
        cutoutSize,
        stroke,
        strokeLength,
        strokeWidth,
        mirror,
        brightness,
        contrast,
        noise,
        mask);
  }
}
