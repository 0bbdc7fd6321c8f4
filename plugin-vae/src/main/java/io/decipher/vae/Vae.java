package io.decipher.vae;

import io.decipher.api.Checkable;
import io.decipher.api.GenerativeModel;
import io.decipher.api.ModelCheck;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Check;
import io.decipher.djl.Engines;
import io.decipher.djl.Optimization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
 * <p>The rest of the family is settings of this one recipe. Without a posterior it is an
 * autoencoder: z is what the encoder says, and what is minimised is −log p(x|z) + {@code
 * sparsity.weight} S(z); epochs tell {@code objective}, which is less that, and no {@code elbo}.
 *
 * <table>
 * <caption>The family; settings that are not named are as the rest asks</caption>
 * <tr><th>member</th><th>settings</th><th>paper</th></tr>
 * <tr><td>variational</td><td>{@code beta = 1, cross-view = false}</td>
 *   <td>Kingma and Welling 2014</td></tr>
 * <tr><td>β-VAE</td><td>{@code beta}</td><td>Higgins et al. 2017</td></tr>
 * <tr><td>cross-view</td><td>{@code cross-view = true}</td><td></td></tr>
 * <tr><td>with a classification head</td><td>{@code classifier.weight}</td>
 *   <td>Kingma et al. 2014</td></tr>
 * <tr><td>conditional on found classes</td><td>{@code condition.by = classes}</td>
 *   <td>Sohn et al. 2015</td></tr>
 * <tr><td>denoising, variational</td><td>{@code corruption}</td><td>Im et al. 2017</td></tr>
 * <tr><td>autoencoder, under- or overcomplete</td>
 *   <td>{@code posterior = none, latent-size}</td>
 *   <td>Hinton and Salakhutdinov 2006</td></tr>
 * <tr><td>sparse</td>
 *   <td>{@code posterior = none, sparsity, latent-activation, normalization = none}</td>
 *   <td>Ng 2011; Kavukcuoglu et al. 2010</td></tr>
 * <tr><td>stacked, with tied weights</td>
 *   <td>{@code posterior = none, architecture = dense, tied-weights = true}</td>
 *   <td>Hinton and Salakhutdinov 2006</td></tr>
 * <tr><td>denoising</td><td>{@code posterior = none, corruption}</td>
 *   <td>Vincent et al. 2008</td></tr>
 * <tr><td>linear</td><td>{@code posterior = none, architecture = dense, hidden = [], likelihood =
 *   gaussian, output = identity}</td><td>Baldi and Hornik 1989</td></tr>
 * </table>
 *
 * @param engine the DJL engine, {@code MXNet} or {@code PyTorch}
 * @param architecture the kind of layers
 * @param channels after each convolution of the encoder, two or more
 * @param hidden units of each layer of the dense encoder; none for a linear map to z and back
 * @param normalization what follows each layer between x and z, and back
 * @param tiedWeights whether each layer of the dense decoder has the transposed weights of the
 *     encoder's layer that it mirrors, with biases of its own
 * @param residualBlocks blocks of two convolutions of stride 1 beside an identity (He et al. 2016),
 *     after each change of size of the convolutional net but the last to the image
 * @param fullyConnected units of a fully connected layer between the convolutions and z, in the
 *     encoder and in the decoder; 0 for none
 * @param latentSize size of z
 * @param latentActivation what z is made of the encoder's last layer; {@link Activation#IDENTITY}
 *     with a posterior
 * @param leak slope of the activation below zero; 0 is the plain rectifier
 * @param dropout share of activations dropped in training
 * @param posterior q(z|v)
 * @param likelihood p(x|z)
 * @param noise standard deviation of the Gaussian likelihood, in units of x; √½ makes −log p(x|z)
 *     the squared error and a constant
 * @param output what the mean of p(x|z) is made of the decoder's last layer
 * @param binarization what x is made of a sample's values
 * @param beta β
 * @param klWarmUp epochs over which β grows from 0
 * @param freeBits KL divergence each latent dimension has for free, nats (Kingma et al. 2016)
 * @param epochs passes over the samples
 * @param batchSize samples a step
 * @param learningRate the greatest of the schedule
 * @param optimizer how gradients move the weights
 * @param schedule how the learning rate changes
 * @param warmUp epochs, or a part of one, over which the learning rate grows to what the schedule
 *     begins with
 * @param plateau what {@link Schedule#PLATEAU} does
 * @param validationShare share of the samples that the evidence lower bound and the objective are
 *     measured on and that training does not see
 * @param patience epochs without a new best objective after which training stops; 0 for never
 * @param averaging what a step keeps of the moving average of weights; 0 for no average
 * @param crossView whether to encode changed views; false takes the images as they are
 * @param augmentation how a view is changed
 * @param corruption what is done to a sample, or its view, before it is encoded
 * @param sparsity a penalty on z
 * @param condition what the decoder is told beside z
 * @param prior where new samples come from
 * @param mixture what {@link Prior#MIXTURE} is
 * @param classifier the classification head
 * @see <a href="https://arxiv.org/abs/1312.6114">Kingma and Welling 2014</a>
 * @see <a href="https://openreview.net/forum?id=Sy2fzU9gl">Higgins et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/1606.04934">Kingma et al. 2016</a>
 * @see <a href="https://arxiv.org/abs/1406.5298">Kingma et al. 2014 (classes)</a>
 * @see <a href="https://doi.org/10.1126/science.1127647">Hinton and Salakhutdinov 2006</a>
 * @see <a href="https://doi.org/10.1016/0893-6080(89)90014-2">Baldi and Hornik 1989</a>
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al. 2016</a>
 */
public record Vae(
    String engine,
    Architecture architecture,
    List<Integer> channels,
    List<Integer> hidden,
    Normalization normalization,
    boolean tiedWeights,
    ResidualBlocks residualBlocks,
    int fullyConnected,
    int latentSize,
    Activation latentActivation,
    double leak,
    double dropout,
    Posterior posterior,
    Likelihood likelihood,
    double noise,
    Output output,
    Binarization binarization,
    double beta,
    int klWarmUp,
    double freeBits,
    int epochs,
    int batchSize,
    double learningRate,
    Optimization optimizer,
    Schedule schedule,
    double warmUp,
    Plateau plateau,
    double validationShare,
    int patience,
    double averaging,
    boolean crossView,
    Augmentation augmentation,
    Corruption corruption,
    Sparsity sparsity,
    Condition condition,
    Prior prior,
    Mixture mixture,
    Classifier classifier)
    implements GenerativeModel, Checkable {
  /** The kind of layers. */
  public enum Architecture {
    /** Convolutions of stride 2, for images. */
    CONVOLUTIONAL,
    /** Fully connected layers, for images and vectors. */
    DENSE
  }

  /** What follows each layer between the samples and the latents, either way. */
  public enum Normalization {
    /** Batch normalisation (Ioffe and Szegedy 2015). */
    BATCH,
    /** Nothing; the layers have biases instead. */
    NONE
  }

  /** What latents are made of the encoder's last layer. */
  public enum Activation {
    /** They are its output. */
    IDENTITY,
    /** max(0, y). */
    RELU,
    /** 1/(1 + exp(−y)), in (0, 1). */
    SIGMOID
  }

  /** How the latents of a sample are distributed. */
  public enum Posterior {
    /** Normally, each latent by itself: a variational autoencoder. */
    GAUSSIAN,
    /** They are one point: an autoencoder, whose loss has no KL divergence. */
    NONE
  }

  /** How likely a sample is, given what was decoded. */
  public enum Likelihood {
    /** Each value is the probability of a one; for samples in [0, 1]. */
    BERNOULLI,
    /** Each value is a mean, with noise of a given standard deviation. */
    GAUSSIAN
  }

  /** What the mean of a sample is made of the decoder's last layer. */
  public enum Output {
    /** 1/(1 + exp(−y)), in (0, 1). */
    SIGMOID,
    /** It is that layer's output; what is decoded to an image is then brought into [0, 1]. */
    IDENTITY
  }

  /** How the learning rate changes. */
  public enum Schedule {
    /**
     * Up in the first 15 % of the steps, then down to almost nothing; the last weights are kept.
     */
    ONE_CYCLE,
    /** Down to nothing by half a cosine; the last weights are kept. */
    COSINE,
    /** Lowered when the held-out objective stops rising; the best weights are kept. */
    PLATEAU,
    /** Always the same; the best weights are kept. */
    CONSTANT
  }

  /**
   * Where the latent vectors of new samples are drawn from. Latents without a posterior have no
   * distribution that is known beforehand: a fitted one serves, in the range of the activation.
   */
  public enum Prior {
    /** The standard normal distribution; with a posterior alone. */
    STANDARD,
    /** One normal distribution, fitted to the posterior means. */
    GAUSSIAN,
    /** A mixture of normal distributions, fitted to draws from the posteriors. */
    MIXTURE,
    /** One normal distribution a found class; without classes as {@link #GAUSSIAN}. */
    CLASSES
  }

  /** What the covariance of a normal distribution may be. */
  public enum Covariance {
    /** Any. */
    FULL,
    /** One without correlations. */
    DIAGONAL
  }

  /**
   * What {@link Prior#MIXTURE} fits, by expectation and maximisation (Dempster et al. 1977).
   *
   * @param components how many normal distributions
   * @param covariance of each
   * @param shrinkage how many samples' worth each covariance is drawn towards the variances that
   *     all have in common
   * @param passes over the latents at most
   * @see <a href="https://doi.org/10.1111/j.2517-6161.1977.tb01600.x">Dempster et al. 1977</a>
   */
  public record Mixture(int components, Covariance covariance, double shrinkage, int passes) {
    /** Checks all. */
    public Mixture {
      Check.atLeast("components", components, 1);
      Check.between("shrinkage", shrinkage, 0, 1e9);
      Check.atLeast("passes", passes, 1);
    }
  }

  /**
   * How many residual blocks follow each change of size.
   *
   * @param encoder on the way to the latents; 0 or more
   * @param decoder on the way back; 0 or more
   */
  public record ResidualBlocks(int encoder, int decoder) {
    /** Checks both. */
    public ResidualBlocks {
      Check.atLeast("encoder", encoder, 0);
      Check.atLeast("decoder", decoder, 0);
    }
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
   * @param refineAugmentation what rotation, shear, scale and shift of the augmentation are
   *     multiplied by meanwhile, in [0, 1]
   * @see <a href="https://arxiv.org/abs/1406.5298">Kingma et al. 2014</a>
   * @see <a href="https://arxiv.org/abs/1512.00567">Szegedy et al. 2016</a>
   */
  public record Classifier(
      double weight, double smoothing, int refineEpochs, double refineAugmentation) {
    /** Checks all. */
    public Classifier {
      Check.between("weight", weight, 0, 1e6);
      Check.share("smoothing", smoothing);
      Check.atLeast("refine-epochs", refineEpochs, 1);
      Check.between("refine-augmentation", refineAugmentation, 0, 1);
    }
  }

  /**
   * A penalty that makes few latents of a sample differ from nothing, S(z) times {@code weight}, in
   * nats a sample.
   *
   * <p>A decoder could make up for smaller latents by greater weights, so that the penalty is
   * evaded and nothing becomes sparser: weight decay stands against that, and batch normalisation,
   * after which the scale does not matter at all, is refused with {@link Penalty#L1}.
   *
   * @param penalty S
   * @param weight of the penalty; 0 is none
   * @param target ρ, in (0, 1), the mean activation that {@link Penalty#KL} leaves free
   * @see <a href="https://arxiv.org/abs/1010.3467">Kavukcuoglu et al. 2010 (L1)</a>
   * @see <a href="https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf">Ng 2011 (KL)</a>
   */
  public record Sparsity(Penalty penalty, double weight, double target) {
    /** How activations are charged. */
    public enum Penalty {
      /** Σ |zⱼ|, the mean over samples. */
      L1,
      /**
       * Σ KL(ρ ‖ ρⱼ) between two coins, ρⱼ the mean of zⱼ over a batch; for {@link
       * Activation#SIGMOID}.
       */
      KL
    }

    /** Checks all. */
    public Sparsity {
      Check.between("weight", weight, 0, 1e6);
      if (!(target > 0 && target < 1)) {
        throw new IllegalArgumentException("target must be in (0, 1), but was " + target);
      }
    }
  }

  /**
   * What the decoder is told beside z: p(x|z, c). A linear map of the class, without bias, is added
   * to the decoder's first layer, as if the class stood beside z.
   *
   * <p>The encoder is not told: q(z|v) is as good a posterior of that model, and a sample whose
   * class nobody knows can be encoded. What z need not tell it tends to leave out, so this serves
   * to draw samples of a class, not to find classes by z. Noise, and a share of the other samples,
   * come without a class, so that the decoder learns to do without: {@link TrainedVae#decode} has
   * none to tell. Until a run has found classes, there is no condition.
   *
   * @param by what is told
   * @param withheld the share of samples, in [0, 1), whose class is kept from the decoder, drawn
   *     anew in each epoch
   * @see <a
   *     href="https://papers.nips.cc/paper/2015/hash/8d55a249e6baa5c06772297520da2051-Abstract.html">Sohn
   *     et al. 2015</a>
   * @see <a href="https://arxiv.org/abs/2207.12598">Ho and Salimans 2022 (withheld classes)</a>
   */
  public record Condition(By by, double withheld) {
    /** What is told. */
    public enum By {
      /** Nothing. */
      NONE,
      /** The class that the run found, as a vector of zeros and a one. */
      CLASSES
    }

    /** Checks the share. */
    public Condition {
      Check.share("withheld", withheld);
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
    if (hidden.stream().anyMatch(units -> units < 1)) {
      throw new IllegalArgumentException("hidden must be numbers of at least 1, but was " + hidden);
    }
    Check.atLeast("fully-connected", fullyConnected, 0);
    Check.atLeast("latent-size", latentSize, 1);
    Check.share("leak", leak);
    Check.share("dropout", dropout);
    Check.positive("noise", noise);
    if (binarization == Binarization.DYNAMIC && likelihood != Likelihood.BERNOULLI) {
      throw new IllegalArgumentException(
          "binarization dynamic makes zeros and ones, which only likelihood = bernoulli tells, but"
              + " likelihood was gaussian");
    }
    Check.between("beta", beta, 0, 1e6);
    Check.atLeast("kl-warm-up", klWarmUp, 0);
    Check.between("free-bits", freeBits, 0, 1e6);
    Check.atLeast("epochs", epochs, 1);
    Check.atLeast("batch-size", batchSize, 2);
    Check.positive("learning-rate", learningRate);
    Check.between("warm-up", warmUp, 0, epochs);
    Check.share("validation-share", validationShare);
    Check.atLeast("patience", patience, 0);
    Check.share("averaging", averaging);
    if (validationShare == 0 && (patience > 0 || schedule == Schedule.PLATEAU)) {
      throw new IllegalArgumentException(
          "validation-share must be above 0 for patience and for the schedule plateau, which watch"
              + " the held-out objective");
    }
    List<String> conflicts =
        conflicts(
            architecture,
            hidden,
            normalization,
            tiedWeights,
            latentActivation,
            posterior,
            likelihood,
            output,
            klWarmUp,
            freeBits,
            sparsity,
            prior);
    if (!conflicts.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", conflicts));
    }
  }

  /** Says which settings do not go with each other. */
  private static List<String> conflicts(
      Architecture architecture,
      List<Integer> hidden,
      Normalization normalization,
      boolean tiedWeights,
      Activation latentActivation,
      Posterior posterior,
      Likelihood likelihood,
      Output output,
      int klWarmUp,
      double freeBits,
      Sparsity sparsity,
      Prior prior) {
    List<String> conflicts = new ArrayList<>();
    if (posterior == Posterior.NONE) {
      if (prior == Prior.STANDARD) {
        conflicts.add(
            "prior must be fitted (gaussian or classes) where posterior = none, as nothing draws"
                + " such latents towards the standard normal distribution, but was standard");
      }
      if (klWarmUp > 0) {
        conflicts.add(
            "kl-warm-up must be 0 where posterior = none, which has no KL divergence, but was "
                + klWarmUp);
      }
      if (freeBits > 0) {
        conflicts.add(
            "free-bits must be 0 where posterior = none, which has no KL divergence, but was "
                + freeBits);
      }
    } else {
      if (latentActivation != Activation.IDENTITY) {
        conflicts.add(
            "latent-activation must be identity where posterior = gaussian, whose mean may be any"
                + " number, but was "
                + key(latentActivation)
                + "; set posterior = none");
      }
      if (sparsity.weight() > 0) {
        conflicts.add(
            "sparsity must have weight 0 where posterior = gaussian, whose latents are noisy and"
                + " never nothing, but has "
                + sparsity.weight()
                + "; set posterior = none");
      }
    }
    if (sparsity.weight() > 0) {
      boolean rescales =
          normalization == Normalization.BATCH
              && (architecture == Architecture.CONVOLUTIONAL || !hidden.isEmpty());
      if (sparsity.penalty() == Sparsity.Penalty.KL && latentActivation != Activation.SIGMOID) {
        conflicts.add(
            "sparsity by the penalty kl needs latent-activation = sigmoid, whose means are in"
                + " (0, 1), but it is "
                + key(latentActivation));
      }
      if (sparsity.penalty() == Sparsity.Penalty.L1 && rescales) {
        conflicts.add(
            "normalization must be none where sparsity has the penalty l1, as after batch"
                + " normalisation smaller latents decode to the same, but was batch");
      }
    }
    if (likelihood == Likelihood.BERNOULLI && output == Output.IDENTITY) {
      conflicts.add(
          "output must be sigmoid where likelihood = bernoulli, which takes probabilities, but was"
              + " identity; set likelihood = gaussian");
    }
    if (tiedWeights && architecture == Architecture.CONVOLUTIONAL) {
      conflicts.add(
          "tied-weights must be false where architecture = convolutional, whose decoder does not"
              + " mirror its encoder's layers; set architecture = dense");
    }
    return conflicts;
  }

  /** A constant as a configuration writes it. */
  static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void check(SampleType shape) {
    VaeTraining.requireShape(this, shape);
    VaeNet.of(this, shape, 0, 0);
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

  /** Returns how many classes the decoder is told of that is trained on a set; 0 for none. */
  int conditionClasses(TrainingSet set) {
    return condition.by() == Condition.By.NONE
        ? 0
        : set.classes().map(found -> found.labels().classes()).orElse(0);
  }

  /** Returns this recipe, for a model that goes on to learn classes. */
  Vae refining() {
    int passes = classifier.refineEpochs();
    Augmentation milder = augmentation.milder(classifier.refineAugmentation());
    return with(passes, 0, Math.min(warmUp, passes), learningRate, prior, milder);
  }

  /** Returns this recipe with another number of epochs. */
  Vae lasting(int passes) {
    return lasting(passes, klWarmUp, warmUp);
  }

  private Vae lasting(int passes, int klWarmUp, double warmUp) {
    return with(passes, klWarmUp, warmUp, learningRate, prior, augmentation);
  }

  /** Returns this recipe, for a start under the prior N(0, I), to which nothing is fitted. */
  Vae standard() {
    return with(epochs, klWarmUp, warmUp, learningRate, Prior.STANDARD, augmentation);
  }

  /** Returns this recipe, for a model that goes on for some passes. */
  Vae goingOn(int passes, double rate) {
    return with(passes, 0, Math.min(warmUp, passes), rate, prior, augmentation);
  }

  private Vae with(
      int passes,
      int klWarmUp,
      double warmUp,
      double learningRate,
      Prior prior,
      Augmentation augmentation) {
    return new Vae(
        engine,
        architecture,
        channels,
        hidden,
        normalization,
        tiedWeights,
        residualBlocks,
        fullyConnected,
        latentSize,
        latentActivation,
        leak,
        dropout,
        posterior,
        likelihood,
        noise,
        output,
        binarization,
        beta,
        klWarmUp,
        freeBits,
        passes,
        batchSize,
        learningRate,
        optimizer,
        schedule,
        warmUp,
        plateau,
        validationShare,
        patience,
        averaging,
        crossView,
        augmentation,
        corruption,
        sparsity,
        condition,
        prior,
        mixture,
        classifier);
  }

  @Override
  public TrainedVae load(Path directory) throws IOException {
    return TrainedVae.load(this, directory);
  }
}
