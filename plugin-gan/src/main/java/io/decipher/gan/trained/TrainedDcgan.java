// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan.trained;

import io.decipher.api.Conditional;
import io.decipher.api.FloatMatrix;
import io.decipher.api.LatentSpace;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.TrainedModel;
import io.decipher.djl.Drawing;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.djl.store.TensorFile;
import io.decipher.gan.net.DcganNet;
import io.decipher.gan.net.Generator;
import io.decipher.gan.net.Noise;
import io.decipher.gan.recipe.DcganRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A trained generator: it draws new samples, optionally of one found class. Thread-safe: calls are
 * serialised.
 */
public final class TrainedDcgan implements TrainedModel, Conditional, LatentSpace {
  private static final String FILE = "dcgan.tensors";
  private static final String SHAPE = "shape";
  private static final String SHARES = "classes.shares";

  private final SampleType shape;
  private final Noise noise;
  private final Generator generator;

  /** Creates a trained model that owns the generator. */
  public TrainedDcgan(Generator generator) {
    this.shape = generator.shape();
    this.noise = generator.noise();
    this.generator = generator;
  }

  @Override
  public SampleType type() {
    return shape;
  }

  @Override
  public Map<String, String> description() {
    return generator.describe();
  }

  @Override
  public int classes() {
    return noise.shares().length;
  }

  @Override
  public FloatMatrix generate(int count, RandomGenerator random) {
    requireCount(count);
    return generator.draw(noise.draw(count, random));
  }

  @Override
  public FloatMatrix generate(int label, int count, RandomGenerator random) {
    requireCount(count);
    requireClass(label);
    return generator.draw(noise.draw(label, count, random));
  }

  @Override
  public FloatMatrix drawLatents(int count, RandomGenerator random) {
    requireCount(count);
    return FloatMatrix.wrap(count, noise.columns(), noise.draw(count, random));
  }

  @Override
  public FloatMatrix drawLatents(int label, int count, RandomGenerator random) {
    requireCount(count);
    requireClass(label);
    return FloatMatrix.wrap(count, noise.columns(), noise.draw(label, count, random));
  }

  @Override
  public FloatMatrix movedTo(int label, FloatMatrix latents) {
    requireClass(label);
    requireLatents(latents);
    float[] rows = latents.toArray();
    for (int i = 0; i < latents.rows(); i++) {
      int from = i * noise.columns() + noise.latents();
      Arrays.fill(rows, from, from + classes(), 0);
      rows[from + label] = 1;
    }
    return FloatMatrix.wrap(latents.rows(), noise.columns(), rows);
  }

  /**
   * Returns the image that the generator draws from each latent vector.
   *
   * @param latents (n x latent-size + classes): z, followed by the weight of each class; the
   *     weights are scaled to sum to 1 unless all are 0
   */
  @Override
  public FloatMatrix decode(FloatMatrix latents, RunContext run) {
    requireLatents(latents);
    float[] rows = latents.toArray();
    for (int i = 0; i < latents.rows(); i++) {
      Drawing.scaleToOne(rows, i * noise.columns() + noise.latents(), classes());
    }
    return generator.draw(rows);
  }

  private void requireLatents(FloatMatrix latents) {
    if (latents.columns() != noise.columns()) {
      throw new IllegalArgumentException(
          "latent vectors must have "
              + noise.columns()
              + " values, latent-size and one per class, but have "
              + latents.columns());
    }
  }

  private void requireClass(int label) {
    Drawing.requireClass(label, classes());
  }

  private void requireCount(int count) {
    Drawing.requireCount(count, shape, noise.columns());
  }

  @Override
  public void save(Path directory) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(SHAPE, Tensors.of(shape));
    if (classes() > 0) {
      tensors.put(SHARES, Tensor.of(noise.shares(), classes()));
    }
    tensors.putAll(generator.tensors());
    TensorFile.write(directory.resolve(FILE), tensors);
  }

  public static TrainedDcgan load(DcganRecipe recipe, Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Map<String, Tensor> tensors = TensorFile.read(file);
    Parameters parameters = new Parameters(Engines.open(recipe.engine()));
    try {
      SampleType shape = Tensors.type(tensors, SHAPE);
      Tensor shares = tensors.get(SHARES);
      Noise noise =
          new Noise(recipe.latentSize(), shares == null ? new float[0] : shares.toArray());
      DcganNet net = DcganNet.of(recipe, shape, noise.shares().length);
      // The initial values are overwritten.
      net.addGenerator(parameters, new SplittableRandom(0));
      parameters.set(tensors);
      return new TrainedDcgan(new Generator(shape, net, parameters, noise));
    } catch (RuntimeException e) {
      parameters.close();
      throw new IOException(
          file + ": does not fit the settings it is loaded with: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    generator.close();
  }
}
