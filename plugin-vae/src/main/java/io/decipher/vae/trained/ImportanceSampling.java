// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.trained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.SampleType;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensors;
import io.decipher.vae.latent.LatentPrior;
import io.decipher.vae.latent.LogSumExp;
import io.decipher.vae.net.VaeNet;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Estimates log p(x) of one sample: log 1/K Σ p(x|z) p(z) / q(z|x), with K draws of z from q(z|x) =
 * N(μ, diag σ²).
 *
 * <p>Log densities are computed in double precision on the heap, except log p(x|z), which the
 * engine sums in floats.
 *
 * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2016</a>
 */
public final class ImportanceSampling {
  private static final int CHUNK = 500; // draws decoded together
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  private final VaeNet net;
  private final SampleType shape;
  private final List<LatentPrior> priors;
  private final int draws;
  private final int latents;
  private final double[][] logWeights; // (priors x K)
  private final double[] likelihoods; // (K), log p(x|z)

  /** The estimates for one sample, one value per prior. */
  @SuppressWarnings("ArrayRecordComponent") // only read locally, never compared
  record Estimate(double[] logLikelihoods, double[] rates, double distortion) {}

  ImportanceSampling(
      VaeNet net, SampleType shape, int latents, List<LatentPrior> priors, int draws) {
    this.net = net;
    this.shape = shape;
    this.latents = latents;
    this.priors = List.copyOf(priors);
    this.draws = draws;
    this.logWeights = new double[priors.size()][draws];
    this.likelihoods = new double[draws];
  }

  /**
   * Computes the estimates.
   *
   * @param x the sample, in input format
   * @param posterior contains μ, then log σ², of the sample, starting at {@code at}
   */
  Estimate of(
      float[] x, float[] posterior, int at, Parameters parameters, SplittableRandom random) {
    double[] rates = new double[priors.size()];
    float[] own = Arrays.copyOfRange(posterior, at, at + 2 * latents);
    for (int from = 0; from < draws; from += CHUNK) {
      int count = Math.min(CHUNK, draws - from);
      chunk(x, own, from, count, parameters, random, rates);
    }
    double[] estimates = new double[priors.size()];
    double distortion = 0;
    for (int k = 0; k < draws; k++) {
      distortion -= likelihoods[k] / draws;
    }
    for (int p = 0; p < estimates.length; p++) {
      estimates[p] = LogSumExp.of(logWeights[p]) - Math.log(draws);
    }
    // The exact value is used if there is one, since it has less variance than an average over
    // draws.
    rates[0] = standardRate(own);
    return new Estimate(estimates, rates, distortion);
  }

  private void chunk(
      float[] x,
      float[] posterior,
      int from,
      int count,
      Parameters parameters,
      SplittableRandom random,
      double[] rates) {
    float[] z = new float[count * latents]; // (count x latents), for the engine
    double[][] columns = new double[latents][count]; // the same, transposed
    double[] logPosterior = new double[count];
    for (int j = 0; j < latents; j++) {
      double logSquare = posterior[latents + j];
      double sigma = Math.exp(0.5 * logSquare);
      for (int k = 0; k < count; k++) {
        double noise = random.nextGaussian();
        float value = (float) (posterior[j] + sigma * noise);
        z[k * latents + j] = value;
        columns[j][k] = value;
        logPosterior[k] -= 0.5 * (noise * noise + logSquare + LOG_TWO_PI);
      }
    }
    try (NDManager scope = parameters.newScope()) {
      NDArray latent = Tensors.create(scope, z, new Shape(count, latents));
      // MXNet computes this asynchronously, in parallel to the densities.
      NDArray decoded = net.logLikelihoods(latent, Tensors.of(scope, x, shape), parameters);
      for (int p = 0; p < priors.size(); p++) {
        double[] density = priors.get(p).logDensities(columns, count);
        for (int k = 0; k < count; k++) {
          double ratio = density[k] - logPosterior[k];
          logWeights[p][from + k] = ratio;
          rates[p] -= ratio / draws;
        }
      }
      float[] values = decoded.toFloatArray();
      for (int k = 0; k < count; k++) {
        likelihoods[from + k] = values[k];
        for (double[] weights : logWeights) {
          weights[from + k] += values[k];
        }
      }
    }
  }

  /** Returns KL(q(z|x) ‖ N(0, I)), in nats. */
  private double standardRate(float[] posterior) {
    double rate = 0;
    for (int j = 0; j < latents; j++) {
      double mu = posterior[j];
      double logSquare = posterior[latents + j];
      rate += 0.5 * (mu * mu + Math.exp(logSquare) - logSquare - 1);
    }
    return rate;
  }
}
