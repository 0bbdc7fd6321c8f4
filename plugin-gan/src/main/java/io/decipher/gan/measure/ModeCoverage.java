// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan.measure;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.NearestNeighbours;

/**
 * How much of what is real is left out by what is drawn: the space is parted into cells, of what is
 * nearest to each of some real images, and cells where real ones are and drawn ones are not are
 * counted by the real ones.
 *
 * <p>A collapse shows here that distances between drawn images hide: a generator that draws ones
 * only, each another one, draws images that differ, and leaves out nine tenths of the digits.
 *
 * @see <a href="https://arxiv.org/abs/1805.12462">Richardson and Weiss 2018, section 2</a>
 */
public final class ModeCoverage {
  /** A cell is missing where drawn images are in it by less than this of the share of real ones. */
  private static final double MISSING = 0.1;

  private final FloatMatrix anchors;
  private final double[] real;

  /**
   * Parts the space.
   *
   * @param anchors real images whose cells they are, (k x size)
   * @param real other real images, (n x size)
   */
  public ModeCoverage(FloatMatrix anchors, FloatMatrix real) {
    this.anchors = anchors;
    this.real = shares(real);
  }

  /**
   * Returns the share of real images whose cells drawn ones miss, in [0, 1].
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
    // Without a run of its own: what a training measures is no stage that anybody follows.
    NearestNeighbours nearest = NearestNeighbours.exact(images, anchors, 1, RunContext.seeded(0));
    for (int i = 0; i < images.rows(); i++) {
      shares[nearest.index(i, 0)] += 1.0 / images.rows();
    }
    return shares;
  }
}
