package io.decipher.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.decipher.api.Assigner;
import io.decipher.api.Conditional;
import io.decipher.api.DecipherException;
import io.decipher.api.Decoder;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.NoveltyScores;
import io.decipher.api.Progress;
import io.decipher.api.Refinable;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.TensorFile;
import io.decipher.djl.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A variational autoencoder that has learned. It encodes (posterior means), decodes, and draws new
 * samples, also of one found class.
 *
 * <p>Thread-safe: callers wait for each other. What an input becomes depends on it alone, up to
 * rounding, not on the batch it is computed in.
 */
public final class TrainedVae
    implements TrainedModel, Encoder, Decoder, Conditional, Assigner, NoveltyScores, Refinable {
  private static final String FILE = "vae.tensors";
  private static final String SHAPE = "shape";
  private static final int BATCH = 500;

  /** The nearest to 0 and 1 that a float tells from them with some digits left. */
  private static final double SURE = 1e-6;

  /** The longest array that every virtual machine can make. */
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private final Object lock = new Object();
  private final Vae recipe;
  private final SampleShape shape;
  private final VaeNet net;
  private final Parameters parameters;
  private final LatentPrior prior;
  private boolean closed;

  TrainedVae(Vae recipe, SampleShape shape, VaeNet net, Parameters parameters, LatentPrior prior) {
    this.recipe = recipe;
    this.shape = shape;
    this.net = net;
    this.parameters = parameters;
    this.prior = prior;
  }

  @Override
  public SampleShape shape() {
    return shape;
  }

  @Override
  public Map<String, String> description() {
    synchronized (lock) {
      requireOpen();
      Map<String, String> description = new LinkedHashMap<>();
      description.put(
          "engine", parameters.engine().getEngineName() + " " + parameters.engine().getVersion());
      description.put("parameters", Long.toString(parameters.size()));
      description.put("latent-size", Integer.toString(recipe.latentSize()));
      return description;
    }
  }

  @Override
  public int classes() {
    return prior.classes();
  }

  /**
   * Returns the posterior mean of each sample.
   *
   * @param samples (n x size)
   * @return (n x latent size)
   */
  @Override
  public FloatMatrix encode(FloatMatrix samples, RunContext run) {
    requireColumns(samples, shape.size(), "a sample of shape " + shape);
    Pass pass =
        (scope, row, count) -> {
          float[] batch = new float[count * samples.columns()];
          samples.copyRows(row, count, batch, 0);
          return net.encode(Tensors.of(scope, batch, shape), parameters);
        };
    return inBatches(samples.rows(), recipe.latentSize(), pass, "latents", run);
  }

  @Override
  public boolean assigns() {
    return net.classes() > 0;
  }

  /**
   * Returns the class that the classification head names, and its probability.
   *
   * @param samples (n x size)
   * @throws DecipherException if the model has no head
   */
  @Override
  public FoundClasses assign(FloatMatrix samples, RunContext run) {
    int classes = net.classes();
    if (!assigns()) {
      throw new DecipherException(
          "the model has no classification head; train it on found classes with"
              + " decipher.model.classifier.weight above 0");
    }
    requireColumns(samples, shape.size(), "a sample of shape " + shape);
    Pass pass =
        (scope, row, count) -> {
          float[] batch = new float[count * samples.columns()];
          samples.copyRows(row, count, batch, 0);
          NDArray mu = net.encode(Tensors.of(scope, batch, shape), parameters);
          return net.classify(mu, parameters);
        };
    float[] logarithms =
        inBatches(samples.rows(), classes, pass, "assigned", run).toArray(); // (n x classes)
    int[] labels = new int[samples.rows()];
    float[] strengths = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = logarithms[i * classes + c] > logarithms[i * classes + best] ? c : best;
      }
      labels[i] = best;
      strengths[i] = (float) Math.exp(logarithms[i * classes + best]);
    }
    return new FoundClasses(Labels.of(labels), FloatMatrix.wrap(labels.length, 1, strengths));
  }

  /**
   * Returns two measures a sample, in nats: how badly the decoder tells the sample from its
   * posterior mean (negative log-likelihood), and how far out that mean is (negative log density of
   * the distributions that new samples are drawn from).
   *
   * <p>The second notices most of what is no sample of the kind, also a blank image, which is told
   * well; the first notices what the encoder takes for something that it knows, as two digits one
   * upon the other.
   *
   * @param samples (n x size)
   * @return (n x 2)
   */
  @Override
  public FloatMatrix noveltyScores(FloatMatrix samples, RunContext run) {
    FloatMatrix latents = encode(samples, run);
    float[] scores = new float[2 * samples.rows()];
    for (int row = 0; row < samples.rows(); row += BATCH) {
      int count = Math.min(BATCH, samples.rows() - row);
      FloatMatrix told = decode(latents.slice(row, count), run);
      for (int i = 0; i < count; i++) {
        scores[2 * (row + i)] = (float) negativeLogLikelihood(samples.row(row + i), told.row(i));
        scores[2 * (row + i) + 1] = (float) prior.surprise(latents, row + i);
      }
    }
    return FloatMatrix.wrap(samples.rows(), 2, scores);
  }

  /** Up to a constant, which changes no order. */
  private double negativeLogLikelihood(float[] sample, float[] told) {
    double sum = 0;
    for (int j = 0; j < sample.length; j++) {
      double p = told[j];
      if (recipe.likelihood() == Vae.Likelihood.BERNOULLI) {
        double sure = Math.min(1 - SURE, Math.max(SURE, p));
        sum -= sample[j] * Math.log(sure) + (1 - sample[j]) * Math.log1p(-sure);
      } else {
        sum += (sample[j] - p) * (sample[j] - p) / (2 * recipe.noise() * recipe.noise());
      }
    }
    return sum;
  }

  /**
   * Returns a model that goes on from this one's weights, for {@code classifier.refine-epochs}
   * passes, to learn the classes of the set as well; this one stays as it is.
   */
  @Override
  public TrainedVae refine(TrainingSet set, RunContext run) {
    Map<String, Tensor> start = new LinkedHashMap<>();
    synchronized (lock) {
      requireOpen();
      start.putAll(parameters.toTensors());
    }
    start.keySet().removeIf(VaeNet::isHead);
    return VaeTraining.of(recipe.refining(), set, start, run).run(recipe);
  }

  @Override
  public FloatMatrix decode(FloatMatrix latents, RunContext run) {
    requireColumns(latents, recipe.latentSize(), "a latent vector");
    Pass pass =
        (scope, row, count) -> net.decode(Tensors.of(scope, latents, row, count), parameters);
    return inBatches(latents.rows(), shape.size(), pass, "samples", run);
  }

  @Override
  public FloatMatrix generate(int count, RandomGenerator random) {
    requireCount(count);
    return decode(prior.draw(count, random), quiet());
  }

  @Override
  public FloatMatrix generate(int label, int count, RandomGenerator random) {
    requireCount(count);
    if (label < 0 || label >= prior.classes()) {
      throw new IllegalArgumentException(
          "class "
              + label
              + " cannot be drawn: "
              + (prior.classes() == 0
                  ? "the model was trained without classes"
                  : "there are classes 0 to " + (prior.classes() - 1)));
    }
    return decode(prior.draw(label, count, random), quiet());
  }

  private static RunContext quiet() {
    return RunContext.seeded(0); // a decoder draws nothing
  }

  private void requireCount(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must be at least 0, but was " + count);
    }
    int most = MOST_VALUES / Math.max(shape.size(), recipe.latentSize());
    if (count > most) {
      throw new DecipherException(
          "cannot draw "
              + count
              + " samples of shape "
              + shape
              + " at once, at most "
              + most
              + "; draw them in parts");
    }
  }

  private static void requireColumns(FloatMatrix matrix, int columns, String of) {
    if (matrix.columns() != columns) {
      throw new IllegalArgumentException(
          "rows must have " + columns + " values, as " + of + " has, but have " + matrix.columns());
    }
  }

  /** What becomes of some rows, in a scope. */
  @FunctionalInterface
  private interface Pass {
    NDArray of(NDManager scope, int row, int count);
  }

  private FloatMatrix inBatches(int rows, int columns, Pass pass, String stage, RunContext run) {
    float[] result = new float[Math.multiplyExact(rows, columns)];
    for (int row = 0; row < rows; row += BATCH) {
      int count = Math.min(BATCH, rows - row);
      synchronized (lock) {
        requireOpen();
        try (NDManager scope = parameters.newScope()) {
          Tensors.copy(pass.of(scope, row, count), result, row * columns);
        }
      }
      int done = row + count;
      run.step(new Progress(stage, (double) done / rows, done + " of " + rows));
    }
    return FloatMatrix.wrap(rows, columns, result);
  }

  @Override
  public void save(Path directory) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(SHAPE, Tensor.of(new float[] {shape.channels(), shape.height(), shape.width()}, 3));
    synchronized (lock) {
      requireOpen();
      tensors.putAll(parameters.toTensors());
    }
    tensors.putAll(prior.toTensors());
    TensorFile.write(directory.resolve(FILE), tensors);
  }

  static TrainedVae load(Vae recipe, Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Map<String, Tensor> tensors = TensorFile.read(file);
    Parameters parameters = new Parameters(Engines.open(recipe.engine()));
    try {
      Tensor sides = tensors.get(SHAPE);
      if (sides == null || sides.size() != 3) {
        throw new IllegalArgumentException(SHAPE + " must be (3), but is " + sides);
      }
      float[] side = sides.toArray();
      SampleShape shape = new SampleShape((int) side[0], (int) side[1], (int) side[2]);
      VaeNet net = VaeNet.of(recipe, shape, VaeNet.classes(tensors));
      // The start values are written over.
      net.addTo(parameters, new SplittableRandom(0));
      parameters.set(tensors);
      return new TrainedVae(
          recipe, shape, net, parameters, LatentPrior.of(tensors, recipe.latentSize()));
    } catch (RuntimeException e) {
      parameters.close();
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
        parameters.close();
      }
    }
  }
}
