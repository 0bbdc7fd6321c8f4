// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan.measure;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.NearestNeighbours;

/**
 * Measures how much of the real distribution is missing from drawn images. The space is divided
 * into the cells of points nearest to each of some real images (Voronoi cells); a cell that real
 * images fall into but hardly any drawn ones do is missing, and counts by its share of the real
 * images.
 *
 * <p>This reveals a collapse that distances between drawn images hide: a generator that draws only
 * ones, each a different one, draws images that differ, but leaves out nine tenths of the digits.
 *
 * @see <a href="https://arxiv.org/abs/1805.12462">Richardson and Weiss 2018, section 2</a>
 */
public final class ModeCoverage {
  /**
   * A cell is missing if its share of drawn images is below this fraction of its share of real
   * ones.
   */
  private static final double MISSING = 0.1;

  private final FloatMatrix anchors;
  private final double[] real;

  /**
   * Divides the space into cells.
   *
   * @param anchors real images at the centres of the cells, (k x size)
   * @param real other real images, (n x size)
   */
  public ModeCoverage(FloatMatrix anchors, FloatMatrix real) {
    this.anchors = anchors;
    this.real = shares(real);
  }

  /**
   * Returns the share of real images that lie in cells missing from the drawn images, in [0, 1].
   *
   * @param drawn (m x size)
   * @implNote O(m k size) time
   */
  public double missingMass(FloatMatrix drawn) {
    double[] shares = shares(drawn);
    double sum = 0;
    for (int c = 0; c < real.length; c++) {
      sum += shares[c] < MISSING * real[c] ? real[c] : 0;
    }
    return sum;
  }

  private double[] shares(FloatMatrix images) {
    double[] shares = new double[anchors.rows()];
    // A run of its own: measurements during training must not report progress as a stage.
    NearestNeighbours nearest = NearestNeighbours.exact(images, anchors, 1, RunContext.seeded(0));
    for (int i = 0; i < images.rows(); i++) {
      shares[nearest.index(i, 0)] += 1.0 / images.rows();
    }
    return shares;
  }
}
