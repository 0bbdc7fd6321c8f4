package io.decipher.vae;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Checkpoints;
import io.decipher.djl.Draws;
import io.decipher.djl.Engines;
import io.decipher.djl.Fingerprint;
import io.decipher.djl.Lesson;
import io.decipher.djl.Moment;
import io.decipher.djl.Parameters;
import io.decipher.djl.Player;
import io.decipher.djl.Schedule;
import io.decipher.djl.Tensor;
import io.decipher.djl.TensorFile;
import io.decipher.djl.Tensors;
import io.decipher.djl.Training;
import io.decipher.djl.TrainingLoop;
import io.decipher.djl.TrainingPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One training of a variational autoencoder, from a recipe and samples to a trained value. */
final class VaeTraining {
  private static final String STAGE = "model";

  /** How far interpolation may leave a value outside of where its sources were. */
  private static final float ROUNDING = 1e-3f;

  private final Vae recipe;
  private final TrainingSet set;
  private final SampleType shape;
  private final RunContext run;
  private final VaeNet net;
  private final Map<String, Tensor> start;
  private final int[] training;
  private final int[] heldOut;
  private final @Nullable Mixing mixing;
  private Duration interval = Checkpoints.INTERVAL;

  /**
   * What a training under a mixture knows beside.
   *
   * @param prior what it begins with
   * @param agreed the logarithm of each class's probability by a sample and its neighbours, (n x
   *     classes)
   * @param weight of what contradicts them
   */
  record Mixing(LatentMixture prior, FloatMatrix agreed, double weight) {}

  private VaeTraining(
      Vae recipe,
      TrainingSet set,
      RunContext run,
      VaeNet net,
      Map<String, Tensor> start,
      int[] training,
      int[] heldOut,
      @Nullable Mixing mixing) {
    this.mixing = mixing;
    this.recipe = recipe;
    this.start = start;
    this.set = set;
    this.shape = set.type();
    this.run = run;
    this.net = net;
    this.training = training;
    this.heldOut = heldOut;
  }

  static VaeTraining of(Vae recipe, TrainingSet set, RunContext run) {
    return of(recipe, set, Map.of(), run);
  }

  /**
   * Prepares a training.
   *
   * @param start weights to begin from; those that are missing are drawn
   */
  static VaeTraining of(Vae recipe, TrainingSet set, Map<String, Tensor> start, RunContext run) {
    requireShape(recipe, set.type());
    requireValues(recipe, set.samples());
    VaeNet net =
        VaeNet.of(recipe, set.type(), recipe.headClasses(set), recipe.conditionClasses(set));
    int[] order = Draws.permutation(set.samples().count(), run.random("vae/held-out"));
    int held =
        recipe.validationShare() == 0
            ? 0
            : (int) Math.max(1, Math.round(recipe.validationShare() * order.length));
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
    return new VaeTraining(recipe, set, run, net, start, training, heldOut, null);
  }

  /** Returns this training, with a mixture that is learned in the place of the prior N(0, I). */
  VaeTraining under(Mixing with) {
    return new VaeTraining(
        recipe, set, run, net.under(with.prior()), start, training, heldOut, with);
  }

  static void requireShape(Vae recipe, SampleType shape) {
    if (recipe.crossView() && !(shape instanceof SampleType.Image)) {
      throw new DecipherException(
          "decipher.model.cross-view changes images, but a sample is "
              + shape
              + "; set decipher.model.cross-view = false");
    }
  }

  static void requireValues(Vae recipe, Samples samples) {
    boolean shares = recipe.likelihood() == Vae.Likelihood.BERNOULLI;
    IntStream.range(0, samples.count())
        .parallel()
        .filter(i -> !areAll(samples.row(i), shares))
        .findFirst() // of all, whichever thread is first
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

  /** Writes checkpoints more or less often than usual. */
  VaeTraining every(Duration time) {
    interval = time;
    return this;
  }

  TrainedVae run() {
    return run(recipe);
  }

  /**
   * Trains.
   *
   * @param told the recipe that the trained model is said to be of
   */
  TrainedVae run(Vae told) {
    Engine engine = Engines.open(recipe.engine());
    Parameters kept = new Parameters(engine);
    try {
      begin(kept);
      requireRoom(kept);
      learn(engine, kept);
      return mixing == null
          ? new TrainedVae(told, shape, net, kept, prior(kept), shares())
          : apart(told, engine, kept, mixing.prior());
    } catch (RuntimeException | Error e) {
      kept.close();
      throw e;
    }
  }

  /** Takes the mixture out of the weights, where it stood in training, and makes it the prior. */
  private TrainedVae apart(Vae told, Engine engine, Parameters kept, LatentMixture mixture) {
    VaeNet plain = VaeNet.of(recipe, shape, recipe.headClasses(set), recipe.conditionClasses(set));
    Parameters own = new Parameters(engine);
    plain.addTo(own, run.random("vae/weights")); // written over
    own.set(kept.toTensors());
    LatentPrior prior = mixture.toPrior(kept);
    kept.close();
    return new TrainedVae(told, shape, plain, own, prior, shares());
  }

  private void begin(Parameters parameters) {
    net.addTo(parameters, run.random("vae/weights"));
    if (!start.isEmpty()) {
      Map<String, Tensor> tensors = parameters.toTensors();
      tensors.putAll(start);
      parameters.set(tensors);
    }
  }

  /** Refuses before training what could not be saved after it. */
  private void requireRoom(Parameters kept) {
    long weights = kept.names().stream().mapToLong(name -> kept.get(name).size()).sum();
    long classes =
        recipe.prior() == Vae.Prior.CLASSES
            ? set.classes().map(found -> Math.max(1, found.labels().classes())).orElse(1)
            : recipe.prior() == Vae.Prior.MIXTURE ? recipe.mixture().components() : 1;
    long latents = recipe.latentSize();
    // Of each class its share, its mean and its factor; in all the shape and the number of classes.
    double prior = classes * (1.0 + latents + (double) latents * latents);
    double all = weights + prior + 4;
    if (all > TensorFile.MOST_VALUES) {
      throw new DecipherException(
          String.format(
              Locale.ROOT,
              "the model would have %.0f values, %d of the net and %.0f of the prior (classes x"
                  + " latent-size^2), but at most %d can be saved; lower decipher.model.channels,"
                  + " hidden or latent-size",
              all,
              weights,
              prior,
              TensorFile.MOST_VALUES));
    }
  }

  /** Trains a copy of {@code kept}, and leaves there what is to be kept. */
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
      try (Player player =
          Player.keeping(
              "vae",
              trained,
              kept,
              recipe.averaging(),
              recipe.learningRate(),
              recipe.optimizer())) {
        new TrainingLoop<>(
                plan(batches), batches, List.of(player), new VaeLesson(player), run, checkpoints())
            .run();
      }
    }
  }

  private TrainingPlan plan(Batches batches) {
    Schedule schedule =
        switch (recipe.schedule()) {
          case ONE_CYCLE -> Schedule.oneCycle();
          case COSINE -> Schedule.cosine(0);
          case PLATEAU, CONSTANT -> Schedule.constant();
        };
    // Where a schedule ends where it was meant to, no weights before may have been better.
    boolean keepsBest = heldOut.length > 0 && (!isOfLength() || recipe.patience() > 0);
    return new TrainingPlan(
        STAGE,
        recipe.epochs(),
        schedule.afterWarmUp((int) Math.round(recipe.warmUp() * batches.count())),
        recipe.schedule() == Vae.Schedule.PLATEAU ? recipe.plateau().factor() : 1,
        recipe.plateau().patience(),
        recipe.patience(),
        keepsBest,
        false);
  }

  /** Whether each step depends on how many epochs there are in all. */
  private boolean isOfLength() {
    return recipe.schedule() == Vae.Schedule.ONE_CYCLE || recipe.schedule() == Vae.Schedule.COSINE;
  }

  private Optional<Checkpoints> checkpoints() {
    return run.checkpoints().map(directory -> new Checkpoints(directory, interval, fingerprint()));
  }

  /** What all weights depend on; not the number of epochs where the first ones are the same. */
  private Map<String, String> fingerprint() {
    Map<String, String> fingerprint = new LinkedHashMap<>();
    fingerprint.put("seed", Long.toString(run.seed()));
    Vae same = isOfLength() ? recipe : recipe.lasting(Integer.MAX_VALUE);
    fingerprint.put("settings", Fingerprint.of(same.toString()));
    fingerprint.put("samples", set.samples().sha256());
    fingerprint.put("shape", Fingerprint.of(shape.toString()));
    fingerprint.put(
        "classes",
        set.classes().map(found -> Fingerprint.of(found.labels().toArray())).orElse("none"));
    fingerprint.put("start", start.isEmpty() ? "drawn" : Fingerprint.of(start));
    if (mixing != null) {
      fingerprint.put("graph", Double.toString(mixing.weight()));
      fingerprint.put("agreed", mixing.agreed().sha256());
      fingerprint.put("mixture", Fingerprint.of(mixing.prior().start()));
    }
    return fingerprint;
  }

  /**
   * How well samples are told, in nats a sample; more is better.
   *
   * @param elbo the evidence lower bound: −reconstruction − KL; without a posterior the former
   * @param objective what training makes greater: −reconstruction − β KL, β as it is after warm-up;
   *     without free bits; or, without a posterior, −reconstruction − weight · sparsity
   */
  private record Bound(double elbo, double objective) {}

  /** A step down the loss, and the held-out bound at an epoch's end. */
  private final class VaeLesson implements Lesson<Batches.Batch> {
    private final Player player;

    VaeLesson(Player player) {
      this.player = player;
    }

    @Override
    public List<String> measures() {
      List<String> terms = net.terms(net.classes() > 0);
      if (mixing != null) {
        terms.add("graph");
      }
      return terms;
    }

    @Override
    public float[] step(Batches.Batch batch, Moment moment) {
      Parameters trained = player.trained();
      if (recipe.dropout() > 0) {
        trained.engine().setRandomSeed((int) moment.seed("vae/dropout"));
      }
      return player.step(
          moment.share(),
          scope -> {
            NDArray views = Tensors.of(scope, batch.views(), shape);
            NDArray targets =
                batch.targets() == batch.views()
                    ? views
                    : Tensors.of(scope, batch.targets(), shape);
            NDArray noise = net.draws() ? matrix(scope, batch.noise(), recipe.latentSize()) : null;
            if (mixing != null) {
              return net.mixtureLoss(
                  views,
                  targets,
                  Objects.requireNonNull(noise),
                  beta(moment),
                  matrix(scope, batch.agreed(), mixing.agreed().columns()),
                  mixing.weight(),
                  trained);
            }
            NDArray classes =
                net.classes() > 0 ? matrix(scope, batch.classes(), net.classes()) : null;
            NDArray told = told(scope, batch.told());
            return net.loss(views, targets, noise, beta(moment), classes, told, trained, true);
          });
    }

    /** The weight of the KL divergence at a step. */
    private double beta(Moment moment) {
      double warmUp = (double) recipe.klWarmUp() * moment.stepsPerEpoch();
      int number = moment.step() + 1;
      return recipe.beta() * (number < warmUp ? number / warmUp : 1);
    }

    @Override
    public OptionalDouble evaluate(Moment moment, Map<String, Double> measured) {
      OptionalDouble watched = OptionalDouble.empty();
      if (heldOut.length > 0) {
        Bound bound = finite(bound(player.current(), heldOut), "the held-out bound");
        if (net.draws()) {
          measured.put("elbo", bound.elbo);
        }
        measured.put("objective", bound.objective);
        watched = OptionalDouble.of(bound.objective);
      } else if (moment.epoch() == recipe.epochs() - 1) {
        int[] some = Arrays.copyOf(training, Math.min(recipe.batchSize(), training.length));
        finite(bound(player.current(), some), "the bound on training samples");
      }
      measured.put("learning-rate", player.rate(moment.share()));
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
      return "lower decipher.model.learning-rate (now " + recipe.learningRate() + ")";
    }
  }

  /** The bound of some samples, without views, dropout and gradients, by the same noise always. */
  private Bound bound(Parameters parameters, int[] of) {
    RandomGenerator same = run.random("vae/bound");
    double elbo = 0;
    double objective = 0;
    int size = Math.min(recipe.batchSize(), training.length);
    for (int from = 0; from < of.length; from += size) {
      int[] members = Arrays.copyOfRange(of, from, Math.min(of.length, from + size));
      float[] samples =
          recipe.binarization().shown(set.samples(), members, run.seed("vae/held-out-draw"));
      float[] told =
          net.conditions() == 0
              ? new float[0]
              : Batches.told(set.classes().orElseThrow().labels(), members);
      float[] noise =
          net.draws() ? Batches.normals(members.length * recipe.latentSize(), same) : new float[0];
      float[] values =
          Training.measure(
              parameters,
              scope -> {
                NDArray x = Tensors.of(scope, samples, shape);
                return net.loss(
                    x,
                    x,
                    net.draws() ? matrix(scope, noise, recipe.latentSize()) : null,
                    recipe.beta(),
                    null,
                    told(scope, told),
                    parameters,
                    false);
              });
      elbo -= (values[1] + (net.draws() ? (double) values[2] : 0)) * members.length;
      objective -= net.cost(values) * members.length;
      run.cancellation().throwIfCancelled();
    }
    return new Bound(elbo / of.length, objective / of.length);
  }

  private static NDArray matrix(NDManager scope, float[] values, int columns) {
    return Tensors.create(scope, values, new Shape(values.length / columns, columns));
  }

  /** What the decoder is told, (b x conditions); nothing if it is told of no classes. */
  private @Nullable NDArray told(NDManager scope, float[] told) {
    int conditions = net.conditions();
    return conditions == 0
        ? null
        : Tensors.create(scope, told, new Shape(told.length / conditions, conditions));
  }

  /** How often each class that the decoder is told of occurs; none if it is told of none. */
  private float[] shares() {
    float[] shares = new float[net.conditions()];
    if (shares.length > 0) {
      Labels labels = set.classes().orElseThrow().labels();
      int members = labels.size() - labels.noise();
      int[] sizes = labels.sizes();
      for (int i = 0; i < shares.length; i++) {
        shares[i] = (float) sizes[i] / members;
      }
    }
    return shares;
  }

  private LatentPrior prior(Parameters kept) {
    LatentPrior standard = LatentPrior.standard(recipe.latentSize());
    if (recipe.prior() == Vae.Prior.STANDARD) {
      return standard;
    }
    // Closing this value would close the weights, which go on to the one that is returned.
    @SuppressWarnings("resource")
    TrainedVae encoder = new TrainedVae(recipe, shape, net, kept, standard, shares());
    if (recipe.prior() == Vae.Prior.MIXTURE) {
      return GaussianMixture.fit(
          net.draws()
              ? encoder.posteriorDraws(set.samples().select(training), run)
              : encoder.encode(set.samples().select(training), run),
          recipe.mixture(),
          run);
    }
    FloatMatrix latents = encoder.encode(set.samples(), run);
    return recipe.prior() == Vae.Prior.CLASSES
            && set.classes().isPresent()
            && set.classes().get().labels().classes() > 0
        ? LatentPrior.fit(latents, set.classes().get().labels())
        : LatentPrior.fit(latents);
  }
}
