// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.trained;

import io.decipher.api.Conditional;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.Explainable;
import io.decipher.api.FineTunable;
import io.decipher.api.FirstLayer;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.LatentSpace;
import io.decipher.api.LikelihoodModel;
import io.decipher.api.NoveltyAssigner;
import io.decipher.api.Progress;
import io.decipher.api.Refinable;
import io.decipher.api.RetrainableClassifier;
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
import io.decipher.djl.Tensors;
import io.decipher.djl.store.TensorFile;
import io.decipher.vae.diffusion.LatentDiffusion;
import io.decipher.vae.latent.LatentPrior;
import io.decipher.vae.net.Shown;
import io.decipher.vae.net.VaeCodec;
import io.decipher.vae.net.VaeNet;
import io.decipher.vae.recipe.Binarization;
import io.decipher.vae.recipe.Condition;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.Posterior;
import io.decipher.vae.recipe.Prior;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.train.ClassifierRetraining;
import io.decipher.vae.train.LabelTraining;
import io.decipher.vae.train.LearnedVae;
import io.decipher.vae.train.VaeTraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A trained variational autoencoder. It encodes (to posterior means), decodes, and generates new
 * samples, also of a given class.
 *
 * <p>Thread-safe: callers wait for each other. Each result depends only on its own input, up to
 * rounding, not on the batch.
 */
public final class TrainedVae
    implements TrainedModel,
        Encoder,
        LatentSpace,
        Conditional,
        NoveltyAssigner,
        Refinable,
        FineTunable,
        RetrainableClassifier,
        FirstLayer,
        Explainable,
        LikelihoodModel {
  private static final String FILE = "vae.tensors";
  private static final String SHAPE = "shape";
  private static final String SHARES = "condition.shares";

  /** Present if sequences have unequal lengths. */
  private static final String UNEQUAL = "shape.unequal";

  private static final int BATCH = 500;

  /** The distance to 0 and 1 at which a float still has some significant digits. */
  private static final double SURE = 1e-6;

  private final VaeRecipe recipe;
  private final SampleType shape;
  private final VaeNet net;
  private final VaeCodec codec;
  private final LatentPrior prior;
  private final float[] shares;
  private final Optional<LatentDiffusion> diffusion;

  /** Creates a trained model, which owns the codec. */
  public TrainedVae(LearnedVae learned) {
    this.codec = learned.codec();
    this.recipe = codec.recipe();
    this.shape = codec.shape();
    this.net = codec.net();
    this.prior = learned.prior();
    this.shares = learned.shares();
    this.diffusion = learned.diffusion();
  }

  @Override
  public SampleType type() {
    return shape;
  }

  @Override
  public Map<String, String> description() {
    return codec.describe();
  }

  @Override
  public int classes() {
    return isOfClasses() ? net.conditions() : prior.classes();
  }

  /**
   * Returns the posterior mean of each sample or, without a posterior, its latents.
   *
   * @param samples (n)
   * @return (n x latent size)
   */
  @Override
  public FloatMatrix encode(Samples samples, RunContext run) {
    return codec.encode(samples, run);
  }

  @Override
  public boolean assigns() {
    return net.classes() > 0 || prior.isGathered();
  }

  /**
   * Returns the most probable class by the classification head, or else by the mixture, and its
   * probability.
   *
   * @param samples (n)
   * @throws DecipherException if the model has neither
   */
  @Override
  public FoundClasses assign(Samples samples, RunContext run) {
    requireClasses();
    return net.classes() == 0
        ? assignByMixture(encode(samples, run))
        : assignByHead(codec.classify(samples, run));
  }

  private void requireClasses() {
    if (!assigns()) {
      throw new DecipherException(
          "the model has no classification head; train it on found classes with"
              + " decipher.model.objective.classifier.weight above 0");
    }
  }

  /**
   * Returns the most probable classes.
   *
   * @param logarithmsOfAll of their probabilities, (n x classes)
   */
  private static FoundClasses assignByHead(FloatMatrix logarithmsOfAll) {
    int classes = logarithmsOfAll.columns();
    float[] logarithms = logarithmsOfAll.toArray();
    int[] labels = new int[logarithmsOfAll.rows()];
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
   * Returns two novelty scores per sample, in nats: the reconstruction error from its posterior
   * mean (negative log-likelihood), and the negative log density of that mean under the
   * distributions from which new samples are drawn.
   *
   * <p>The second detects most samples of another kind, including blank images, which are
   * reconstructed well; the first detects those that the encoder mistakes for known ones, such as
   * two superimposed digits.
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
      measure(samples, row, some, decode(some, run), scores);
    }
    return FloatMatrix.wrap(samples.count(), 2, scores);
  }

  /** {@inheritDoc} Samples pass through the encoder once instead of twice. */
  @Override
  public Assigned assignWithNovelty(Samples samples, RunContext run) {
    requireClasses();
    int n = samples.count();
    float[] scores = new float[2 * n];
    int[] labels = new int[n];
    float[] strengths = new float[n];
    for (int row = 0; row < n; row += BATCH) {
      int count = Math.min(BATCH, n - row);
      VaeCodec.Passed passed = codec.pass(samples, row, count);
      FoundClasses classes =
          net.classes() == 0
              ? assignByMixture(passed.latents())
              : assignByHead(passed.logarithms());
      System.arraycopy(classes.labels().toArray(), 0, labels, row, count);
      classes.strengths().copyRows(0, count, strengths, row);
      measure(samples, row, passed.latents(), passed.decoded(), scores);
      int done = row + count;
      run.step(new Progress("assigned", (double) done / n, done + " of " + n));
    }
    return new Assigned(
        new FoundClasses(Labels.of(labels), FloatMatrix.wrap(n, 1, strengths)),
        FloatMatrix.wrap(n, 2, scores));
  }

  /**
   * Writes the novelty scores of some samples.
   *
   * @param row the first of them
   * @param latents (count x latent size)
   * @param decoded (count x size)
   * @param scores of all samples, (n x 2)
   */
  private void measure(
      Samples samples, int row, FloatMatrix latents, FloatMatrix decoded, float[] scores) {
    int last = last(samples, row, latents, decoded);
    double[] surprises = prior.surprises(latents.slice(0, last + 1));
    for (int i = 0; i < latents.rows(); i++) {
      int at = 2 * (row + i);
      if (i > last) { // the last one again
        System.arraycopy(scores, 2 * (row + last), scores, at, 2);
        continue;
      }
      scores[at] = (float) negativeLogLikelihood(samples.row(row + i), decoded.row(i));
      scores[at + 1] = (float) surprises[i];
    }
  }

  /**
   * Returns the row of a batch after which all rows are equal. A single sample is passed as a batch
   * of copies, for which one logarithm suffices.
   */
  private static int last(Samples samples, int row, FloatMatrix latents, FloatMatrix decoded) {
    int last = latents.rows() - 1;
    float[] sample = samples.row(row + last);
    while (last > 0
        && Arrays.equals(latents.row(last - 1), latents.row(last))
        && Arrays.equals(decoded.row(last - 1), decoded.row(last))
        && Arrays.equals(samples.row(row + last - 1), sample)) {
      last--;
    }
    return last;
  }

  @Override
  public List<String> noveltyMeasures() {
    return List.of("reconstruction-nats", "density");
  }

  /** Up to a constant, which does not affect the order. */
  private double negativeLogLikelihood(float[] sample, float[] decoded) {
    double sum = 0;
    for (int j = 0; j < sample.length; j++) {
      double p = decoded[j];
      if (recipe.likelihood() instanceof Likelihood.Gaussian normal) {
        sum += (sample[j] - p) * (sample[j] - p) / (2 * normal.noise() * normal.noise());
      } else {
        double sure = Math.min(1 - SURE, Math.max(SURE, p));
        sum -= sample[j] * Math.log(sure) + (1 - sample[j]) * Math.log1p(-sure);
      }
    }
    return sum;
  }

  /**
   * Returns a model trained further from this one's weights, for {@code classifier.refine-epochs}
   * passes, to learn the classes of the set as well; this model is not changed.
   */
  @Override
  public TrainedVae refine(TrainingSet set, RunContext run) {
    Map<String, Tensor> start = codec.tensors();
    start.keySet().removeIf(VaeNet::isOfClasses);
    return new TrainedVae(VaeTraining.of(recipe.refining(), set, start, run).run(recipe));
  }

  @Override
  public TrainedVae retrainClassifier(Samples samples, Labels classes, RunContext run) {
    requireClasses();
    Map<String, Tensor> all = tensors();
    all.putAll(ClassifierRetraining.head(encode(samples, run), classes, run));
    return of(recipe, all);
  }

  @Override
  public FloatMatrix labelProbabilities(
      Samples samples, Samples few, Labels labels, Start start, RunContext run) {
    codec.requireSamples(samples);
    codec.requireSamples(few);
    return new LabelTraining(codec, few, labels, run).run(start, samples);
  }

  @Override
  public Optional<Filters> filters() {
    Tensor weights = codec.tensors().get(net.firstWeights());
    if (weights == null || net.shown().unequal()) {
      return Optional.empty(); // a layer that reads step by step
    }
    int[] sides = weights.shape();
    if (sides.length == 2) {
      return Optional.of(
          new Filters(FloatMatrix.wrap(sides[0], sides[1], weights.toArray()), shape));
    }
    SampleType kernel = new SampleType.Image(sides[1], sides[2], sides[3]);
    return shape instanceof SampleType.Image
        ? Optional.of(
            new Filters(FloatMatrix.wrap(sides[0], kernel.size(), weights.toArray()), kernel))
        : Optional.empty();
  }

  @Override
  public boolean explains() {
    return net.classes() > 0 && !net.shown().unequal();
  }

  @Override
  public List<FeatureMaps> featureMaps(Samples sample, RunContext run) {
    return new Explanations(codec, run).featureMaps(sample);
  }

  @Override
  public FloatMatrix saliency(Samples samples, RunContext run) {
    requireExplains();
    return new Explanations(codec, run).saliency(samples, assign(samples, run).labels().toArray());
  }

  @Override
  public FloatMatrix maximizing(Samples start, RunContext run) {
    requireExplains();
    return new Explanations(codec, run).maximizing(start);
  }

  private void requireExplains() {
    if (!explains()) {
      throw new DecipherException(
          "the model has no classification head, or reads sequences of unequal length, so there"
              + " is no class score to explain");
    }
  }

  @Override
  public int latentSize() {
    return recipe.latentSize();
  }

  @Override
  public Optional<String> withoutLikelihood() {
    if (!net.isStochastic()) {
      return Optional.of(
          "an autoencoder without a posterior gives samples no likelihood; evaluate a model with"
              + " decipher.model.posterior = gaussian");
    }
    if (recipe.architecture().steps().isPresent() || net.shown().unequal()) {
      return Optional.of(
          "the likelihood of sequences that are decoded step by step, or to unequal lengths, is not"
              + " estimated; the objective of the last epoch (metrics.jsonl) compares such models");
    }
    return net.conditions() > 0
        ? Optional.of(
            "the model's decoder is conditional, so it gives a sample no likelihood without its"
                + " class; evaluate a model with decipher.model.condition.by = none")
        : Optional.empty();
  }

  @Override
  public Likelihoods likelihoods(Samples samples, int draws, RunContext run) {
    codec.requireSamples(samples);
    if (draws < 1) {
      throw new IllegalArgumentException("draws must be at least 1, but was " + draws);
    }
    withoutLikelihood()
        .ifPresent(
            reason -> {
              throw new DecipherException(reason);
            });
    VaeTraining.requireValues(recipe, samples);
    int n = samples.count();
    int latents = recipe.latentSize();
    float[] posteriors = codec.posteriors(samples, run);
    List<LatentPrior> priors = new ArrayList<>(List.of(LatentPrior.standard(latents)));
    if (!(recipe.prior() instanceof Prior.Standard)) {
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
      float[] x = codec.shown(samples, i, 1, run);
      int at = 2 * i * latents;
      SplittableRandom random = Binarization.random(seed, i);
      ImportanceSampling.Estimate estimate =
          codec.with(parameters -> sampling.of(x, posteriors, at, parameters, random));
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
              p == 0 ? "N(0, I)" : priors.get(p).describe(recipe.prior()),
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
    boolean drawn = recipe.likelihood().binarization() == Binarization.DYNAMIC;
    boolean bernoulli = recipe.likelihood() instanceof Likelihood.Bernoulli;
    return new Conditions(
        recipe.likelihood() instanceof Likelihood.Gaussian normal
            ? "gaussian, standard deviation " + normal.noise()
            : "bernoulli",
        drawn
            ? "dynamic binarisation (here one draw per sample)"
            : bernoulli
                ? "no binarisation: grey values as probabilities, whose figures cannot be"
                    + " compared with published ones"
                : "no binarisation",
        !bernoulli);
  }

  @Override
  public Reconstructions reconstructions(Samples samples, RunContext run) {
    codec.requireSamples(samples);
    FloatMatrix shown =
        FloatMatrix.wrap(
            samples.count(), shape.size(), codec.shown(samples, 0, samples.count(), run));
    Samples again = Samples.of(shown, shape);
    if (net.shown().unequal()) {
      again = again.withLengths(IntStream.range(0, samples.count()).map(samples::length).toArray());
    }
    return new Reconstructions(shown, decode(encode(again, run), run));
  }

  /**
   * Decodes latent vectors.
   *
   * @param latents (n x latent-size), or (n x latent-size + classes) for a conditional model, where
   *     the last entries are class weights, which are scaled to a sum of 1: interpolating two
   *     latent vectors interpolates the condition as well. Without them no class is given, for
   *     which the decoder was trained as well
   */
  @Override
  public FloatMatrix decode(FloatMatrix latents, RunContext run) {
    return codec.decode(latents, run);
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
      return confined(drawn(count, random));
    }
    int columns = recipe.latentSize() + conditions;
    float[] latents = new float[count * columns];
    for (int i = 0; i < count; i++) {
      int group = Draws.index(shares, random.nextFloat());
      FloatMatrix own = isOfClasses() ? drawOf(group, 1, random) : drawn(1, random);
      withCondition(group, confined(own)).copyRows(0, 1, latents, i * columns);
    }
    return FloatMatrix.wrap(count, columns, latents);
  }

  @Override
  public FloatMatrix drawLatents(int label, int count, RandomGenerator random) {
    requireCount(count);
    requireClass(label);
    FloatMatrix latents = confined(drawOf(label, count, random));
    if (net.conditions() == 0 || isOfClasses()) {
      return net.conditions() == 0 ? latents : withCondition(label, latents);
    }
    FloatMatrix[] rows = new FloatMatrix[count];
    for (int i = 0; i < count; i++) {
      rows[i] = withCondition(Draws.index(shares, random.nextFloat()), latents.slice(i, 1));
    }
    return stacked(rows);
  }

  /**
   * {@inheritDoc} If the decoder is conditional, its condition is replaced by the other class;
   * otherwise a vector gets the same offset from the mean of the other class as it has from that of
   * its own, which is the most probable one under the distributions from which new latents are
   * drawn.
   */
  @Override
  public FloatMatrix movedTo(int label, FloatMatrix latents) {
    requireClass(label);
    if (isOfClasses()) {
      return withCondition(label, latents);
    }
    if (net.conditions() > 0 && latents.columns() == recipe.latentSize() + net.conditions()) {
      return withConditionsOf(latents, movedTo(label, withoutCondition(latents)));
    }
    codec.requireLatents(latents);
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

  /** Returns whether the decoder is conditioned on classes rather than on other groups. */
  private boolean isOfClasses() {
    return net.conditions() > 0 && recipe.condition().by() == Condition.By.CLASSES;
  }

  private FloatMatrix withoutCondition(FloatMatrix latents) {
    int size = recipe.latentSize();
    float[] rows = new float[latents.rows() * size];
    for (int i = 0; i < latents.rows(); i++) {
      System.arraycopy(latents.row(i), 0, rows, i * size, size);
    }
    return FloatMatrix.wrap(latents.rows(), size, rows);
  }

  /** Returns latent vectors with the conditions of others appended. */
  private FloatMatrix withConditionsOf(FloatMatrix conditional, FloatMatrix latents) {
    int columns = conditional.columns();
    float[] rows = conditional.toArray();
    for (int i = 0; i < latents.rows(); i++) {
      System.arraycopy(latents.row(i), 0, rows, i * columns, latents.columns());
    }
    return FloatMatrix.wrap(latents.rows(), columns, rows);
  }

  private FloatMatrix stacked(FloatMatrix[] rows) {
    int columns = recipe.latentSize() + net.conditions();
    float[] values = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      rows[i].copyRows(0, 1, values, i * columns);
    }
    return FloatMatrix.wrap(rows.length, columns, values);
  }

  /** Returns latent vectors with a class or group appended, replacing any existing one. */
  private FloatMatrix withCondition(int label, FloatMatrix latents) {
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

  /**
   * Draws latents of a class; if the prior has no classes, the class is determined by the decoder.
   */
  private FloatMatrix drawOf(int label, int count, RandomGenerator random) {
    if (diffusion.filter(learned -> learned.classes() > 0).isPresent()) {
      return diffusion.get().draw(label, count, random);
    }
    return prior.classes() > 0 ? prior.draw(label, count, random) : drawn(count, random);
  }

  /** Draws latents of all classes. */
  private FloatMatrix drawn(int count, RandomGenerator random) {
    return diffusion
        .map(learned -> learned.draw(count, random))
        .orElseGet(() -> prior.draw(count, random));
  }

  private FloatMatrix confined(FloatMatrix latents) {
    if (recipe.posterior().activation() == Posterior.Activation.IDENTITY) {
      return latents;
    }
    float[] values = latents.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = net.confine(values[i]);
    }
    return FloatMatrix.wrap(latents.rows(), latents.columns(), values);
  }

  private static RunContext quiet() {
    return RunContext.seeded(0); // a decoder draws no random numbers
  }

  private void requireCount(int count) {
    Drawing.requireCount(count, shape, recipe.latentSize() + net.conditions());
  }

  @Override
  public void save(Path directory) throws IOException {
    TensorFile.write(directory.resolve(FILE), tensors());
  }

  /** Returns everything the model consists of except its recipe. */
  private Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(SHAPE, Tensors.of(shape));
    if (net.shown().unequal()) {
      tensors.put(UNEQUAL, Tensor.filled(1, 1));
    }
    tensors.putAll(codec.tensors());
    tensors.putAll(prior.toTensors());
    diffusion.ifPresent(learned -> tensors.putAll(learned.toTensors()));
    if (shares.length > 0) {
      tensors.put(SHARES, Tensor.of(shares, shares.length));
    }
    return tensors;
  }

  public static TrainedVae load(VaeRecipe recipe, Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    Map<String, Tensor> tensors = TensorFile.read(file);
    try {
      return of(recipe, tensors);
    } catch (RuntimeException e) {
      throw new IOException(
          file + ": does not fit the settings it is loaded with: " + e.getMessage(), e);
    }
  }

  private static TrainedVae of(VaeRecipe recipe, Map<String, Tensor> tensors) {
    Parameters parameters = new Parameters(Engines.open(recipe.engine()));
    try {
      SampleType shape = Tensors.type(tensors, SHAPE);
      int conditions = VaeNet.conditions(tensors);
      Shown shown = new Shown(shape, tensors.containsKey(UNEQUAL));
      VaeNet net = VaeNet.of(recipe, shown, VaeNet.classes(tensors), conditions);
      // The initial values are overwritten.
      net.addTo(parameters, new SplittableRandom(0));
      parameters.set(tensors);
      LatentPrior prior =
          recipe.prior() instanceof Prior.Standard
              ? LatentPrior.standard(recipe.latentSize())
              : LatentPrior.of(tensors, recipe.latentSize());
      return new TrainedVae(
          new LearnedVae(
              new VaeCodec(recipe, shape, net, parameters),
              prior,
              shares(tensors, conditions),
              diffusion(recipe, tensors)));
    } catch (RuntimeException e) {
      parameters.close();
      throw e;
    }
  }

  private static Optional<LatentDiffusion> diffusion(
      VaeRecipe recipe, Map<String, Tensor> tensors) {
    if (!(recipe.prior() instanceof Prior.Diffusion diffusion)) {
      return Optional.empty();
    }
    Parameters own = new Parameters(Engines.open(recipe.engine()));
    try {
      return Optional.of(LatentDiffusion.of(tensors, diffusion, recipe.latentSize(), own));
    } catch (RuntimeException e) {
      own.close();
      throw e;
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

  @Override
  public void close() {
    codec.close();
    diffusion.ifPresent(LatentDiffusion::close);
  }
}
