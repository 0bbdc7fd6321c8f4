// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * How an image is changed into another view of the same thing. Every change is drawn anew for each
 * view, evenly between nothing and the strongest either way. Lengths are in pixels of the image as
 * it is: what suits 28 x 28 is little on ten times that.
 *
 * <p>Eighteen components, for each change has a strength of its own and none needs another.
 *
 * @param rotation degrees
 * @param shear degrees
 * @param scale of each axis, natural logarithm
 * @param shift along each axis, pixels
 * @param elastic standard deviation of the displacements of an elastic grid, pixels
 * @param elasticGrid points of that grid a side, 2 or more
 * @param dilate share of the views whose ink is thickened
 * @param erode share of the views whose ink is thinned
 * @param thickness the most that ink is thickened or thinned by, pixels
 * @param cutout share of the views from which a rectangle is cut
 * @param cutoutSize sides of the rectangle, pixels
 * @param stroke share of the views that get a straight stroke
 * @param strokeLength of the stroke, pixels
 * @param strokeWidth of the stroke, pixels
 * @param mirror share of the views in which left is right
 * @param brightness what values are multiplied by, natural logarithm
 * @param contrast what their distances to the view's mean are multiplied by, natural logarithm
 * @param mask bands of rows and columns that are blanked, as suits spectrograms; none if empty
 */
// Seventeen components: they are the keys of the block, each the size of one distortion.
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
    Optional<Mask> mask) {

  private static final int MOST_PIXELS = 1000;

  /**
   * From where to where a length is drawn, evenly.
   *
   * @param least pixels, 0 or more
   * @param most pixels
   */
  public record Range(double least, double most) {
    /** Checks both. */
    public Range {
      Check.between("least", least, 0, MOST_PIXELS);
      Check.between("most", most, least, MOST_PIXELS);
    }

    /** Returns how far it is, in decimal arithmetic: from 1.6 to 3.4 it is 1.8. */
    public double span() {
      return BigDecimal.valueOf(most).subtract(BigDecimal.valueOf(least)).doubleValue();
    }
  }

  /**
   * A band of columns (of time, in a spectrogram) and one of rows (of frequency) that are blanked.
   *
   * @param share of the views that have them
   * @param columns the most columns of a band, pixels; a band has from none to so many
   * @param rows the most rows of a band, pixels
   * @see <a href="https://doi.org/10.21437/Interspeech.2019-2680">Park et al. 2019
   *     (SpecAugment)</a>
   */
  public record Mask(double share, int columns, int rows) {
    /** Checks every value. */
    public Mask {
      Check.between("mask.share", share, 0, 1);
      Check.between("mask.columns", columns, 0, MOST_PIXELS);
      Check.between("mask.rows", rows, 0, MOST_PIXELS);
    }
  }

  /** Checks every value. */
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
    if (dilate + erode > 1) {
      throw new IllegalArgumentException(
          "dilate and erode must be at most 1 together, but were " + dilate + " and " + erode);
    }
  }

  /** Returns this with rotation, shear, scale and shift at most so many times as strong, ≤ 1. */
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
        mask);
  }
}
