package io.decipher.vae;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Adam;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Plateau;
import io.decipher.djl.Schedule;
import io.decipher.djl.Tensor;
import io.decipher.djl.TensorFile;
import io.decipher.djl.Tensors;
import io.decipher.djl.Training;
import io.decipher.djl.WeightAverage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One training of a variational autoencoder, from a recipe and samples to a trained value. */
final class VaeTraining {
  private static final String STAGE = "model";

  /** How far interpolation may leave a value outside of where its sources were. */
  private static final float ROUNDING = 1e-3f;

  private final Vae recipe;
  private final TrainingSet set;
  private final SampleShape shape;
  private final RunContext run;
  private final VaeNet net;
  private final Map<String, Tensor> start;
  private final int[] training;
  private final int[] heldOut;

  private VaeTraining(
      Vae recipe,
      TrainingSet set,
      RunContext run,
      VaeNet net,
      Map<String, Tensor> start,
      int[] training,
      int[] heldOut) {
    this.recipe = recipe;
    this.start = start;
    this.set = set;
    this.shape = set.shape();
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
    requireShape(recipe, set.shape());
    requireValues(recipe, set.samples());
    VaeNet net = VaeNet.of(recipe, set.shape(), recipe.headClasses(set));
    int[] order = order(set.samples().rows(), run.random("vae/held-out"));
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
    return new VaeTraining(recipe, set, run, net, start, training, heldOut);
  }

  static void requireShape(Vae recipe, SampleShape shape) {
    if (recipe.crossView() && !shape.isImage()) {
      throw new DecipherException(
          "decipher.model.cross-view changes images, but a sample is "
              + shape
              + "; set decipher.model.cross-view = false");
    }
  }

  static void requireValues(Vae recipe, FloatMatrix samples) {
    boolean shares = recipe.likelihood() == Vae.Likelihood.BERNOULLI;
    float[] row = new float[samples.columns()];
    for (int i = 0; i < samples.rows(); i++) {
      samples.copyRows(i, 1, row, 0);
      for (float value : row) {
        if (!Float.isFinite(value) || (shares && !(value >= -ROUNDING && value <= 1 + ROUNDING))) {
          throw new DecipherException(
              "sample "
                  + i
                  + " has the value "
                  + value
                  + (shares
                      ? "; the likelihood bernoulli needs values in [0, 1]: scale the samples, or"
                          + " set decipher.model.likelihood = gaussian"
                      : "; a model can learn from finite values only"));
        }
      }
    }
  }

  private static int[] order(int count, RandomGenerator random) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
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
      return new TrainedVae(told, shape, net, kept, prior(kept));
    } catch (RuntimeException | Error e) {
      kept.close();
      throw e;
    }
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
    if (recipe.dropout() > 0) {
      engine.setRandomSeed((int) run.seed("vae/dropout")); // the engine draws what is dropped
    }
    Batches batches =
        new Batches(
            recipe,
            set,
            recipe.headClasses(set),
            training,
            run.seed("vae/shuffle"),
            run.seed("vae/views"),
            run.seed("vae/binarization"));
    try (Parameters trained = new Parameters(engine);
        Producer producer = new Producer(batches)) {
      begin(trained);
      try (Adam adam = new Adam(trained, recipe.weightDecay())) {
        new Epochs(batches, producer, trained, kept, adam).all();
      }
    }
  }

  /**
   * How well samples are told, in nats a sample; more is better.
   *
   * @param elbo the evidence lower bound: −reconstruction − KL
   * @param objective what training makes greater: −reconstruction − β KL, β as it is after warm-up;
   *     without free bits
   */
  private record Bound(double elbo, double objective) {}

  /** The state of training between steps. */
  private final class Epochs {
    private final Batches batches;
    private final Producer producer;
    private final Parameters trained;
    private final Parameters kept;
    private final Adam adam;
    private final @Nullable WeightAverage average;
    private final RandomGenerator noise = run.random("vae/noise");
    private final Schedule schedule =
        recipe.schedule() == Vae.Schedule.ONE_CYCLE ? Schedule.oneCycle() : Schedule.constant();
    private final Plateau watch =
        new Plateau(
            recipe.schedule() == Vae.Schedule.PLATEAU ? recipe.plateau().factor() : 1,
            recipe.plateau().patience());
    private @Nullable Map<String, Tensor> best;
    private int step;
    private double rate;

    Epochs(Batches batches, Producer producer, Parameters trained, Parameters kept, Adam adam) {
      this.batches = batches;
      this.producer = producer;
      this.trained = trained;
      this.kept = kept;
      this.adam = adam;
      this.average =
          recipe.averaging() > 0 ? new WeightAverage(trained, kept, recipe.averaging()) : null;
    }

    void all() {
      // One cycle ends where it was meant to; any other schedule may have been better before.
      boolean keepsBest =
          heldOut.length > 0
              && (recipe.schedule() != Vae.Schedule.ONE_CYCLE || recipe.patience() > 0);
      for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
        long start = System.nanoTime();
        Map<String, Double> measured = epoch(epoch);
        if (heldOut.length > 0) {
          Parameters current = average == null ? trained : kept;
          Bound bound = bound(current, heldOut);
          requireFinite(bound, "the held-out bound", epoch);
          measured.put("elbo", bound.elbo);
          measured.put("objective", bound.objective);
          if (watch.next(bound.objective) && keepsBest) {
            best = current.toTensors();
          }
        }
        measured.put("learning-rate", rate);
        run.epoch(new EpochMetrics(STAGE, epoch, (System.nanoTime() - start) / 1e9, measured));
        if (recipe.patience() > 0 && watch.since() >= recipe.patience()) {
          break;
        }
      }
      if (best != null) {
        kept.set(best);
      } else if (average == null) {
        kept.set(trained.toTensors());
      }
      if (heldOut.length == 0) {
        int[] some = Arrays.copyOf(training, batches.size());
        requireFinite(bound(kept, some), "the bound on training samples", recipe.epochs());
      }
    }

    private void requireFinite(Bound bound, String name, int epoch) {
      if (!Double.isFinite(bound.elbo) || !Double.isFinite(bound.objective)) {
        throw new DecipherException(
            name
                + " is "
                + (Double.isFinite(bound.elbo) ? bound.objective : bound.elbo)
                + " after step "
                + step
                + " (epoch "
                + epoch
                + ")"
                + lowerRate());
      }
    }

    private Map<String, Double> epoch(int epoch) {
      int count = batches.count();
      int steps = count * recipe.epochs();
      double[] sums = new double[net.classes() > 0 ? 4 : 3];
      for (int batch = 0; batch < count; batch++) {
        rate = recipe.learningRate() * schedule.share(step, steps) * watch.share();
        step++;
        float[] values = step(epoch, producer.next());
        for (int i = 0; i < sums.length; i++) {
          sums[i] += values[i];
        }
        if (average != null) {
          average.update();
        }
        run.step(
            new Progress(
                STAGE,
                (double) step / steps,
                String.format(
                    Locale.ROOT,
                    "epoch %d of %d, loss %.1f",
                    epoch,
                    recipe.epochs(),
                    sums[0] / (batch + 1))));
      }
      Map<String, Double> measured = new LinkedHashMap<>();
      measured.put("loss", sums[0] / count);
      measured.put("reconstruction", sums[1] / count);
      measured.put("kl", sums[2] / count);
      if (net.classes() > 0) {
        measured.put("cross-entropy", sums[3] / count);
      }
      return measured;
    }

    private float[] step(int epoch, Batches.Batch batch) {
      try {
        return Training.step(
            trained,
            adam,
            rate,
            scope -> {
              NDArray views = Tensors.of(scope, batch.views(), shape);
              NDArray targets =
                  batch.targets() == batch.views()
                      ? views
                      : Tensors.of(scope, batch.targets(), shape);
              NDArray classes =
                  net.classes() > 0
                      ? scope.create(
                          batch.classes(),
                          new Shape(batches.size(), batch.classes().length / batches.size()))
                      : null;
              return net.loss(
                  views,
                  targets,
                  normal(scope, batches.size(), noise),
                  beta(),
                  classes,
                  trained,
                  true);
            });
      } catch (Training.NotFiniteException e) {
        throw new DecipherException(
            e.getMessage() + " at step " + step + " (epoch " + epoch + ")" + lowerRate(), e);
      }
    }

    private String lowerRate() {
      return "; lower decipher.model.learning-rate (now " + recipe.learningRate() + ")";
    }

    /** The weight of the KL divergence at this step. */
    private double beta() {
      double warmUp = (double) recipe.klWarmUp() * batches.count();
      return recipe.beta() * (step < warmUp ? step / warmUp : 1);
    }

    /**
     * The bound of some samples, without views, dropout and gradients, by the same noise always.
     */
    private Bound bound(Parameters parameters, int[] of) {
      RandomGenerator same = run.random("vae/bound");
      double elbo = 0;
      double objective = 0;
      for (int from = 0; from < of.length; from += batches.size()) {
        int[] members = Arrays.copyOfRange(of, from, Math.min(of.length, from + batches.size()));
        float[] samples =
            recipe.binarization().shown(set.samples(), members, run.seed("vae/held-out-draw"));
        float[] values =
            Training.measure(
                parameters,
                scope -> {
                  NDArray x = Tensors.of(scope, samples, shape);
                  return net.loss(
                      x,
                      x,
                      normal(scope, members.length, same),
                      recipe.beta(),
                      null,
                      parameters,
                      false);
                });
        elbo -= ((double) values[1] + values[2]) * members.length;
        objective -= (values[1] + recipe.beta() * values[2]) * members.length;
        run.cancellation().throwIfCancelled();
      }
      return new Bound(elbo / of.length, objective / of.length);
    }
  }

  private NDArray normal(NDManager scope, int count, RandomGenerator random) {
    float[] values = new float[count * recipe.latentSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return scope.create(values, new Shape(count, recipe.latentSize()));
  }

  private LatentPrior prior(Parameters kept) {
    LatentPrior standard = LatentPrior.standard(recipe.latentSize());
    if (recipe.prior() == Vae.Prior.STANDARD) {
      return standard;
    }
    // Closing this value would close the weights, which go on to the one that is returned.
    @SuppressWarnings("resource")
    TrainedVae encoder = new TrainedVae(recipe, shape, net, kept, standard);
    if (recipe.prior() == Vae.Prior.MIXTURE) {
      return GaussianMixture.fit(
          encoder.posteriorDraws(set.samples().select(training), run), recipe.mixture(), run);
    }
    FloatMatrix latents = encoder.encode(set.samples(), run);
    return recipe.prior() == Vae.Prior.CLASSES
            && set.classes().isPresent()
            && set.classes().get().labels().classes() > 0
        ? LatentPrior.fit(latents, set.classes().get().labels())
        : LatentPrior.fit(latents);
  }

  /** Makes each batch on a thread of its own while the one before it is learned from. */
  private static final class Producer implements AutoCloseable {
    private final Batches batches;
    private final ExecutorService thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "decipher-vae-batches");
              thread.setDaemon(true);
              return thread;
            });
    private int next;
    private Future<Batches.Batch> coming;

    Producer(Batches batches) {
      this.batches = batches;
      this.coming = prepare();
    }

    private Future<Batches.Batch> prepare() {
      int epoch = next / batches.count();
      int batch = next % batches.count();
      next++;
      return thread.submit(() -> batches.get(epoch, batch));
    }

    Batches.Batch next() {
      try {
        Batches.Batch batch = coming.get();
        coming = prepare();
        return batch;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("the run was interrupted");
      } catch (ExecutionException e) {
        throw new IllegalStateException("a batch could not be made", e.getCause());
      }
    }

    @Override
    public void close() {
      thread.shutdownNow();
    }
  }
}
