// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.ModelCheck;
import io.decipher.api.ModelCheck.Anchor;
import io.decipher.api.ModelCheck.Layer;
import io.decipher.api.ModelCheck.Overfit;
import io.decipher.api.ModelCheck.Term;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Draws;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.djl.layer.LayerTrace;
import io.decipher.djl.optim.Gradients;
import io.decipher.djl.optim.Optimizer;
import io.decipher.djl.training.Training;
import io.decipher.vae.net.Shown;
import io.decipher.vae.net.VaeBatch;
import io.decipher.vae.net.VaeLoss;
import io.decipher.vae.net.VaeNet;
import io.decipher.vae.recipe.Condition;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.Posterior;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Overfits one batch, and measures what distinguishes a good start from a bad one.
 *
 * <p>The batch is the same at every step, including its augmented views; dropout and the noise of
 * the latents are as in training. If the recipe has a classification head and no classes have been
 * found yet, samples get random classes, which a working network overfits as well.
 */
public final class VaeCheck {
  private static final String STAGE = "one batch";
  private static final int MOST_SAMPLES = 64;
  private static final int STEPS = 150;
  private static final int PROBE_STEPS = 40;
  private static final int STAND_IN_CLASSES = 10;

  /**
   * The batch is reduced if a pass needs more multiplications, so that large networks take a
   * minute, too.
   */
  private static final long MOST_PRODUCTS = MOST_SAMPLES * 15_000_000L;

  private static final int LEAST_SAMPLES = 8;

  private final VaeRecipe recipe;
  private final TrainingSet set;
  private final RunContext run;
  private final VaeNet net;
  private final VaeLoss loss;
  private final Map<String, Tensor> start;

  public VaeCheck(VaeRecipe recipe, TrainingSet set, RunContext run) {
    this(recipe, set, Map.of(), run);
  }

  /**
   * Prepares a check.
   *
   * @param start initial weights; missing ones are drawn at random
   */
  public VaeCheck(VaeRecipe recipe, TrainingSet set, Map<String, Tensor> start, RunContext run) {
    VaeTraining.requireShape(recipe, set.type());
    this.recipe = recipe;
    this.set =
        recipe.objective().classifier().weight() > 0
                || recipe.condition().by() == Condition.By.CLASSES
            ? classified(set, run)
            : set;
    this.run = run;
    this.net =
        VaeNet.of(
            recipe,
            Shown.of(set.samples()),
            recipe.headClasses(this.set),
            recipe.conditionClasses(this.set));
    this.loss = new VaeLoss(net);
    this.start = start;
  }

  /** Assigns random classes of about equal frequency to samples without classes. */
  private static TrainingSet classified(TrainingSet set, RunContext run) {
    int count = set.samples().count();
    if (set.classes().isPresent() || count == 0) {
      return set;
    }
    int[] labels = new int[count];
    int[] order = Draws.permutation(count, run.random("vae/check/classes"));
    for (int i = 0; i < count; i++) {
      labels[order[i]] = i % STAND_IN_CLASSES;
    }
    float[] strengths = new float[count];
    Arrays.fill(strengths, 1);
    return set.withClasses(
        Optional.of(new FoundClasses(Labels.of(labels), FloatMatrix.wrap(count, 1, strengths))));
  }

  /**
   * The loss and its terms before each step.
   *
   * @param terms (steps x terms)
   * @param failed the loss if it was not finite, at which point the course ends
   */
  record Course(double learningRate, List<float[]> terms, Optional<String> failed) {
    int steps() {
      return terms.size();
    }

    /** Returns a term's mean over five steps around the given one, since single steps are noisy. */
    double at(int term, int step) {
      int from = Math.max(0, Math.min(step, steps()) - 5);
      int to = Math.min(step, steps());
      return terms.subList(from, to).stream()
          .mapToDouble(values -> values[term])
          .average()
          .orElse(Double.NaN);
    }

    double start(int term) {
      return terms.isEmpty() ? Double.NaN : terms.get(0)[term];
    }

    double end(int term) {
      return at(term, steps());
    }
  }

  public ModelCheck run() {
    Values values = Values.of(set.samples(), recipe.likelihood() instanceof Likelihood.Bernoulli);
    int count = set.samples().count();
    int learned = count - recipe.fit().heldOut(count, 1);
    Engine engine = Engines.open(recipe.engine());
    VaeFindings findings = new VaeFindings(recipe, set.type());
    if (learned < 2 || values.refused() > 0) {
      findings.unlearnable(values, learned);
      return ModelCheck.of(layers(engine), Optional.empty(), findings.all());
    }
    int size = Math.min(Math.min(affordable(engine), recipe.fit().batchSize()), learned);
    int[] members = Arrays.copyOf(Draws.permutation(count, run.random("vae/check/batch")), size);
    VaeBatch batch = new Batches(recipe, set, net.classes(), members, run).get(0, 0);
    ReconstructionAnchors anchors =
        ReconstructionAnchors.of(recipe, batch.targets(), batch.observed(), set.type().size());

    try (Parameters trained = begin(engine)) {
      trained.train();
      List<Gradients.Strength> gradients =
          Gradients.strengths(
              trained, scope -> loss(scope, batch, noise(), trained)); // before the first step
      Course own = learn(engine, trained, batch, recipe.fit().learningRate(), STEPS, 0);
      Course faster = probe(engine, batch, recipe.fit().learningRate() * 10, STEPS);
      Course slower = probe(engine, batch, recipe.fit().learningRate() / 10, STEPS + PROBE_STEPS);
      List<LayerTrace> traces = traces(trained, batch.views());
      findings.judge(
          new VaeFindings.Measured(
              new VaeFindings.Material(
                  values, learned, Values.alike(batch.targets(), set.type().size())),
              anchors,
              net.classes(),
              new VaeFindings.Courses(own, faster, slower),
              gradients,
              traces,
              own.failed().isPresent() ? 0 : active(trained, batch.views()),
              terms()));
      return ModelCheck.of(
          layers(traces), Optional.of(overfit(own, size, anchors)), findings.all());
    }
  }

  private Overfit overfit(Course own, int size, ReconstructionAnchors anchors) {
    List<String> names = terms();
    List<Term> terms = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      List<Anchor> beside =
          switch (names.get(i)) {
            case "reconstruction" -> anchors.all();
            case "cross-entropy" -> classAnchors();
            default -> List.of();
          };
      terms.add(new Term(names.get(i), own.start(i), own.end(i), beside));
    }
    return new Overfit(size, own.steps(), recipe.fit().learningRate(), terms);
  }

  private List<Anchor> classAnchors() {
    int classes = net.classes();
    double spread = recipe.objective().classifier().smoothing() / classes;
    double own = 1 - recipe.objective().classifier().smoothing() + spread;
    double least =
        -own * Math.log(own) - (spread == 0 ? 0 : (classes - 1) * spread * Math.log(spread));
    return List.of(
        new Anchor("chance among " + classes, Math.log(classes)),
        new Anchor("the classes themselves", least));
  }

  private Parameters begin(Engine engine) {
    Parameters parameters = new Parameters(engine);
    net.addTo(parameters, run.random("vae/weights"));
    Map<String, Tensor> tensors = new LinkedHashMap<>(parameters.toTensors());
    tensors.putAll(start);
    parameters.set(tensors);
    return parameters;
  }

  private Course probe(Engine engine, VaeBatch batch, double rate, int before) {
    try (Parameters parameters = begin(engine)) {
      return learn(engine, parameters, batch, rate, PROBE_STEPS, before);
    }
  }

  /**
   * Trains on the batch.
   *
   * @param before the number of steps of the check done before
   */
  private Course learn(
      Engine engine, Parameters parameters, VaeBatch batch, double rate, int steps, int before) {
    engine.setRandomSeed((int) run.seed("vae/dropout")); // the engine draws the dropout mask
    RandomGenerator noise = noise();
    List<float[]> terms = new ArrayList<>();
    try (Optimizer adam = new Optimizer(parameters, recipe.fit().optimizer())) {
      for (int step = 0; step < steps; step++) {
        terms.add(
            Training.step(parameters, adam, rate, scope -> loss(scope, batch, noise, parameters)));
        run.step(
            new Progress(
                STAGE,
                (double) (before + step + 1) / (STEPS + 2 * PROBE_STEPS),
                "step " + (step + 1) + " at learning rate " + rate));
      }
      return new Course(rate, terms, Optional.empty());
    } catch (Training.NotFiniteException e) {
      return new Course(rate, terms, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private RandomGenerator noise() {
    return run.random("vae/noise");
  }

  private List<String> terms() {
    return loss.terms(net.classes() > 0).stream().map(VaeLoss.Term::key).toList();
  }

  private NDList loss(
      NDManager scope, VaeBatch batch, RandomGenerator random, Parameters parameters) {
    int rows = batch.targets().length / set.type().size();
    double beta = recipe.posterior() instanceof Posterior.Gaussian drawn ? drawn.beta() : 0;
    VaeBatch noisy = batch.withNoise(Draws.normals(rows * net.noise(), random));
    return loss.of(scope, noisy, beta, parameters, true);
  }

  /** Returns the number of active latents: those whose mean has a variance above 0.01. */
  private int active(Parameters parameters, float[] views) {
    int latents = recipe.latentSize();
    float[] means;
    try (NDManager scope = parameters.newScope()) {
      means = net.encode(Tensors.of(scope, views, net.shown().input()), parameters).toFloatArray();
    }
    int count = means.length / latents;
    int active = 0;
    for (int latent = 0; latent < latents; latent++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < count; i++) {
        double value = means[i * latents + latent];
        sum += value;
        squares += value * value;
      }
      active += squares / count - sum / count * (sum / count) > 0.01 ? 1 : 0;
    }
    return active;
  }

  private List<LayerTrace> traces(Parameters parameters, float[] views) {
    List<LayerTrace> traces = new ArrayList<>();
    try (NDManager scope = parameters.newScope()) {
      net.trace(
          Tensors.of(scope, views, net.shown().input()),
          parameters,
          (layer, output) -> traces.add(LayerTrace.of(layer, output, parameters)));
    }
    return traces;
  }

  private List<Layer> layers(Engine engine) {
    try (Parameters parameters = begin(engine)) {
      return layers(traces(parameters, new float[2 * net.shown().size()]));
    }
  }

  /**
   * Returns the maximum number of samples of a batch; a layer uses each weight once per position.
   */
  private int affordable(Engine engine) {
    long products = 0;
    for (Layer layer : layers(engine)) {
      List<Integer> sides = layer.output();
      long places = sides.size() == 3 ? (long) sides.get(1) * sides.get(2) : 1;
      products += layer.parameters() * places;
    }
    return (int)
        Math.max(LEAST_SAMPLES, Math.min(MOST_SAMPLES, MOST_PRODUCTS / Math.max(1, products)));
  }

  private static List<Layer> layers(List<LayerTrace> traces) {
    return traces.stream()
        .map(trace -> new Layer(trace.name(), trace.kind(), trace.output(), trace.parameters()))
        .toList();
  }
}
