// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensors;
import io.decipher.djl.layer.BatchNormalization;
import io.decipher.djl.layer.Convolution;
import io.decipher.djl.layer.Layer;
import io.decipher.djl.layer.Linear;
import io.decipher.djl.layer.Upsampling;
import io.decipher.djl.optim.Optimization;
import io.decipher.djl.optim.Optimizer;
import io.decipher.djl.training.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The three nets used to time training, on images of 28 x 28 in [0, 1].
 *
 * <p>They match the nets of the peer's script layer by layer, with equal numbers of parameters.
 */
abstract sealed class TrainingNet implements AutoCloseable {
  static final int PIXELS = 28 * 28;

  /** The nets, by the peer's names. */
  enum Kind {
    VAE(206_209),
    DENSE(3_330_794),
    DCGAN(904_834);

    private final long parameters;

    Kind(long parameters) {
      this.parameters = parameters;
    }

    /** Returns the number of trainable parameters of the peer's net. */
    long parameters() {
      return parameters;
    }

    String title() {
      return name().toLowerCase(Locale.ROOT);
    }

    TrainingNet open(Engine engine) {
      return switch (this) {
        case VAE -> new Vae(engine);
        case DENSE -> new Dense(engine);
        case DCGAN -> new Dcgan(engine);
      };
    }
  }

  /** Trains on images (b x 784) for one step, and returns the loss. */
  abstract float step(float[] images);

  /** Returns the number of trainable parameters. */
  abstract long parameters();

  /** Closes the net; throws no checked exception. */
  @Override
  public abstract void close();

  private static NDArray images(NDManager scope, float[] images) {
    return Tensors.create(scope, images, new Shape(images.length / PIXELS, 1, 28, 28));
  }

  private static NDArray normals(NDManager scope, RandomGenerator random, int rows, int columns) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensors.create(scope, values, new Shape(rows, columns));
  }

  /** Returns −log p(target | logits), element by element. */
  private static NDArray crossEntropy(NDArray logits, NDArray target) {
    return Activation.softPlus(logits).sub(logits.mul(target));
  }

  /**
   * 28 x 28 to 14 x 14 x 32 to 7 x 7 x 64 to mean and log-variance, 16 each, and back; convolutions
   * 3 x 3 by 2, up-sampling 4 x 4 by 2.
   */
  private static final class Vae extends TrainingNet {
    private static final int LATENT = 16;

    private final RandomGenerator random = new SplittableRandom(1);
    private final Parameters parameters;
    private final Optimizer adam;
    private final Layer encoder =
        Layer.chain(
            List.of(
                new Convolution("encoder.0", 1, 32, 3, 2, true),
                new BatchNormalization("encoder.0", 32),
                Layer.leaky(0.2),
                new Convolution("encoder.1", 32, 64, 3, 2, true),
                new BatchNormalization("encoder.1", 64),
                Layer.leaky(0.2),
                Layer.reshape(3136)));
    private final Layer mean = new Linear("encoder.mean", 3136, LATENT, true);
    private final Layer logVariance = new Linear("encoder.log-variance", 3136, LATENT, true);
    private final Layer decoder =
        Layer.chain(
            List.of(
                new Linear("decoder.0", LATENT, 3136, true),
                Layer.reshape(64, 7, 7),
                new BatchNormalization("decoder.0", 64),
                Layer.leaky(0.2),
                new Upsampling("decoder.1", 64, 32, true),
                new BatchNormalization("decoder.1", 32),
                Layer.leaky(0.2),
                new Upsampling("decoder.2", 32, 1, true)));

    Vae(Engine engine) {
      parameters = new Parameters(engine);
      for (Layer layer : List.of(encoder, mean, logVariance, decoder)) {
        layer.addTo(parameters, random);
      }
      adam = new Optimizer(parameters, Optimization.adamw(0));
    }

    @Override
    float step(float[] images) {
      int batch = images.length / PIXELS;
      return Training.step(
          parameters,
          adam,
          1e-3,
          scope -> {
            NDArray x = images(scope, images);
            NDArray features = encoder.forward(x, parameters, true); // (b, 3136)
            NDArray mu = mean.forward(features, parameters, true); // (b, latent)
            NDArray logSquare = logVariance.forward(features, parameters, true); // (b, latent)
            NDArray sigma = Tensors.mul(logSquare, 0.5f).exp();
            NDArray z = mu.add(normals(scope, random, batch, LATENT).mul(sigma));
            NDArray logits = decoder.forward(z, parameters, true); // (b, 1, 28, 28)
            NDArray rate =
                Tensors.mul(
                    mu.square().add(sigma.square()).sub(logSquare).sub(1).sum(), 0.5f / batch);
            return new NDList(Tensors.div(crossEntropy(logits, x).sum(), batch).add(rate));
          })[0];
    }

    @Override
    long parameters() {
      return parameters.size();
    }

    @Override
    public void close() {
      adam.close();
      parameters.close();
    }
  }

  /** The autoencoder of the deep-clustering papers: 784-500-500-2000-10 and back. */
  private static final class Dense extends TrainingNet {
    private static final int[] SIZES = {PIXELS, 500, 500, 2000, 10, 2000, 500, 500, PIXELS};
    private static final int CODE = 3;

    private final Parameters parameters;
    private final Optimizer adam;
    private final Layer net;

    Dense(Engine engine) {
      List<Layer> layers = new ArrayList<>();
      for (int i = 0; i + 1 < SIZES.length; i++) {
        layers.add(new Linear("layer." + i, SIZES[i], SIZES[i + 1], true));
        if (i != CODE && i + 2 < SIZES.length) {
          layers.add(Layer.leaky(0));
        }
      }
      net = Layer.chain(layers);
      parameters = new Parameters(engine);
      net.addTo(parameters, new SplittableRandom(1));
      adam = new Optimizer(parameters, Optimization.adamw(0));
    }

    @Override
    float step(float[] images) {
      return Training.step(
          parameters,
          adam,
          1e-3,
          scope -> {
            NDArray x = Tensors.create(scope, images, new Shape(images.length / PIXELS, PIXELS));
            return new NDList(net.forward(x, parameters, true).sub(x).square().mean());
          })[0];
    }

    @Override
    long parameters() {
      return parameters.size();
    }

    @Override
    public void close() {
      adam.close();
      parameters.close();
    }
  }

  /**
   * A generator, 100 to 7 x 7 x 128 to 14 x 14 x 64 to 28 x 28, and a discriminator, 14 x 14 x 64
   * to 7 x 7 x 128 to one; a step is one of each.
   */
  private static final class Dcgan extends TrainingNet {
    private static final int NOISE = 100;

    private final RandomGenerator random = new SplittableRandom(1);
    private final Parameters generated;
    private final Parameters discriminated;
    private final Optimizer generating;
    private final Optimizer discriminating;
    private final Layer generator =
        Layer.chain(
            List.of(
                new Linear("generator.0", NOISE, 6272, true),
                Layer.reshape(128, 7, 7),
                new BatchNormalization("generator.0", 128),
                Layer.leaky(0),
                new Upsampling("generator.1", 128, 64, true),
                new BatchNormalization("generator.1", 64),
                Layer.leaky(0),
                new Upsampling("generator.2", 64, 1, true),
                (x, parameters, training) -> Activation.tanh(x)));
    private final Layer discriminator =
        Layer.chain(
            List.of(
                new Convolution("discriminator.0", 1, 64, 4, 2, true),
                Layer.leaky(0.2),
                new Convolution("discriminator.1", 64, 128, 4, 2, true),
                new BatchNormalization("discriminator.1", 128),
                Layer.leaky(0.2),
                Layer.reshape(6272),
                new Linear("discriminator.2", 6272, 1, true)));

    Dcgan(Engine engine) {
      generated = new Parameters(engine);
      generator.addTo(generated, random);
      discriminated = new Parameters(engine);
      discriminator.addTo(discriminated, random);
      generating = new Optimizer(generated, Optimization.adamw(0));
      discriminating = new Optimizer(discriminated, Optimization.adamw(0));
    }

    @Override
    float step(float[] images) {
      int batch = images.length / PIXELS;
      try (NDManager both = generated.newScope()) {
        NDArray noise = normals(both, random, batch, NOISE);
        NDArray[] drawn = new NDArray[1];
        Training.step(
            discriminated,
            discriminating,
            2e-4,
            scope -> {
              NDArray x = Tensors.mul(images(scope, images), 2).sub(1);
              drawn[0] = generator.forward(noise, generated, true); // used in both steps
              NDArray fake = drawn[0].stopGradient();
              fake.attach(scope);
              NDArray real = discriminator.forward(x, discriminated, true); // (b, 1)
              NDArray other = discriminator.forward(fake, discriminated, true); // (b, 1)
              return new NDList(
                  Activation.softPlus(real.neg()).mean().add(Activation.softPlus(other).mean()));
            });
        // The gradient passes through the discriminator, which is not trained in this step.
        @SuppressWarnings("resource") // closed by the scope
        Parameters judge = discriminated.frozen(both);
        return Training.step(
            generated,
            generating,
            2e-4,
            scope ->
                new NDList(
                    Activation.softPlus(discriminator.forward(drawn[0], judge, true).neg())
                        .mean()))[0];
      }
    }

    @Override
    long parameters() {
      return generated.size() + discriminated.size();
    }

    @Override
    public void close() {
      generating.close();
      discriminating.close();
      generated.close();
      discriminated.close();
    }
  }
}
