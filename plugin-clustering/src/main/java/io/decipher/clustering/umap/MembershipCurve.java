// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

/**
 * The curve 1 / (1 + a x^(2b)) that maps distances in a layout to membership strengths.
 *
 * <p>{@code a} and {@code b} are those of McInnes et al. (2018), definition 11: the least-squares
 * fit to 1 up to the minimum distance and exp(-(x - minimum) / spread) beyond.
 *
 * @param a above 0
 * @param b above 0
 * @see <a href="https://arxiv.org/abs/1802.03426">McInnes, Healy, Melville 2018</a>
 */
record MembershipCurve(double a, double b) {
  private static final int SAMPLES = 300;
  private static final int STEPS = 500;

  /** Keeps the repulsion between nearly coincident points finite. */
  private static final double SOFTENING = 0.001;

  /**
   * Fits the curve at 300 points over [0, 3 spread] by the Levenberg-Marquardt method.
   *
   * @param minDistance in units of the layout, from 0 to {@code spread}
   * @param spread in units of the layout, above 0
   */
  static MembershipCurve fit(double minDistance, double spread) {
    double[] x = new double[SAMPLES];
    double[] y = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      x[i] = 3 * spread * i / (SAMPLES - 1);
      y[i] = x[i] < minDistance ? 1 : StrictMath.exp(-(x[i] - minDistance) / spread);
    }
    // Parametrised by ln a and ln b, so that neither can become negative; a scales with
    // spread^(-2b).
    double lnA = -2 * StrictMath.log(spread);
    double lnB = 0;
    double damping = 1e-3;
    double error = squares(x, y, lnA, lnB);
    for (int step = 0; step < STEPS && damping < 1e12; step++) {
      double aa = 0;
      double ab = 0;
      double bb = 0;
      double ga = 0;
      double gb = 0;
      double b = StrictMath.exp(lnB);
      for (int i = 1; i < SAMPLES; i++) { // at x = 0 the curve is 1 for any a and b
        double lnX = StrictMath.log(x[i]);
        double power = StrictMath.exp(lnA + 2 * b * lnX);
        double value = 1 / (1 + power);
        double byA = -power * value * value;
        double byB = byA * 2 * b * lnX;
        double residual = y[i] - value;
        aa += byA * byA;
        ab += byA * byB;
        bb += byB * byB;
        ga += byA * residual;
        gb += byB * residual;
      }
      double dampedA = aa * (1 + damping);
      double dampedB = bb * (1 + damping);
      double determinant = dampedA * dampedB - ab * ab;
      double stepA = (dampedB * ga - ab * gb) / determinant;
      double stepB = (dampedA * gb - ab * ga) / determinant;
      double next = squares(x, y, lnA + stepA, lnB + stepB);
      if (next <= error) {
        lnA += stepA;
        lnB += stepB;
        error = next;
        damping = Math.max(damping / 10, 1e-12);
        if (Math.abs(stepA) + Math.abs(stepB) < 1e-12) {
          break;
        }
      } else {
        damping *= 10; // also if the step led to NaN, see below
      }
    }
    return new MembershipCurve(StrictMath.exp(lnA), StrictMath.exp(lnB));
  }

  /** Returns the sum of squared errors; infinite if the parameters are out of range. */
  private static double squares(double[] x, double[] y, double lnA, double lnB) {
    double b = StrictMath.exp(lnB);
    double sum = 0;
    for (int i = 1; i < SAMPLES; i++) {
      double residual = y[i] - 1 / (1 + StrictMath.exp(lnA + 2 * b * StrictMath.log(x[i])));
      sum += residual * residual;
    }
    return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum;
  }

  /** Returns the attraction between neighbours as a fraction of their distance; negative. */
  double pull(double squared) {
    double power = StrictMath.pow(squared, b);
    return -2 * a * b * power / (squared * (1 + a * power));
  }

  /** Returns the repulsion between random points as a fraction of their distance. */
  double push(double squared) {
    return 2 * b / ((SOFTENING + squared) * (1 + a * StrictMath.pow(squared, b)));
  }
}
