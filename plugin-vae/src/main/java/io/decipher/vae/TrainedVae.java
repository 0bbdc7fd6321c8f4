package io.decipher.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.Assigner;
import io.decipher.api.Conditional;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.LatentSpace;
import io.decipher.api.LikelihoodModel;
import io.decipher.api.NoveltyScores;
import io.decipher.api.Progress;
import io.decipher.api.Refinable;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Drawing;
import io.decipher.djl.Draws;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.TensorFile;
import io.decipher.djl.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    implements TrainedModel,
        Encoder,
        LatentSpace,
        Conditional,
        Assigner,
        NoveltyScores,
        Refinable,
        LikelihoodModel {
  private static final String FILE = "vae.tensors";
  private static final String SHAPE = "shape";
  private static final String SHARES = "condition.shares";
  private static final int BATCH = 500;

  /** The nearest to 0 and 1 that a float tells from them with some digits left. */
  private static final double SURE = 1e-6;

  private final Object lock = new Object();
  private final Vae recipe;
  private final SampleType shape;
  private final VaeNet net;
  private final Parameters parameters;
  private final LatentPrior prior;
  private final float[] shares;
  private boolean closed;

  /**
   * Makes a trained model; it owns the parameters.
   *
   * @param shares how often each class that the decoder is told of occurs, (conditions)
   */
  TrainedVae(
      Vae recipe,
      SampleType shape,
      VaeNet net,
      Parameters parameters,
      LatentPrior prior,
      float[] shares) {
    this.recipe = recipe;
    this.shape = shape;
    this.net = net;
    this.parameters = parameters;
    this.prior = prior;
    this.shares = shares;
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
          "engine", parameters.engine().getEngineName() + " " + parameters.engine().getVersion());
      description.put("parameters", Long.toString(parameters.size()));
      description.put("latent-size", Integer.toString(recipe.latentSize()));
      return description;
    }
  }

  @Override
  public int classes() {
    return net.conditions() > 0 ? net.conditions() : prior.classes();
  }

  /**
   * Returns the posterior mean of each sample, or, without a posterior, its latents.
   *
   * @param samples (n)
   * @return (n x latent size)
   */
  @Override
  public FloatMatrix encode(Samples samples, RunContext run) {
    requireSize(samples);
    Pass pass =
        (scope, row, count) -> {
          float[] batch = new float[count * shape.size()];
          samples.copyRows(row, count, batch, 0);
          return net.encode(Tensors.of(scope, batch, shape), parameters);
        };
    return inBatches(samples.count(), recipe.latentSize(), pass, "latents", run);
  }

  @Override
  public boolean assigns() {
    return net.classes() > 0 || prior.isGathered();
  }

  /**
   * Returns the class that the classification head names, or else the mixture's own, and its
   * probability.
   *
   * @param samples (n)
   * @throws DecipherException if the model has neither
   */
  @Override
  public FoundClasses assign(Samples samples, RunContext run) {
    int classes = net.classes();
    if (classes == 0 && prior.isGathered()) {
      return assignByMixture(encode(samples, run));
    }
    if (!assigns()) {
      throw new DecipherException(
          "the model has no classification head; train it on found classes with"
              + " decipher.model.classifier.weight above 0");
    }
    requireSize(samples);
    Pass pass =
        (scope, row, count) -> {
          float[] batch = new float[count * shape.size()];
          samples.copyRows(row, count, batch, 0);
          NDArray mu = net.encode(Tensors.of(scope, batch, shape), parameters);
          return net.classify(mu, parameters);
        };
    float[] logarithms =
        inBatches(samples.count(), classes, pass, "assigned", run).toArray(); // (n x classes)
    int[] labels = new int[samples.count()];
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

  private FoundClasses assignByMixture(FloatMatrix latents) {
    int[] labels = new int[latents.rows()];
    float[] strengths = new float[labels.length];
    for (int row = 0; row < labels.length; row += BATCH) {
      int count = Math.min(BATCH, labels.length - row);
      double[][] memberships = prior.memberships(latents.slice(row, count));
      for (int i = 0; i < count; i++) {
        labels[row + i] = greatest(memberships[i]);
        strengths[row + i] = (float) Math.min(1, memberships[i][labels[row + i]]);
      }
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
   * @param samples (n)
   * @return (n x 2)
   */
  @Override
  public FloatMatrix noveltyScores(Samples samples, RunContext run) {
    FloatMatrix latents = encode(samples, run);
    float[] scores = new float[2 * samples.count()];
    for (int row = 0; row < samples.count(); row += BATCH) {
      int count = Math.min(BATCH, samples.count() - row);
      FloatMatrix some = latents.slice(row, count);
      FloatMatrix told = decode(some, run);
      double[] surprises = prior.surprises(some);
      for (int i = 0; i < count; i++) {
        scores[2 * (row + i)] = (float) negativeLogLikelihood(samples.row(row + i), told.row(i));
        scores[2 * (row + i) + 1] = (float) surprises[i];
      }
    }
    return FloatMatrix.wrap(samples.count(), 2, scores);
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
    Map<String, Tensor> start = tensors();
    start.keySet().removeIf(VaeNet::isOfClasses);
    return VaeTraining.of(recipe.refining(), set, start, run).run(recipe);
  }

  /**
   * Returns this model with another prior. It takes the weights over: this one is not to be used or
   * closed any more.
   */
  TrainedVae under(LatentPrior other) {
    return new TrainedVae(recipe, shape, net, parameters, other, shares);
  }

  /** Returns where new latents are drawn from. */
  LatentPrior prior() {
    return prior;
  }

  /** Returns a copy of all weights and buffers. */
  Map<String, Tensor> tensors() {
    synchronized (lock) {
      requireOpen();
      return new LinkedHashMap<>(parameters.toTensors());
    }
  }

  @Override
  public Likelihoods likelihoods(Samples samples, int draws, RunContext run) {
    requireSize(samples);
    if (draws < 1) {
      throw new IllegalArgumentException("draws must be at least 1, but was " + draws);
    }
    if (!net.draws() || net.conditions() > 0) {
      throw new DecipherException(
          net.draws()
              ? "the model's decoder is told classes, so that it gives a sample no likelihood"
                  + " without one; evaluate a model with decipher.model.condition.by = none"
              : "an autoencoder without a posterior gives samples no likelihood; evaluate a model"
                  + " with decipher.model.posterior = gaussian");
    }
    VaeTraining.requireValues(recipe, samples);
    int n = samples.count();
    int latents = recipe.latentSize();
    float[] posteriors = posteriors(samples, run);
    List<LatentPrior> priors = new ArrayList<>(List.of(LatentPrior.standard(latents)));
    if (recipe.prior() != Vae.Prior.STANDARD) {
      priors.add(prior);
    }
    float[][] estimates = new float[priors.size()][n];
    float[][] rates = new float[priors.size()][n];
    float[] distortions = new float[n];
    float[] means = new float[n * latents];
    ImportanceSampling sampling = new ImportanceSampling(net, shape, latents, priors, draws);
    long seed = run.seed("vae/importance-samples");
    for (int i = 0; i < n; i++) {
      System.arraycopy(posteriors, 2 * i * latents, means, i * latents, latents);
      float[] x = shown(samples, i, 1, run);
      ImportanceSampling.Estimate estimate;
      synchronized (lock) {
        requireOpen();
        estimate =
            sampling.of(x, posteriors, 2 * i * latents, parameters, Binarization.random(seed, i));
      }
      for (int p = 0; p < priors.size(); p++) {
        estimates[p][i] = (float) estimate.logLikelihoods()[p];
        rates[p][i] = (float) estimate.rates()[p];
      }
      distortions[i] = (float) estimate.distortion();
      run.step(new Progress("likelihoods", (i + 1.0) / n, (i + 1) + " of " + n));
    }
    List<UnderPrior> under = new ArrayList<>();
    for (int p = 0; p < priors.size(); p++) {
      under.add(
          new UnderPrior(
              p == 0 ? "N(0, I)" : priors.get(p).describe(recipe),
              FloatMatrix.wrap(n, 1, estimates[p]),
              FloatMatrix.wrap(n, 1, rates[p])));
    }
    return new Likelihoods(
        conditions(),
        under,
        FloatMatrix.wrap(n, 1, distortions),
        FloatMatrix.wrap(n, latents, means));
  }

  private Conditions conditions() {
    boolean drawn = recipe.binarization() == Binarization.DYNAMIC;
    boolean bernoulli = recipe.likelihood() == Vae.Likelihood.BERNOULLI;
    return new Conditions(
        bernoulli ? "bernoulli" : "gaussian, standard deviation " + recipe.noise(),
        drawn
            ? "dynamic binarisation (here one draw a sample)"
            : bernoulli
                ? "no binarisation: grey values as probabilities, whose figures compare with no"
                    + " published ones"
                : "no binarisation",
        !bernoulli);
  }

  @Override
  public Reconstructions reconstructions(Samples samples, RunContext run) {
    requireSize(samples);
    FloatMatrix shown =
        FloatMatrix.wrap(samples.count(), shape.size(), shown(samples, 0, samples.count(), run));
    return new Reconstructions(shown, decode(encode(Samples.of(shown, shape), run), run));
  }

  /** The posterior of each sample as it is shown, (n x 2 latent size): μ, then log σ². */
  float[] posteriors(Samples samples, RunContext run) {
    Pass pass =
        (scope, row, count) ->
            net.posterior(Tensors.of(scope, shown(samples, row, count, run), shape), parameters);
    return inBatches(samples.count(), 2 * recipe.latentSize(), pass, "latents", run).toArray();
  }

  /** One draw from the posterior of each sample, (n x latent size). */
  FloatMatrix posteriorDraws(Samples samples, RunContext run) {
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

  private float[] shown(Samples samples, int row, int count, RunContext run) {
    int[] members = new int[count];
    for (int i = 0; i < count; i++) {
      members[i] = row + i;
    }
    return recipe.binarization().shown(samples, members, run.seed("vae/shown"));
  }

  /**
   * Returns the sample that each latent vector stands for.
   *
   * @param latents (n x latent-size); where the decoder is told of classes, (n x latent-size +
   *     classes) too, with how much of each class behind the vector, of which the sum is of no
   *     account. Without, it is told none, which it has learned to do without
   */
  @Override
  public FloatMatrix decode(FloatMatrix latents, RunContext run) {
    int size = recipe.latentSize();
    int conditions = net.conditions();
    boolean told = conditions > 0 && latents.columns() == size + conditions;
    if (!told) {
      requireColumns(latents, size, "a latent vector");
    }
    Pass pass =
        (scope, row, count) -> {
          if (conditions == 0) {
            return net.decode(Tensors.of(scope, latents, row, count), null, parameters);
          }
          float[] vectors = new float[count * size];
          float[] classes = new float[count * conditions];
          for (int i = 0; i < count; i++) {
            float[] values = latents.row(row + i);
            System.arraycopy(values, 0, vectors, i * size, size);
            if (told) {
              System.arraycopy(values, size, classes, i * conditions, conditions);
              Drawing.scaleToOne(classes, i * conditions, conditions);
            }
          }
          return net.decode(
              Tensors.create(scope, vectors, new Shape(count, size)),
              Tensors.create(scope, classes, new Shape(count, conditions)),
              parameters);
        };
    return inBatches(latents.rows(), shape.size(), pass, "samples", run);
  }

  @Override
  public FloatMatrix generate(int count, RandomGenerator random) {
    return decode(drawLatents(count, random), quiet());
  }

  @Override
  public FloatMatrix generate(int label, int count, RandomGenerator random) {
    return decode(drawLatents(label, count, random), quiet());
  }

  @Override
  public FloatMatrix drawLatents(int count, RandomGenerator random) {
    requireCount(count);
    int conditions = net.conditions();
    if (conditions == 0) {
      return confined(prior.draw(count, random));
    }
    int columns = recipe.latentSize() + conditions;
    float[] latents = new float[count * columns];
    for (int i = 0; i < count; i++) {
      int label = Draws.index(shares, random.nextFloat());
      told(label, confined(drawOf(label, 1, random))).copyRows(0, 1, latents, i * columns);
    }
    return FloatMatrix.wrap(count, columns, latents);
  }

  @Override
  public FloatMatrix drawLatents(int label, int count, RandomGenerator random) {
    requireCount(count);
    requireClass(label);
    FloatMatrix latents = confined(drawOf(label, count, random));
    return net.conditions() == 0 ? latents : told(label, latents);
  }

  /**
   * {@inheritDoc} Where the decoder is told of classes, it is told of another one; else a vector
   * goes as far from the mean of the other class's latents as it is from the mean of its own, the
   * class that is the most probable under the distributions that new latents are drawn from.
   */
  @Override
  public FloatMatrix movedTo(int label, FloatMatrix latents) {
    requireClass(label);
    if (net.conditions() > 0) {
      return told(label, latents);
    }
    requireColumns(latents, recipe.latentSize(), "a latent vector");
    double[][] memberships = prior.memberships(latents);
    float[] to = prior.classMean(label);
    float[] moved = latents.toArray();
    for (int i = 0; i < memberships.length; i++) {
      float[] from = prior.classMean(greatest(memberships[i]));
      for (int j = 0; j < to.length; j++) {
        moved[i * to.length + j] += to[j] - from[j];
      }
    }
    return FloatMatrix.wrap(latents.rows(), to.length, moved);
  }

  private static int greatest(double[] values) {
    int greatest = 0;
    for (int c = 1; c < values.length; c++) {
      greatest = values[c] > values[greatest] ? c : greatest;
    }
    return greatest;
  }

  /** Returns latent vectors with a class behind them, in place of any that stands there. */
  private FloatMatrix told(int label, FloatMatrix latents) {
    int size = recipe.latentSize();
    int columns = size + net.conditions();
    float[] rows = new float[latents.rows() * columns];
    for (int i = 0; i < latents.rows(); i++) {
      System.arraycopy(latents.row(i), 0, rows, i * columns, size);
      rows[i * columns + size + label] = 1;
    }
    return FloatMatrix.wrap(latents.rows(), columns, rows);
  }

  private void requireClass(int label) {
    Drawing.requireClass(label, classes());
  }

  /** Draws latents of a class; where the prior knows none, a decoder that does makes the class. */
  private FloatMatrix drawOf(int label, int count, RandomGenerator random) {
    return prior.classes() > 0 ? prior.draw(label, count, random) : prior.draw(count, random);
  }

  private FloatMatrix confined(FloatMatrix latents) {
    if (recipe.latentActivation() == Vae.Activation.IDENTITY) {
      return latents;
    }
    float[] values = latents.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = net.confine(values[i]);
    }
    return FloatMatrix.wrap(latents.rows(), latents.columns(), values);
  }

  private static RunContext quiet() {
    return RunContext.seeded(0); // a decoder draws nothing
  }

  private void requireCount(int count) {
    Drawing.requireCount(count, shape, recipe.latentSize() + net.conditions());
  }

  private void requireSize(Samples samples) {
    if (samples.type().size() != shape.size()) {
      throw new IllegalArgumentException(
          "rows must have "
              + shape.size()
              + " values, as a sample of shape "
              + shape
              + " has, but have "
              + samples.type().size());
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
    tensors.put(SHAPE, Tensors.of(shape));
    tensors.putAll(tensors());
    tensors.putAll(prior.toTensors());
    if (shares.length > 0) {
      tensors.put(SHARES, Tensor.of(shares, shares.length));
    }
    TensorFile.write(directory.resolve(FILE), tensors);
  }

  static TrainedVae load(Vae recipe, Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Map<String, Tensor> tensors = TensorFile.read(file);
    Parameters parameters = new Parameters(Engines.open(recipe.engine()));
    try {
      SampleType shape = Tensors.type(tensors, SHAPE);
      int conditions = VaeNet.conditions(tensors);
      VaeNet net = VaeNet.of(recipe, shape, VaeNet.classes(tensors), conditions);
      // The start values are written over.
      net.addTo(parameters, new SplittableRandom(0));
      parameters.set(tensors);
      return new TrainedVae(
          recipe,
          shape,
          net,
          parameters,
          recipe.prior() == Vae.Prior.STANDARD
              ? LatentPrior.standard(recipe.latentSize())
              : LatentPrior.of(tensors, recipe.latentSize()),
          shares(tensors, conditions));
    } catch (RuntimeException e) {
      parameters.close();
      throw new IOException(
          file + ": does not fit the settings it is loaded with: " + e.getMessage(), e);
    }
  }

  private static float[] shares(Map<String, Tensor> tensors, int conditions) {
    if (conditions == 0) {
      return new float[0];
    }
    Tensor shares = tensors.get(SHARES);
    if (shares == null || shares.size() != conditions) {
      throw new IllegalArgumentException(
          SHARES + " must be (" + conditions + "), but is " + shares);
    }
    return shares.toArray();
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
