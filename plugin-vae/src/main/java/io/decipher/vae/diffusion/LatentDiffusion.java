// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.diffusion;

import ai.djl.ndarray.types.Shape;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.djl.Draws;
import io.decipher.djl.Inference;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.numerics.ColumnScaling;
import io.decipher.vae.recipe.Prior;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A diffusion model of latents, for each class and for all of them. It generates by deterministic
 * denoising in a few steps (DDIM, η = 0): the initial noise determines the latent.
 *
 * <p>Thread-safe: callers wait for each other.
 *
 * @see <a href="https://arxiv.org/abs/2010.02502">Song et al. 2021</a>
 */
public final class LatentDiffusion implements AutoCloseable {
  private static final String MEANS = "diffusion.means";
  private static final String DEVIATIONS = "diffusion.deviations";
  private static final String SHARES = "diffusion.shares";

  /** The maximum absolute value of a predicted latent, in standard deviations. */
  private static final float FAR = 6;

  private final Prior.Diffusion recipe;
  private final NoiseSchedule schedule;
  private final DiffusionNet net;
  private final Inference inference;
  private final Scale scale;
  private final float[] shares;

  /**
   * The standardisation of latents.
   *
   * @param means (latents)
   * @param deviations (latents), each above 0
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Scale(float[] means, float[] deviations) {
    static Scale of(FloatMatrix latents) {
      int size = latents.columns();
      ColumnScaling measured = ColumnScaling.of(latents);
      double[] centre = measured.centre();
      double[] width = measured.width();
      float[] means = new float[size];
      float[] deviations = new float[size];
      for (int j = 0; j < size; j++) {
        means[j] = (float) centre[j];
        deviations[j] = (float) Math.max(1e-6, width[j]);
      }
      return new Scale(means, deviations);
    }

    float standard(float value, int column) {
      return (value - means[column]) / deviations[column];
    }

    float back(float value, int column) {
      return means[column] + deviations[column] * value;
    }
  }

  /**
   * Creates a model that owns the parameters.
   *
   * @param shares the frequency of each class, followed by that of no class, (classes + 1)
   */
  LatentDiffusion(
      Prior.Diffusion recipe,
      DiffusionNet net,
      Parameters parameters,
      Scale scale,
      float[] shares) {
    this.recipe = recipe;
    this.schedule = new NoiseSchedule(recipe.noiseSteps());
    this.net = net;
    this.inference = new Inference(parameters);
    this.scale = scale;
    this.shares = shares;
  }

  /** Returns the number of classes that it can generate separately; 0 if it was trained without. */
  public int classes() {
    return net.classes();
  }

  /** Draws latents of all classes by their frequencies, (count x latents). */
  public FloatMatrix draw(int count, RandomGenerator random) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int drawn = Draws.index(shares, random.nextFloat());
      labels[i] = drawn == classes() ? Labels.NOISE : drawn;
    }
    return draw(labels, random);
  }

  /** Draws latents of one class, (count x latents). */
  public FloatMatrix draw(int label, int count, RandomGenerator random) {
    int[] labels = new int[count];
    Arrays.fill(labels, label);
    return draw(labels, random);
  }

  private FloatMatrix draw(int[] labels, RandomGenerator random) {
    int latents = scale.means.length;
    float[] values = Draws.normals(Math.multiplyExact(labels.length, latents), random);
    for (int from = 0; from < labels.length; from += Inference.BATCH) {
      int to = Math.min(labels.length, from + Inference.BATCH);
      float[] some = Arrays.copyOfRange(values, from * latents, to * latents);
      denoise(some, Arrays.copyOfRange(labels, from, to));
      System.arraycopy(some, 0, values, from * latents, some.length);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = scale.back(values[i], i % latents);
    }
    return FloatMatrix.wrap(labels.length, latents, values);
  }

  /** Denoises standardised latents in place. */
  private void denoise(float[] values, int[] labels) {
    for (int i = recipe.drawSteps(); i > 0; i--) {
      int step = step(i);
      double kept = schedule.kept(step);
      double next = i == 1 ? 1 : schedule.kept(step(i - 1));
      float[] noise = noise(values, labels, step);
      for (int j = 0; j < values.length; j++) {
        double guess = (values[j] - Math.sqrt(1 - kept) * noise[j]) / Math.sqrt(kept);
        guess = Math.max(-FAR, Math.min(FAR, guess));
        // The noise consistent with the clipped prediction, so that both still combine to the
        // value.
        double left = (values[j] - Math.sqrt(kept) * guess) / Math.sqrt(1 - kept);
        values[j] = (float) (Math.sqrt(next) * guess + Math.sqrt(1 - next) * left);
      }
    }
  }

  /** Returns the diffusion step that corresponds to one of the fewer steps of generation. */
  private int step(int number) {
    return (int) Math.round((double) number * recipe.noiseSteps() / recipe.drawSteps());
  }

  /** Returns the predicted noise, with classifier-free guidance. */
  private float[] noise(float[] values, int[] labels, int step) {
    float[] noise = predicted(values, labels, step);
    double guidance = recipe.guidance();
    boolean classified = Arrays.stream(labels).anyMatch(label -> label != Labels.NOISE);
    if (guidance > 0 && classified) {
      int[] none = new int[labels.length];
      Arrays.fill(none, Labels.NOISE);
      float[] common = predicted(values, none, step);
      for (int i = 0; i < noise.length; i++) {
        noise[i] += (float) (guidance * (noise[i] - common[i]));
      }
    }
    return noise;
  }

  private float[] predicted(float[] values, int[] labels, int step) {
    int latents = scale.means.length;
    int inputs = net.inputs();
    float[] rows = new float[labels.length * inputs];
    for (int i = 0; i < labels.length; i++) {
      net.input(values, i * latents, labels[i], step, rows, i * inputs);
    }
    return inference.with(
        parameters -> {
          try (var scope = parameters.newScope()) {
            var x = Tensors.create(scope, rows, new Shape(labels.length, inputs));
            return net.noise(x, parameters, false).toFloatArray();
          }
        });
  }

  /** Returns everything it consists of, by name. */
  public Map<String, Tensor> toTensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(inference.toTensors());
    tensors.put(MEANS, Tensor.of(scale.means.clone(), scale.means.length));
    tensors.put(DEVIATIONS, Tensor.of(scale.deviations.clone(), scale.deviations.length));
    tensors.put(SHARES, Tensor.of(shares.clone(), shares.length));
    return tensors;
  }

  /**
   * Returns a saved model.
   *
   * @param parameters an empty set, whose ownership is taken
   * @param latents the size of a latent vector
   * @throws IllegalArgumentException if something is missing or does not match
   */
  public static LatentDiffusion of(
      Map<String, Tensor> tensors, Prior.Diffusion recipe, int latents, Parameters parameters) {
    float[] shares = values(tensors, SHARES, -1);
    DiffusionNet net = new DiffusionNet(recipe, latents, shares.length - 1);
    net.addTo(parameters, new SplittableRandom(0)); // overwritten
    parameters.set(tensors);
    Scale scale = new Scale(values(tensors, MEANS, latents), values(tensors, DEVIATIONS, latents));
    return new LatentDiffusion(recipe, net, parameters, scale, shares);
  }

  private static float[] values(Map<String, Tensor> tensors, String name, int size) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || (size >= 0 && tensor.size() != size)) {
      throw new IllegalArgumentException(
          name + " must be (" + (size < 0 ? "classes + 1" : size) + "), but is " + tensor);
    }
    return tensor.toArray();
  }

  @Override
  public void close() {
    inference.close();
  }
}
