package io.decipher.gan;

import io.decipher.api.GenerativeModel;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Check;
import io.decipher.djl.Engines;
import io.decipher.djl.Optimization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
 * through DJL; {@link Loss#HINGE} with {@code spectralNormalization} bounds D's slope instead.
 *
 * <p>At the end of each epoch samples of the same noise are measured: {@code distance}, the sliced
 * Wasserstein distance between drawn and held-out images over that between training and held-out
 * ones (1 is as good as more training images), and {@code diversity}, the mean distance between two
 * drawn images over that between two real ones; and {@code left-out}, the share of real images in
 * parts of the space where none are drawn. The weights of the epoch with the least distance are
 * kept. Where {@code left-out} is above {@code collapse}, the run is warned of a collapse.
 *
 * @param engine the DJL engine, {@code MXNet} or {@code PyTorch}
 * @param channels of the generator from the smallest image on; the discriminator mirrors them. With
 *     N of them the sides of an image must be multiples of 2^N
 * @param latentSize size of z
 * @param loss what G and D play for
 * @param spectralNormalization whether D's weights are divided by their greatest singular value
 * @param leak slope of D's activation below zero
 * @param conditional whether G and D are told the found classes, if there are some
 * @param packing how many images D judges at once (Lin et al. 2018); 1 is plain, more is refused
 *     where classes are told
 * @param labelSmoothing what D's target for real images is less than 1 (Salimans et al. 2016); of
 *     the loss non-saturating alone
 * @param instanceNoise standard deviation of the noise on what D sees, in units of the samples'
 *     range [-1, 1], at the start; it fades to nothing in a line (Sønderby et al. 2017)
 * @param generatorRate learning rate of G
 * @param discriminatorRate learning rate of D; another one than G's is the two time scales' rule
 *     (Heusel et al. 2017)
 * @param discriminatorSteps steps of D for one of G
 * @param optimizer of both
 * @param schedule how the learning rates change
 * @param epochs passes over the samples
 * @param batchSize real images a step
 * @param averaging what a step keeps of the moving average of G's weights, which is then the
 *     generator; 0 for no average
 * @param validationShare share of the samples that distances are measured to and that training does
 *     not see
 * @param patience epochs without a new least distance after which training stops; 0 for never
 * @param collapse {@code left-out} above which a collapse is said, in [0, 1)
 * @param divergence training ends, and the best weights until then are kept, where the distance is
 *     more than so many times the least; 0 for never
 * @see <a href="https://arxiv.org/abs/1406.2661">Goodfellow et al. 2014</a>
 * @see <a href="https://arxiv.org/abs/1511.06434">Radford et al. 2016</a>
 * @see <a href="https://arxiv.org/abs/1802.05637">Miyato and Koyama 2018</a>
 * @see <a href="https://arxiv.org/abs/1712.04086">Lin et al. 2018</a>
 * @see <a href="https://arxiv.org/abs/1606.03498">Salimans et al. 2016</a>
 * @see <a href="https://arxiv.org/abs/1610.04490">Sønderby et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1706.08500">Heusel et al. 2017</a>
 */
public record Dcgan(
    String engine,
    List<Integer> channels,
    int latentSize,
    Loss loss,
    boolean spectralNormalization,
    double leak,
    boolean conditional,
    int packing,
    double labelSmoothing,
    double instanceNoise,
    double generatorRate,
    double discriminatorRate,
    int discriminatorSteps,
    Optimization optimizer,
    Schedule schedule,
    int epochs,
    int batchSize,
    double averaging,
    double validationShare,
    int patience,
    double collapse,
    double divergence)
    implements GenerativeModel {
  /** What the two players play for; D(x) is a number, greater where D holds x for real. */
  public enum Loss {
    /** D: −log σ(D(real)) − log(1 − σ(D(drawn))); G: −log σ(D(drawn)) (Goodfellow et al. 2014). */
    NON_SATURATING,
    /** D: ½(D(real) − 1)² + ½ D(drawn)²; G: ½(D(drawn) − 1)² (Mao et al. 2017). */
    LEAST_SQUARES,
    /** D: max(0, 1 − D(real)) + max(0, 1 + D(drawn)); G: −D(drawn) (Lim and Ye 2017). */
    HINGE
  }

  /** How the learning rates change. */
  public enum Schedule {
    /** Always the same. */
    CONSTANT,
    /** Down to nothing by half a cosine. */
    COSINE
  }

  /** Checks every setting. */
  public Dcgan {
    engine = Engines.named(engine);
    channels = List.copyOf(channels);
    if (channels.isEmpty() || channels.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          "channels must be one or more numbers of at least 1, but was " + channels);
    }
    Check.atLeast("latent-size", latentSize, 1);
    Check.share("leak", leak);
    Check.atLeast("packing", packing, 1);
    Check.share("label-smoothing", labelSmoothing);
    if (labelSmoothing > 0 && loss != Loss.NON_SATURATING) {
      throw new IllegalArgumentException(
          "label-smoothing is of the loss non-saturating alone and must be 0, but was "
              + labelSmoothing);
    }
    Check.between("instance-noise", instanceNoise, 0, 10);
    Check.positive("generator-rate", generatorRate);
    Check.positive("discriminator-rate", discriminatorRate);
    Check.atLeast("discriminator-steps", discriminatorSteps, 1);
    Check.atLeast("epochs", epochs, 1);
    Check.atLeast("batch-size", batchSize, 2);
    if (batchSize % packing != 0) {
      throw new IllegalArgumentException(
          "batch-size must be a multiple of packing, " + packing + ", but was " + batchSize);
    }
    Check.share("averaging", averaging);
    if (!(validationShare > 0 && validationShare < 1)) {
      throw new IllegalArgumentException(
          "validation-share must be in (0, 1), but was " + validationShare);
    }
    Check.atLeast("patience", patience, 0);
    Check.share("collapse", collapse);
    if (divergence != 0 && !(divergence > 1 && Double.isFinite(divergence))) {
      throw new IllegalArgumentException(
          "divergence must be above 1, or 0 for never, but was " + divergence);
    }
  }

  @Override
  public void check(SampleType shape) {
    DcganNet.of(this, shape, 0);
    Engines.open(engine);
  }

  @Override
  public TrainedDcgan train(TrainingSet set, RunContext run) {
    return DcganTraining.of(this, set, run).run();
  }

  @Override
  public TrainedDcgan load(Path directory) throws IOException {
    return TrainedDcgan.load(this, directory);
  }

  /** Returns how many classes G and D are told; 0 for none. */
  int toldClasses(TrainingSet set) {
    return conditional ? set.classes().map(found -> found.labels().classes()).orElse(0) : 0;
  }
}
