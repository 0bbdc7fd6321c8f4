// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Multinomial logistic regression: the probability of class c is the softmax of w_c · x + b_c. The
 * objective is the mean cross-entropy of the points with a class plus an L2 penalty on the weights,
 * but not the intercepts, which makes the minimum unique.
 *
 * <p>It is minimised by L-BFGS (Liu and Nocedal 1989) with a backtracking line search (Armijo
 * 1966). Sums are computed in blocks of rows, in row order, so the same points give the same bytes
 * for any number of threads.
 *
 * @see <a href="https://doi.org/10.1007/BF01589116">Liu and Nocedal 1989</a>
 */
public final class SoftmaxRegression {
  private static final int MEMORY = 10; // of past steps
  private static final int MOST_STEPS = 200;
  private static final int MOST_HALVINGS = 30;
  private static final double ENOUGH = 1e-4; // of the decrease predicted by the slope
  private static final double FLAT = 1e-6; // the largest entry of the gradient at convergence
  private static final int BLOCK = 2048; // rows

  private final double[] weights; // (classes x (d + 1)), with the intercept last
  private final int classes;
  private final int d;

  private SoftmaxRegression(double[] weights, int classes, int d) {
    this.weights = weights;
    this.classes = classes;
    this.d = d;
  }

  /**
   * Fits the weights. Columns should have similar scales (see {@link ColumnScaling}), since all are
   * penalised equally.
   *
   * @param points (n x d), finite
   * @param labels the class of each, (n); noise is ignored
   * @param penalty the factor of |W|² / 2, above 0
   * @throws IllegalArgumentException if no point has a class, or the lengths do not match
   * @implNote O(n d classes) time per step, at most about {@value #MOST_STEPS} steps
   */
  public static SoftmaxRegression fit(
      FloatMatrix points, Labels labels, double penalty, RunContext run) {
    if (points.rows() != labels.size() || labels.classes() == 0 || !(penalty > 0)) {
      throw new IllegalArgumentException(
          points.rows()
              + " points, "
              + labels.size()
              + " labels of "
              + labels.classes()
              + " classes, penalty "
              + penalty
              + "; expected one label per point, 1 class or more, and a penalty above 0");
    }
    Loss loss = new Loss(points, labels, penalty, run);
    return new SoftmaxRegression(loss.minimum(), labels.classes(), points.columns());
  }

  /** Returns the number of classes. */
  public int classes() {
    return classes;
  }

  /** Returns the weight of a column for a class. */
  public double weight(int label, int column) {
    return weights[label * (d + 1) + column];
  }

  /** Returns the intercept of a class. */
  public double constant(int label) {
    return weights[label * (d + 1) + d];
  }

  /** Returns the most probable class of a point, the first among equals. */
  public int best(FloatMatrix points, int row) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      double logit = constant(c);
      for (int j = 0; j < d; j++) {
        logit += weight(c, j) * points.get(row, j);
      }
      if (logit > most) {
        most = logit;
        best = c;
      }
    }
    return best;
  }

  /** The objective function. */
  private static final class Loss {
    private final FloatMatrix points;
    private final Labels labels;
    private final double penalty;
    private final RunContext run;
    private final int width; // d + 1
    private final int parameters;
    private final int labelled;
    private final double[][] gradients; // one for each block of rows
    private final double[] losses;

    /** At the point evaluated last. */
    private final double[] gradient;

    Loss(FloatMatrix points, Labels labels, double penalty, RunContext run) {
      this.points = points;
      this.labels = labels;
      this.penalty = penalty;
      this.run = run;
      this.width = points.columns() + 1;
      this.parameters = Math.multiplyExact(labels.classes(), width);
      this.labelled = labels.size() - labels.noise();
      int blocks = (points.rows() + BLOCK - 1) / BLOCK;
      this.gradients = new double[blocks][parameters];
      this.losses = new double[blocks];
      this.gradient = new double[parameters];
    }

    double[] minimum() {
      double[] at = new double[parameters];
      double value = look(at);
      double[] slope = gradient.clone();
      Deque<double[][]> past = new ArrayDeque<>();
      for (int step = 0; step < MOST_STEPS && greatest(slope) > FLAT; step++) {
        run.cancellation().throwIfCancelled();
        double[] direction = direction(slope, past);
        double falls = dot(slope, direction);
        double length = past.isEmpty() ? Math.min(1, 1 / Math.sqrt(dot(slope, slope))) : 1;
        double[] next = moved(at, direction, length);
        double there = look(next);
        int halvings = 0;
        while (!(there <= value + ENOUGH * length * falls) && halvings++ < MOST_HALVINGS) {
          length /= 2;
          next = moved(at, direction, length);
          there = look(next);
        }
        if (!(there < value)) {
          break; // converged to within double precision
        }
        double[] moved = moved(next, at, -1);
        double[] bent = moved(gradient, slope, -1);
        if (dot(moved, bent) > 0) {
          past.addLast(new double[][] {moved, bent});
          if (past.size() > MEMORY) {
            past.removeFirst();
          }
        }
        at = next;
        value = there;
        slope = gradient.clone();
      }
      return at;
    }

    /** Returns the L-BFGS descent direction for a gradient, given past steps. */
    private static double[] direction(double[] slope, Deque<double[][]> past) {
      double[] q = slope.clone();
      double[] shares = new double[past.size()];
      int i = past.size();
      for (var each = past.descendingIterator(); each.hasNext(); ) {
        double[][] pair = each.next();
        shares[--i] = dot(pair[0], q) / dot(pair[0], pair[1]);
        add(q, pair[1], -shares[i]);
      }
      if (!past.isEmpty()) {
        double[][] last = past.getLast();
        double scale = dot(last[0], last[1]) / dot(last[1], last[1]);
        Arrays.setAll(q, k -> q[k] * scale);
      }
      for (double[][] pair : past) {
        double back = dot(pair[1], q) / dot(pair[0], pair[1]);
        add(q, pair[0], shares[i++] - back);
      }
      Arrays.setAll(q, k -> -q[k]);
      return q;
    }

    /** Returns the loss for some weights, and stores its gradient. */
    private double look(double[] w) {
      Parallel.run(losses.length, block -> look(w, block));
      double loss = 0;
      Arrays.fill(gradient, 0);
      for (int block = 0; block < losses.length; block++) {
        loss += losses[block] / labelled;
        add(gradient, gradients[block], 1.0 / labelled);
      }
      for (int k = 0; k < parameters; k++) {
        if (k % width != width - 1) {
          loss += penalty * w[k] * w[k] / 2;
          gradient[k] += penalty * w[k];
        }
      }
      return loss;
    }

    private void look(double[] w, int block) {
      int classes = labels.classes();
      double[] sums = gradients[block];
      Arrays.fill(sums, 0);
      double loss = 0;
      float[] x = new float[width];
      x[width - 1] = 1;
      double[] shares = new double[classes];
      int end = Math.min(points.rows(), (block + 1) * BLOCK);
      for (int row = block * BLOCK; row < end; row++) {
        int label = labels.get(row);
        if (label == Labels.NOISE) {
          continue;
        }
        points.copyRows(row, 1, x, 0);
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
          double logit = 0;
          for (int j = 0; j < width; j++) {
            logit += w[c * width + j] * x[j];
          }
          shares[c] = logit;
          most = Math.max(most, logit);
        }
        double own = shares[label] - most;
        double sum = 0;
        for (int c = 0; c < classes; c++) {
          shares[c] = Math.exp(shares[c] - most);
          sum += shares[c];
        }
        loss += Math.log(sum) - own;
        for (int c = 0; c < classes; c++) {
          double off = shares[c] / sum - (c == label ? 1 : 0);
          for (int j = 0; j < width; j++) {
            sums[c * width + j] += off * x[j];
          }
        }
      }
      losses[block] = loss;
    }

    private static double greatest(double[] values) {
      return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int k = 0; k < a.length; k++) {
        sum += a[k] * b[k];
      }
      return sum;
    }

    private static void add(double[] to, double[] what, double times) {
      for (int k = 0; k < to.length; k++) {
        to[k] += times * what[k];
      }
    }

    private static double[] moved(double[] from, double[] direction, double times) {
      double[] to = from.clone();
      add(to, direction, times);
      return to;
    }
  }
}
