// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import ai.djl.engine.Engine;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Draws;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.store.Checkpoints;
import io.decipher.djl.store.Fingerprint;
import io.decipher.djl.store.TensorFile;
import io.decipher.djl.training.StepContext;
import io.decipher.djl.training.TrainableNet;
import io.decipher.djl.training.Training;
import io.decipher.djl.training.TrainingLoop;
import io.decipher.djl.training.TrainingPlan;
import io.decipher.djl.training.TrainingTask;
import io.decipher.vae.diffusion.DiffusionTraining;
import io.decipher.vae.diffusion.LatentDiffusion;
import io.decipher.vae.latent.GaussianMixture;
import io.decipher.vae.latent.LatentMixture;
import io.decipher.vae.latent.LatentPrior;
import io.decipher.vae.net.Shown;
import io.decipher.vae.net.VaeBatch;
import io.decipher.vae.net.VaeCodec;
import io.decipher.vae.net.VaeLoss;
import io.decipher.vae.net.VaeNet;
import io.decipher.vae.recipe.Binarization;
import io.decipher.vae.recipe.Condition;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.Posterior;
import io.decipher.vae.recipe.Prior;
import io.decipher.vae.recipe.VaeRecipe;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Trains a variational autoencoder, given a recipe and samples. */
public final class VaeTraining {
  private static final String STAGE = "model";
  private static final String DIFFUSION = "diffusion";

  /** The tolerance for values outside the range of their sources after interpolation. */
  private static final float ROUNDING = 1e-3f;

  private final VaeRecipe recipe;
  private final TrainingSet set;
  private final SampleType shape;
  private final RunContext run;
  private final VaeNet net;
  private final VaeLoss loss;
  private final Map<String, Tensor> start;
  private final Split split;
  private final int[] training;
  private final int[] heldOut;
  private final @Nullable Mixing mixing;
  private Duration interval = Checkpoints.INTERVAL;

  /**
   * What a training with a mixture needs in addition.
   *
   * @param prior the initial mixture
   * @param agreed the log probability of each class given a sample and its neighbours, (n x
   *     classes)
   * @param weight the weight of the disagreement with these
   */
  record Mixing(LatentMixture prior, FloatMatrix agreed, double weight) {}

  /** The training samples and the held-out samples, both ascending. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Split(int[] training, int[] heldOut) {}

  private VaeTraining(
      VaeRecipe recipe,
      TrainingSet set,
      RunContext run,
      VaeNet net,
      Map<String, Tensor> start,
      Split split,
      @Nullable Mixing mixing) {
    this.mixing = mixing;
    this.recipe = recipe;
    this.start = start;
    this.set = set;
    this.shape = set.type();
    this.run = run;
    this.net = net;
    this.loss = new VaeLoss(net, mixing == null ? 0 : mixing.weight());
    this.split = split;
    this.training = split.training();
    this.heldOut = split.heldOut();
  }

  public static VaeTraining of(VaeRecipe recipe, TrainingSet set, RunContext run) {
    return of(recipe, set, Map.of(), run);
  }

  /**
   * Prepares a training.
   *
   * @param start initial weights; missing ones are drawn at random
   */
  public static VaeTraining of(
      VaeRecipe recipe, TrainingSet set, Map<String, Tensor> start, RunContext run) {
    requireShape(recipe, set.type());
    requireValues(recipe, set.samples());
    VaeNet net =
        VaeNet.of(
            recipe, Shown.of(set.samples()), recipe.headClasses(set), recipe.conditionClasses(set));
    int[] order = Draws.permutation(set.samples().count(), run.random("vae/held-out"));
    int held = recipe.fit().heldOut(order.length, 1);
    if (order.length - held < 2) {
      throw new DecipherException(
          "there are "
              + order.length
              + " samples, of which "
              + held
              + " are held out; training needs 2 or more");
    }
    int[] heldOut = Arrays.copyOf(order, held);
    int[] training = Arrays.copyOfRange(order, held, order.length);
    Arrays.sort(heldOut);
    Arrays.sort(training);
    return new VaeTraining(recipe, set, run, net, start, new Split(training, heldOut), null);
  }

  /** Returns this training with a mixture prior that is trained as well, instead of N(0, I). */
  VaeTraining under(Mixing with) {
    return new VaeTraining(recipe, set, run, net.under(with.prior()), start, split, with);
  }

  public static void requireShape(VaeRecipe recipe, SampleType shape) {
    if (recipe.objective().augmentation().isPresent() && !(shape instanceof SampleType.Image)) {
      throw new DecipherException(
          "decipher.model.objective.augmentation changes images, but a sample is "
              + shape
              + "; set decipher.model.objective.augmentation = none");
    }
    Corrupter.degradation(recipe.objective().corruption(), shape); // rejects unsuitable samples
  }

  public static void requireValues(VaeRecipe recipe, Samples samples) {
    boolean shares = recipe.likelihood() instanceof Likelihood.Bernoulli;
    IntStream.range(0, samples.count())
        .parallel()
        .filter(i -> !areAll(samples.row(i), shares))
        .findFirst() // of all, regardless of threads
        .ifPresent(i -> refuse(samples, i, shares));
  }

  private static boolean areAll(float[] row, boolean shares) {
    boolean all = true;
    for (float value : row) {
      all &= isGood(value, shares);
    }
    return all;
  }

  private static boolean isGood(float value, boolean share) {
    return share ? value >= -ROUNDING && value <= 1 + ROUNDING : Float.isFinite(value);
  }

  private static void refuse(Samples samples, int sample, boolean shares) {
    for (float value : samples.row(sample)) {
      if (!isGood(value, shares)) {
        throw new DecipherException(
            "sample "
                + sample
                + " has the value "
                + value
                + (shares
                    ? "; the likelihood bernoulli needs values in [0, 1]: scale the samples, or"
                        + " set decipher.model.likelihood = gaussian"
                    : "; a model can learn from finite values only"));
      }
    }
  }

  /** Sets another interval between checkpoints. */
  VaeTraining every(Duration time) {
    interval = time;
    return this;
  }

  public LearnedVae run() {
    return run(recipe);
  }

  /**
   * Trains.
   *
   * @param named the recipe recorded in the trained model
   */
  public LearnedVae run(VaeRecipe named) {
    warnOfWhatHasNoEffect();
    Engine engine = Engines.open(recipe.engine());
    Parameters kept = new Parameters(engine);
    try {
      begin(kept);
      requireRoom(kept);
      learn(engine, kept);
      return mixing == null
          ? new LearnedVae(
              new VaeCodec(named, shape, net, kept), prior(kept), shares(), diffusion(engine, kept))
          : apart(named, engine, kept, mixing.prior());
    } catch (RuntimeException | Error e) {
      kept.close();
      throw e;
    }
  }

  private void warnOfWhatHasNoEffect() {
    if (recipe.condition().by() == Condition.By.CLASSES && net.conditions() == 0) {
      run.warn(
          "decipher.model.condition.by = classes has no effect on this training, since no classes"
              + " have been found yet: the model trained is not conditional; supply classes with"
              + " decipher.classes = DIR, the directory of a run that found them");
    }
    if (recipe.condition().by() == Condition.By.ATTRIBUTE && net.conditions() < 2) {
      run.warn(
          "decipher.model.condition.by = attribute has no effect on this training, since all"
              + " samples have the same value of it");
    }
  }

  /**
   * Separates the mixture from the weights, of which it is part in training, and makes it the
   * prior.
   */
  private LearnedVae apart(VaeRecipe named, Engine engine, Parameters kept, LatentMixture mixture) {
    VaeNet plain =
        VaeNet.of(recipe, net.shown(), recipe.headClasses(set), recipe.conditionClasses(set));
    Parameters own = new Parameters(engine);
    plain.addTo(own, run.random("vae/weights")); // overwritten
    own.set(kept.toTensors());
    LatentPrior prior = mixture.toPrior(kept);
    kept.close();
    return new LearnedVae(
        new VaeCodec(named, shape, plain, own), prior, shares(), Optional.empty());
  }

  private void begin(Parameters parameters) {
    net.addTo(parameters, run.random("vae/weights"));
    if (!start.isEmpty()) {
      Map<String, Tensor> tensors = parameters.toTensors();
      tensors.putAll(start);
      parameters.set(tensors);
    }
  }

  /** Rejects, before training, a model that could not be saved. */
  private void requireRoom(Parameters kept) {
    long weights = kept.names().stream().mapToLong(name -> kept.get(name).size()).sum();
    long classes =
        recipe.prior() instanceof Prior.Mixture mixture
            ? mixture.components()
            : isOfClasses()
                ? set.classes().map(found -> Math.max(1, found.labels().classes())).orElse(1)
                : 1;
    long latents = recipe.latentSize();
    // Per class its weight, mean and factor; in addition the shape and the number of classes.
    double prior = classes * (1.0 + latents + (double) latents * latents);
    double all = weights + prior + 4;
    if (all > TensorFile.MOST_VALUES) {
      throw new DecipherException(
          String.format(
              Locale.ROOT,
              "the model would have %.0f values, %d of the net and %.0f of the prior (classes x"
                  + " latent-size^2), but at most %d can be saved; lower"
                  + " decipher.model.latent-size, or channels or hidden of its architecture",
              all,
              weights,
              prior,
              TensorFile.MOST_VALUES));
    }
  }

  /** Trains a copy of {@code kept}, and stores the weights to keep there. */
  private void learn(Engine engine, Parameters kept) {
    Batches batches =
        new Batches(
            recipe,
            set,
            recipe.headClasses(set),
            training,
            mixing == null ? null : mixing.agreed(),
            run);
    try (Parameters trained = new Parameters(engine)) {
      begin(trained);
      try (TrainableNet trainable =
          TrainableNet.keeping(
              "vae",
              trained,
              kept,
              recipe.fit().averaging(),
              recipe.fit().learningRate(),
              recipe.fit().optimizer())) {
        new TrainingLoop<>(
                plan(batches),
                batches,
                List.of(trainable),
                new VaeTask(trainable),
                run,
                checkpoints())
            .run();
      }
    }
  }

  private TrainingPlan plan(Batches batches) {
    // If a schedule ends as planned, no earlier weights can be better.
    boolean keepsBest = heldOut.length > 0 && (!dependsOnLength() || recipe.fit().patience() > 0);
    return recipe.fit().plan(STAGE, batches.count(), keepsBest, false);
  }

  private boolean dependsOnLength() {
    return recipe.fit().schedule().dependsOnLength();
  }

  private Optional<Checkpoints> checkpoints() {
    return run.checkpoints().map(directory -> new Checkpoints(directory, interval, fingerprint()));
  }

  /**
   * Returns everything the weights depend on, except the number of epochs if the schedule ignores
   * it.
   */
  private Map<String, String> fingerprint() {
    Map<String, String> fingerprint = new LinkedHashMap<>();
    fingerprint.put("seed", Long.toString(run.seed()));
    VaeRecipe same = dependsOnLength() ? recipe : recipe.lasting(Integer.MAX_VALUE);
    fingerprint.put("settings", Fingerprint.of(same.toString()));
    fingerprint.put("samples", set.samples().sha256());
    fingerprint.put("shape", Fingerprint.of(shape.toString()));
    fingerprint.put(
        "classes",
        set.classes().map(found -> Fingerprint.of(found.labels().toArray())).orElse("none"));
    if (recipe.condition().by() == Condition.By.ATTRIBUTE) {
      fingerprint.put("groups", Fingerprint.of(recipe.conditions(set).orElseThrow().toArray()));
    }
    fingerprint.put("start", start.isEmpty() ? "drawn" : Fingerprint.of(start));
    if (mixing != null) {
      fingerprint.put("graph", Double.toString(mixing.weight()));
      fingerprint.put("agreed", mixing.agreed().sha256());
      fingerprint.put("mixture", Fingerprint.of(mixing.prior().start()));
    }
    return fingerprint;
  }

  /**
   * How well samples are modelled, in nats per sample; higher is better.
   *
   * @param elbo the evidence lower bound: −reconstruction − KL; without a posterior only the former
   * @param objective what training maximises: −reconstruction − β KL, with β after warm-up and
   *     without free bits; or, without a posterior, −reconstruction − weight · sparsity − weight ·
   *     contraction
   */
  private record Bound(double elbo, double objective) {}

  /** The training steps, and the held-out bound at the end of an epoch. */
  private final class VaeTask implements TrainingTask<VaeBatch> {
    private final TrainableNet trainable;

    VaeTask(TrainableNet trainable) {
      this.trainable = trainable;
    }

    @Override
    public List<String> measures() {
      return loss.terms(net.classes() > 0).stream().map(VaeLoss.Term::key).toList();
    }

    @Override
    public float[] step(VaeBatch batch, StepContext context) {
      Parameters trained = trainable.trained();
      if (recipe.architecture().dropout() > 0) {
        trained.engine().setRandomSeed((int) context.seed("vae/dropout"));
      }
      return trainable.step(
          context.share(), scope -> loss.of(scope, batch, beta(context), trained, true));
    }

    /** Returns the weight of the KL divergence at a step. */
    private double beta(StepContext context) {
      if (!(recipe.posterior() instanceof Posterior.Gaussian drawn)) {
        return 0;
      }
      double warmUp = (double) drawn.klWarmUp() * context.stepsPerEpoch();
      int number = context.step() + 1;
      return drawn.beta() * (number < warmUp ? number / warmUp : 1);
    }

    @Override
    public OptionalDouble evaluate(StepContext context, Map<String, Double> measured) {
      OptionalDouble watched = OptionalDouble.empty();
      if (heldOut.length > 0) {
        Bound bound = finite(bound(trainable.current(), heldOut), "the held-out bound");
        if (net.isStochastic()) {
          measured.put("elbo", bound.elbo);
        }
        measured.put("objective", bound.objective);
        watched = OptionalDouble.of(bound.objective);
      } else if (context.epoch() == recipe.fit().epochs() - 1) {
        int[] some = Arrays.copyOf(training, Math.min(recipe.fit().batchSize(), training.length));
        finite(bound(trainable.current(), some), "the bound on training samples");
      }
      measured.put("learning-rate", trainable.rate(context.share()));
      return watched;
    }

    private Bound finite(Bound bound, String name) {
      if (!Double.isFinite(bound.elbo) || !Double.isFinite(bound.objective)) {
        throw new Training.NotFiniteException(
            name, Double.isFinite(bound.elbo) ? bound.objective : bound.elbo);
      }
      return bound;
    }

    @Override
    public String advice() {
      return "lower decipher.model.fit.learning-rate (now " + recipe.fit().learningRate() + ")";
    }
  }

  /**
   * Returns the bound of samples without augmentation, dropout and gradients, with the same noise
   * each time.
   */
  private Bound bound(Parameters parameters, int[] of) {
    RandomGenerator same = run.random("vae/bound");
    double beta = recipe.posterior() instanceof Posterior.Gaussian drawn ? drawn.beta() : 0;
    double elbo = 0;
    double objective = 0;
    int size = Math.min(recipe.fit().batchSize(), training.length);
    for (int from = 0; from < of.length; from += size) {
      int[] members = Arrays.copyOfRange(of, from, Math.min(of.length, from + size));
      Binarization drawing = recipe.likelihood().binarization();
      long seed = run.seed("vae/held-out-draw");
      float[] targets = drawing.shown(set.samples(), members, seed);
      float[] views =
          net.shown().unequal() ? net.shown().rows(set.samples(), members, drawing, seed) : targets;
      float[] condition =
          net.conditions() == 0
              ? new float[0]
              : Batches.oneHot(recipe.conditions(set).orElseThrow(), members);
      float[] noise = Draws.normals(members.length * net.noise(), same);
      VaeBatch batch =
          VaeBatch.of(views, targets, noise, condition)
              .withSteps(
                  net.shown().observed(set.samples(), members),
                  Batches.forced(members.length, net.shown(), net.teacherForcing(), same));
      float[] values =
          Training.measure(parameters, scope -> loss.of(scope, batch, beta, parameters, false));
      elbo += loss.elbo(values) * members.length;
      objective += loss.objective(values) * members.length;
      run.cancellation().throwIfCancelled();
    }
    return new Bound(elbo / of.length, objective / of.length);
  }

  /**
   * Returns the frequency of each group on which the decoder is conditioned; empty without a
   * condition.
   */
  private float[] shares() {
    float[] shares = new float[net.conditions()];
    if (shares.length > 0) {
      Labels labels = recipe.conditions(set).orElseThrow();
      int members = labels.size() - labels.noise();
      int[] sizes = labels.sizes();
      for (int i = 0; i < shares.length; i++) {
        shares[i] = (float) sizes[i] / members;
      }
    }
    return shares;
  }

  /** Returns whether there is one normal distribution per class. */
  private boolean isOfClasses() {
    return recipe.prior() instanceof Prior.Classes || recipe.prior() instanceof Prior.Diffusion;
  }

  /** Trains the diffusion model of the latents, after everything else. */
  private Optional<LatentDiffusion> diffusion(Engine engine, Parameters kept) {
    if (!(recipe.prior() instanceof Prior.Diffusion diffusion)) {
      return Optional.empty();
    }
    // Closing this codec would close the weights, which are passed on to the one returned.
    @SuppressWarnings("resource")
    VaeCodec encoder = new VaeCodec(recipe, shape, net, kept);
    FloatMatrix latents =
        net.isStochastic()
            ? encoder.posteriorDraws(set.samples(), run)
            : encoder.encode(set.samples(), run);
    RunContext own =
        run.checkpoints()
            .map(directory -> run.withCheckpoints(directory.resolve(DIFFUSION)))
            .orElse(run);
    return Optional.of(
        new DiffusionTraining(diffusion, latents, set.classes().map(found -> found.labels()), own)
            .run(engine));
  }

  private LatentPrior prior(Parameters kept) {
    LatentPrior standard = LatentPrior.standard(recipe.latentSize());
    if (recipe.prior() instanceof Prior.Standard) {
      return standard;
    }
    // Closing this codec would close the weights, which are passed on to the one returned.
    @SuppressWarnings("resource")
    VaeCodec encoder = new VaeCodec(recipe, shape, net, kept);
    if (recipe.prior() instanceof Prior.Mixture mixture) {
      return GaussianMixture.fit(
          net.isStochastic()
              ? encoder.posteriorDraws(set.samples().select(training), run)
              : encoder.encode(set.samples().select(training), run),
          mixture,
          run);
    }
    FloatMatrix latents = encoder.encode(set.samples(), run);
    return isOfClasses() && set.classes().isPresent() && set.classes().get().labels().classes() > 0
        ? LatentPrior.fit(latents, set.classes().get().labels())
        : LatentPrior.fit(latents);
  }
}
