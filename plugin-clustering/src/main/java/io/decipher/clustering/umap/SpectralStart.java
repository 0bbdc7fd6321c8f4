// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.numerics.Parallel;
import io.decipher.numerics.SymmetricEigen;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Computes the spectral embedding of a connected graph: the eigenvectors of D^-1/2 W D^-1/2 with
 * the largest eigenvalues except the trivial one, which are those of the normalised Laplacian with
 * the smallest.
 *
 * <p>It uses Chebyshev-filtered subspace iteration, with a polynomial that is small on the part of
 * the spectrum below the subspace.
 *
 * @see <a href="https://doi.org/10.1016/j.jcp.2006.03.017">Zhou, Saad et al. 2006</a>
 */
final class SpectralStart {
  private static final int EXTRA = 6;
  private static final int DEGREE = 30;
  private static final int ROUNDS = 60;
  private static final double TOLERANCE = 1e-4;

  /**
   * The residual that is acceptable for initialising a layout if full convergence was not reached.
   */
  private static final double ACCEPTED = 1e-2;

  /** Beyond this number of points a round takes many seconds, and what is acceptable is enough. */
  private static final int MANY = 200_000;

  private static final int TASK = 1024;

  private final NeighbourGraph graph;
  private final RunContext run;
  private final int width; // p, the dimension of the subspace
  private final double[] trivial; // (n), unit length; 0 outside the component
  private final double[] scales; // (n), 1 / √degree; 0 outside the component

  private SpectralStart(NeighbourGraph graph, boolean[] member, int width, RunContext run) {
    this.graph = graph;
    this.run = run;
    this.width = width;
    int n = graph.size();
    trivial = new double[n];
    scales = new double[n];
    double total = 0;
    for (int i = 0; i < n; i++) {
      double degree = 0;
      for (int edge = graph.starts()[i]; edge < graph.starts()[i + 1]; edge++) {
        degree += graph.weights()[edge];
      }
      if (member[i] && degree > 0) {
        trivial[i] = Math.sqrt(degree);
        scales[i] = 1 / trivial[i];
        total += degree;
      }
    }
    for (int i = 0; i < n; i++) {
      trivial[i] /= Math.sqrt(total);
    }
  }

  /**
   * Returns the eigenvectors of one component.
   *
   * @param member whether each point belongs to the component, (n)
   * @param count the number of eigenvectors
   * @return (n x count), row-major, 0 outside the component; empty if they did not converge, or if
   *     the component is too small to have as many
   */
  static Optional<double[]> modes(
      NeighbourGraph graph, boolean[] member, int count, RandomGenerator random, RunContext run) {
    int members = 0;
    for (boolean is : member) {
      members += is ? 1 : 0;
    }
    int width = Math.min(count + EXTRA, members - 1);
    if (width <= count) {
      return Optional.empty();
    }
    return new SpectralStart(graph, member, width, run).iterate(count, random);
  }

  private Optional<double[]> iterate(int count, RandomGenerator random) {
    int n = graph.size();
    double[] block = new double[Math.multiplyExact(n, width)]; // (n x p)
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < width; j++) {
        double value = random.nextDouble() - 0.5;
        block[i * width + j] = scales[i] > 0 ? value : 0;
      }
    }
    double[] image = new double[block.length];
    double[] spare = new double[block.length];
    double residual = Double.POSITIVE_INFINITY;
    for (int round = 0; round <= ROUNDS; round++) {
      run.step(new Progress("spectral start", (double) round / (ROUNDS + 1), ""));
      orthonormalize(block);
      apply(block, image, 1, 0, image, 0);
      double[] values = rotate(block, image);
      residual = residual(block, image, values, count);
      if (residual <= (n > MANY ? ACCEPTED : TOLERANCE)) {
        break;
      }
      if (round < ROUNDS) {
        double[] filtered = filter(block, image, spare, values[width - 1]);
        if (filtered == image) {
          image = block;
        } else if (filtered == spare) {
          spare = block;
        }
        block = filtered;
      }
    }
    run.step(new Progress("spectral start", 1, ""));
    if (!(residual <= ACCEPTED)) {
      return Optional.empty();
    }
    double[] modes = new double[n * count];
    for (int i = 0; i < n; i++) {
      System.arraycopy(block, i * width, modes, i * count, count);
    }
    return Optional.of(modes);
  }

  /** Makes the columns orthonormal, and orthogonal to the trivial eigenvector. */
  private void orthonormalize(double[] block) {
    int n = graph.size();
    double[] columns = new double[block.length]; // (p x n)
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < width; j++) {
        columns[j * n + i] = block[i * width + j];
      }
    }
    for (int j = 0; j < width; j++) {
      for (int pass = 0; pass < 2; pass++) { // twice is enough (Kahan, Parlett)
        subtract(columns, j * n, trivial, 0, n);
        for (int other = 0; other < j; other++) {
          subtract(columns, j * n, columns, other * n, n);
        }
        double norm = Math.sqrt(dot(columns, j * n, columns, j * n, n));
        double scale = norm > 0 ? 1 / norm : 0;
        for (int i = 0; i < n; i++) {
          columns[j * n + i] *= scale;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < width; j++) {
        block[i * width + j] = columns[j * n + i];
      }
    }
  }

  private static void subtract(double[] a, int aStart, double[] b, int bStart, int n) {
    double overlap = dot(a, aStart, b, bStart, n);
    for (int i = 0; i < n; i++) {
      a[aStart + i] -= overlap * b[bStart + i];
    }
  }

  private static double dot(double[] a, int aStart, double[] b, int bStart, int n) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i + 1 < n; i += 2) {
      even += a[aStart + i] * b[bStart + i];
      odd += a[aStart + i + 1] * b[bStart + i + 1];
    }
    if (i < n) {
      even += a[aStart + i] * b[bStart + i];
    }
    return even + odd;
  }

  /** Rotates the basis and its image to the Ritz vectors; returns the Ritz values, descending. */
  private double[] rotate(double[] block, double[] image) {
    int n = graph.size();
    double[][] projected = new double[width][width];
    for (int i = 0; i < n; i++) {
      for (int a = 0; a < width; a++) {
        double value = block[i * width + a];
        for (int b = 0; b < width; b++) {
          projected[a][b] += value * image[i * width + b];
        }
      }
    }
    for (int a = 0; a < width; a++) {
      for (int b = 0; b < a; b++) {
        double mean = (projected[a][b] + projected[b][a]) / 2;
        projected[a][b] = mean;
        projected[b][a] = mean;
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(projected);
    turn(block, eigen.vectors());
    turn(image, eigen.vectors());
    return eigen.values();
  }

  private void turn(double[] block, double[][] vectors) {
    double[] row = new double[width];
    for (int i = 0; i < block.length; i += width) {
      for (int a = 0; a < width; a++) {
        double sum = 0;
        for (int b = 0; b < width; b++) {
          sum += vectors[a][b] * block[i + b];
        }
        row[a] = sum;
      }
      System.arraycopy(row, 0, block, i, width);
    }
  }

  /** Returns the largest norm of A x - θ x among the first {@code count} Ritz pairs. */
  private double residual(double[] block, double[] image, double[] values, int count) {
    double largest = 0;
    for (int j = 0; j < count; j++) {
      double squares = 0;
      for (int i = j; i < block.length; i += width) {
        double difference = image[i] - values[j] * block[i];
        squares += difference * difference;
      }
      largest = Math.max(largest, Math.sqrt(squares));
    }
    return largest;
  }

  /**
   * Returns the Chebyshev polynomial of the matrix applied to {@code block}, in one of the three
   * arrays; all three are overwritten.
   *
   * @param image the matrix times {@code block}
   * @param cut the polynomial stays in [-1, 1] from -1, the lower bound of the spectrum, to this
   *     value
   */
  private double[] filter(double[] block, double[] image, double[] spare, double cut) {
    double center = (cut - 1) / 2;
    double half = Math.max((cut + 1) / 2, 1e-3);
    double[] previous = block;
    double[] current = image;
    double[] next = spare;
    for (int i = 0; i < current.length; i++) {
      current[i] = (current[i] - center * previous[i]) / half;
    }
    for (int degree = 2; degree <= DEGREE; degree++) {
      apply(current, next, 2 / half, -2 * center / half, previous, -1);
      double[] free = previous;
      previous = current;
      current = next;
      next = free;
    }
    return current;
  }

  /** Sets target to {@code byImage A x + bySelf x + byOther other}. */
  private void apply(
      double[] x, double[] target, double byImage, double bySelf, double[] other, double byOther) {
    int n = graph.size();
    Parallel.run(
        (n + TASK - 1) / TASK,
        task -> {
          double[] sum = new double[width];
          for (int i = task * TASK; i < Math.min(n, (task + 1) * TASK); i++) {
            Arrays.fill(sum, 0);
            for (int edge = graph.starts()[i]; edge < graph.starts()[i + 1]; edge++) {
              int j = graph.targets()[edge];
              double weight = graph.weights()[edge] * scales[j];
              for (int c = 0; c < width; c++) {
                sum[c] += weight * x[j * width + c];
              }
            }
            for (int c = 0; c < width; c++) {
              int at = i * width + c;
              double rest = byOther == 0 ? 0 : byOther * other[at];
              target[at] = byImage * scales[i] * sum[c] + bySelf * x[at] + rest;
            }
          }
        });
  }
}
