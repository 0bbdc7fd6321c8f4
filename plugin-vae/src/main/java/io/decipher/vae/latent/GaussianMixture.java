// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.vae.recipe.Prior;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A Gaussian mixture fitted by expectation maximisation (EM).
 *
 * <p>Symbols: k components, n points of d values, π the weights, m the means, Σ the covariances. It
 * is initialised by k-means++ and some iterations of k-means. Each covariance is shrunk towards the
 * pooled variances, as if some additional points had been observed with these; so it is positive
 * definite however small a component becomes. A component without points keeps its position, with
 * weight 0.
 *
 * <p>The same points and seed give the same mixture, on any number of threads.
 *
 * @see <a href="https://doi.org/10.1111/j.2517-6161.1977.tb01600.x">Dempster et al. 1977</a>
 * @see <a href="https://dl.acm.org/doi/10.5555/1283383.1283494">Arthur and Vassilvitskii 2007</a>
 */
public final class GaussianMixture {
  private static final int BLOCK = 512; // points whose densities are computed together
  private static final int PASSES = 8; // of k-means, before the first covariances
  private static final double ENOUGH = 1e-3; // minimum gain per iteration, nats per point
  private static final double NEGLIGIBLE = 1e-6; // smaller responsibilities are ignored
  private static final double LEAST_VARIANCE = 1e-6;

  private final float[] values;
  private final int n;
  private final int d;
  private final int k;
  private final Prior.Mixture recipe;
  private final float[] responsibilities; // (n x k)

  private GaussianMixture(FloatMatrix points, Prior.Mixture recipe) {
    this.values = points.toArray();
    this.n = points.rows();
    this.d = points.columns();
    this.k = Math.min(recipe.components(), n);
    this.recipe = recipe;
    this.responsibilities = new float[Math.multiplyExact(n, k)];
  }

  /**
   * Fits a mixture.
   *
   * @param points (n x d), n at least 1
   * @param recipe with k; if there are fewer points, there are as many components as points
   * @return a distribution for drawing vectors and computing densities
   * @implNote O(n · k · d²) time per iteration, O(n · k) memory
   */
  public static LatentPrior fit(FloatMatrix points, Prior.Mixture recipe, RunContext run) {
    return new GaussianMixture(points, recipe).fit(run);
  }

  private LatentPrior fit(RunContext run) {
    start(new SplittableRandom(run.seed("vae/mixture")));
    LatentPrior mixture = maximize();
    double before = Double.NEGATIVE_INFINITY;
    for (int pass = 1; pass <= recipe.passes(); pass++) {
      double now = expect(mixture);
      run.step(
          new Progress(
              "prior",
              (double) pass / recipe.passes(),
              String.format(java.util.Locale.ROOT, "%d components, log p(z) %.3f nats", k, now)));
      if (now - before < ENOUGH) {
        break;
      }
      before = now;
      mixture = maximize();
    }
    return mixture;
  }

  /** Initialises the responsibilities by k-means. */
  private void start(SplittableRandom random) {
    double[][] centres = seeds(random);
    int[] nearest = new int[n];
    for (int pass = 0; pass < PASSES; pass++) {
      IntStream.range(0, n).parallel().forEach(i -> nearest[i] = nearest(centres, i));
      double[][] sums = new double[k][d];
      int[] sizes = new int[k];
      for (int i = 0; i < n; i++) {
        sizes[nearest[i]]++;
        for (int j = 0; j < d; j++) {
          sums[nearest[i]][j] += values[i * d + j];
        }
      }
      for (int c = 0; c < k; c++) {
        for (int j = 0; j < d && sizes[c] > 0; j++) {
          centres[c][j] = sums[c][j] / sizes[c];
        }
      }
    }
    Arrays.fill(responsibilities, 0);
    for (int i = 0; i < n; i++) {
      responsibilities[i * k + nearest[i]] = 1;
    }
  }

  private double[][] seeds(SplittableRandom random) {
    double[][] centres = new double[k][d];
    double[] distance = new double[n];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    int chosen = random.nextInt(n);
    for (int c = 0; c < k; c++) {
      for (int j = 0; j < d; j++) {
        centres[c][j] = values[chosen * d + j];
      }
      double total = 0;
      for (int i = 0; i < n; i++) {
        distance[i] = Math.min(distance[i], distance(centres[c], i));
        total += distance[i];
      }
      double left = random.nextDouble() * total;
      chosen = n - 1;
      for (int i = 0; i < n; i++) {
        left -= distance[i];
        if (left < 0) {
          chosen = i;
          break;
        }
      }
    }
    return centres;
  }

  private int nearest(double[][] centres, int point) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < k; c++) {
      double distance = distance(centres[c], point);
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  }

  private double distance(double[] centre, int point) {
    double sum = 0;
    for (int j = 0; j < d; j++) {
      double off = centre[j] - values[point * d + j];
      sum += off * off;
    }
    return sum;
  }

  /** Computes the responsibilities (E step); returns the mean log density of a point, in nats. */
  private double expect(LatentPrior mixture) {
    int blocks = (n + BLOCK - 1) / BLOCK;
    double[] sums = new double[blocks];
    IntStream.range(0, blocks)
        .parallel()
        .forEach(
            block -> {
              int from = block * BLOCK;
              int count = Math.min(BLOCK, n - from);
              double[][] logs = mixture.logJoint(columns(from, count), count); // (k x count)
              for (int i = 0; i < count; i++) {
                double[] own = new double[k];
                for (int c = 0; c < k; c++) {
                  own[c] = logs[c][i];
                }
                double all = LogSumExp.of(own);
                sums[block] += all;
                for (int c = 0; c < k; c++) {
                  responsibilities[(from + i) * k + c] = (float) Math.exp(own[c] - all);
                }
              }
            });
    return Arrays.stream(sums).sum() / n;
  }

  private double[][] columns(int from, int count) {
    double[][] columns = new double[d][count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < d; j++) {
        columns[j][i] = values[(from + i) * d + j];
      }
    }
    return columns;
  }

  /** Returns the mixture for the current responsibilities (M step). */
  private LatentPrior maximize() {
    double[] sizes = new double[k];
    double[][] means = new double[k][d];
    double[][] scatters = new double[k][];
    IntStream.range(0, k)
        .parallel()
        .forEach(
            c -> {
              sizes[c] = size(c);
              means[c] = mean(c, sizes[c]);
              scatters[c] = scatter(c, means[c]);
            });
    double[] common = new double[d];
    for (double[] scatter : scatters) {
      for (int j = 0; j < d; j++) {
        common[j] += scatter[j * d + j] / n;
      }
    }
    float[] shares = new float[k];
    float[] allMeans = new float[k * d];
    float[] factors = new float[k * d * d];
    double total = Arrays.stream(sizes).sum();
    for (int c = 0; c < k; c++) {
      shares[c] = (float) (sizes[c] / total);
      for (int j = 0; j < d; j++) {
        allMeans[c * d + j] = (float) means[c][j];
      }
      covariance(scatters[c], sizes[c], common);
      LatentPrior.cholesky(scatters[c], d, factors, c * d * d);
    }
    return LatentPrior.mixture(d, shares, allMeans, factors);
  }

  private double size(int component) {
    double size = 0;
    for (int i = 0; i < n; i++) {
      size += responsibilities[i * k + component];
    }
    return size;
  }

  private double[] mean(int component, double size) {
    double[] mean = new double[d];
    for (int i = 0; i < n && size > 0; i++) {
      double share = responsibilities[i * k + component] / size;
      if (share > 0) {
        for (int j = 0; j < d; j++) {
          mean[j] += share * values[i * d + j];
        }
      }
    }
    return mean;
  }

  /**
   * Returns the lower triangle of Σ r (z − m)(z − m)ᵀ, (d x d); only its diagonal for diagonal
   * covariances.
   */
  private double[] scatter(int component, double[] mean) {
    double[] scatter = new double[d * d];
    double[] off = new double[d];
    boolean full = recipe.covariance() == Prior.Covariance.FULL;
    for (int i = 0; i < n; i++) {
      double weight = responsibilities[i * k + component];
      if (weight < NEGLIGIBLE) {
        continue;
      }
      for (int j = 0; j < d; j++) {
        off[j] = values[i * d + j] - mean[j];
      }
      for (int a = 0; a < d; a++) {
        double scaled = weight * off[a];
        for (int b = full ? 0 : a; b <= a; b++) {
          scatter[a * d + b] += scaled * off[b];
        }
      }
    }
    return scatter;
  }

  private void covariance(double[] scatter, double size, double[] common) {
    double weight = size + recipe.shrinkage();
    for (int a = 0; a < d; a++) {
      for (int b = 0; b <= a; b++) {
        scatter[a * d + b] /= weight;
      }
      scatter[a * d + a] += common[a] * recipe.shrinkage() / weight + LEAST_VARIANCE;
    }
  }
}
