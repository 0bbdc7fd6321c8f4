package io.decipher.gan;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
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
import io.decipher.djl.TensorFile;
import io.decipher.djl.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A generator that has learned: it draws new samples, also of one found class. Thread-safe: callers
 * wait for each other.
 */
public final class TrainedDcgan implements TrainedModel, Conditional, LatentSpace {
  private static final String FILE = "dcgan.tensors";
  private static final String SHAPE = "shape";
  private static final String SHARES = "classes.shares";
  private static final int BATCH = 500;

  private final Object lock = new Object();
  private final SampleType shape;
  private final DcganNet net;
  private final Parameters generator;
  private final Noise noise;
  private boolean closed;

  TrainedDcgan(SampleType shape, DcganNet net, Parameters generator, Noise noise) {
    this.shape = shape;
    this.net = net;
    this.generator = generator;
    this.noise = noise;
  }

  @Override
  public SampleType type() {
    return shape;
  }

  @Override
  public Map<String, String> description() {
    synchronized (lock) {
      requireOpen();
      Map<String, String> description = new LinkedHashMap<>();
      description.put(
          "engine", generator.engine().getEngineName() + " " + generator.engine().getVersion());
      description.put("parameters", Long.toString(generator.size()));
      description.put("latent-size", Integer.toString(noise.latents()));
      return description;
    }
  }

  @Override
  public int classes() {
    return noise.shares().length;
  }

  @Override
  public FloatMatrix generate(int count, RandomGenerator random) {
    requireCount(count);
    return draw(noise.draw(count, random));
  }

  @Override
  public FloatMatrix generate(int label, int count, RandomGenerator random) {
    requireCount(count);
    requireClass(label);
    return draw(noise.draw(label, count, random));
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
   * Returns what the generator draws from each latent vector.
   *
   * @param latents (n x latent-size + classes): z, and behind it how much of each class; of which
   *     the sum is of no account, unless it is 0
   */
  @Override
  public FloatMatrix decode(FloatMatrix latents, RunContext run) {
    requireLatents(latents);
    float[] rows = latents.toArray();
    for (int i = 0; i < latents.rows(); i++) {
      Drawing.scaleToOne(rows, i * noise.columns() + noise.latents(), classes());
    }
    return draw(rows);
  }

  private void requireLatents(FloatMatrix latents) {
    if (latents.columns() != noise.columns()) {
      throw new IllegalArgumentException(
          "latent vectors must have "
              + noise.columns()
              + " values, latent-size and one a class, but have "
              + latents.columns());
    }
  }

  private void requireClass(int label) {
    Drawing.requireClass(label, classes());
  }

  private void requireCount(int count) {
    Drawing.requireCount(count, shape, noise.columns());
  }

  private FloatMatrix draw(float[] rows) {
    synchronized (lock) {
      requireOpen();
      return draw(net, generator, noise, rows, shape);
    }
  }

  /**
   * Returns what a generator draws, (n x size), in [0, 1].
   *
   * @param rows as of {@link Noise}
   */
  static FloatMatrix draw(
      DcganNet net, Parameters generator, Noise noise, float[] rows, SampleType shape) {
    int columns = noise.columns();
    int n = rows.length / columns;
    float[] values = new float[n * shape.size()];
    for (int from = 0; from < n; from += BATCH) {
      int count = Math.min(BATCH, n - from);
      float[] batch = Arrays.copyOfRange(rows, from * columns, (from + count) * columns);
      try (NDManager scope = generator.newScope()) {
        Tensors.copy(
            net.draw(Tensors.create(scope, batch, new Shape(count, columns)), generator, false),
            values,
            from * shape.size());
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] + 1) / 2;
    }
    return FloatMatrix.wrap(n, shape.size(), values);
  }

  @Override
  public void save(Path directory) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(SHAPE, Tensors.of(shape));
    if (classes() > 0) {
      tensors.put(SHARES, Tensor.of(noise.shares(), classes()));
    }
    synchronized (lock) {
      requireOpen();
      tensors.putAll(generator.toTensors());
    }
    TensorFile.write(directory.resolve(FILE), tensors);
  }

  static TrainedDcgan load(Dcgan recipe, Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Map<String, Tensor> tensors = TensorFile.read(file);
    Parameters generator = new Parameters(Engines.open(recipe.engine()));
    try {
      SampleType shape = Tensors.type(tensors, SHAPE);
      Tensor shares = tensors.get(SHARES);
      Noise noise =
          new Noise(recipe.latentSize(), shares == null ? new float[0] : shares.toArray());
      DcganNet net = DcganNet.of(recipe, shape, noise.shares().length);
      // The start values are written over.
      net.addGenerator(generator, new SplittableRandom(0));
      generator.set(tensors);
      return new TrainedDcgan(shape, net, generator, noise);
    } catch (RuntimeException e) {
      generator.close();
      throw new IOException(
          file + ": does not fit the settings it is loaded with: " + e.getMessage(), e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        generator.close();
      }
    }
  }
}
