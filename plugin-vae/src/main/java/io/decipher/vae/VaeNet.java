package io.decipher.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;
import io.decipher.djl.BatchNormalization;
import io.decipher.djl.Convolution;
import io.decipher.djl.Layer;
import io.decipher.djl.Linear;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.djl.TransposedLinear;
import io.decipher.djl.Upsampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The layers of the encoder and the decoder, and the loss; a description without numbers. */
final class VaeNet {
  private static final double LOG_VARIANCE_LIMIT = 8;
  private static final double RATE_LIMIT = 1e-6;
  private static final String HEAD = "classifier";
  private static final String CONDITION = "decoder.condition";
  private static final String MEAN = "encoder.mean";

  private final Vae recipe;
  private final boolean image;
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

  /**
   * What the two architectures differ in.
   *
   * @param features how many the encoder gives
   * @param entry the decoder's first layer, from latents
   * @param entered how many values the entry gives
   * @param decoder the decoder's other layers
   */
  private record Body(Layer encoder, int features, Layer entry, int entered, Layer decoder) {}

  private VaeNet(Vae recipe, boolean image, Body body, int classes, int conditions) {
    int latents = recipe.latentSize();
    this.recipe = recipe;
    this.image = image;
    this.encoder = body.encoder;
    this.mean = new Linear(MEAN, body.features, latents, true);
    this.logVariance =
        recipe.posterior() == Vae.Posterior.NONE
            ? null
            : new Linear("encoder.log-variance", body.features, latents, true);
    this.entry = body.entry;
    this.decoder = body.decoder;
    this.classes = classes;
    this.head = classes == 0 ? null : new Linear(HEAD, latents, classes, true);
    this.conditions = conditions;
    this.condition =
        conditions == 0 ? null : new Linear(CONDITION, conditions, body.entered, false);
    this.mixture = null;
  }

  private VaeNet(VaeNet other, LatentMixture mixture) {
    this.recipe = other.recipe;
    this.image = other.image;
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

  /** Returns these layers with a mixture, learned with them, in the place of the prior N(0, I). */
  VaeNet under(LatentMixture prior) {
    return new VaeNet(this, prior);
  }

  /**
   * Returns the layers.
   *
   * @param classes that the head tells apart; 0 for no head
   * @param conditions classes that the decoder is told of; 0 if it is told of none
   */
  static VaeNet of(Vae recipe, SampleType shape, int classes, int conditions) {
    Body body =
        recipe.architecture() == Vae.Architecture.DENSE
            ? dense(recipe, shape)
            : convolutional(recipe, shape);
    return new VaeNet(recipe, shape instanceof SampleType.Image, body, classes, conditions);
  }

  /** Returns how many classes the head of saved tensors tells apart; 0 if there is none. */
  static int classes(Map<String, Tensor> tensors) {
    Tensor bias = tensors.get(HEAD + ".bias");
    return bias == null ? 0 : bias.size();
  }

  /** Returns how many classes the decoder of saved tensors is told of; 0 if it is told of none. */
  static int conditions(Map<String, Tensor> tensors) {
    Tensor weight = tensors.get(CONDITION + ".weight");
    return weight == null ? 0 : weight.shape()[1];
  }

  private static Body convolutional(Vae recipe, SampleType type) {
    boolean bias = !normalizes(recipe);
    List<Integer> channels = recipe.channels();
    int doublings = channels.size() - 1;
    if (!(type instanceof SampleType.Image shape)
        || doublings > 30
        || shape.height() % (1 << doublings) != 0
        || shape.width() % (1 << doublings) != 0) {
      throw new DecipherException(
          "decipher.model.channels has "
              + channels.size()
              + " entries, for which an image's sides must be multiples of 2^"
              + doublings
              + ", but a sample is "
              + type
              + "; give other channels, or set decipher.model.architecture = dense");
    }
    List<Layer> encoder = new ArrayList<>();
    int in = shape.channels();
    int height = shape.height();
    int width = shape.width();
    for (int i = 0; i < channels.size(); i++) {
      int out = channels.get(i);
      String name = "encoder." + i;
      encoder.add(new Convolution(name, in, out, i == 0 ? 5 : 3, 2, bias));
      finish(encoder, recipe, name, out);
      refine(encoder, recipe, recipe.residualBlocks().encoder(), name, out);
      in = out;
      height = (height + 1) / 2;
      width = (width + 1) / 2;
    }
    int features = in * height * width;
    encoder.add(Layer.reshape(features));

    List<Layer> decoder = new ArrayList<>();
    int top = shape.height() >> doublings;
    int left = shape.width() >> doublings;
    in = channels.get(doublings - 1);
    int entered = in * top * left;
    Layer entry = new Linear("decoder.0", recipe.latentSize(), entered, bias);
    if (recipe.fullyConnected() > 0) {
      int units = recipe.fullyConnected();
      encoder.add(new Linear("encoder.full", features, units, bias));
      finish(encoder, recipe, "encoder.full", units);
      features = units;
      entry = new Linear("decoder.full", recipe.latentSize(), units, bias);
      finish(decoder, recipe, "decoder.full", units);
      decoder.add(new Linear("decoder.0", units, entered, bias));
      entered = units;
    }
    decoder.add(Layer.reshape(in, top, left));
    finish(decoder, recipe, "decoder.0", in);
    refine(decoder, recipe, recipe.residualBlocks().decoder(), "decoder.0", in);
    for (int i = 1; i < doublings; i++) {
      int out = channels.get(doublings - 1 - i);
      String name = "decoder." + i;
      decoder.add(new Upsampling(name, in, out, bias));
      finish(decoder, recipe, name, out);
      refine(decoder, recipe, recipe.residualBlocks().decoder(), name, out);
      in = out;
    }
    decoder.add(new Upsampling("decoder." + doublings, in, shape.channels(), true));
    return new Body(Layer.chain(encoder), features, entry, entered, Layer.chain(decoder));
  }

  private static Body dense(Vae recipe, SampleType shape) {
    boolean bias = !normalizes(recipe);
    List<Integer> hidden = recipe.hidden();
    List<Layer> encoder = new ArrayList<>();
    encoder.add(Layer.reshape(shape.size()));
    int count = hidden.size();
    int in = shape.size();
    for (int i = 0; i < count; i++) {
      String name = "encoder." + i;
      encoder.add(new Linear(name, in, hidden.get(i), bias));
      finish(encoder, recipe, name, hidden.get(i));
      in = hidden.get(i);
    }
    int features = in;

    List<Layer> all = new ArrayList<>();
    in = recipe.latentSize();
    for (int i = 0; i <= count; i++) {
      boolean last = i == count;
      int out = last ? shape.size() : hidden.get(count - 1 - i);
      String name = "decoder." + i;
      String mirrored = i == 0 ? MEAN : "encoder." + (count - i);
      all.add(
          recipe.tiedWeights()
              ? new TransposedLinear(name, mirrored, in, out, last || bias)
              : new Linear(name, in, out, last || bias));
      if (!last) {
        finish(all, recipe, name, out);
      }
      in = out;
    }
    if (shape instanceof SampleType.Image image) {
      all.add(Layer.reshape(image.channels(), image.height(), image.width()));
    }
    int entered = count == 0 ? shape.size() : hidden.get(count - 1);
    return new Body(
        Layer.chain(encoder),
        features,
        all.get(0),
        entered,
        Layer.chain(all.subList(1, all.size())));
  }

  private static boolean normalizes(Vae recipe) {
    return recipe.normalization() == Vae.Normalization.BATCH;
  }

  private static void finish(List<Layer> layers, Vae recipe, String name, int channels) {
    if (normalizes(recipe)) {
      layers.add(new BatchNormalization(name, channels));
    }
    layers.add(Layer.leaky(recipe.leak()));
    if (recipe.dropout() > 0) {
      layers.add(Layer.dropout(recipe.dropout()));
    }
  }

  /** Adds blocks that change neither sides nor channels. */
  private static void refine(
      List<Layer> layers, Vae recipe, int blocks, String name, int channels) {
    for (int block = 0; block < blocks; block++) {
      List<Layer> inner = new ArrayList<>();
      for (String part : List.of(".a", ".b")) {
        String own = name + ".block-" + block + part;
        inner.add(new Convolution(own, channels, channels, 3, 1, false));
        inner.add(new BatchNormalization(own, channels));
        if (part.equals(".a")) {
          inner.add(Layer.leaky(recipe.leak()));
        }
      }
      layers.add(Layer.residual(Layer.chain(inner)));
      layers.add(Layer.leaky(recipe.leak()));
    }
  }

  void addTo(Parameters parameters, RandomGenerator random) {
    encoder.addTo(parameters, random);
    mean.addTo(parameters, random);
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

  /** Returns how many classes the head tells apart; 0 if there is none. */
  int classes() {
    return classes;
  }

  /** Returns how many classes the decoder is told of; 0 if it is told of none. */
  int conditions() {
    return conditions;
  }

  /** Returns whether a parameter hangs on which classes there are: the head's, the condition's. */
  static boolean isOfClasses(String name) {
    return name.startsWith(HEAD + ".") || name.startsWith(CONDITION + ".");
  }

  /** Returns whether latents are drawn of a distribution, so that a loss needs noise. */
  boolean draws() {
    return logVariance != null;
  }

  /** The logarithm of each class's probability by the latent means (b x latent), (b x classes). */
  NDArray classify(NDArray mu, Parameters parameters) {
    if (head == null) {
      throw new IllegalStateException("there is no head");
    }
    return head.forward(Activation.relu(mu), parameters, false).logSoftmax(1);
  }

  /**
   * Passes samples through every layer, as outside of training, and shows each with its output.
   *
   * @param x (b x …)
   * @param seen is called layer by layer, in the order of {@link #addTo}
   */
  void trace(NDArray x, Parameters parameters, BiConsumer<Layer, NDArray> seen) {
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

  /** The posterior means of samples (b x …), or the latents themselves, (b x latent). */
  NDArray encode(NDArray x, Parameters parameters) {
    return activate(mean.forward(encoder.forward(x, parameters, false), parameters, false));
  }

  private NDArray activate(NDArray y) {
    return switch (recipe.latentActivation()) {
      case IDENTITY -> y;
      case RELU -> Activation.relu(y);
      case SIGMOID -> Activation.sigmoid(y);
    };
  }

  /** Brings a latent that was drawn into the range of the activation. */
  float confine(float latent) {
    return switch (recipe.latentActivation()) {
      case IDENTITY -> latent;
      case RELU -> Math.max(0, latent);
      case SIGMOID -> Math.max(0, Math.min(1, latent));
    };
  }

  /** The posterior of samples (b x …), (b x 2 latent): μ, then log σ². */
  NDArray posterior(NDArray x, Parameters parameters) {
    NDArray features = encoder.forward(x, parameters, false);
    NDArray mu = activate(mean.forward(features, parameters, false));
    return mu.concat(logSquare(features, parameters, false), 1);
  }

  private NDArray logSquare(NDArray features, Parameters parameters, boolean training) {
    return Objects.requireNonNull(logVariance, "there is no posterior")
        .forward(features, parameters, training)
        .clip(-LOG_VARIANCE_LIMIT, LOG_VARIANCE_LIMIT);
  }

  /** log p(target | z) of one sample, (1 x …), for each of some latents (k x latent), nats, (k). */
  NDArray logLikelihoods(NDArray z, NDArray target, Parameters parameters) {
    long count = z.getShape().get(0);
    NDArray last = outputs(z, null, parameters, false).reshape(count, -1); // (k, size)
    NDArray x = target.reshape(1, -1); // (1, size)
    if (recipe.likelihood() == Vae.Likelihood.BERNOULLI) {
      return last.mul(x).sub(Activation.softPlus(last)).sum(new int[] {1});
    }
    double variance = recipe.noise() * recipe.noise();
    NDArray squares = output(last).sub(x).square().sum(new int[] {1}); // (k)
    return Tensors.mul(squares, (float) (-0.5 / variance))
        .sub((float) (x.size() * 0.5 * Math.log(2 * Math.PI * variance)));
  }

  /**
   * The samples that latents (b x latent) stand for, (b x …); images in [0, 1].
   *
   * @param told the class of each, (b x conditions), rows of zeros where none is told; or nothing
   */
  NDArray decode(NDArray z, @Nullable NDArray told, Parameters parameters) {
    NDArray decoded = output(outputs(z, told, parameters, false));
    return recipe.output() == Vae.Output.IDENTITY && image ? decoded.clip(0, 1) : decoded;
  }

  /** The decoder's last layer, before its activation. */
  private NDArray outputs(
      NDArray z, @Nullable NDArray told, Parameters parameters, boolean training) {
    NDArray entered = entry.forward(z, parameters, training);
    if (condition != null && told != null) {
      entered = entered.add(condition.forward(told, parameters, training));
    }
    return decoder.forward(entered, parameters, training);
  }

  private NDArray output(NDArray last) {
    return recipe.output() == Vae.Output.SIGMOID ? Activation.sigmoid(last) : last;
  }

  /**
   * The names of the values of {@link #loss}.
   *
   * @param told whether it is given classes
   */
  List<String> terms(boolean told) {
    List<String> terms = new ArrayList<>(List.of("loss", "reconstruction"));
    if (draws()) {
      terms.add("kl");
    } else if (recipe.sparsity().weight() > 0) {
      terms.add("sparsity");
    }
    if (told) {
      terms.add("cross-entropy");
    }
    return terms;
  }

  /** What training makes less, of the values of {@link #loss}, without the cross-entropy. */
  double cost(float[] values) {
    if (draws()) {
      return values[1] + recipe.beta() * values[2];
    }
    double weight = recipe.sparsity().weight();
    return weight > 0 ? values[1] + weight * values[2] : values[1];
  }

  /**
   * The loss and its parts, in nats a sample, each a single value, as {@link #terms} names them.
   *
   * @param view what is encoded, (b x …)
   * @param target what is to be decoded, (b x …)
   * @param noise standard normal, (b x latent); nothing if latents are not drawn
   * @param beta the weight of the KL divergence at this step
   * @param classes the probability of each class, (b x classes), rows of zeros for samples without
   *     one; or nothing
   * @param told the class that the decoder is told of each sample, (b x conditions), rows of zeros
   *     where none is told; or nothing
   */
  NDList loss(
      NDArray view,
      NDArray target,
      @Nullable NDArray noise,
      double beta,
      @Nullable NDArray classes,
      @Nullable NDArray told,
      Parameters parameters,
      boolean training) {
    NDArray features = encoder.forward(view, parameters, training); // (b, features)
    NDArray mu = activate(mean.forward(features, parameters, training)); // (b, latent)
    NDList terms =
        logVariance == null
            ? pointLoss(mu, target, told, parameters, training)
            : drawnLoss(
                mu,
                logSquare(features, parameters, training), // (b, latent)
                target,
                Objects.requireNonNull(noise),
                beta,
                told,
                parameters,
                training);
    if (classes == null) {
      return terms;
    }
    NDArray entropy =
        classify(mu, parameters).mul(classes).sum().neg().div(Tensors.maximum(classes.sum(), 1));
    NDArray loss = terms.head().add(Tensors.mul(entropy, (float) recipe.classifier().weight()));
    terms.set(0, loss);
    terms.add(entropy);
    return terms;
  }

  /**
   * The loss under a mixture, and its parts: reconstruction, KL divergence, how much classes
   * contradict the neighbours; nats a sample, each a single value.
   *
   * @param view what is encoded, (b x …)
   * @param target what is to be decoded, (b x …)
   * @param noise standard normal, (b x latent)
   * @param beta the weight of the KL divergence
   * @param agreed the logarithm of each class's probability by a sample and its neighbours, (b x
   *     classes)
   * @param weight of what contradicts them
   */
  NDList mixtureLoss(
      NDArray view,
      NDArray target,
      NDArray noise,
      double beta,
      NDArray agreed,
      double weight,
      Parameters parameters) {
    LatentMixture prior = Objects.requireNonNull(mixture, "there is no mixture");
    NDArray features = encoder.forward(view, parameters, true);
    NDArray mu = mean.forward(features, parameters, true);
    NDArray logSquare = logSquare(features, parameters, true);
    NDList terms = drawnLoss(mu, logSquare, target, noise, beta, null, parameters, true);
    NDArray parted = prior.parted(prior.logJoint(mu, logSquare, parameters), agreed);
    terms.set(0, terms.head().add(Tensors.mul(parted, (float) weight)));
    terms.add(parted);
    return terms;
  }

  /** Loss, reconstruction and KL where latents are drawn. */
  private NDList drawnLoss(
      NDArray mu,
      NDArray logSquare,
      NDArray target,
      NDArray noise,
      double beta,
      @Nullable NDArray told,
      Parameters parameters,
      boolean training) {
    long batch = mu.getShape().get(0);
    NDArray sigma = Tensors.mul(logSquare, 0.5f).exp();
    NDArray last = outputs(mu.add(noise.mul(sigma)), told, parameters, training); // (b, …)

    NDArray reconstruction = Tensors.div(negativeLogLikelihood(last, target), (float) batch);
    if (mixture != null) {
      NDArray rate = mixture.rate(mixture.logJoint(mu, logSquare, parameters), logSquare);
      return new NDList(reconstruction.add(Tensors.mul(rate, (float) beta)), reconstruction, rate);
    }
    NDArray divergences =
        Tensors.mul(
            mu.square().add(sigma.square()).sub(logSquare).sub(1).sum(new int[] {0}),
            0.5f / batch); // (latent), each averaged over the batch
    NDArray kl = divergences.sum();
    NDArray charged =
        recipe.freeBits() > 0 ? Tensors.maximum(divergences, (float) recipe.freeBits()).sum() : kl;
    return new NDList(reconstruction.add(Tensors.mul(charged, (float) beta)), reconstruction, kl);
  }

  /** Loss, reconstruction and sparsity where latents are points. */
  private NDList pointLoss(
      NDArray z, NDArray target, @Nullable NDArray told, Parameters parameters, boolean training) {
    long batch = z.getShape().get(0);
    NDArray last = outputs(z, told, parameters, training); // (b, …)
    NDArray reconstruction = Tensors.div(negativeLogLikelihood(last, target), (float) batch);
    float weight = (float) recipe.sparsity().weight();
    if (weight == 0) {
      return new NDList(reconstruction, reconstruction);
    }
    NDArray penalty =
        recipe.sparsity().penalty() == Vae.Sparsity.Penalty.L1
            ? Tensors.div(z.abs().sum(), (float) batch)
            : rateDivergence(z, batch);
    return new NDList(reconstruction.add(Tensors.mul(penalty, weight)), reconstruction, penalty);
  }

  /** Σ KL(ρ ‖ ρⱼ), ρⱼ the means of latents (b x latent) in (0, 1). */
  private NDArray rateDivergence(NDArray z, long batch) {
    double target = recipe.sparsity().target();
    float low = (float) RATE_LIMIT;
    NDArray rates = Tensors.div(z.sum(new int[] {0}), (float) batch).clip(low, 1 - low); // (latent)
    double kept = target * Math.log(target) + (1 - target) * Math.log(1 - target);
    return Tensors.mul(rates.log(), (float) target)
        .add(Tensors.mul(rates.neg().add(1).log(), (float) (1 - target)))
        .sum()
        .neg()
        .add((float) (kept * recipe.latentSize()));
  }

  /** −log p(target | z), summed over everything, in nats; {@code last} is before the activation. */
  private NDArray negativeLogLikelihood(NDArray last, NDArray target) {
    if (recipe.likelihood() == Vae.Likelihood.BERNOULLI) {
      return Activation.softPlus(last).sub(last.mul(target)).sum();
    }
    double variance = recipe.noise() * recipe.noise();
    return Tensors.mul(output(last).sub(target).square().sum(), (float) (0.5 / variance))
        .add((float) (target.size() * 0.5 * Math.log(2 * Math.PI * variance)));
  }
}
