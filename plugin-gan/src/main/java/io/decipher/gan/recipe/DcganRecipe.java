// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan.recipe;

import io.decipher.api.TrainingSet;
import io.decipher.djl.Check;
import io.decipher.djl.Engines;
import io.decipher.djl.training.Fit;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A deep convolutional generative adversarial network (Goodfellow et al. 2014, Radford et al.
 * 2016), conditional on found classes where there are some.
 *
 * <p>The generator G turns noise z = N(0, I) and a class into an image: a linear layer to the
 * smallest image, then up-sampling convolutions, each with batch normalisation and a rectifier but
 * the last, which ends in tanh. The discriminator D mirrors it with convolutions of stride 2, no
 * batch normalisation on the first, leaky rectifiers, and a linear layer to one number; it knows
 * the class by projection (Miyato and Koyama 2018). Weights start at N(0, 0.02). Each step moves D
 * on a batch of real and one of drawn images, then G with D as it is.
 *
 * <p>Wasserstein GANs with a gradient penalty need second derivatives, which neither engine gives
 * through DJL; {@link Loss.Hinge} with {@code discriminator.spectral-normalization} bounds D's
 * slope instead.
 *
 * <p>At the end of each epoch samples of the same noise are measured: {@code distance}, the sliced
 * Wasserstein distance between drawn and held-out images over that between training and held-out
 * ones (1 is as good as more training images), and {@code diversity}, the mean distance between two
 * drawn images over that between two real ones; and {@code left-out}, the share of real images in
 * parts of the space where none are drawn. The weights of the epoch with the least distance are
 * kept. Where {@code left-out} is above {@code safeguards.collapse}, the run is warned of a
 * collapse.
 *
 * @param engine the DJL engine, {@code MXNet} or {@code PyTorch}
 * @param channels of the generator from the smallest image on; the discriminator mirrors them. With
 *     N of them the sides of an image must be at least 2^N
 * @param latentSize size of z
 * @param loss what G and D are trained by
 * @param conditional whether G and D are given the found classes, if there are some
 * @param discriminator what D is and sees
 * @param generatorRate learning rate of G where it is not D's, which is that of {@code fit}: the
 *     two time scales' rule (Heusel et al. 2017)
 * @param fit how both are fitted to samples; the moving average is of G
 * @param safeguards when training is said to have gone wrong
 * @see <a href="https://arxiv.org/abs/1406.2661">Goodfellow et al. 2014</a>
 * @see <a href="https://arxiv.org/abs/1511.06434">Radford et al. 2016</a>
 * @see <a href="https://arxiv.org/abs/1802.05637">Miyato and Koyama 2018</a>
 * @see <a href="https://arxiv.org/abs/1712.04086">Lin et al. 2018</a>
 * @see <a href="https://arxiv.org/abs/1606.03498">Salimans et al. 2016</a>
 * @see <a href="https://arxiv.org/abs/1610.04490">Sønderby et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1706.08500">Heusel et al. 2017</a>
 */
public record DcganRecipe(
    String engine,
    List<Integer> channels,
    int latentSize,
    Loss loss,
    boolean conditional,
    Discriminator discriminator,
    OptionalDouble generatorRate,
    Fit fit,
    Safeguards safeguards) {
  /** Checks every setting. */
  public DcganRecipe {
    engine = Engines.named(engine);
    channels = List.copyOf(channels);
    if (channels.isEmpty() || channels.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          "channels must be one or more numbers of at least 1, but was " + channels);
    }
    Check.size("latent-size", latentSize);
    generatorRate.ifPresent(rate -> Check.positive("generator-rate", rate));
    if (fit.batchSize() % discriminator.packing() != 0) {
      throw new IllegalArgumentException(
          "fit must have a batch-size that is a multiple of discriminator.packing, "
              + discriminator.packing()
              + ", but has "
              + fit.batchSize());
    }
    if (fit.validationShare() == 0) {
      throw new IllegalArgumentException(
          "fit must have a validation-share in (0, 1), but has 0.0: drawn images are measured by"
              + " the samples held out");
    }
  }

  /** What G and D are trained by; D(x) is a number, greater where D takes x for real. */
  public sealed interface Loss {
    /**
     * D: −log σ(D(real)) − log(1 − σ(D(drawn))); G: −log σ(D(drawn)) (Goodfellow et al. 2014).
     *
     * @param labelSmoothing what D's target for real images is less than 1 (Salimans et al. 2016)
     */
    record NonSaturating(double labelSmoothing) implements Loss {
      /** Checks the smoothing. */
      public NonSaturating {
        Check.share("label-smoothing", labelSmoothing);
      }
    }

    /** D: ½(D(real) − 1)² + ½ D(drawn)²; G: ½(D(drawn) − 1)² (Mao et al. 2017). */
    record LeastSquares() implements Loss {}

    /** D: max(0, 1 − D(real)) + max(0, 1 + D(drawn)); G: −D(drawn) (Lim and Ye 2017). */
    record Hinge() implements Loss {}
  }

  /**
   * What D is and sees.
   *
   * @param leak slope of the activation below zero
   * @param spectralNormalization whether weights are divided by their greatest singular value
   * @param packing how many images are judged at once (Lin et al. 2018); 1 is plain, more is
   *     refused where classes are given
   * @param instanceNoise standard deviation of the noise on images, in units of the samples' range
   *     [-1, 1], at the start; it fades to nothing in a line (Sønderby et al. 2017)
   * @param steps for one of G
   */
  public record Discriminator(
      double leak, boolean spectralNormalization, int packing, double instanceNoise, int steps) {
    /** Checks every setting. */
    public Discriminator {
      Check.share("leak", leak);
      Check.atLeast("packing", packing, 1);
      Check.between("instance-noise", instanceNoise, 0, 10);
      Check.atLeast("steps", steps, 1);
    }
  }

  /**
   * When training is said to have gone wrong.
   *
   * @param collapse {@code left-out} above which a collapse is said, in [0, 1)
   * @param divergence training ends, and the best weights until then are kept, where the distance
   *     is more than so many times the least; 0 for never
   */
  public record Safeguards(double collapse, double divergence) {
    /** Checks both. */
    public Safeguards {
      Check.share("collapse", collapse);
      if (divergence != 0 && !(divergence > 1 && Double.isFinite(divergence))) {
        throw new IllegalArgumentException(
            "divergence must be above 1, or 0 for never, but was " + divergence);
      }
    }
  }

  /** Returns the learning rate of D. */
  public double discriminatorRate() {
    return fit.learningRate();
  }

  /** Returns the learning rate of G. */
  public double generatorLearningRate() {
    return generatorRate.orElse(fit.learningRate());
  }

  /** Returns how many classes G and D are given; 0 for none. */
  public int conditionClasses(TrainingSet set) {
    return conditional ? set.classes().map(found -> found.labels().classes()).orElse(0) : 0;
  }
}
