// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import java.util.Optional;

/**
 * The capability of a model with latents z to say how likely samples are: log p(x) = log ∫ p(x|z)
 * p(z) dz, estimated by drawing z from the model's own posterior q(z|x).
 */
public interface LikelihoodModel extends ReconstructionModel {
  /**
   * Estimates log p(x) by importance sampling: log 1/K Σ p(x|z) p(z) / q(z|x) over K draws of z
   * from q(z|x). The expectation of that is a lower bound which rises to log p(x) with K (Burda et
   * al. 2016); at K = 1 it is the evidence lower bound.
   *
   * @param samples (n), as a data set gives them; what is made of them (a drawing of zeros and
   *     ones) is the same each time for one seed and place in {@code samples}
   * @param draws K, 1 or more
   * @param run for progress, cancellation and random numbers; cancelled between two samples
   * @return a row a sample; row i depends on the seed, i and sample i alone, up to rounding
   * @implNote n · K passes through the decoder; memory does not grow with K beyond some numbers a
   *     draw
   * @see <a href="https://arxiv.org/abs/1509.00519">Burda et al. 2016</a>
   */
  Likelihoods likelihoods(Samples samples, int draws, RunContext run);

  /**
   * Returns why this model, as it was set up, gives samples no likelihood; empty if it does. Where
   * there is a reason, {@link #likelihoods} throws a {@link DecipherException} that names it.
   */
  default Optional<String> withoutLikelihood() {
    return Optional.empty();
  }

  /**
   * What the figures are of, which belongs beside each of them.
   *
   * @param likelihood the name of p(x|z), e.g. {@code bernoulli}
   * @param values what x is made of a sample's values, in a few words
   * @param density whether log p(x) is that of a density (it depends on the unit of x, and may be
   *     above 0) and not that of a probability
   */
  record Conditions(String likelihood, String values, boolean density) {}

  /**
   * What a prior p(z) makes of samples.
   *
   * @param prior its name, e.g. {@code N(0, I)}
   * @param logLikelihoods the estimates of log p(x), nats, (n x 1)
   * @param rates KL(q(z|x) ‖ p(z)), nats, (n x 1), exact or by the K draws
   */
  record UnderPrior(String prior, FloatMatrix logLikelihoods, FloatMatrix rates) {}

  /**
   * How likely samples are.
   *
   * @param priors the standard normal distribution first, then the prior the model draws new
   *     samples by, if that is another
   * @param distortions −E log p(x|z) over the posterior, nats, (n x 1), by the K draws
   * @param means of the posterior, (n x latent size)
   */
  record Likelihoods(
      Conditions conditions, List<UnderPrior> priors, FloatMatrix distortions, FloatMatrix means) {
    /** Copies the list. */
    public Likelihoods {
      priors = List.copyOf(priors);
    }
  }
}
