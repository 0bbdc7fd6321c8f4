// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import java.util.Map;

/**
 * A Gaussian mixture as the prior of a network's latents, trained with the network.
 *
 * <p>Symbols: C components c with weights π, means m and whitening matrices W, lower triangular
 * with a positive diagonal, such that Σ⁻¹ = Wᵀ W; z a latent vector of d values, q(z|x) = N(μ, diag
 * σ²).
 *
 * <p>The bound is that of VaDE (Jiang et al. 2017), whose KL(q(z, c|x) ‖ p(z, c)) for q(z, c|x) =
 * q(z|x) q(c|x) is minimal for q(c|x) ∝ exp(a_c) with a_c = E log p(z, c) over q(z|x), where it
 * equals −log Σ exp(a_c) − H(q(z|x)). This has a closed form without sampling noise, and does not
 * exceed the value for VaDE's own choice of q(c|x).
 *
 * @see <a href="https://arxiv.org/abs/1611.05148">Jiang et al. 2017</a>
 */
public final class LatentMixture {
  static final String PREFIX = "mixture.";

  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
  private static final String SHARES = PREFIX + "log-shares"; // (C), up to a constant
  private static final String MEANS = PREFIX + "means"; // (C x d)
  private static final String SCALES = PREFIX + "log-scales"; // (C x d), log of W's diagonal
  private static final String BELOW = PREFIX + "below"; // (C x d x d), W below its diagonal

  /** The minimum weight of a component without points, which could otherwise never gain any. */
  private static final double LEAST_SHARE = 1e-8;

  /** Added to a log probability, makes it negligible. */
  private static final float NEVER = -1e5f;

  private final LatentPrior start;
  private final int components;
  private final int size;

  /**
   * Creates a prior initialised by a mixture fitted to latents, with components merged into
   * classes.
   */
  public LatentMixture(LatentPrior start) {
    this.start = start;
    this.components = start.components();
    this.size = start.size();
  }

  /** Returns the initial parameters, by name. */
  public Map<String, Tensor> start() {
    return start.toTensors();
  }

  /** Returns the number of classes into which the components were merged. */
  public int classes() {
    return start.classes();
  }

  public void addTo(Parameters parameters) {
    float[] shares = new float[components];
    float[] means = new float[components * size];
    float[] scales = new float[components * size];
    float[] below = new float[components * size * size];
    for (int c = 0; c < components; c++) {
      shares[c] = (float) Math.log(Math.max(LEAST_SHARE, start.share(c)));
      double[] whitener = start.whitener(c);
      for (int a = 0; a < size; a++) {
        means[c * size + a] = start.mean(c, a);
        scales[c * size + a] = (float) Math.log(whitener[a * size + a]);
        for (int b = 0; b < a; b++) {
          below[(c * size + a) * size + b] = (float) whitener[a * size + b];
        }
      }
    }
    parameters.addWeight(SHARES, Tensor.of(shares, components));
    parameters.addWeight(MEANS, Tensor.of(means, components, size));
    parameters.addWeight(SCALES, Tensor.of(scales, components, size));
    parameters.addWeight(BELOW, Tensor.of(below, components, size, size));
  }

  /**
   * Returns a_c = E log p(z, c) over q(z|x), in nats, (b x C).
   *
   * @param mu μ, (b x d)
   * @param logSquare log σ², (b x d)
   */
  public NDArray logJoint(NDArray mu, NDArray logSquare, Parameters parameters) {
    long batch = mu.getShape().get(0);
    NDArray whitener = whitener(mu.getManager(), parameters); // (C x d x d)
    NDArray centres =
        whitener
            .mul(parameters.get(MEANS).reshape(components, 1, size))
            .sum(new int[] {2})
            .reshape(1, (long) components * size); // (1 x C d)
    NDArray whitened =
        ai.djl.nn.core.Linear.linear(mu, whitener.reshape((long) components * size, size))
            .head()
            .sub(centres); // (b x C d)
    NDArray distances =
        whitened.square().reshape(batch, components, size).sum(new int[] {2}); // (b x C)
    NDArray spreads =
        ai.djl.nn.core.Linear.linear(
                logSquare.exp(), whitener.square().sum(new int[] {1})) // (C x d)
            .head(); // (b x C)
    NDArray constants =
        parameters
            .get(SHARES)
            .reshape(1, components)
            .logSoftmax(1)
            .add(parameters.get(SCALES).sum(new int[] {1}).reshape(1, components)); // (1 x C)
    return Tensors.mul(distances.add(spreads), -0.5f)
        .add(constants)
        .sub((float) (0.5 * size * LOG_TWO_PI));
  }

  private NDArray whitener(NDManager scope, Parameters parameters) {
    float[] lower = new float[size * size];
    float[] diagonal = new float[size * size];
    for (int a = 0; a < size; a++) {
      diagonal[a * size + a] = 1;
      for (int b = 0; b < a; b++) {
        lower[a * size + b] = 1;
      }
    }
    Shape one = new Shape(1, size, size);
    return parameters
        .get(BELOW)
        .mul(Tensors.create(scope, lower, one))
        .add(
            parameters
                .get(SCALES)
                .exp()
                .reshape(components, size, 1)
                .mul(Tensors.create(scope, diagonal, one)));
  }

  /**
   * Returns KL(q(z, c|x) ‖ p(z, c)), in nats per sample, as a scalar.
   *
   * @param logJoint as returned by {@link #logJoint}
   * @param logSquare log σ², (b x d)
   */
  public NDArray rate(NDArray logJoint, NDArray logSquare) {
    float batch = logSquare.getShape().get(0);
    NDArray sum = logSumExp(logJoint).sum().add(Tensors.mul(logSquare.sum(), 0.5f));
    return Tensors.div(sum.neg(), batch).sub((float) (0.5 * size * (1 + LOG_TWO_PI)));
  }

  /**
   * Returns the graph loss, the disagreement of samples with their neighbours: −log Σ q(k|x) t_k
   * over the classes k into which the initial components were merged, in nats per sample, as a
   * scalar. It is 0 if both are certain of the same class, and does not depend on q if t is
   * uniform.
   *
   * @param logJoint as returned by {@link #logJoint}, (b x C)
   * @param agreed log t, (b x classes)
   */
  public NDArray parted(NDArray logJoint, NDArray agreed) {
    float batch = logJoint.getShape().get(0);
    return Tensors.div(logSumExp(classes(logJoint).logSoftmax(1).add(agreed)).sum().neg(), batch);
  }

  /** Returns log Σ exp(a_c) over the components of each class, (b x C) to (b x classes). */
  private NDArray classes(NDArray logJoint) {
    int classes = start.classes();
    float[] others = new float[classes * components];
    for (int c = 0; c < components; c++) {
      for (int k = 0; k < classes; k++) {
        others[k * components + c] = start.classOf(c) == k ? 0 : NEVER;
      }
    }
    long batch = logJoint.getShape().get(0);
    NDArray own =
        logJoint
            .reshape(batch, 1, components)
            .add(Tensors.create(logJoint.getManager(), others, new Shape(1, classes, components)));
    return logSumExp(own.reshape(batch * classes, components)).reshape(batch, classes);
  }

  /** Returns log Σ exp of each row, (b x C) to (b). */
  private static NDArray logSumExp(NDArray x) {
    // x minus log softmax x is equal in all columns; with softmax weights, its gradient is the
    // softmax.
    NDArray logs = x.logSoftmax(1);
    return x.sub(logs).mul(logs.exp().stopGradient()).sum(new int[] {1});
  }

  /** Returns the trained mixture. */
  public LatentPrior toPrior(Parameters parameters) {
    float[] logShares = parameters.get(SHARES).toFloatArray();
    double[] logs = new double[components];
    for (int c = 0; c < components; c++) {
      logs[c] = logShares[c];
    }
    double all = LogSumExp.of(logs);
    float[] shares = new float[components];
    for (int c = 0; c < components; c++) {
      shares[c] = (float) Math.exp(logs[c] - all);
    }
    float[] scales = parameters.get(SCALES).toFloatArray();
    float[] below = parameters.get(BELOW).toFloatArray();
    float[] factors = new float[components * size * size];
    float[] whitener = new float[size * size];
    for (int c = 0; c < components; c++) {
      for (int a = 0; a < size; a++) {
        for (int b = 0; b < a; b++) {
          whitener[a * size + b] = below[(c * size + a) * size + b];
        }
        whitener[a * size + a] = (float) Math.exp(scales[c * size + a]);
      }
      double[] factor = LatentPrior.invert(whitener, 0, size);
      for (int i = 0; i < factor.length; i++) {
        factors[c * size * size + i] = (float) factor[i];
      }
    }
    return LatentPrior.mixture(size, shares, parameters.get(MEANS).toFloatArray(), factors);
  }
}
