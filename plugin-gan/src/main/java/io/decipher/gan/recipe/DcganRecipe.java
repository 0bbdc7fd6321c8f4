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
 * 2016), conditional on found classes if there are any.
 *
 * <p>The generator G turns noise z = N(0, I) and a class into an image: a linear layer to the
 * smallest image, then up-sampling convolutions, each with batch normalisation and ReLU except the
 * last, which ends in tanh. The discriminator D mirrors it with convolutions of stride 2, no batch
 * normalisation on the first, leaky ReLUs, and a linear layer to one number; it is conditioned on
 * the class by projection (Miyato and Koyama 2018). Weights are initialised from N(0, 0.02). Each
 * step updates D on a batch of real images and one of drawn images, then G with D fixed.
 *
 * <p>Wasserstein GANs with a gradient penalty need second derivatives, which neither engine
 * provides through DJL; {@link Loss.Hinge} with {@code discriminator.spectral-normalization} bounds
 * D's slope instead.
 *
 * <p>At the end of each epoch, samples drawn from the same noise are measured: {@code distance},
 * the sliced Wasserstein distance between drawn and held-out images divided by that between
 * training and held-out ones (1 is as good as more training images); {@code diversity}, the mean
 * distance between two drawn images divided by that between two real ones; and {@code left-out},
 * the share of real images in parts of the space where hardly any are drawn. The weights of the
 * epoch with the least distance are kept. If {@code left-out} exceeds {@code safeguards.collapse},
 * the run is warned of a collapse.
 *
 * @param engine the DJL engine, {@code MXNet} or {@code PyTorch}
 * @param channels the generator's channels, starting at the smallest image; the discriminator
 *     mirrors them. With N of them the sides of an image must be at least 2^N
 * @param latentSize the size of z
 * @param loss the loss that G and D are trained with
 * @param conditional whether G and D are conditioned on the found classes, if there are any
 * @param discriminator the architecture, input and training of D
 * @param generatorRate the learning rate of G if it differs from D's, which is that of {@code fit}:
 *     the two time-scale update rule (Heusel et al. 2017)
 * @param fit how both are fitted to samples; the moving average is of G's weights
 * @param safeguards when training is considered to have gone wrong
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

  /** The loss of G and D; D(x) is a score, greater if D takes x to be real. */
  public sealed interface Loss {
    /**
     * D: −log σ(D(real)) − log(1 − σ(D(drawn))); G: −log σ(D(drawn)) (Goodfellow et al. 2014).
     *
     * @param labelSmoothing by how much D's target for real images is below 1 (Salimans et al.
     *     2016)
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
   * The architecture, input and training of D.
   *
   * @param leak slope of the activation below zero
   * @param spectralNormalization whether weights are divided by their largest singular value
   * @param packing how many images are judged at once (Lin et al. 2018); 1 disables packing, more
   *     is rejected if the nets are conditional
   * @param instanceNoise standard deviation of the noise on images at the start, in units of the
   *     samples' range [-1, 1]; it decays linearly to zero (Sønderby et al. 2017)
   * @param steps steps of D per step of G
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
   * When training is considered to have gone wrong.
   *
   * @param collapse the value of {@code left-out} above which a collapse is reported, in [0, 1)
   * @param divergence training ends, keeping the best weights so far, if the distance is more than
   *     this many times the least; 0 for never
   */
  public record Safeguards(double collapse, double divergence) {
    /** Checks both settings. */
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

  /** Returns the number of classes that G and D are conditioned on; 0 for none. */
  public int conditionClasses(TrainingSet set) {
    return conditional ? set.classes().map(found -> found.labels().classes()).orElse(0) : 0;
  }
}
