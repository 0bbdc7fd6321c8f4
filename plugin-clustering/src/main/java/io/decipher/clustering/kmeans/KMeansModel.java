// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.kmeans;

import io.decipher.api.ClusterModel;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.PointAssigner;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.numerics.Parallel;
import io.decipher.numerics.Points;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The result of {@link KMeans}: the mean of each class.
 *
 * <p>Classes are numbered by size in descending order; among classes of equal size, the one with
 * the lowest-indexed member comes first. The membership strength is 1 minus the ratio of the
 * distance to the own mean to that to the second nearest: 1 at the mean, 0 halfway between two. It
 * is 1 if there is only one class.
 */
public final class KMeansModel implements ClusterModel, PointAssigner {
  private static final String STAGE = "classes";
  private static final int TASK = 1024;

  private final double[][] means; // (classes x d)
  private final int columns;
  private final FoundClasses classes;
  private final double inertia;

  private KMeansModel(FloatMatrix points, double[][] means, RunContext run) {
    this.means = means;
    columns = points.columns();
    double[] squared = new double[points.rows()];
    classes = classes(points, squared, run);
    inertia = Arrays.stream(squared).sum();
  }

  /** Creates a model, dropping means that are not nearest to any point. */
  static KMeansModel of(FloatMatrix points, double[][] means, RunContext run) {
    int n = points.rows();
    int[] sizes = new int[means.length];
    int[] least = new int[means.length];
    Labels given = new KMeansModel(points, means, run).classes.labels();
    for (int i = n - 1; i >= 0; i--) {
      sizes[given.get(i)]++;
      least[given.get(i)] = i;
    }
    double[][] ordered =
        IntStream.range(0, means.length)
            .filter(c -> sizes[c] > 0)
            .boxed()
            .sorted(Comparator.<Integer>comparingInt(c -> -sizes[c]).thenComparing(c -> least[c]))
            .map(c -> means[c])
            .toArray(double[][]::new);
    return new KMeansModel(points, ordered, run);
  }

  @Override
  public FoundClasses classes() {
    return classes;
  }

  /** Returns the mean of each class, (classes x d). */
  public FloatMatrix means() {
    float[] values = new float[means.length * columns];
    for (int at = 0; at < values.length; at++) {
      values[at] = (float) means[at / columns][at % columns];
    }
    return FloatMatrix.wrap(means.length, columns, values);
  }

  /**
   * Returns the sum of the squared distances of the fitted points to the means of their classes.
   */
  public double inertia() {
    return inertia;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The fitted points are assigned to their own classes.
   *
   * @throws DecipherException if the number of columns differs from that of the fitted points, if a
   *     value is not finite, or if there are no classes because no points were fitted
   */
  @Override
  public FoundClasses assign(FloatMatrix samples, RunContext run) {
    if (samples.columns() != columns) {
      throw new DecipherException(
          "k-means was fitted to points of "
              + columns
              + " columns, but these have "
              + samples.columns()
              + "; apply the same preprocessing as to the fitted points");
    }
    Points.requireFinite(samples, "k-means");
    if (means.length == 0 && samples.rows() > 0) {
      throw new DecipherException(
          "k-means was fitted to no points, so there are no classes to assign; fit some first");
    }
    run.step(new Progress(STAGE, 0, ""));
    FoundClasses assigned = classes(samples, new double[samples.rows()], run);
    run.step(new Progress(STAGE, 1, ""));
    return assigned;
  }

  private FoundClasses classes(FloatMatrix samples, double[] squared, RunContext run) {
    int n = samples.rows();
    int[] labels = new int[n];
    float[] strengths = new float[n];
    Parallel.run(
        (n + TASK - 1) / TASK,
        task -> {
          float[] row = new float[columns];
          int end = run.cancellation().isCancelled() ? 0 : Math.min(n, (task + 1) * TASK);
          for (int i = task * TASK; i < end; i++) {
            samples.copyRows(i, 1, row, 0);
            Nearest nearest = Nearest.of(row, means);
            labels[i] = nearest.label;
            strengths[i] = nearest.second > 0 ? (float) (1 - nearest.distance / nearest.second) : 0;
            squared[i] = nearest.distance * nearest.distance;
          }
        });
    run.cancellation().throwIfCancelled();
    return new FoundClasses(Labels.of(labels), FloatMatrix.wrap(n, 1, strengths));
  }

  static double[] row(FloatMatrix points, int row) {
    double[] values = new double[points.columns()];
    for (int j = 0; j < values.length; j++) {
      values[j] = points.get(row, j);
    }
    return values;
  }

  static double squared(float[] a, double[] b) {
    double even = 0;
    double odd = 0;
    int j = 0;
    for (; j + 1 < b.length; j += 2) {
      even += (a[j] - b[j]) * (a[j] - b[j]);
      odd += (a[j + 1] - b[j + 1]) * (a[j + 1] - b[j + 1]);
    }
    return j < b.length ? even + odd + (a[j] - b[j]) * (a[j] - b[j]) : even + odd;
  }

  static double squared(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < b.length; j++) {
      sum += (a[j] - b[j]) * (a[j] - b[j]);
    }
    return sum;
  }

  /**
   * Finds the nearest mean, the first of equally near ones, and the distance to the second nearest.
   */
  static final class Nearest {
    final int label;
    final double distance;
    final double second; // infinite if there is none

    private Nearest(int label, double distance, double second) {
      this.label = label;
      this.distance = distance;
      this.second = second;
    }

    static Nearest of(float[] row, double[][] means) {
      int label = 0;
      double least = Double.POSITIVE_INFINITY;
      double second = Double.POSITIVE_INFINITY;
      for (int c = 0; c < means.length; c++) {
        double squared = squared(row, means[c]);
        if (squared < least) {
          second = least;
          least = squared;
          label = c;
        } else if (squared < second) {
          second = squared;
        }
      }
      return new Nearest(label, Math.sqrt(least), Math.sqrt(second));
    }
  }

  @Override
  public String toString() {
    return "KMeansModel(" + classes.labels() + ", inertia " + inertia + ")";
  }
}
