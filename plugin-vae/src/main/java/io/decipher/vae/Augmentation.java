package io.decipher.vae;

import io.decipher.djl.Check;

/**
 * How an image is changed into another view of the same thing. Every change is drawn anew for each
 * view, evenly between nothing and the strongest either way.
 *
 * @param rotation degrees
 * @param shear degrees
 * @param scale of each axis, natural logarithm
 * @param shift along each axis, pixels
 * @param elastic standard deviation of the displacements of a 5 x 5 grid, pixels
 * @param dilate share of the views whose ink is thickened by up to a pixel
 * @param erode share of the views whose ink is thinned by up to a pixel
 * @param cutout share of the views from which a rectangle of 3 to 8 pixels a side is cut
 * @param stroke share of the views that get a straight stroke of 4 to 11 pixels
 */
public record Augmentation(
    double rotation,
    double shear,
    double scale,
    double shift,
    double elastic,
    double dilate,
    double erode,
    double cutout,
    double stroke) {
  /** Checks every value. */
  public Augmentation {
    Check.between("rotation", rotation, 0, 180);
    Check.between("shear", shear, 0, 80);
    Check.between("scale", scale, 0, 2);
    Check.between("shift", shift, 0, 1000);
    Check.between("elastic", elastic, 0, 1000);
    Check.between("dilate", dilate, 0, 1);
    Check.between("erode", erode, 0, 1);
    Check.between("cutout", cutout, 0, 1);
    Check.between("stroke", stroke, 0, 1);
    if (dilate + erode > 1) {
      throw new IllegalArgumentException(
          "dilate and erode must be at most 1 together, but were " + dilate + " and " + erode);
    }
  }
}
