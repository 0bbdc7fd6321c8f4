// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.djl.Draws;
import io.decipher.djl.Tensor;
import io.decipher.vae.recipe.Prior;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Normal distributions from which latent vectors are drawn: z = m + L ε with L the Cholesky factor
 * of a covariance; one distribution per class, a single one, or several that are not classes.
 * Immutable.
 */
public final class LatentPrior {
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
  private static final String CLASSES = "prior.classes";
  private static final String SHARES = "prior.shares";
  private static final String MEANS = "prior.means";
  private static final String FACTORS = "prior.factors";
  private static final String GROUPS = "prior.groups";

  private final int classes;
  private final int size;
  private final float[] shares;
  private final float[] means;
  private final float[] factors;
  private final int[] groups;
  private volatile double @Nullable [][] inverses;

  /**
   * Creates a prior of k distributions.
   *
   * @param classes the number of classes that can be drawn: k, or 0
   * @param shares the weight of each distribution, (k), with sum 1
   * @param means m, (k x size)
   * @param factors L, (k x size x size), lower triangular
   * @param groups the class of each distribution if several may form a class, (k); otherwise empty
   */
  private LatentPrior(
      int classes, int size, float[] shares, float[] means, float[] factors, int[] groups) {
    this.groups = groups;
    this.classes = classes;
    this.size = size;
    this.shares = shares;
    this.means = means;
    this.factors = factors;
  }

  /** N(0, I). */
  public static LatentPrior standard(int size) {
    float[] factor = new float[size * size];
    for (int i = 0; i < size; i++) {
      factor[i * size + i] = 1;
    }
    return new LatentPrior(0, size, new float[] {1}, new float[size], factor, new int[0]);
  }

  /**
   * Returns several distributions that are not classes.
   *
   * @param shares (k), with sum 1
   * @param means (k x size)
   * @param factors (k x size x size), lower triangular
   */
  static LatentPrior mixture(int size, float[] shares, float[] means, float[] factors) {
    return new LatentPrior(0, size, shares, means, factors, new int[0]);
  }

  /**
   * Returns this mixture with its distributions merged into classes.
   *
   * @param classOf the class of each, (k), numbered from 0 without gaps
   */
  public LatentPrior gathered(int[] classOf) {
    if (classOf.length != shares.length) {
      throw new IllegalArgumentException(
          "there are " + shares.length + " distributions, but " + classOf.length + " classes");
    }
    return new LatentPrior(
        Labels.of(classOf).classes(), size, shares, means, factors, classOf.clone());
  }

  /** Returns whether the distributions have been merged into classes. */
  public boolean isGathered() {
    return groups.length > 0;
  }

  /** Returns a single distribution, fitted to all latents (n x size). */
  public static LatentPrior fit(FloatMatrix latents) {
    int[] zeros = new int[latents.rows()];
    return fit(latents, Labels.of(zeros), 0);
  }

  /** Returns one distribution per class, fitted to its latents (n x size); noise is ignored. */
  public static LatentPrior fit(FloatMatrix latents, Labels labels) {
    return fit(latents, labels, labels.classes());
  }

  /**
   * Fits one distribution per class. Each covariance is shrunk towards the pooled within-class
   * variances, as if {@code size} samples had been observed with these; so it is positive definite
   * however small a class is.
   */
  private static LatentPrior fit(FloatMatrix latents, Labels labels, int classes) {
    int d = latents.columns();
    int k = labels.classes();
    int[] sizes = labels.sizes();
    float[] values = latents.toArray();
    double[][] means = new double[k][d];
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i) != Labels.NOISE) {
        for (int j = 0; j < d; j++) {
          means[labels.get(i)][j] += values[i * d + j] / sizes[labels.get(i)];
        }
      }
    }
    double[][] scatters = new double[k][d * d];
    double[] common = new double[d];
    double[] off = new double[d];
    int members = labels.size() - labels.noise();
    for (int i = 0; i < labels.size(); i++) {
      int label = labels.get(i);
      if (label == Labels.NOISE) {
        continue;
      }
      for (int j = 0; j < d; j++) {
        off[j] = values[i * d + j] - means[label][j];
        common[j] += off[j] * off[j] / members;
      }
      double[] scatter = scatters[label];
      for (int a = 0; a < d; a++) {
        for (int b = 0; b <= a; b++) {
          scatter[a * d + b] += off[a] * off[b];
        }
      }
    }
    float[] shares = new float[k];
    float[] allMeans = new float[k * d];
    float[] factors = new float[k * d * d];
    for (int c = 0; c < k; c++) {
      shares[c] = (float) ((double) sizes[c] / members);
      for (int j = 0; j < d; j++) {
        allMeans[c * d + j] = (float) means[c][j];
      }
      double weight = sizes[c] + (double) d;
      for (int a = 0; a < d; a++) {
        for (int b = 0; b <= a; b++) {
          scatters[c][a * d + b] /= weight;
        }
        scatters[c][a * d + a] += common[a] * d / weight + 1e-8;
      }
      cholesky(scatters[c], d, factors, c * d * d);
    }
    return new LatentPrior(classes, d, shares, allMeans, factors, new int[0]);
  }

  /**
   * Writes the lower triangular L with L Lᵀ = covariance, (d x d), whose lower triangle is used.
   */
  static void cholesky(double[] covariance, int d, float[] factor, int offset) {
    double[] l = new double[d * d];
    for (int a = 0; a < d; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = covariance[a * d + b];
        for (int j = 0; j < b; j++) {
          sum -= l[a * d + j] * l[b * d + j];
        }
        l[a * d + b] = a == b ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[b * d + b];
        factor[offset + a * d + b] = (float) l[a * d + b];
      }
    }
  }

  public int classes() {
    return classes;
  }

  int components() {
    return shares.length;
  }

  int size() {
    return size;
  }

  /** Returns the class of a distribution. */
  int classOf(int component) {
    return groups[component];
  }

  float share(int component) {
    return shares[component];
  }

  float mean(int component, int latent) {
    return means[component * size + latent];
  }

  /**
   * Returns the inverse of a distribution's factor, (size · size), lower triangular; must not be
   * modified.
   */
  double[] whitener(int component) {
    return whiteners()[component];
  }

  /** Returns the mean of a class's latents, (size). */
  public float[] classMean(int label) {
    float[] own = isGathered() ? shares(label) : new float[0];
    float[] mean = new float[size];
    for (int c = 0; c < shares.length; c++) {
      float weight = isGathered() ? own[c] : c == label ? 1 : 0;
      for (int j = 0; j < size; j++) {
        mean[j] += weight * means[c * size + j];
      }
    }
    return mean;
  }

  /** Describes the prior for people. */
  public String describe(Prior prior) {
    int k = shares.length;
    if (isGathered()) {
      return "a mixture of "
          + k
          + " normal distributions, learned with the net, of "
          + classes
          + " classes";
    }
    if (prior instanceof Prior.Standard) {
      return "N(0, I)";
    }
    if (prior instanceof Prior.Mixture mixture) {
      return "a mixture of "
          + k
          + " normal distributions"
          + (mixture.covariance() == Prior.Covariance.FULL ? "" : " (diagonal)")
          + " fitted to the training latents";
    }
    return k == 1
        ? "one normal distribution fitted to the training latents"
        : k + " normal distributions, one per found class";
  }

  /** Returns −log p(z) of latents (n x size), in nats, (n). */
  public double[] surprises(FloatMatrix latents) {
    int count = latents.rows();
    double[] densities = logDensities(columns(latents), count);
    for (int i = 0; i < count; i++) {
      densities[i] = -densities[i];
    }
    return densities;
  }

  /**
   * Returns the probability of each class given latents: the sum over its distributions of π N(z) /
   * p(z).
   *
   * @param latents (n x size)
   * @return (n x classes)
   */
  public double[][] memberships(FloatMatrix latents) {
    double[][] responsibilities = responsibilities(latents);
    double[][] memberships = new double[latents.rows()][classes];
    for (int i = 0; i < memberships.length; i++) {
      for (int c = 0; c < shares.length; c++) {
        memberships[i][isGathered() ? groups[c] : c] += responsibilities[i][c];
      }
    }
    return memberships;
  }

  /**
   * Returns the probability of each distribution given latents: π N(z) / p(z).
   *
   * @param latents (n x size)
   * @return (n x k)
   */
  public double[][] responsibilities(FloatMatrix latents) {
    int count = latents.rows();
    double[][] joint = logJoint(columns(latents), count);
    double[][] responsibilities = new double[count][joint.length];
    for (int i = 0; i < count; i++) {
      double[] own = responsibilities[i];
      for (int c = 0; c < own.length; c++) {
        own[c] = joint[c][i];
      }
      double all = LogSumExp.of(own);
      for (int c = 0; c < own.length; c++) {
        own[c] = Math.exp(own[c] - all);
      }
    }
    return responsibilities;
  }

  private double[][] columns(FloatMatrix latents) {
    double[][] columns = new double[size][latents.rows()];
    for (int i = 0; i < latents.rows(); i++) {
      for (int j = 0; j < size; j++) {
        columns[j][i] = latents.get(i, j);
      }
    }
    return columns;
  }

  /**
   * Returns log p(z), in nats.
   *
   * @param columns latents, transposed: (size x count)
   * @return (count)
   */
  public double[] logDensities(double[][] columns, int count) {
    double[][] joint = logJoint(columns, count);
    double[] own = new double[joint.length];
    double[] densities = new double[count];
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < own.length; c++) {
        own[c] = joint[c][i];
      }
      densities[i] = LogSumExp.of(own);
    }
    return densities;
  }

  /**
   * Returns the logarithm of each distribution's weight times its density, in nats.
   *
   * @param columns latents, transposed: (size x count)
   * @return (k x count)
   * @implNote O(k · size² · count) time, in vectorised loops over {@code count}
   */
  double[][] logJoint(double[][] columns, int count) {
    double[][] whiteners = whiteners();
    double[][] joint = new double[shares.length][count];
    double[][] off = new double[size][count];
    double[] whitened = new double[count];
    for (int c = 0; c < shares.length; c++) {
      double[] inverse = whiteners[c];
      double constant = Math.log(shares[c]) - 0.5 * size * LOG_TWO_PI;
      for (int a = 0; a < size; a++) {
        double mean = means[c * size + a];
        double[] from = columns[a];
        double[] to = off[a];
        for (int i = 0; i < count; i++) {
          to[i] = from[i] - mean;
        }
        constant += Math.log(inverse[a * size + a]);
      }
      double[] sum = joint[c];
      Arrays.fill(sum, constant);
      for (int a = 0; a < size; a++) {
        Arrays.fill(whitened, 0);
        for (int b = 0; b <= a; b++) {
          double factor = inverse[a * size + b];
          if (factor != 0) {
            double[] centred = off[b];
            for (int i = 0; i < count; i++) {
              whitened[i] += factor * centred[i];
            }
          }
        }
        for (int i = 0; i < count; i++) {
          sum[i] -= 0.5 * whitened[i] * whitened[i];
        }
      }
    }
    return joint;
  }

  /** Returns the inverses of the factors, (k x size · size), lower triangular, computed once. */
  private double[][] whiteners() {
    double[][] known = inverses;
    if (known == null) {
      known = new double[shares.length][];
      for (int c = 0; c < known.length; c++) {
        known[c] = invert(factors, c * size * size, size);
      }
      inverses = known; // a race is benign, since all threads compute the same values
    }
    return known;
  }

  /** Returns the inverse of a lower triangular matrix, (size · size), stored at an offset. */
  static double[] invert(float[] factors, int at, int size) {
    double[] inverse = new double[size * size];
    for (int b = 0; b < size; b++) {
      inverse[b * size + b] = 1 / (double) factors[at + b * size + b];
      for (int a = b + 1; a < size; a++) {
        double sum = 0;
        for (int j = b; j < a; j++) {
          sum -= (double) factors[at + a * size + j] * inverse[j * size + b];
        }
        inverse[a * size + b] = sum / factors[at + a * size + a];
      }
    }
    return inverse;
  }

  /** Draws latents, (count x size), from the distributions by weight. */
  public FloatMatrix draw(int count, RandomGenerator random) {
    float[] latents = new float[count * size];
    for (int i = 0; i < count; i++) {
      draw(Draws.index(shares, random.nextFloat()), latents, i, random);
    }
    return FloatMatrix.wrap(count, size, latents);
  }

  /** Draws latents of one class, (count x size). */
  public FloatMatrix draw(int label, int count, RandomGenerator random) {
    float[] latents = new float[count * size];
    float[] own = isGathered() ? shares(label) : new float[0];
    for (int i = 0; i < count; i++) {
      draw(isGathered() ? Draws.index(own, random.nextFloat()) : label, latents, i, random);
    }
    return FloatMatrix.wrap(count, size, latents);
  }

  /** Returns the weight of each distribution within a class, (k); 0 for those of other classes. */
  private float[] shares(int label) {
    double all = 0;
    for (int c = 0; c < groups.length; c++) {
      all += groups[c] == label ? shares[c] : 0;
    }
    float[] own = new float[groups.length];
    for (int c = 0; c < groups.length; c++) {
      own[c] = groups[c] == label ? (float) (shares[c] / all) : 0;
    }
    return own;
  }

  private void draw(int component, float[] latents, int row, RandomGenerator random) {
    double[] noise = new double[size];
    for (int j = 0; j < size; j++) {
      noise[j] = random.nextGaussian();
    }
    for (int a = 0; a < size; a++) {
      double value = means[component * size + a];
      for (int b = 0; b <= a; b++) {
        value += factors[(component * size + a) * size + b] * noise[b];
      }
      latents[row * size + a] = (float) value;
    }
  }

  public Map<String, Tensor> toTensors() {
    int k = shares.length;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(CLASSES, Tensor.of(new float[] {classes}, 1));
    tensors.put(SHARES, Tensor.of(shares, k));
    tensors.put(MEANS, Tensor.of(means, k, size));
    tensors.put(FACTORS, Tensor.of(factors, k, size, size));
    if (isGathered()) {
      float[] classOf = new float[k];
      for (int c = 0; c < k; c++) {
        classOf[c] = groups[c];
      }
      tensors.put(GROUPS, Tensor.of(classOf, k));
    }
    return tensors;
  }

  /**
   * Restores a prior from {@link #toTensors}.
   *
   * @throws IllegalArgumentException if a tensor is missing or has another shape
   */
  public static LatentPrior of(Map<String, Tensor> tensors, int size) {
    int classes = (int) tensor(tensors, CLASSES, 1)[0];
    Tensor shares = tensors.get(SHARES);
    int k = shares == null ? 1 : shares.size();
    int[] groups = new int[0];
    if (tensors.containsKey(GROUPS)) {
      float[] classOf = tensor(tensors, GROUPS, k);
      groups = new int[k];
      for (int c = 0; c < k; c++) {
        groups[c] = (int) classOf[c];
      }
    }
    int expected = groups.length == 0 ? k : Labels.of(groups).classes();
    if (classes != expected && (classes != 0 || groups.length > 0)) {
      throw new IllegalArgumentException(
          CLASSES + " is " + classes + ", but there are " + expected);
    }
    return new LatentPrior(
        classes,
        size,
        tensor(tensors, SHARES, k),
        tensor(tensors, MEANS, k, size),
        tensor(tensors, FACTORS, k, size, size),
        groups);
  }

  private static float[] tensor(Map<String, Tensor> tensors, String name, int... shape) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || !Arrays.equals(tensor.shape(), shape)) {
      throw new IllegalArgumentException(
          name + " must be " + Arrays.toString(shape) + ", but is " + tensor);
    }
    return tensor.toArray();
  }
}
