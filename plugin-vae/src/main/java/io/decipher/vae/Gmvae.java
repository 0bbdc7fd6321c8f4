package io.decipher.vae;

import io.decipher.api.Checkable;
import io.decipher.api.GenerativeModel;
import io.decipher.api.ModelCheck;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A variational autoencoder whose prior is a mixture of normal distributions that is learned with
 * it, so that it finds classes by itself, without being told how many there are.
 *
 * <ol>
 *   <li>The net learns as a {@link Vae} does, under the prior N(0, I).
 *   <li>A mixture of {@code vae.mixture.components} normal distributions, many more than classes,
 *       is fitted to its latents; those that overlap are gathered into classes (Hennig 2010).
 *   <li>Encoder, decoder and mixture go on together. What is minimised, in nats a sample: −log
 *       p(x|z) + β KL(q(z, c|v) ‖ p(z, c)) + w P, the bound of VaDE (Jiang et al. 2017) in closed
 *       form, and P = −log Σ q(k|v) t_k over classes k, with v a view of the sample and t what it
 *       and its neighbours said of its class before, which moves the boundaries between classes to
 *       where few samples have neighbours across, as the graph term of DGG (Yang et al. 2019) does.
 *   <li>Components that overlap are gathered once more: these are the model's classes.
 * </ol>
 *
 * @param vae the net and how it learns, with the prior {@link Vae.Prior#MIXTURE}
 * @param clusters how the mixture is learned, and becomes classes
 * @see <a href="https://arxiv.org/abs/1611.05148">Jiang et al. 2017 (VaDE)</a>
 * @see <a
 *     href="https://openaccess.thecvf.com/content_ICCV_2019/html/Yang_Deep_Clustering_by_Gaussian_Mixture_Variational_Autoencoders_With_Graph_Embedding_ICCV_2019_paper.html">Yang
 *     et al. 2019 (DGG)</a>
 */
public record Gmvae(Vae vae, Clusters clusters) implements GenerativeModel, Checkable {
  /** Checks that the settings of the net go with a mixture. */
  public Gmvae {
    List<String> conflicts = new ArrayList<>();
    if (vae.posterior() != Vae.Posterior.GAUSSIAN) {
      conflicts.add(
          "posterior must be gaussian, as a mixture is a prior of what is drawn, but was none");
    }
    if (vae.prior() != Vae.Prior.MIXTURE) {
      conflicts.add(
          "prior must be mixture, for it is what the model learns, but was "
              + Vae.key(vae.prior())
              + "; to draw from another, set type = vae");
    }
    if (vae.freeBits() > 0) {
      conflicts.add(
          "free-bits must be 0, as the KL divergence from a mixture is not one a latent, but was "
              + vae.freeBits());
    }
    if (vae.condition().by() != Vae.Condition.By.NONE) {
      conflicts.add(
          "condition must be by none, as what the decoder is told, latents need not tell, but was by "
              + Vae.key(vae.condition().by()));
    }
    if (!conflicts.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", conflicts));
    }
  }

  /**
   * How the mixture is learned, and becomes classes.
   *
   * @param epochs passes over the samples in which net and mixture go on together
   * @param learningRate the greatest of these passes
   * @param graph whose opinions of classes count for each other
   * @param overlap the chance of being taken for the other, in [0, 1], from which on two components
   *     are of one class
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
   * @param neighbours of each sample; 0 for none, so that a sample's own opinion counts
   * @param weight w
   */
  public record Neighbourhood(int neighbours, double weight) {
    /** Checks both. */
    public Neighbourhood {
      Check.atLeast("neighbours", neighbours, 0);
      Check.between("weight", weight, 0, 1e6);
    }
  }

  @Override
  public void check(SampleType shape) {
    vae.check(shape);
  }

  @Override
  public ModelCheck check(TrainingSet set, RunContext run) {
    return vae.check(set, run);
  }

  @Override
  public TrainedVae train(TrainingSet set, RunContext run) {
    return new GmvaeTraining(this, set, run).run();
  }

  @Override
  public TrainedVae load(Path directory) throws IOException {
    return TrainedVae.load(vae, directory);
  }
}
