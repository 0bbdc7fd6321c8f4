// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.djl.Drawing;
import io.decipher.djl.Inference;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.vae.recipe.Binarization;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Encoder and decoder with their parameters, for matrices, in batches.
 *
 * <p>Thread-safe: callers wait for each other. Each result depends only on its own input, up to
 * rounding, not on the batch.
 */
public final class VaeCodec implements AutoCloseable {
  private final VaeRecipe recipe;
  private final SampleType shape;
  private final VaeNet net;
  private final Inference inference;

  /** Creates a codec that owns the parameters. */
  public VaeCodec(VaeRecipe recipe, SampleType shape, VaeNet net, Parameters parameters) {
    this.recipe = recipe;
    this.shape = shape;
    this.net = net;
    this.inference = new Inference(parameters);
  }

  /** Returns the recipe of the network. */
  public VaeRecipe recipe() {
    return recipe;
  }

  /** Returns the type of the samples. */
  public SampleType shape() {
    return shape;
  }

  /** Returns the layers. */
  public VaeNet net() {
    return net;
  }

  /**
   * Returns the posterior mean of each sample or, without a posterior, its latents.
   *
   * @param samples (n)
   * @return (n x latent size)
   */
  public FloatMatrix encode(Samples samples, RunContext run) {
    requireSamples(samples);
    return inference.inBatches(
        samples.count(),
        recipe.latentSize(),
        (scope, parameters, row, count) ->
            net.encode(Tensors.of(scope, rows(samples, row, count), input()), parameters),
        "latents",
        run);
  }

  /**
   * Returns the log probability of each class by the classification head.
   *
   * @param samples (n)
   * @return (n x classes)
   */
  public FloatMatrix classify(Samples samples, RunContext run) {
    requireSamples(samples);
    return inference.inBatches(
        samples.count(),
        net.classes(),
        (scope, parameters, row, count) -> {
          NDArray x = Tensors.of(scope, rows(samples, row, count), input());
          return net.classify(net.encode(x, parameters), parameters);
        },
        "assigned",
        run);
  }

  /**
   * The results of a forward pass through the whole network.
   *
   * @param latents as returned by {@link #encode}, (count x latent size)
   * @param logarithms as returned by {@link #classify}, (count x classes); no columns without a
   *     head
   * @param decoded as returned by {@link #decode} for the latents, (count x size)
   */
  public record Passed(FloatMatrix latents, FloatMatrix logarithms, FloatMatrix decoded) {}

  /**
   * Passes some samples through the whole network, computing each layer once.
   *
   * @param count at most {@link Inference#BATCH}, which bounds the memory
   */
  public Passed pass(Samples samples, int row, int count) {
    requireSamples(samples);
    return inference.with(
        parameters -> {
          try (NDManager scope = parameters.newScope()) {
            NDArray mu =
                net.encode(Tensors.of(scope, rows(samples, row, count), input()), parameters);
            NDArray logarithms = net.classes() > 0 ? net.classify(mu, parameters) : null;
            NDArray given =
                net.conditions() > 0
                    ? Tensors.create(
                        scope,
                        new float[count * net.conditions()],
                        new Shape(count, net.conditions()))
                    : null;
            NDArray decoded = net.decode(mu, given, parameters);
            return new Passed(
                matrix(mu, count, recipe.latentSize()),
                logarithms == null
                    ? FloatMatrix.wrap(count, 0, new float[0])
                    : matrix(logarithms, count, net.classes()),
                ended(matrix(decoded, count, net.shown().size())));
          }
        });
  }

  private static FloatMatrix matrix(NDArray array, int rows, int columns) {
    return FloatMatrix.wrap(rows, columns, array.toFloatArray());
  }

  private SampleType input() {
    return net.shown().input();
  }

  private float[] rows(Samples samples, int row, int count) {
    return net.shown().rows(samples, members(row, count), Binarization.NONE, 0);
  }

  private float[] drawn(Samples samples, int row, int count, RunContext run) {
    return net.shown()
        .rows(
            samples,
            members(row, count),
            recipe.likelihood().binarization(),
            run.seed("vae/shown"));
  }

  private static int[] members(int row, int count) {
    int[] members = new int[count];
    for (int i = 0; i < count; i++) {
      members[i] = row + i;
    }
    return members;
  }

  /** Returns the posterior of each sample in input format, (n x 2 latent size): μ, then log σ². */
  public float[] posteriors(Samples samples, RunContext run) {
    return inference
        .inBatches(
            samples.count(),
            2 * recipe.latentSize(),
            (scope, parameters, row, count) ->
                net.posterior(
                    Tensors.of(scope, drawn(samples, row, count, run), input()), parameters),
            "latents",
            run)
        .toArray();
  }

  /** Returns one draw from the posterior of each sample, (n x latent size). */
  public FloatMatrix posteriorDraws(Samples samples, RunContext run) {
    float[] posteriors = posteriors(samples, run);
    int latents = recipe.latentSize();
    RandomGenerator random = run.random("vae/posterior-draws");
    float[] draws = new float[samples.count() * latents];
    for (int i = 0; i < samples.count(); i++) {
      for (int j = 0; j < latents; j++) {
        double sigma = Math.exp(0.5 * posteriors[(2 * i + 1) * latents + j]);
        draws[i * latents + j] =
            (float) (posteriors[2 * i * latents + j] + sigma * random.nextGaussian());
      }
    }
    return FloatMatrix.wrap(samples.count(), latents, draws);
  }

  /** Returns some samples in input format, (count x size). */
  public float[] shown(Samples samples, int row, int count, RunContext run) {
    return recipe
        .likelihood()
        .binarization()
        .shown(samples, members(row, count), run.seed("vae/shown"));
  }

  /**
   * Decodes latent vectors.
   *
   * @param latents (n x latent-size); for a conditional model, also (n x latent-size + classes),
   *     where the last entries are class weights, which are scaled to a sum of 1. Without them no
   *     class is given, for which the decoder was trained as well
   * @return (n x size), images in [0, 1]; sequences of unequal length are 0 after their end, which
   *     precedes the first step that is more probably absent than present
   */
  public FloatMatrix decode(FloatMatrix latents, RunContext run) {
    int size = recipe.latentSize();
    int conditions = net.conditions();
    boolean conditional = conditions > 0 && latents.columns() == size + conditions;
    if (!conditional) {
      requireColumns(latents.columns(), size, "a latent vector");
    }
    FloatMatrix decoded =
        inference.inBatches(
            latents.rows(),
            net.shown().size(),
            (scope, parameters, row, count) -> {
              if (conditions == 0) {
                return net.decode(Tensors.of(scope, latents, row, count), null, parameters);
              }
              float[] vectors = new float[count * size];
              float[] weights = new float[count * conditions];
              for (int i = 0; i < count; i++) {
                float[] values = latents.row(row + i);
                System.arraycopy(values, 0, vectors, i * size, size);
                if (conditional) {
                  System.arraycopy(values, size, weights, i * conditions, conditions);
                  Drawing.scaleToOne(weights, i * conditions, conditions);
                }
              }
              return net.decode(
                  Tensors.create(scope, vectors, new Shape(count, size)),
                  Tensors.create(scope, weights, new Shape(count, conditions)),
                  parameters);
            },
            "samples",
            run);
    return ended(decoded);
  }

  private FloatMatrix ended(FloatMatrix decoded) {
    return shape instanceof SampleType.Sequence sequence && net.shown().unequal()
        ? ended(decoded, sequence)
        : decoded;
  }

  /** Sets the values of sequences after their ends to 0. */
  private static FloatMatrix ended(FloatMatrix decoded, SampleType.Sequence type) {
    int size = type.size();
    int steps = type.length();
    float[] values = new float[Math.multiplyExact(decoded.rows(), size)];
    for (int i = 0; i < decoded.rows(); i++) {
      float[] row = decoded.row(i);
      int length = 1;
      while (length < steps && row[size + length] >= 0) {
        length++;
      }
      for (int channel = 0; channel < type.channels(); channel++) {
        System.arraycopy(row, channel * steps, values, i * size + channel * steps, length);
      }
    }
    return FloatMatrix.wrap(decoded.rows(), size, values);
  }

  /** Rejects samples of another size. */
  public void requireSamples(Samples samples) {
    requireColumns(samples.type().size(), shape.size(), "a sample of shape " + shape);
  }

  /** Rejects rows that are not latent vectors without a condition. */
  public void requireLatents(FloatMatrix latents) {
    requireColumns(latents.columns(), recipe.latentSize(), "a latent vector");
  }

  private static void requireColumns(int found, int columns, String of) {
    if (found != columns) {
      throw new IllegalArgumentException(
          "rows must have " + columns + " values, as " + of + " has, but have " + found);
    }
  }

  /** Applies a function to the parameters, with exclusive access to them. */
  public <T> T with(Function<Parameters, T> use) {
    return inference.with(use);
  }

  /** Returns a copy of all weights and buffers. */
  public Map<String, Tensor> tensors() {
    return inference.toTensors();
  }

  /** Returns the model's description. */
  public Map<String, String> describe() {
    return inference.describe(recipe.latentSize());
  }

  @Override
  public void close() {
    inference.close();
  }
}
