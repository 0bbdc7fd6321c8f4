// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.djl.Tensor;
import io.decipher.djl.optim.ImprovementWatch;
import io.decipher.djl.store.Checkpoint;
import io.decipher.djl.store.Checkpoints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: epochs and batches, from the start or from a checkpoint to the weights to
 * keep.
 *
 * <p>Batches are prepared on a separate thread. Every step is reported and can be cancelled. A
 * value that is not finite ends training, at most one batch after it occurred, and never gets into
 * a checkpoint or into the weights to keep; the same applies to an epoch that the task considers
 * diverged. Training then ends with an error or, if the plan says so, with a warning and the best
 * weights so far.
 *
 * <p>With checkpoints, a training whose process ended continues from the last one, and ends with
 * the same weights, bit by bit: a checkpoint contains weights, buffers, the optimizers' moments and
 * steps, averages, the best weights, the state of plateau and patience, and the metrics so far,
 * which are reported again. Batches are determined by their index, and random numbers by the seed
 * and the step. A checkpoint is written at the end of each epoch, and within an epoch at the end of
 * a step once the interval of {@link Checkpoints} has passed; this does not affect results.
 *
 * <p>Reproducibility bit by bit requires the same engine and version, the same kind of processor
 * and the same number of threads, since engines choose kernels by processor and split sums by
 * thread. Otherwise a training can be continued as well, with slightly different results.
 *
 * <p>A training of N epochs with a schedule that does not depend on their number can be continued
 * to 2N as if it had been one of 2N, since the state after N is the same for both.
 *
 * @param <B> a batch
 */
public final class TrainingLoop<B> {
  private static final String WATCH = "watch.";

  private final TrainingPlan plan;
  private final BatchSource<B> batches;
  private final List<TrainableNet> nets;
  private final TrainingTask<B> task;
  private final RunContext run;
  private final @Nullable Checkpoints checkpoints;
  private final int count;
  private final int steps;
  private final ImprovementWatch watch;
  private final double[] sums;
  private final List<EpochMetrics> done = new ArrayList<>();
  private int step;
  private double secondsBefore;
  private long epochStart;

  /**
   * Prepares a training.
   *
   * @param nets all networks; the loop closes none of them
   * @param checkpoints the checkpoints; empty if none are kept
   */
  public TrainingLoop(
      TrainingPlan plan,
      BatchSource<B> batches,
      List<TrainableNet> nets,
      TrainingTask<B> task,
      RunContext run,
      Optional<Checkpoints> checkpoints) {
    this.plan = plan;
    this.batches = batches;
    this.nets = List.copyOf(nets);
    this.task = task;
    this.run = run;
    this.checkpoints = checkpoints.orElse(null);
    this.count = batches.count();
    this.steps = steps(count, plan.epochs());
    this.watch = new ImprovementWatch(plan.plateauFactor(), plan.plateauPatience());
    this.sums = new double[task.measures().size()];
    if (nets.stream().map(TrainableNet::name).distinct().count() < nets.size()) {
      throw new IllegalArgumentException("two nets have the same name");
    }
  }

  private static int steps(int count, int epochs) {
    long steps = (long) count * epochs;
    if (steps > Integer.MAX_VALUE) {
      throw new DecipherException(
          epochs
              + " epochs of "
              + count
              + " steps are more than the "
              + Integer.MAX_VALUE
              + " steps that a training can have; lower epochs");
    }
    return (int) steps;
  }

  /**
   * Trains to the end, and stores the weights to keep in each network's kept parameters.
   *
   * @throws DecipherException if training diverged and nothing was kept, a checkpoint cannot be
   *     written, or existing ones cannot be used
   * @throws java.util.concurrent.CancellationException if the run was cancelled
   */
  public void run() {
    resume();
    try {
      learn();
    } catch (DivergedException e) {
      if (!plan.salvages() || watch.state().best() == Double.NEGATIVE_INFINITY) {
        throw e;
      }
      run.warn(
          String.format(
              Locale.ROOT,
              "%s. Training ends there, and the weights of epoch %d, the best so far, are kept",
              e.getMessage(),
              done.size() - watch.since()));
    }
    nets.forEach(TrainableNet::finish);
  }

  private void learn() {
    try (Prefetch<B> prefetch = new Prefetch<>(batches, step, steps)) {
      while (step < steps && !isOver()) {
        epoch(prefetch);
      }
    }
    try {
      nets.forEach(TrainableNet::requireFinite);
    } catch (Training.NotFiniteException e) {
      throw notFinite(e, "after", step);
    }
  }

  /** Thrown when a value is not finite, or when the task considers training diverged. */
  private static final class DivergedException extends DecipherException {
    private static final long serialVersionUID = 1L;

    DivergedException(String message) {
      super(message);
    }

    DivergedException(String message, Training.NotFiniteException cause) {
      super(message, cause);
    }
  }

  private boolean isOver() {
    return step % count == 0 && plan.patience() > 0 && watch.since() >= plan.patience();
  }

  private void epoch(Prefetch<B> prefetch) {
    epochStart = System.nanoTime();
    int epoch = step / count;
    StepContext context;
    do {
      context = context(epoch);
      step(prefetch.next(), context);
      step++;
      report(epoch);
      if (step % count != 0 && checkpoints != null && checkpoints.isDue()) {
        save();
      }
    } while (step % count != 0);

    Map<String, Double> measured = new LinkedHashMap<>();
    for (int i = 0; i < sums.length; i++) {
      measured.put(task.measures().get(i), sums[i] / count);
    }
    OptionalDouble watched = evaluate(context, measured);
    done.add(new EpochMetrics(plan.stage(), epoch + 1, plan.epochs(), seconds(), measured));
    double best = watch.state().best();
    if (watched.isPresent() && task.hasDiverged(best, watched.getAsDouble())) {
      run.epoch(done.get(epoch));
      // Without a checkpoint, so that a resumed process gets here again, and ends in the same way.
      throw new DivergedException(
          String.format(
              Locale.ROOT, "training has diverged in epoch %d; %s", epoch + 1, task.advice()));
    }
    Arrays.fill(sums, 0);
    secondsBefore = 0;
    epochStart = System.nanoTime();
    if (checkpoints != null) {
      save();
    }
    run.epoch(done.get(epoch));
  }

  private StepContext context(int epoch) {
    double share = plan.schedule().share(step, steps) * watch.share();
    return new StepContext(epoch, step, count, share, run);
  }

  private void step(B batch, StepContext context) {
    try {
      float[] values = task.step(batch, context);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += values[i];
      }
      nets.forEach(TrainableNet::average);
    } catch (Training.NotFiniteException e) {
      throw notFinite(e, "at", step + 1);
    }
  }

  private OptionalDouble evaluate(StepContext context, Map<String, Double> measured) {
    OptionalDouble watched;
    try {
      watched = task.evaluate(context, measured);
    } catch (Training.NotFiniteException e) {
      throw notFinite(e, "after", step);
    }
    if (watched.isPresent() && watch.next(watched.getAsDouble()) && plan.keepsBest()) {
      nets.forEach(TrainableNet::keepBest);
    }
    return watched;
  }

  private DivergedException notFinite(Training.NotFiniteException e, String when, int number) {
    return new DivergedException(
        String.format(
            Locale.ROOT,
            "%s %s step %d (epoch %d); %s",
            e.getMessage(),
            when,
            number,
            (number - 1) / count + 1,
            task.advice()),
        e);
  }

  private void report(int epoch) {
    int batch = step - epoch * count;
    double[] means = new double[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = sums[i] / batch;
    }
    run.step(
        new Progress(
            plan.stage(),
            (double) step / steps,
            String.format(
                Locale.ROOT,
                "epoch %d of %d, %s",
                epoch + 1,
                plan.epochs(),
                task.describe(means))));
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - epochStart) / 1e9;
  }

  private void save() {
    if (checkpoints == null) {
      return;
    }
    Map<String, String> values = new LinkedHashMap<>();
    values.put("step", Integer.toString(step));
    values.put("steps-per-epoch", Integer.toString(count));
    values.put("seconds", Double.toString(step % count == 0 ? 0 : seconds()));
    for (int i = 0; i < sums.length; i++) {
      values.put("sum." + task.measures().get(i), Double.toString(sums[i]));
    }
    ImprovementWatch.State heard = watch.state();
    values.put(WATCH + "best", Double.toString(heard.best()));
    values.put(WATCH + "since", Integer.toString(heard.since()));
    values.put(WATCH + "since-cut", Integer.toString(heard.sinceCut()));
    values.put(WATCH + "share", Double.toString(heard.share()));
    for (EpochMetrics epoch : done) {
      String prefix = "epoch." + epoch.epoch() + ".";
      values.put(prefix + "seconds", Double.toString(epoch.seconds()));
      epoch
          .values()
          .forEach((name, value) -> values.put(prefix + "value." + name, Double.toString(value)));
    }
    Map<String, Supplier<Tensor>> tensors = new LinkedHashMap<>();
    nets.forEach(net -> net.save(values, tensors));
    try {
      checkpoints.write(step, values, tensors);
    } catch (Training.NotFiniteException e) {
      throw notFinite(e, "after", step);
    }
  }

  private void resume() {
    if (checkpoints == null) {
      return;
    }
    Optional<Checkpoint> latest =
        checkpoints.latest(refused -> run.step(new Progress(plan.stage(), 0, refused)));
    if (latest.isEmpty()) {
      return;
    }
    Checkpoint checkpoint = latest.get();
    try {
      restore(checkpoint);
    } catch (IllegalArgumentException e) {
      throw new DecipherException(
          checkpoint.directory()
              + ": does not fit this training: "
              + e.getMessage()
              + "; delete "
              + checkpoint.directory().getParent()
              + " to start anew",
          e);
    }
    done.forEach(run::epoch);
  }

  private void restore(Checkpoint checkpoint) {
    int perEpoch = checkpoint.integer("steps-per-epoch");
    int at = checkpoint.integer("step");
    if (perEpoch != count || at < 0 || at > steps) {
      throw new IllegalArgumentException(
          "it is at step "
              + at
              + " with "
              + perEpoch
              + " steps an epoch, but there are "
              + steps
              + " steps, "
              + count
              + " an epoch");
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] = checkpoint.number("sum." + task.measures().get(i));
    }
    watch.restore(
        new ImprovementWatch.State(
            checkpoint.number(WATCH + "best"),
            checkpoint.integer(WATCH + "since"),
            checkpoint.integer(WATCH + "since-cut"),
            checkpoint.number(WATCH + "share")));
    for (int epoch = 1; epoch <= at / count; epoch++) {
      String prefix = "epoch." + epoch + ".";
      Map<String, Double> values = new LinkedHashMap<>();
      for (String name : checkpoint.names(prefix + "value.")) {
        values.put(name, checkpoint.number(prefix + "value." + name));
      }
      done.add(
          new EpochMetrics(
              plan.stage(), epoch, plan.epochs(), checkpoint.number(prefix + "seconds"), values));
    }
    nets.forEach(net -> net.restore(checkpoint));
    secondsBefore = checkpoint.number("seconds");
    step = at;
  }
}
