// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import java.util.Optional;

/**
 * The capability of a latent variable model to estimate the marginal likelihood of samples, log
 * p(x) = log ∫ p(x|z) p(z) dz, with draws of z from the model's approximate posterior q(z|x).
 */
public interface LikelihoodModel extends ReconstructionModel {
  /**
   * Estimates log p(x) by importance sampling: log 1/K Σ p(x|z) p(z) / q(z|x) over K draws of z
   * from q(z|x). Its expectation is a lower bound that increases to log p(x) with K (Burda et al.
   * 2016); for K = 1 it is the evidence lower bound (ELBO).
   *
   * @param samples (n), as provided by a data set; any random preprocessing (such as stochastic
   *     binarisation) is determined by the seed and the index in {@code samples}
   * @param draws K, 1 or more
   * @param run provides progress, cancellation and random numbers; cancellation is checked between
   *     samples
   * @return one row per sample; row i depends only on the seed, i and sample i, up to rounding
   * @implNote takes n · K decoder passes; memory grows with K only by a few numbers per draw
   * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2016</a>
   */
  Likelihoods likelihoods(Samples samples, int draws, RunContext run);

  /**
   * Returns why this model, as configured, has no likelihood; empty if it has one. If there is a
   * reason, {@link #likelihoods} throws a {@link DecipherException} that names it.
   */
  default Optional<String> withoutLikelihood() {
    return Optional.empty();
  }

  /**
   * The conditions under which likelihoods were computed, which should be reported with them.
   *
   * @param likelihood the name of p(x|z), e.g. {@code bernoulli}
   * @param values how x is derived from a sample's values, in a few words
   * @param density whether log p(x) is a log density (which depends on the unit of x and may be
   *     positive) rather than a log probability
   */
  record Conditions(String likelihood, String values, boolean density) {}

  /**
   * Results under a prior p(z).
   *
   * @param prior its name, e.g. {@code N(0, I)}
   * @param logLikelihoods estimates of log p(x), in nats, (n x 1)
   * @param rates KL(q(z|x) ‖ p(z)), in nats, (n x 1), exact or estimated from the K draws
   */
  record UnderPrior(String prior, FloatMatrix logLikelihoods, FloatMatrix rates) {}

  /**
   * Likelihoods of samples.
   *
   * @param priors the standard normal prior first, then the prior that the model generates from, if
   *     it is a different one
   * @param distortions −E log p(x|z) under the posterior, in nats, (n x 1), estimated from the K
   *     draws
   * @param means the posterior means, (n x latent size)
   */
  record Likelihoods(
      Conditions conditions, List<UnderPrior> priors, FloatMatrix distortions, FloatMatrix means) {
    /** Copies the list. */
    public Likelihoods {
      priors = List.copyOf(priors);
    }
  }
}
