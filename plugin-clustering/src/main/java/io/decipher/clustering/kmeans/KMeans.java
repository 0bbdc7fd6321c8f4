// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.kmeans;

import io.decipher.api.Clusterer;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.numerics.Parallel;
import io.decipher.numerics.Points;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * K-means: partitions all points into a given number of classes, each point belonging to the
 * nearest mean.
 *
 * <p>As in Lloyd (1982); K is {@code classes}. Initial means are drawn from the points with
 * probability proportional to the squared distance from the means drawn before (k-means++, Arthur
 * and Vassilvitskii 2007). Hamerly's (2010) bounds, {@code upper} u(x) and {@code lower} l(x), skip
 * distances that cannot change an assignment, so the result is that of the plain algorithm. The
 * restart of least inertia, the sum of squared distances to the means, is returned. A mean that
 * loses all its points is moved to the point farthest from its own mean.
 *
 * @param classes the number of classes, at least 1; fewer are found if there are fewer distinct
 *     points
 * @param restarts the number of initialisations, at least 1
 * @param maxIterations the maximum number of iterations per start, at least 1
 * @param tolerance iteration stops when the sum of the means' squared moves is at most this
 *     fraction of the points' variance, averaged over columns; 0 or more
 * @see <a href="https://doi.org/10.1109/TIT.1982.1056489">Lloyd 1982</a>
 * @see <a href="https://dl.acm.org/doi/10.5555/1283383.1283494">Arthur, Vassilvitskii 2007</a>
 * @see <a href="https://doi.org/10.1137/1.9781611972801.12">Hamerly 2010</a>
 */
public record KMeans(int classes, int restarts, int maxIterations, double tolerance)
    implements Clusterer {
  private static final String STAGE = "k-means";
  private static final int TASK = 1024;
  private static final int STRIPS = 16;

  /**
   * Returns a builder with default settings.
   *
   * <pre>{@code
   * int[] labels = KMeans.builder().classes(10).build().fit(points, run).classes().labels().toArray();
   * }</pre>
   */
  public static KMeansBuilder builder() {
    return new KMeansBuilder();
  }

  /** Checks the settings. */
  public KMeans {
    require(classes >= 1, "classes must be at least 1", classes);
    require(restarts >= 1, "restarts must be at least 1", restarts);
    require(maxIterations >= 1, "max-iterations must be at least 1", maxIterations);
    require(
        tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY,
        "tolerance must be 0 or a positive share",
        tolerance);
  }

  private static void require(boolean met, String expected, Object found) {
    if (!met) {
      throw new IllegalArgumentException(expected + ", but was " + found);
    }
  }

  /**
   * Returns the classes found.
   *
   * @param points (n x d), finite
   * @throws DecipherException if a value is not finite, with its row and column
   * @implNote at most O(n d classes) time per iteration, usually far less; O(n + d classes) memory
   *     besides the points. Sums use double precision, in an order that does not depend on the
   *     number of threads.
   */
  @Override
  public KMeansModel fit(FloatMatrix points, RunContext run) {
    Points.requireFinite(points, "k-means");
    Start best = start(points, 0, run);
    for (int restart = 1; restart < restarts; restart++) {
      Start start = start(points, restart, run);
      best = start.inertia < best.inertia ? start : best;
    }
    KMeansModel model = KMeansModel.of(points, best.means, run);
    run.step(new Progress(STAGE, 1, ""));
    return model;
  }

  private Start start(FloatMatrix points, int restart, RunContext run) {
    double done = (double) restart / restarts;
    Start start = new Start(points, run.random("k-means/" + restart));
    start.seed(run, done);
    start.run(run, done);
    return start;
  }

  /** One run of Lloyd's algorithm from random means. */
  private final class Start {
    private final FloatMatrix points;
    private final int n;
    private final int d;
    private final RandomGenerator random;
    private final double[] upper; // upper bound on the distance to the own mean
    private final double[] lower; // lower bound on that to the second nearest mean
    private final int[] label;
    private double[][] means = new double[0][]; // (found x d)
    private double inertia;

    Start(FloatMatrix points, RandomGenerator random) {
      this.points = points;
      this.random = random;
      n = points.rows();
      d = points.columns();
      upper = new double[n];
      lower = new double[n];
      label = new int[n];
    }

    /** Draws the initial means, all different. */
    void seed(RunContext run, double done) {
      double[] squared = new double[n]; // to the nearest mean so far
      Arrays.fill(squared, Double.POSITIVE_INFINITY);
      double[][] drawn = new double[Math.min(classes, n)][];
      int count = 0;
      int next = n == 0 ? 0 : random.nextInt(n);
      while (count < drawn.length) {
        run.step(new Progress(STAGE, done, ""));
        double[] mean = KMeansModel.row(points, next);
        drawn[count++] = mean;
        double[] sums = new double[(n + TASK - 1) / TASK];
        each(
            run,
            (from, to) -> {
              float[] row = new float[d];
              double sum = 0;
              for (int i = from; i < to; i++) {
                points.copyRows(i, 1, row, 0);
                squared[i] = Math.min(squared[i], KMeansModel.squared(row, mean));
                sum += squared[i];
              }
              sums[from / TASK] = sum;
            });
        next = draw(squared, sums);
        if (next < 0) {
          break; // every distinct point is a mean
        }
      }
      means = Arrays.copyOf(drawn, count);
    }

    /**
     * Returns an index drawn with probability proportional to its value, or -1 if all values are 0.
     */
    private int draw(double[] values, double[] sums) {
      double remaining = random.nextDouble() * Arrays.stream(sums).sum();
      int last = -1;
      for (int i = 0; i < n; i++) {
        if (i % TASK == 0 && remaining >= sums[i / TASK] && i + TASK < n) {
          remaining -= sums[i / TASK];
          i += TASK - 1;
          continue;
        }
        if (values[i] > 0) {
          last = i;
          remaining -= values[i];
          if (remaining < 0) {
            break;
          }
        }
      }
      return last;
    }

    private void each(RunContext run, Parallel.Work work) {
      Parallel.run(
          (n + TASK - 1) / TASK,
          task -> {
            if (!run.cancellation().isCancelled()) {
              work.run(task * TASK, Math.min(n, (task + 1) * TASK));
            }
          });
      run.cancellation().throwIfCancelled();
    }

    void run(RunContext run, double done) {
      if (means.length == 0) {
        return;
      }
      double enough = tolerance * variance(run);
      Arrays.fill(upper, Double.POSITIVE_INFINITY);
      for (int round = 0; round < maxIterations; round++) {
        run.step(
            new Progress(
                STAGE, done + (double) round / maxIterations / restarts, "round " + (round + 1)));
        assign(run);
        if (move(run) <= enough) {
          break;
        }
      }
      assign(run);
      inertia = inertia(run);
    }

    /** Assigns each point to its nearest mean, the first of equally near ones. */
    private void assign(RunContext run) {
      int k = means.length;
      double[] half = new double[k]; // half the distance to the nearest other mean
      for (int a = 0; a < k; a++) {
        half[a] = Double.POSITIVE_INFINITY;
        for (int b = 0; b < k; b++) {
          if (a != b) {
            half[a] = Math.min(half[a], Math.sqrt(KMeansModel.squared(means[a], means[b])) / 2);
          }
        }
      }
      each(
          run,
          (from, to) -> {
            float[] row = new float[d];
            for (int i = from; i < to; i++) {
              double safe = Math.max(half[label[i]], lower[i]);
              if (upper[i] < safe) {
                continue;
              }
              points.copyRows(i, 1, row, 0);
              upper[i] = Math.sqrt(KMeansModel.squared(row, means[label[i]]));
              if (upper[i] < safe) {
                continue;
              }
              KMeansModel.Nearest nearest = KMeansModel.Nearest.of(row, means);
              label[i] = nearest.label;
              upper[i] = nearest.distance;
              lower[i] = nearest.second;
            }
          });
    }

    /** Moves each mean to the mean of its points; returns the sum of the squared moves. */
    private double move(RunContext run) {
      int k = means.length;
      double[][] sums = sums();
      int[] sizes = new int[k];
      for (int i = 0; i < n; i++) {
        sizes[label[i]]++;
      }
      boolean refilled = false;
      for (int c = 0; c < k; c++) {
        if (sizes[c] == 0) {
          refill(c, sums, sizes);
          refilled = true;
        }
      }
      double moved = 0;
      double[] moves = new double[k];
      double greatest = 0;
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < d; j++) {
          sums[c][j] /= sizes[c];
        }
        double squared = KMeansModel.squared(sums[c], means[c]);
        moves[c] = Math.sqrt(squared);
        moved += squared;
        greatest = Math.max(greatest, moves[c]);
      }
      means = sums;
      if (refilled) {
        Arrays.fill(upper, Double.POSITIVE_INFINITY);
        Arrays.fill(lower, 0);
        return Double.POSITIVE_INFINITY;
      }
      double bound = greatest;
      each(
          run,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              upper[i] += moves[label[i]];
              lower[i] -= bound;
            }
          });
      return moved;
    }

    /** Returns the sum of the points of each class, (k x d). */
    private double[][] sums() {
      int k = means.length;
      int tasks = (n + TASK - 1) / TASK;
      double[][] sums = new double[k][d];
      // A fixed number of strips gives a fixed order of summation.
      int strips = Math.min(tasks, STRIPS);
      double[][][] parts = new double[strips][k][d];
      Parallel.run(
          strips,
          strip -> {
            float[] row = new float[d];
            int to = (int) ((long) n * (strip + 1) / strips);
            for (int i = (int) ((long) n * strip / strips); i < to; i++) {
              points.copyRows(i, 1, row, 0);
              double[] sum = parts[strip][label[i]];
              for (int j = 0; j < d; j++) {
                sum[j] += row[j];
              }
            }
          });
      for (double[][] part : parts) {
        for (int c = 0; c < k; c++) {
          for (int j = 0; j < d; j++) {
            sums[c][j] += part[c][j];
          }
        }
      }
      return sums;
    }

    /**
     * Fills an empty class with the point farthest from its mean, among classes of several points.
     */
    private void refill(int empty, double[][] sums, int[] sizes) {
      int farthest = -1;
      double distance = -1;
      float[] row = new float[d];
      for (int i = 0; i < n; i++) {
        points.copyRows(i, 1, row, 0);
        double squared = KMeansModel.squared(row, means[label[i]]);
        if (sizes[label[i]] > 1 && squared > distance) {
          farthest = i;
          distance = squared;
        }
      }
      points.copyRows(farthest, 1, row, 0);
      for (int j = 0; j < d; j++) {
        sums[label[farthest]][j] -= row[j];
        sums[empty][j] = row[j];
      }
      sizes[label[farthest]]--;
      sizes[empty] = 1;
      label[farthest] = empty;
    }

    private double inertia(RunContext run) {
      double[] sums = new double[(n + TASK - 1) / TASK];
      each(
          run,
          (from, to) -> {
            float[] row = new float[d];
            for (int i = from; i < to; i++) {
              points.copyRows(i, 1, row, 0);
              sums[from / TASK] += KMeansModel.squared(row, means[label[i]]);
            }
          });
      return Arrays.stream(sums).sum();
    }

    /** Returns the variance of the points, averaged over columns. */
    private double variance(RunContext run) {
      double[] centre = new double[d];
      float[] row = new float[d];
      for (int i = 0; i < n; i++) {
        points.copyRows(i, 1, row, 0);
        for (int j = 0; j < d; j++) {
          centre[j] += row[j] / (double) n;
        }
      }
      double sum = 0;
      for (int i = 0; i < n; i++) {
        points.copyRows(i, 1, row, 0);
        sum += KMeansModel.squared(row, centre);
      }
      run.cancellation().throwIfCancelled();
      return sum / n / Math.max(1, d);
    }
  }
}
