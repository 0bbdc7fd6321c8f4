package io.decipher.vae;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.djl.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Normal distributions that latent vectors are drawn from: z = m + L ε with L the Cholesky factor
 * of a covariance, one distribution a class or one in all. Immutable.
 */
final class LatentPrior {
  private static final String CLASSES = "prior.classes";
  private static final String SHARES = "prior.shares";
  private static final String MEANS = "prior.means";
  private static final String FACTORS = "prior.factors";

  private final int classes;
  private final int size;
  private final float[] shares;
  private final float[] means;
  private final float[] factors;

  /**
   * Makes one of k distributions.
   *
   * @param classes how many classes can be drawn: k, or 0
   * @param shares how often each is drawn, (k), adding up to 1
   * @param means m, (k x size)
   * @param factors L, (k x size x size), lower triangular
   */
  private LatentPrior(int classes, int size, float[] shares, float[] means, float[] factors) {
    this.classes = classes;
    this.size = size;
    this.shares = shares;
    this.means = means;
    this.factors = factors;
  }

  /** N(0, I). */
  static LatentPrior standard(int size) {
    float[] factor = new float[size * size];
    for (int i = 0; i < size; i++) {
      factor[i * size + i] = 1;
    }
    return new LatentPrior(0, size, new float[] {1}, new float[size], factor);
  }

  /** One distribution, fitted to all latents (n x size). */
  static LatentPrior fit(FloatMatrix latents) {
    int[] zeros = new int[latents.rows()];
    return fit(latents, Labels.of(zeros), 0);
  }

  /** One distribution a class, fitted to its latents (n x size); noise is left out. */
  static LatentPrior fit(FloatMatrix latents, Labels labels) {
    return fit(latents, labels, labels.classes());
  }

  /**
   * Each covariance is drawn towards the variances that all classes have in common, by as much as
   * if {@code size} samples had been seen of those; so it is definite however small a class is.
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
    return new LatentPrior(classes, d, shares, allMeans, factors);
  }

  /**
   * Writes the lower triangular L with L Lᵀ = covariance, (d x d), of which the lower half counts.
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

  int classes() {
    return classes;
  }

  /**
   * Returns −log p(z) in nats, p being the mixture of all distributions by their shares.
   *
   * @param latents (n x size)
   * @param row which
   * @implNote O(k size²) time
   */
  double surprise(FloatMatrix latents, int row) {
    double[] terms = new double[shares.length];
    double greatest = Double.NEGATIVE_INFINITY;
    double[] whitened = new double[size];
    for (int c = 0; c < terms.length; c++) {
      double exponent = size * Math.log(2 * Math.PI);
      for (int a = 0; a < size; a++) {
        int from = (c * size + a) * size;
        double rest = latents.get(row, a) - (double) means[c * size + a];
        for (int b = 0; b < a; b++) {
          rest -= factors[from + b] * whitened[b];
        }
        whitened[a] = rest / factors[from + a];
        exponent += whitened[a] * whitened[a] + 2 * Math.log(factors[from + a]);
      }
      terms[c] = Math.log(shares[c]) - exponent / 2;
      greatest = Math.max(greatest, terms[c]);
    }
    double sum = 0;
    for (double term : terms) {
      sum += Math.exp(term - greatest);
    }
    return -greatest - Math.log(sum);
  }

  /** Draws latents, (count x size), each of a distribution by its share. */
  FloatMatrix draw(int count, RandomGenerator random) {
    float[] latents = new float[count * size];
    for (int i = 0; i < count; i++) {
      draw(component(random.nextFloat()), latents, i, random);
    }
    return FloatMatrix.wrap(count, size, latents);
  }

  /** Draws latents of one class, (count x size). */
  FloatMatrix draw(int label, int count, RandomGenerator random) {
    float[] latents = new float[count * size];
    for (int i = 0; i < count; i++) {
      draw(label, latents, i, random);
    }
    return FloatMatrix.wrap(count, size, latents);
  }

  private int component(float point) {
    float left = point;
    int last = 0;
    for (int c = 0; c < shares.length; c++) {
      if (shares[c] > 0) {
        last = c;
        left -= shares[c];
        if (left < 0) {
          return c;
        }
      }
    }
    return last; // the shares add up to a little less than 1
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

  Map<String, Tensor> toTensors() {
    int k = shares.length;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(CLASSES, Tensor.of(new float[] {classes}, 1));
    tensors.put(SHARES, Tensor.of(shares, k));
    tensors.put(MEANS, Tensor.of(means, k, size));
    tensors.put(FACTORS, Tensor.of(factors, k, size, size));
    return tensors;
  }

  /**
   * Returns what {@link #toTensors} gave.
   *
   * @throws IllegalArgumentException if a tensor is missing or has another shape
   */
  static LatentPrior of(Map<String, Tensor> tensors, int size) {
    int classes = (int) tensor(tensors, CLASSES, 1)[0];
    Tensor shares = tensors.get(SHARES);
    int k = shares == null ? 1 : shares.size();
    if (classes != 0 && classes != k) {
      throw new IllegalArgumentException(CLASSES + " is " + classes + ", but there are " + k);
    }
    return new LatentPrior(
        classes,
        size,
        tensor(tensors, SHARES, k),
        tensor(tensors, MEANS, k, size),
        tensor(tensors, FACTORS, k, size, size));
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
