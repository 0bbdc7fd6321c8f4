// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.labelling;

import io.decipher.api.FloatMatrix;
import io.decipher.numerics.ColumnScaling;
import io.decipher.numerics.Parallel;

/**
 * Labels samples by a linear probe: logistic regression of several classes on frozen latents, with
 * a quadratic penalty (Alain and Bengio 2017 name it so). Columns are standardised by all points,
 * labelled or not.
 *
 * <p>The penalised loss is convex and smooth, so that accelerated gradient steps of 1 / L, L being
 * the bound of its curvature, come to its one minimum from anywhere (Nesterov 1983).
 *
 * @see <a href="https://arxiv.org/abs/1610.01644">Alain and Bengio 2017</a>
 */
public final class LinearProbe {
  private static final double PENALTY = 0.01; // times |W|² / 2, on the mean loss of a label
  private static final int STEPS = 500;

  private final double[] weights; // (classes x (d + 1)), the last of each for the constant
  private final int classes;
  private final int d;

  private LinearProbe(double[] weights, int classes, int d) {
    this.weights = weights;
    this.classes = classes;
    this.d = d;
  }

  /**
   * Returns a label a point.
   *
   * @param points (n x d), finite
   * @return (n), each in [0, given.classes())
   * @implNote O((500 labelled + n) d classes) time
   */
  public static int[] label(FloatMatrix points, GivenLabels given) {
    FloatMatrix scaled = ColumnScaling.of(points).apply(points);
    LinearProbe probe = fit(scaled, given);
    int[] labels = new int[points.rows()];
    Parallel.run(labels.length, i -> labels[i] = probe.best(scaled, i));
    return labels;
  }

  private static LinearProbe fit(FloatMatrix points, GivenLabels given) {
    int d = points.columns();
    int m = given.count();
    double[][] x = new double[m][d + 1];
    double longest = 0;
    for (int g = 0; g < m; g++) {
      double square = 1;
      for (int j = 0; j < d; j++) {
        x[g][j] = points.get(given.sample(g), j);
        square += x[g][j] * x[g][j];
      }
      x[g][d] = 1;
      longest = Math.max(longest, square);
    }
    double step = 1 / (longest / 2 + PENALTY);
    int width = d + 1;
    double[] w = new double[given.classes() * width];
    double[] ahead = w.clone();
    double[] last = w.clone();
    double momentum = 1;
    for (int t = 0; t < STEPS; t++) {
      double[] gradient = gradient(ahead, x, given);
      double next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
      for (int k = 0; k < w.length; k++) {
        w[k] = ahead[k] - step * gradient[k];
        ahead[k] = w[k] + (momentum - 1) / next * (w[k] - last[k]);
        last[k] = w[k];
      }
      momentum = next;
    }
    return new LinearProbe(w, given.classes(), d);
  }

  private static double[] gradient(double[] w, double[][] x, GivenLabels given) {
    int width = x[0].length;
    int classes = given.classes();
    double[] gradient = new double[w.length];
    double[] shares = new double[classes];
    for (int g = 0; g < x.length; g++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        double logit = 0;
        for (int j = 0; j < width; j++) {
          logit += w[c * width + j] * x[g][j];
        }
        shares[c] = logit;
        most = Math.max(most, logit);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        shares[c] = Math.exp(shares[c] - most);
        sum += shares[c];
      }
      for (int c = 0; c < classes; c++) {
        double off = (shares[c] / sum - (given.label(g) == c ? 1 : 0)) / x.length;
        for (int j = 0; j < width; j++) {
          gradient[c * width + j] += off * x[g][j];
        }
      }
    }
    for (int k = 0; k < w.length; k++) {
      gradient[k] += (k % width == width - 1 ? 0 : PENALTY) * w[k];
    }
    return gradient;
  }

  private int best(FloatMatrix points, int row) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      double logit = weights[c * (d + 1) + d];
      for (int j = 0; j < d; j++) {
        logit += weights[c * (d + 1) + j] * points.get(row, j);
      }
      if (logit > most) {
        most = logit;
        best = c;
      }
    }
    return best;
  }
}
