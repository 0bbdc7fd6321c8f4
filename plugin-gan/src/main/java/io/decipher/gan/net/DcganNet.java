// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.djl.layer.BatchNormalization;
import io.decipher.djl.layer.Convolution;
import io.decipher.djl.layer.Frame;
import io.decipher.djl.layer.Layer;
import io.decipher.djl.layer.Linear;
import io.decipher.djl.layer.SpectralNormalization;
import io.decipher.djl.layer.Upsampling;
import io.decipher.gan.recipe.DcganRecipe;
import io.decipher.gan.recipe.DcganRecipe.Loss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The layers of the generator and the discriminator, and their losses; without weights. */
public final class DcganNet {
  private static final float SPREAD = 0.02f;
  private static final int KERNEL = 4;

  private final DcganRecipe recipe;
  private final SampleType.Image shape;
  private final int classes;
  private final int framedHeight;
  private final int framedWidth;
  private final Layer generator;
  private final Layer features;
  private final Layer verdict;
  private final @Nullable Layer embedding;
  private final List<SpectralNormalization> normalized = new ArrayList<>();

  private DcganNet(DcganRecipe recipe, SampleType.Image shape, int classes) {
    this.recipe = recipe;
    this.shape = shape;
    this.classes = classes;
    int halvings = recipe.channels().size();
    this.framedHeight = Frame.side(shape.height(), 1 << halvings);
    this.framedWidth = Frame.side(shape.width(), 1 << halvings);
    int height = framedHeight >> halvings;
    int width = framedWidth >> halvings;
    int size = recipe.channels().get(0) * height * width;
    this.generator = generator(height, width);
    this.features = features();
    this.verdict = bounded(new Linear("verdict", size, 1, true));
    this.embedding = classes == 0 ? null : bounded(new Linear("classes", classes, size, false));
  }

  /**
   * Returns the layers.
   *
   * @param classes the number of classes that both nets are conditioned on; 0 for none
   */
  public static DcganNet of(DcganRecipe recipe, SampleType type, int classes) {
    int halvings = recipe.channels().size();
    if (!(type instanceof SampleType.Image shape)
        || halvings > 30
        || Math.min(shape.height(), shape.width()) < 1 << halvings) {
      throw new DecipherException(
          "decipher.model.channels has "
              + halvings
              + " entries, for which an image's sides must be at least 2^"
              + halvings
              + ", but a sample is "
              + type
              + "; give fewer channels");
    }
    if (classes > 0 && recipe.discriminator().packing() > 1) {
      throw new DecipherException(
          "decipher.model.discriminator.packing judges "
              + recipe.discriminator().packing()
              + " images at once, which may belong to several classes; set packing = 1, or"
              + " conditional = false");
    }
    return new DcganNet(recipe, shape, classes);
  }

  private Layer generator(int height, int width) {
    List<Integer> channels = recipe.channels();
    List<Layer> layers = new ArrayList<>();
    int in = channels.get(0);
    layers.add(new Linear("start", recipe.latentSize() + classes, in * height * width, false));
    layers.add(Layer.reshape(in, height, width));
    finish(layers, "start", in);
    for (int i = 1; i < channels.size(); i++) {
      int out = channels.get(i);
      layers.add(new Upsampling("up." + i, in, out, false));
      finish(layers, "up." + i, out);
      in = out;
    }
    layers.add(new Upsampling("up." + channels.size(), in, shape.channels(), true));
    if (isFramed()) {
      layers.add(
          new Frame(shape.channels(), framedHeight, framedWidth, shape.height(), shape.width()));
    }
    return Layer.chain(layers);
  }

  /** Whether sides that cannot be halved often enough are padded to ones that can. */
  private boolean isFramed() {
    return framedHeight != shape.height() || framedWidth != shape.width();
  }

  private static void finish(List<Layer> layers, String name, int channels) {
    layers.add(new BatchNormalization(name, channels));
    layers.add(Layer.leaky(0));
  }

  /**
   * One convolution per entry of {@code channels}, from the last to the first; with spectral
   * normalisation there is no batch normalisation.
   */
  private Layer features() {
    List<Integer> channels = recipe.channels();
    List<Layer> layers = new ArrayList<>();
    int in = shape.channels() * recipe.discriminator().packing();
    if (isFramed()) {
      layers.add(new Frame(in, shape.height(), shape.width(), framedHeight, framedWidth));
    }
    for (int i = channels.size() - 1; i >= 0; i--) {
      int out = channels.get(i);
      String name = "down." + (channels.size() - i);
      boolean norm = i < channels.size() - 1 && !recipe.discriminator().spectralNormalization();
      layers.add(bounded(new Convolution(name, in, out, KERNEL, 2, !norm)));
      if (norm) {
        layers.add(new BatchNormalization(name, out));
      }
      layers.add(Layer.leaky(recipe.discriminator().leak()));
      in = out;
    }
    return Layer.chain(layers);
  }

  private Layer bounded(Layer layer) {
    if (!recipe.discriminator().spectralNormalization()) {
      return layer;
    }
    SpectralNormalization bounded = new SpectralNormalization(layer);
    normalized.add(bounded);
    return bounded;
  }

  /** Returns the number of classes that the nets are conditioned on; 0 for none. */
  public int classes() {
    return classes;
  }

  /** Adds G's weights, initialised from N(0, 0.02) as in DCGAN, and its buffers. */
  public void addGenerator(Parameters parameters, RandomGenerator random) {
    generator.addTo(parameters, random);
    redraw(parameters, random);
  }

  /** Adds D's weights, initialised from N(0, 0.02) as in DCGAN, and its buffers. */
  public void addDiscriminator(Parameters parameters, RandomGenerator random) {
    features.addTo(parameters, random);
    verdict.addTo(parameters, random);
    if (embedding != null) {
      embedding.addTo(parameters, random);
    }
    redraw(parameters, random);
  }

  private static void redraw(Parameters parameters, RandomGenerator random) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(parameters.toTensors());
    for (String name : parameters.weights()) {
      Tensor drawn = Objects.requireNonNull(tensors.get(name));
      float[] values = drawn.toArray();
      float middle = name.endsWith(".gamma") ? 1 : 0;
      boolean zero = name.endsWith(".bias") || name.endsWith(".beta");
      for (int i = 0; i < values.length; i++) {
        values[i] = zero ? 0 : middle + SPREAD * (float) random.nextGaussian();
      }
      tensors.put(name, Tensor.of(values, drawn.shape()));
    }
    parameters.set(tensors);
  }

  /** Updates the estimates of D's singular values; called once before each of its steps. */
  public void advance(Parameters discriminator) {
    normalized.forEach(layer -> layer.advance(discriminator));
  }

  /**
   * Returns images in [−1, 1], (b x channels x height x width).
   *
   * @param noise z and the one-hot class of each image, (b x latent + classes)
   */
  public NDArray draw(NDArray noise, Parameters parameters, boolean training) {
    return Activation.tanh(generator.forward(noise, parameters, training));
  }

  /**
   * Returns scores of how real images look, (b / packing).
   *
   * @param images in [−1, 1], (b x channels x height x width)
   * @param classes the class of each, one-hot, (b x classes), zeros for an image without a class;
   *     {@code null} if the nets are not conditional
   */
  public NDArray judge(
      NDArray images, @Nullable NDArray classes, Parameters parameters, boolean training) {
    long packs = images.getShape().get(0) / recipe.discriminator().packing();
    NDArray packed =
        recipe.discriminator().packing() == 1
            ? images
            : images.reshape(
                packs,
                (long) recipe.discriminator().packing() * shape.channels(),
                shape.height(),
                shape.width());
    NDArray seen = features.forward(packed, parameters, training);
    NDArray flat = seen.reshape(packs, seen.size() / packs); // (b, features)
    NDArray score = verdict.forward(flat, parameters, training).reshape(packs);
    if (embedding == null || classes == null) {
      return score;
    }
    NDArray like = embedding.forward(classes, parameters, training).mul(flat).sum(new int[] {1});
    return score.add(like);
  }

  /**
   * Returns D's loss, and the shares of real and of drawn images that it classifies correctly, each
   * a single value.
   */
  public NDList discriminatorLoss(NDArray real, NDArray drawn) {
    float half = 0; // the threshold between scores of real and drawn images
    NDArray loss;
    if (recipe.loss() instanceof Loss.NonSaturating saturating) {
      float smoothing = (float) saturating.labelSmoothing();
      NDArray held = Tensors.mul(Activation.softPlus(real.neg()).mean(), 1 - smoothing);
      NDArray smoothed =
          smoothing == 0
              ? held
              : held.add(Tensors.mul(Activation.softPlus(real).mean(), smoothing));
      loss = smoothed.add(Activation.softPlus(drawn).mean());
    } else if (recipe.loss() instanceof Loss.LeastSquares) {
      half = 0.5f;
      loss = Tensors.mul(real.sub(1).square().mean().add(drawn.square().mean()), half);
    } else {
      loss = Activation.relu(real.neg().add(1)).mean().add(Activation.relu(drawn.add(1)).mean());
    }
    return new NDList(
        loss, share(real.stopGradient().gt(half)), share(drawn.stopGradient().lt(half)));
  }

  /** Returns G's loss, a single value. */
  public NDArray generatorLoss(NDArray drawn) {
    if (recipe.loss() instanceof Loss.NonSaturating) {
      return Activation.softPlus(drawn.neg()).mean();
    }
    return recipe.loss() instanceof Loss.LeastSquares
        ? Tensors.mul(drawn.sub(1).square().mean(), 0.5f)
        : drawn.mean().neg();
  }

  private static NDArray share(NDArray truths) {
    return truths.toType(DataType.FLOAT32, false).mean();
  }
}
