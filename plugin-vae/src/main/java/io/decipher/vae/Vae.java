package io.decipher.vae;

import io.decipher.api.Checkable;
import io.decipher.api.GenerativeModel;
import io.decipher.api.ModelCheck;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A variational autoencoder (Kingma and Welling 2014) with weight {@code beta} on the KL divergence
 * (Higgins et al. 2017), trained across views: it encodes a changed view of an image and decodes
 * the image itself, so that its latents tell what the change leaves alone.
 *
 * <p>Symbols: x a sample, v its view, z its latent vector, q(z|v) = N(μ, diag σ²) with log σ² kept
 * in [−8, 8]. What is minimised, in nats a sample: −log p(x|z) + β KL(q(z|v) ‖ N(0, I)).
 *
 * <p>Each epoch measures two values on the held-out samples, unchanged and by the same noise each
 * time: {@code elbo}, the evidence lower bound log p(x|z) − KL (β = 1), to compare models by, and
 * {@code objective}, log p(x|z) − β KL. The schedule, patience and the choice of the best weights
 * watch {@code objective}, as it is what training makes greater: with β below 1 the evidence lower
 * bound may fall while training goes as it should. With β = 1 the two are one. Training that comes
 * to a value that is not finite fails.
 *
 * <p>The convolutional encoder halves the sides once a channel count (kernel 5, then 3), each
 * convolution followed by batch normalisation and a leaky rectifier; the decoder starts at the last
 * but one count and doubles the sides by transposed convolutions, down to the image. The dense one
 * does the same with fully connected layers.
 *
 * @param engine the DJL engine, {@code MXNet} or {@code PyTorch}
 * @param architecture the kind of layers
 * @param channels after each convolution of the encoder, two or more
 * @param hidden units of each layer of the dense encoder, one or more
 * @param latentSize size of z
 * @param leak slope of the activation below zero
 * @param dropout share of activations dropped in training
 * @param likelihood p(x|z)
 * @param noise standard deviation of the Gaussian likelihood, in units of x
 * @param beta β
 * @param klWarmUp epochs over which β grows from 0
 * @param freeBits KL divergence each latent dimension has for free, nats (Kingma et al. 2016)
 * @param epochs passes over the samples
 * @param batchSize samples a step
 * @param learningRate the greatest of the schedule
 * @param weightDecay decoupled, times the learning rate a step
 * @param schedule how the learning rate changes
 * @param plateau what {@link Schedule#PLATEAU} does
 * @param validationShare share of the samples that the evidence lower bound and the objective are
 *     measured on and that training does not see
 * @param patience epochs without a new best objective after which training stops; 0 for never
 * @param averaging what a step keeps of the moving average of weights; 0 for no average
 * @param crossView whether to encode changed views; false takes the images as they are
 * @param augmentation how a view is changed
 * @param prior where new samples come from
 * @param classifier the classification head
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2014</a>
 * @see <a href="https://openreview.net/forum?id=Sy2fzU9gl">Higgins et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1606.04934">Kingma et al. 2016</a>
 */
public record Vae(
    String engine,
    Architecture architecture,
    List<Integer> channels,
    List<Integer> hidden,
    int latentSize,
    double leak,
    double dropout,
    Likelihood likelihood,
    double noise,
    double beta,
    int klWarmUp,
    double freeBits,
    int epochs,
    int batchSize,
    double learningRate,
    double weightDecay,
    Schedule schedule,
    Plateau plateau,
    double validationShare,
    int patience,
    double averaging,
    boolean crossView,
    Augmentation augmentation,
    Prior prior,
    Classifier classifier)
    implements GenerativeModel, Checkable {
  /** The kind of layers. */
  public enum Architecture {
    /** Convolutions of stride 2, for images. */
    CONVOLUTIONAL,
    /** Fully connected layers, for images and vectors. */
    DENSE
  }

  /** How likely a sample is, given what was decoded. */
  public enum Likelihood {
    /** Each value is the probability of a one; for samples in [0, 1]. */
    BERNOULLI,
    /** Each value is a mean in [0, 1], with noise of a given standard deviation. */
    GAUSSIAN
  }

  /** How the learning rate changes. */
  public enum Schedule {
    /**
     * Up in the first 15 % of the steps, then down to almost nothing; the last weights are kept.
     */
    ONE_CYCLE,
    /** Lowered when the held-out objective stops rising; the best weights are kept. */
    PLATEAU,
    /** Always the same; the best weights are kept. */
    CONSTANT
  }

  /** Where the latent vectors of new samples are drawn from. */
  public enum Prior {
    /** The standard normal distribution. */
    STANDARD,
    /** One normal distribution, fitted to the posterior means. */
    GAUSSIAN,
    /** One normal distribution a found class; without classes as {@link #GAUSSIAN}. */
    CLASSES
  }

  /**
   * What happens when the held-out objective stops rising.
   *
   * @param factor what the learning rate is multiplied by
   * @param patience after how many epochs without a new best
   */
  public record Plateau(double factor, int patience) {
    /** Checks both. */
    public Plateau {
      if (!(factor > 0 && factor < 1)) {
        throw new IllegalArgumentException("factor must be in (0, 1), but was " + factor);
      }
      Check.atLeast("patience", patience, 1);
    }
  }

  /**
   * A linear layer on the rectified mean that names one of the classes found: max(0, μ) → class.
   * What is minimised is then −log p(x|z) + β KL + {@code weight} H, with H the cross-entropy of a
   * sample's class, in nats; samples without a class count in the other terms alone.
   *
   * @param weight of the cross-entropy; 0 is no head
   * @param smoothing the share of each class's probability that is spread over all of them, in [0,
   *     1) (Szegedy et al. 2016)
   * @param refineEpochs passes over the samples when a trained model goes on to learn classes
   * @see <a href="https://arxiv.org/abs/1406.5298">Kingma et al. 2014</a>
   * @see <a href="https://arxiv.org/abs/1512.00567">Szegedy et al. 2016</a>
   */
  public record Classifier(double weight, double smoothing, int refineEpochs) {
    /** Checks all. */
    public Classifier {
      Check.between("weight", weight, 0, 1e6);
      Check.share("smoothing", smoothing);
      Check.atLeast("refine-epochs", refineEpochs, 1);
    }
  }

  /** Checks every setting. */
  public Vae {
    engine = Engines.named(engine);
    channels = List.copyOf(channels);
    hidden = List.copyOf(hidden);
    if (channels.size() < 2 || channels.stream().anyMatch(count -> count < 1)) {
      throw new IllegalArgumentException(
          "channels must be two or more numbers of at least 1, but was " + channels);
    }
    if (hidden.isEmpty() || hidden.stream().anyMatch(units -> units < 1)) {
      throw new IllegalArgumentException(
          "hidden must be one or more numbers of at least 1, but was " + hidden);
    }
    Check.atLeast("latent-size", latentSize, 1);
    Check.share("leak", leak);
    Check.share("dropout", dropout);
    Check.positive("noise", noise);
    Check.between("beta", beta, 0, 1e6);
    Check.atLeast("kl-warm-up", klWarmUp, 0);
    Check.between("free-bits", freeBits, 0, 1e6);
    Check.atLeast("epochs", epochs, 1);
    Check.atLeast("batch-size", batchSize, 2);
    Check.positive("learning-rate", learningRate);
    Check.between("weight-decay", weightDecay, 0, 1e6);
    Check.share("validation-share", validationShare);
    Check.atLeast("patience", patience, 0);
    Check.share("averaging", averaging);
    if (validationShare == 0 && (patience > 0 || schedule == Schedule.PLATEAU)) {
      throw new IllegalArgumentException(
          "validation-share must be above 0 for patience and for the schedule plateau, which watch"
              + " the held-out objective");
    }
  }

  @Override
  public void check(SampleShape shape) {
    VaeTraining.requireShape(this, shape);
    VaeNet.of(this, shape, 0);
    Engines.open(engine);
  }

  /**
   * Learns 64 samples by heart (fewer where the batch or the data set is smaller, or the net is
   * great), with three learning rates: its own for 150 steps, ten times as much and a tenth of it
   * for 40. Some 15,000 samples are learned from in all: seconds.
   */
  @Override
  public ModelCheck check(TrainingSet set, RunContext run) {
    return new VaeCheck(this, set, run).run();
  }

  @Override
  public TrainedVae train(TrainingSet set, RunContext run) {
    return VaeTraining.of(this, set, run).run();
  }

  /** Returns how many classes the head tells apart that is trained on a set; 0 for no head. */
  int headClasses(TrainingSet set) {
    return classifier.weight() == 0
        ? 0
        : set.classes().map(found -> found.labels().classes()).orElse(0);
  }

  /** Returns this recipe, for a model that goes on to learn classes. */
  Vae refining() {
    return new Vae(
        engine,
        architecture,
        channels,
        hidden,
        latentSize,
        leak,
        dropout,
        likelihood,
        noise,
        beta,
        0,
        freeBits,
        classifier.refineEpochs(),
        batchSize,
        learningRate,
        weightDecay,
        schedule,
        plateau,
        validationShare,
        patience,
        averaging,
        crossView,
        augmentation,
        prior,
        classifier);
  }

  @Override
  public TrainedVae load(Path directory) throws IOException {
    return TrainedVae.load(this, directory);
  }
}
