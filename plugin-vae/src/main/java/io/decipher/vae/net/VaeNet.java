// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import io.decipher.api.SampleType;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.djl.layer.Layer;
import io.decipher.djl.layer.Linear;
import io.decipher.djl.layer.TeacherForced;
import io.decipher.vae.latent.LatentMixture;
import io.decipher.vae.recipe.Architecture;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Encoder, decoder and heads: a stateless description. */
public final class VaeNet {
  private static final double LOG_VARIANCE_LIMIT = 8;
  private static final String HEAD = "classifier";
  private static final String CONDITION = "decoder.condition";

  private final VaeRecipe recipe;
  private final Shown shown;
  private final Layer encoder;
  private final Linear mean;
  private final @Nullable Linear logVariance;
  private final Layer entry;
  private final Layer decoder;
  private final int classes;
  private final @Nullable Linear head;
  private final int conditions;
  private final @Nullable Linear condition;
  private final @Nullable LatentMixture mixture;

  private VaeNet(VaeRecipe recipe, Shown shown, VaeLayers layers, int classes, int conditions) {
    int latents = recipe.latentSize();
    this.recipe = recipe;
    this.shown = shown;
    this.encoder = layers.encoder();
    this.mean = new Linear(VaeLayers.MEAN, layers.features(), latents, true);
    this.logVariance =
        recipe.isVariational()
            ? new Linear("encoder.log-variance", layers.features(), latents, true)
            : null;
    this.entry = layers.entry();
    this.decoder = layers.decoder();
    this.classes = classes;
    this.head = classes == 0 ? null : new Linear(HEAD, latents, classes, true);
    this.conditions = conditions;
    this.condition =
        conditions == 0 ? null : new Linear(CONDITION, conditions, layers.entered(), false);
    this.mixture = null;
  }

  private VaeNet(VaeNet other, LatentMixture mixture) {
    this.recipe = other.recipe;
    this.shown = other.shown;
    this.encoder = other.encoder;
    this.mean = other.mean;
    this.logVariance = other.logVariance;
    this.entry = other.entry;
    this.decoder = other.decoder;
    this.classes = other.classes;
    this.head = other.head;
    this.conditions = other.conditions;
    this.condition = other.condition;
    this.mixture = mixture;
  }

  /** Returns this network with a mixture prior that is trained with it, instead of N(0, I). */
  public VaeNet under(LatentMixture prior) {
    return new VaeNet(this, prior);
  }

  /**
   * Builds a network.
   *
   * @param classes the number of classes of the head; 0 for no head
   * @param conditions the number of groups on which the decoder is conditioned; 0 for none
   */
  public static VaeNet of(VaeRecipe recipe, SampleType shape, int classes, int conditions) {
    return of(recipe, new Shown(shape, false), classes, conditions);
  }

  /**
   * Builds a network.
   *
   * @param shown the format of its input
   * @param classes the number of classes of the head; 0 for no head
   * @param conditions the number of groups on which the decoder is conditioned; 0 for none
   */
  public static VaeNet of(VaeRecipe recipe, Shown shown, int classes, int conditions) {
    return new VaeNet(recipe, shown, VaeLayers.of(recipe, shown), classes, conditions);
  }

  /** Returns the number of classes of the head in saved tensors; 0 if there is none. */
  public static int classes(Map<String, Tensor> tensors) {
    Tensor bias = tensors.get(HEAD + ".bias");
    return bias == null ? 0 : bias.size();
  }

  /**
   * Returns the number of groups on which the decoder in saved tensors is conditioned; 0 for none.
   */
  public static int conditions(Map<String, Tensor> tensors) {
    Tensor weight = tensors.get(CONDITION + ".weight");
    return weight == null ? 0 : weight.shape()[1];
  }

  public void addTo(Parameters parameters, RandomGenerator random) {
    addEncoderTo(parameters, random);
    if (logVariance != null) {
      logVariance.addTo(parameters, random);
    }
    entry.addTo(parameters, random);
    decoder.addTo(parameters, random);
    if (head != null) {
      head.addTo(parameters, random);
    }
    if (condition != null) {
      condition.addTo(parameters, random);
    }
    if (mixture != null) {
      mixture.addTo(parameters);
    }
  }

  /** Adds only the layers from samples to latents, or to the means of their posteriors. */
  void addEncoderTo(Parameters parameters, RandomGenerator random) {
    encoder.addTo(parameters, random);
    mean.addTo(parameters, random);
  }

  /** Returns the name of the first layer's weights. */
  public String firstWeights() {
    boolean none =
        recipe.architecture() instanceof Architecture.Dense dense && dense.hidden().isEmpty();
    return (none ? VaeLayers.MEAN : VaeLayers.FIRST) + ".weight";
  }

  /** Returns the recipe of the network. */
  public VaeRecipe recipe() {
    return recipe;
  }

  /** Returns the type of the samples. */
  public SampleType shape() {
    return shown.type();
  }

  /** Returns the format of the network's input. */
  public Shown shown() {
    return shown;
  }

  /**
   * Returns the fraction of steps with teacher forcing in training; 0 for a decoder that generates
   * all values at once.
   */
  public double teacherForcing() {
    return recipe.architecture().steps().map(Architecture.Steps::teacherForcing).orElse(0.0);
  }

  /** Returns the mixture trained with the network, if there is one. */
  Optional<LatentMixture> mixture() {
    return Optional.ofNullable(mixture);
  }

  /** Returns the number of classes of the head; 0 if there is none. */
  public int classes() {
    return classes;
  }

  /** Returns the number of groups on which the decoder is conditioned; 0 for none. */
  public int conditions() {
    return conditions;
  }

  /**
   * Returns the tensors of a head: the logit of class c is w_c · max(0, μ) + b_c.
   *
   * @param weights (classes x latent size)
   * @param constants (classes)
   */
  public static Map<String, Tensor> head(float[] weights, float[] constants) {
    int classes = constants.length;
    return Map.of(
        HEAD + ".weight",
        Tensor.of(weights, classes, weights.length / classes),
        HEAD + ".bias",
        Tensor.of(constants, classes));
  }

  /**
   * Returns whether a parameter depends on the classes: those of the head and of the condition do.
   */
  public static boolean isOfClasses(String name) {
    return name.startsWith(HEAD + ".") || name.startsWith(CONDITION + ".");
  }

  /**
   * Returns the number of standard normal values that the loss needs per sample: for stochastic
   * latents, or to estimate the sensitivity of the latents.
   */
  public int noise() {
    return recipe.noise(shown.size());
  }

  /** Returns whether latents are drawn from a distribution. */
  public boolean isStochastic() {
    return logVariance != null;
  }

  /** Returns the log probability of each class given latent means (b x latent), (b x classes). */
  NDArray classify(NDArray mu, Parameters parameters) {
    return scoresOf(mu, parameters).logSoftmax(1);
  }

  /** Returns the logits of each class for samples (b x …), (b x classes). */
  public NDArray scores(NDArray x, Parameters parameters) {
    return scoresOf(encode(x, parameters), parameters);
  }

  private NDArray scoresOf(NDArray mu, Parameters parameters) {
    if (head == null) {
      throw new IllegalStateException("there is no head");
    }
    return head.forward(Activation.relu(mu), parameters, false);
  }

  /**
   * Passes samples through the encoder in inference mode, with each layer's output passed to a
   * consumer.
   */
  public void traceEncoder(NDArray x, Parameters parameters, BiConsumer<Layer, NDArray> seen) {
    encoder.trace(x, parameters, seen);
  }

  /**
   * Passes samples through every layer in inference mode, with each output passed to a consumer.
   *
   * @param x (b x …)
   * @param seen is called layer by layer, in the order of {@link #addTo}
   */
  public void trace(NDArray x, Parameters parameters, BiConsumer<Layer, NDArray> seen) {
    NDArray features = encoder.trace(x, parameters, seen);
    NDArray mu = activate(mean.trace(features, parameters, seen));
    if (logVariance != null) {
      logVariance.trace(features, parameters, seen);
    }
    decoder.trace(entry.trace(mu, parameters, seen), parameters, seen);
    if (head != null) {
      head.trace(Activation.relu(mu), parameters, seen);
    }
  }

  /** Returns the posterior means of samples (b x …), or the latents themselves, (b x latent). */
  public NDArray encode(NDArray x, Parameters parameters) {
    return mean(features(x, parameters, false), parameters, false);
  }

  /** Returns the encoder's features of samples (b x …), (b x features). */
  NDArray features(NDArray x, Parameters parameters, boolean training) {
    return encoder.forward(x, parameters, training);
  }

  /** Returns the posterior means for features, or the latents themselves, (b x latent). */
  NDArray mean(NDArray features, Parameters parameters, boolean training) {
    return activate(mean.forward(features, parameters, training));
  }

  private NDArray activate(NDArray y) {
    return switch (recipe.posterior().activation()) {
      case IDENTITY -> y;
      case RELU -> Activation.relu(y);
      case SIGMOID -> Activation.sigmoid(y);
    };
  }

  /** Clamps a drawn latent to the range of the activation. */
  public float confine(float latent) {
    return switch (recipe.posterior().activation()) {
      case IDENTITY -> latent;
      case RELU -> Math.max(0, latent);
      case SIGMOID -> Math.max(0, Math.min(1, latent));
    };
  }

  /** Returns the posterior of samples (b x …), (b x 2 latent): μ, then log σ². */
  NDArray posterior(NDArray x, Parameters parameters) {
    NDArray features = encoder.forward(x, parameters, false);
    NDArray mu = activate(mean.forward(features, parameters, false));
    return mu.concat(logSquare(features, parameters, false), 1);
  }

  NDArray logSquare(NDArray features, Parameters parameters, boolean training) {
    return Objects.requireNonNull(logVariance, "there is no posterior")
        .forward(features, parameters, training)
        .clip(-LOG_VARIANCE_LIMIT, LOG_VARIANCE_LIMIT);
  }

  /**
   * Returns log p(target | z) of one sample, (1 x …), for each of several latents (k x latent), in
   * nats, (k).
   */
  public NDArray logLikelihoods(NDArray z, NDArray target, Parameters parameters) {
    long count = z.getShape().get(0);
    NDArray last = outputs(z, null, parameters, false).reshape(count, -1); // (k, size)
    NDArray x = target.reshape(1, -1); // (1, size)
    if (!(recipe.likelihood() instanceof Likelihood.Gaussian normal)) {
      return last.mul(x).sub(Activation.softPlus(last)).sum(new int[] {1});
    }
    double variance = normal.noise() * normal.noise();
    NDArray squares = output(last).sub(x).square().sum(new int[] {1}); // (k)
    return Tensors.mul(squares, (float) (-0.5 / variance))
        .sub((float) (x.size() * 0.5 * Math.log(2 * Math.PI * variance)));
  }

  /**
   * Decodes latents (b x latent) to samples, (b x …), images in [0, 1]; for sequences of unequal
   * length, (b x {@link Shown#size}), with the logits of each step's presence in the last channel.
   *
   * @param given the one-hot class of each, (b x conditions), rows of zeros for none; or null
   */
  NDArray decode(NDArray z, @Nullable NDArray given, Parameters parameters) {
    NDArray last = outputs(z, given, parameters, false);
    if (shown.unequal()) {
      return output(values(last)).concat(presence(last), 1);
    }
    NDArray decoded = output(last);
    return recipe.likelihood().output() == Likelihood.Output.IDENTITY
            && shown.type() instanceof SampleType.Image
        ? decoded.clip(0, 1)
        : decoded;
  }

  /**
   * Returns the values, (b x size), from the output of the decoder's last layer (b x shown size).
   */
  NDArray values(NDArray last) {
    return shown.unequal() ? last.get(":, 0:" + shown.type().size()) : last;
  }

  /** Returns the presence channel, (b x steps), of rows (b x shown size). */
  NDArray presence(NDArray rows) {
    return rows.get(":, " + shown.type().size() + ":");
  }

  /** Returns the output of the decoder's last layer, before its activation. */
  NDArray outputs(NDArray z, @Nullable NDArray given, Parameters parameters, boolean training) {
    return decoder.forward(entered(z, given, parameters, training), parameters, training);
  }

  /**
   * Returns the output of the decoder's last layer, before its activation, with teacher forcing.
   *
   * @param truth (b x size)
   * @param forced at which steps, (b x steps)
   */
  NDArray forced(
      NDArray z, @Nullable NDArray given, NDArray truth, NDArray forced, Parameters parameters) {
    return ((TeacherForced) decoder)
        .forced(entered(z, given, parameters, true), truth, forced, parameters);
  }

  private NDArray entered(
      NDArray z, @Nullable NDArray given, Parameters parameters, boolean training) {
    NDArray entered = entry.forward(z, parameters, training);
    return condition != null && given != null
        ? entered.add(condition.forward(given, parameters, training))
        : entered;
  }

  NDArray output(NDArray last) {
    return recipe.likelihood().output() == Likelihood.Output.SIGMOID
        ? Activation.sigmoid(last)
        : last;
  }
}
