// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.SquaredDistances;

/**
 * How far generated points lie where real ones do, and vice versa.
 *
 * <p>The ball of a point extends to its k-th nearest neighbour among the points of its own kind,
 * excluding itself; the union of the balls of all real points approximates the real distribution's
 * support.
 *
 * @param precision the share of generated points that lie in the ball of some real point
 * @param recall the share of real points that lie in the ball of some generated point
 * @param density the mean number of real points' balls that a generated point lies in, divided by
 *     k; it can exceed 1, and unlike precision it is not misled by the large ball of an outlier
 * @param coverage the share of real points whose ball contains a generated point
 * @see <a href="https://arxiv.org/abs/1904.06991">Kynkäänniemi et al. 2019, precision and
 *     recall</a>
 * @see <a href="https://arxiv.org/abs/2002.09797">Naeem et al. 2020, density and coverage</a>
 */
record Fidelity(double precision, double recall, double density, double coverage) {

  /**
   * Compares points.
   *
   * @param real (n x d), n above {@code k}
   * @param generated (m x d), m above {@code k}
   * @param k 1 or more; 3 in Kynkäänniemi et al.
   * @implNote exact; O((n + m)² d) time
   */
  static Fidelity of(FloatMatrix real, FloatMatrix generated, int k, RunContext run) {
    return new Reference(real, k, run).compare(generated, run);
  }

  /** Real points with their balls, for comparison with several generated sets. */
  static final class Reference {
    private final FloatMatrix real;
    private final int k;
    private final SquaredDistances toReal;
    private final float[] radii;

    Reference(FloatMatrix real, int k, RunContext run) {
      this.real = real;
      this.k = k;
      this.toReal = SquaredDistances.to(real);
      this.radii = radii(toReal, real, k, run);
    }

    Fidelity compare(FloatMatrix generated, RunContext run) {
      if (real.rows() <= k || generated.rows() <= k) {
        throw new IllegalArgumentException(
            "needs more than "
                + k
                + " points of each kind, found "
                + real.rows()
                + " real and "
                + generated.rows()
                + " generated ones");
      }
      SquaredDistances toGenerated = SquaredDistances.to(generated);
      float[] generatedRadii = radii(toGenerated, generated, k, run);
      int[] balls = new int[generated.rows()];
      toReal.from(
          generated,
          "precision",
          run,
          (query, first, count, squared) -> {
            for (int i = 0; i < count; i++) {
              balls[query] += squared[i] <= radii[first + i] ? 1 : 0;
            }
          });
      boolean[] reached = new boolean[real.rows()];
      boolean[] covered = new boolean[real.rows()];
      toGenerated.from(
          real,
          "recall",
          run,
          (query, first, count, squared) -> {
            for (int i = 0; i < count; i++) {
              reached[query] |= squared[i] <= generatedRadii[first + i];
              covered[query] |= squared[i] <= radii[query];
            }
          });
      long within = 0;
      long all = 0;
      for (int count : balls) {
        within += count > 0 ? 1 : 0;
        all += count;
      }
      return new Fidelity(
          (double) within / generated.rows(),
          share(reached),
          (double) all / k / generated.rows(),
          share(covered));
    }

    /** Returns the squared distance of each point to its k-th nearest other point. */
    private static float[] radii(
        SquaredDistances distances, FloatMatrix points, int k, RunContext run) {
      float[][] nearest = distances.nearestOthers(points, k, "neighbours", run);
      float[] radii = new float[points.rows()];
      for (int i = 0; i < radii.length; i++) {
        radii[i] = nearest[i][k - 1];
      }
      return radii;
    }

    private static double share(boolean[] those) {
      int count = 0;
      for (boolean one : those) {
        count += one ? 1 : 0;
      }
      return (double) count / those.length;
    }
  }
}
