// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * A variational autoencoder with a Gaussian mixture prior that is trained with it, so that it finds
 * classes itself, without knowing their number in advance.
 *
 * <ol>
 *   <li>The network is trained as a {@link VaeRecipe}, with the prior N(0, I).
 *   <li>A mixture of {@code vae.prior.components} normal distributions, many more than classes, is
 *       fitted to its latents; overlapping ones are merged into classes (Hennig 2010).
 *   <li>Encoder, decoder and mixture are trained jointly. The loss in nats per sample is −log
 *       p(x|z) + β KL(q(z, c|v) ‖ p(z, c)) + w P: the bound of VaDE (Jiang et al. 2017) in closed
 *       form, and P = −log Σ q(k|v) t_k over classes k, with v a view of the sample and t the
 *       previous class probabilities of the sample and its neighbours. P moves the boundaries
 *       between classes to where few samples have neighbours across, like the graph term of DGG
 *       (Yang et al. 2019).
 *   <li>Overlapping components are merged again: these are the model's classes.
 * </ol>
 *
 * @param vae the network and its training, with the prior {@link Prior.Mixture}
 * @param clusters how the mixture is trained and merged into classes
 * @see <a href="https://arxiv.org/abs/1611.05148">Jiang et al. 2017 (VaDE)</a>
 * @see <a
 *     href="https://openaccess.thecvf.com/content_ICCV_2019/html/Yang_Deep_Clustering_by_Gaussian_Mixture_Variational_Autoencoders_With_Graph_Embedding_ICCV_2019_paper.html">Yang
 *     et al. 2019 (DGG)</a>
 */
public record GmvaeRecipe(VaeRecipe vae, Clusters clusters) {
  /** Checks that the network's settings are compatible with a mixture. */
  public GmvaeRecipe {
    List<String> conflicts = new ArrayList<>();
    if (!(vae.posterior() instanceof Posterior.Gaussian drawn)) {
      conflicts.add(
          "posterior must be gaussian, since a mixture is a prior of drawn latents, but was none");
    } else if (drawn.freeBits() > 0) {
      conflicts.add(
          "posterior must have free-bits = 0, since the KL divergence from a mixture is not a sum"
              + " over latents, but was "
              + drawn.freeBits());
    }
    if (!(vae.prior() instanceof Prior.Mixture)) {
      conflicts.add(
          "prior must be mixture, since that is what the model learns; to draw from another, set"
              + " type = vae");
    }
    if (vae.condition().by() != Condition.By.NONE) {
      conflicts.add(
          "condition must be by none, since latents need not encode what the decoder is given,"
              + " but was by "
              + VaeRecipe.key(vae.condition().by()));
    }
    if (!conflicts.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", conflicts));
    }
  }

  /** Returns the settings of the initial mixture. */
  public Prior.Mixture mixture() {
    return (Prior.Mixture) vae.prior();
  }

  /**
   * How the mixture is trained and merged into classes.
   *
   * @param epochs the number of passes over the samples in which network and mixture are trained
   *     jointly
   * @param learningRate the maximum learning rate of these passes
   * @param graph the graph of neighbours whose class probabilities are combined
   * @param overlap the misclassification probability, in [0, 1], from which on two components are
   *     merged
   */
  public record Clusters(int epochs, double learningRate, Neighbourhood graph, double overlap) {
    /** Checks all. */
    public Clusters {
      Check.atLeast("epochs", epochs, 1);
      Check.positive("learning-rate", learningRate);
      Check.between("overlap", overlap, 0, 1);
    }
  }

  /**
   * The graph of nearest neighbours, by latents.
   *
   * @param neighbours the number of neighbours of each sample; 0 to use a sample's own class
   *     probabilities only
   * @param weight w
   */
  public record Neighbourhood(int neighbours, double weight) {
    /** Checks both. */
    public Neighbourhood {
      Check.atLeast("neighbours", neighbours, 0);
      Check.between("weight", weight, 0, 1e6);
    }
  }
}
