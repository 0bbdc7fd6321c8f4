package io.decipher.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import io.decipher.api.DecipherException;
import io.decipher.api.SampleShape;
import io.decipher.djl.BatchNormalization;
import io.decipher.djl.Convolution;
import io.decipher.djl.Layer;
import io.decipher.djl.Linear;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Upsampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The layers of the encoder and the decoder, and the loss; a description without numbers. */
final class VaeNet {
  private static final double LOG_VARIANCE_LIMIT = 8;
  private static final String HEAD = "classifier";

  private final Vae recipe;
  private final Layer encoder;
  private final Linear mean;
  private final Linear logVariance;
  private final Layer decoder;
  private final int classes;
  private final @Nullable Linear head;

  private VaeNet(Vae recipe, Layer encoder, int features, Layer decoder, int classes) {
    this.recipe = recipe;
    this.encoder = encoder;
    this.mean = new Linear("encoder.mean", features, recipe.latentSize(), true);
    this.logVariance = new Linear("encoder.log-variance", features, recipe.latentSize(), true);
    this.decoder = decoder;
    this.classes = classes;
    this.head = classes == 0 ? null : new Linear(HEAD, recipe.latentSize(), classes, true);
  }

  /**
   * Returns the layers.
   *
   * @param classes that the head tells apart; 0 for no head
   */
  static VaeNet of(Vae recipe, SampleShape shape, int classes) {
    return recipe.architecture() == Vae.Architecture.DENSE
        ? dense(recipe, shape, classes)
        : convolutional(recipe, shape, classes);
  }

  /** Returns how many classes the head of saved tensors tells apart; 0 if there is none. */
  static int classes(Map<String, Tensor> tensors) {
    Tensor bias = tensors.get(HEAD + ".bias");
    return bias == null ? 0 : bias.size();
  }

  private static VaeNet convolutional(Vae recipe, SampleShape shape, int classes) {
    List<Integer> channels = recipe.channels();
    int doublings = channels.size() - 1;
    if (!shape.isImage()
        || doublings > 30
        || shape.height() % (1 << doublings) != 0
        || shape.width() % (1 << doublings) != 0) {
      throw new DecipherException(
          "decipher.model.channels has "
              + channels.size()
              + " entries, for which an image's sides must be multiples of 2^"
              + doublings
              + ", but a sample is "
              + shape
              + "; give other channels, or set decipher.model.architecture = dense");
    }
    List<Layer> encoder = new ArrayList<>();
    int in = shape.channels();
    int height = shape.height();
    int width = shape.width();
    for (int i = 0; i < channels.size(); i++) {
      int out = channels.get(i);
      String name = "encoder." + i;
      encoder.add(new Convolution(name, in, out, i == 0 ? 5 : 3, 2, false));
      finish(encoder, recipe, name, out);
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
    decoder.add(new Linear("decoder.0", recipe.latentSize(), in * top * left, false));
    decoder.add(Layer.reshape(in, top, left));
    finish(decoder, recipe, "decoder.0", in);
    for (int i = 1; i < doublings; i++) {
      int out = channels.get(doublings - 1 - i);
      String name = "decoder." + i;
      decoder.add(new Upsampling(name, in, out, false));
      finish(decoder, recipe, name, out);
      in = out;
    }
    decoder.add(new Upsampling("decoder." + doublings, in, shape.channels(), true));
    return new VaeNet(recipe, Layer.chain(encoder), features, Layer.chain(decoder), classes);
  }

  private static VaeNet dense(Vae recipe, SampleShape shape, int classes) {
    List<Layer> encoder = new ArrayList<>();
    encoder.add(Layer.reshape(shape.size()));
    int in = shape.size();
    int count = recipe.hidden().size();
    for (int i = 0; i < count; i++) {
      in = full(encoder, recipe, "encoder." + i, in, recipe.hidden().get(i));
    }
    int features = in;
    List<Layer> decoder = new ArrayList<>();
    in = recipe.latentSize();
    for (int i = 0; i < count; i++) {
      in = full(decoder, recipe, "decoder." + i, in, recipe.hidden().get(count - 1 - i));
    }
    decoder.add(new Linear("decoder." + count, in, shape.size(), true));
    if (shape.isImage()) {
      decoder.add(Layer.reshape(shape.channels(), shape.height(), shape.width()));
    }
    return new VaeNet(recipe, Layer.chain(encoder), features, Layer.chain(decoder), classes);
  }

  private static int full(List<Layer> layers, Vae recipe, String name, int in, int out) {
    layers.add(new Linear(name, in, out, false));
    finish(layers, recipe, name, out);
    return out;
  }

  private static void finish(List<Layer> layers, Vae recipe, String name, int channels) {
    layers.add(new BatchNormalization(name, channels));
    layers.add(Layer.leaky(recipe.leak()));
    if (recipe.dropout() > 0) {
      layers.add(Layer.dropout(recipe.dropout()));
    }
  }

  void addTo(Parameters parameters, RandomGenerator random) {
    encoder.addTo(parameters, random);
    mean.addTo(parameters, random);
    logVariance.addTo(parameters, random);
    decoder.addTo(parameters, random);
    if (head != null) {
      head.addTo(parameters, random);
    }
  }

  /** Returns how many classes the head tells apart; 0 if there is none. */
  int classes() {
    return classes;
  }

  /** Returns whether a parameter is the head's. */
  static boolean isHead(String name) {
    return name.startsWith(HEAD + ".");
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
    NDArray mu = mean.trace(features, parameters, seen);
    logVariance.trace(features, parameters, seen);
    decoder.trace(mu, parameters, seen);
    if (head != null) {
      head.trace(Activation.relu(mu), parameters, seen);
    }
  }

  /** The posterior means of samples (b x …), (b x latent). */
  NDArray encode(NDArray x, Parameters parameters) {
    return mean.forward(encoder.forward(x, parameters, false), parameters, false);
  }

  /** The samples that latents (b x latent) stand for, (b x …), in [0, 1]. */
  NDArray decode(NDArray z, Parameters parameters) {
    return Activation.sigmoid(decoder.forward(z, parameters, false));
  }

  /**
   * The loss and its parts, in nats a sample, each a single value: loss, reconstruction, KL and,
   * where classes are told, the cross-entropy.
   *
   * @param view what is encoded, (b x …)
   * @param target what is to be decoded, (b x …)
   * @param noise standard normal, (b x latent)
   * @param beta the weight of the KL divergence at this step
   * @param classes the probability of each class, (b x classes), rows of zeros for samples without
   *     one; or nothing
   */
  NDList loss(
      NDArray view,
      NDArray target,
      NDArray noise,
      double beta,
      @Nullable NDArray classes,
      Parameters parameters,
      boolean training) {
    long batch = view.getShape().get(0);
    NDArray features = encoder.forward(view, parameters, training); // (b, features)
    NDArray mu = mean.forward(features, parameters, training); // (b, latent)
    NDArray logSquare =
        logVariance
            .forward(features, parameters, training)
            .clip(-LOG_VARIANCE_LIMIT, LOG_VARIANCE_LIMIT); // (b, latent)
    NDArray sigma = logSquare.mul(0.5f).exp();
    NDArray logits = decoder.forward(mu.add(noise.mul(sigma)), parameters, training); // (b, …)

    NDArray reconstruction = negativeLogLikelihood(logits, target).div(batch);
    NDArray divergences =
        mu.square()
            .add(sigma.square())
            .sub(logSquare)
            .sub(1)
            .sum(new int[] {0})
            .mul(0.5f / batch); // (latent), each averaged over the batch
    NDArray kl = divergences.sum();
    NDArray charged =
        recipe.freeBits() > 0 ? NDArrays.maximum(divergences, (float) recipe.freeBits()).sum() : kl;
    NDArray loss = reconstruction.add(charged.mul((float) beta));
    if (classes == null) {
      return new NDList(loss, reconstruction, kl);
    }
    NDArray entropy =
        classify(mu, parameters).mul(classes).sum().neg().div(NDArrays.maximum(classes.sum(), 1f));
    return new NDList(
        loss.add(entropy.mul((float) recipe.classifier().weight())), reconstruction, kl, entropy);
  }

  /** −log p(target | logits), summed over everything, in nats. */
  private NDArray negativeLogLikelihood(NDArray logits, NDArray target) {
    if (recipe.likelihood() == Vae.Likelihood.BERNOULLI) {
      return Activation.softPlus(logits).sub(logits.mul(target)).sum();
    }
    double variance = recipe.noise() * recipe.noise();
    return Activation.sigmoid(logits)
        .sub(target)
        .square()
        .sum()
        .mul((float) (0.5 / variance))
        .add((float) (target.size() * 0.5 * Math.log(2 * Math.PI * variance)));
  }
}
