// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.djl.Engines;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.Tensors;
import io.decipher.djl.TestEngine;
import io.decipher.djl.layer.BatchNormalization;
import io.decipher.djl.layer.Layer;
import io.decipher.djl.layer.Linear;
import io.decipher.djl.optim.Optimization;
import io.decipher.djl.optim.Optimization.Algorithm;
import io.decipher.djl.optim.Schedule;
import io.decipher.djl.store.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingLoopTest {
  private static final int SIZE = 8;

  /** What a training of two nets is made of, and what it left. */
  private static final class Trial {
    Algorithm algorithm = Algorithm.ADAMW;
    Schedule schedule = Schedule.constant();
    double averaging = 0.9;
    double plateauFactor = 0.5;
    int epochs = 4;
    int patience;
    boolean keepsBest = true;
    boolean salvages;
    int spoiltFrom = Integer.MAX_VALUE;
    int divergesIn = Integer.MAX_VALUE;
    int batches = 5;
    Optional<Checkpoints> checkpoints = Optional.empty();
    int cancelledAt = Integer.MAX_VALUE;
    int brokenBatch = Integer.MAX_VALUE;
    double learningRate = 0.02;
    double spoilt = 1;
    final List<Progress> steps = new ArrayList<>();
    final List<EpochMetrics> metrics = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final List<Double> shares = new ArrayList<>();
    Map<String, Tensor> kept = Map.of();
    Map<String, Tensor> judge = Map.of();

    /** Trains to the end, or until it is cancelled. */
    Trial run() {
      CancellationToken token = new CancellationToken();
      ProgressListener listener =
          new ProgressListener() {
            @Override
            public void progress(Progress progress) {
              steps.add(progress);
              if (steps.size() >= cancelledAt) {
                token.cancel();
              }
            }

            @Override
            public void epoch(EpochMetrics told) {
              metrics.add(told);
            }

            @Override
            public void warning(String text) {
              warnings.add(text);
            }
          };
      RunContext run = RunContext.of(3, listener, token);
      Parameters net = new Parameters(Engines.open(TestEngine.NAME));
      Parameters average = new Parameters(net.engine());
      Parameters judge = new Parameters(net.engine());
      try (net;
          average;
          judge) {
        layers(true).addTo(net, run.random("net"));
        layers(true).addTo(average, run.random("net"));
        new Linear("judge", 3, 1, true).addTo(judge, run.random("judge"));
        Optimization recipe =
            new Optimization(
                algorithm, 0.9, 0.999, 1e-8, algorithm == Algorithm.SGD ? 0.9 : 0, 1e-3, 5);
        try (TrainableNet first =
                TrainableNet.keeping("net", net, average, averaging, learningRate, recipe);
            TrainableNet second =
                TrainableNet.of(
                    "judge",
                    judge,
                    learningRate,
                    new Optimization(Algorithm.RMSPROP, 0, 0.9, 1e-8, 0.5, 0, 0))) {
          new TrainingLoop<>(
                  new TrainingPlan(
                      "toy", epochs, schedule, plateauFactor, 1, patience, keepsBest, salvages),
                  source(run),
                  List.of(first, second),
                  new Game(first, second),
                  run,
                  checkpoints)
              .run();
        } finally {
          this.kept = average.toTensors();
          this.judge = judge.toTensors();
        }
      }
      return this;
    }

    private BatchSource<float[]> source(RunContext run) {
      return new BatchSource<>() {
        @Override
        public int count() {
          return batches;
        }

        @Override
        public float[] get(int epoch, int batch) {
          if (epoch * batches + batch >= brokenBatch) {
            throw new DecipherException("this batch is broken");
          }
          SplittableRandom random = new SplittableRandom(run.seed(epoch + "/" + batch));
          float[] values = new float[SIZE * 6];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
          }
          return values;
        }
      };
    }

    private static Layer layers(boolean dropout) {
      return Layer.chain(
          List.of(
              new Linear("in", 6, 16, false),
              new BatchNormalization("norm", 16),
              Layer.leaky(0.1),
              Layer.dropout(dropout ? 0.3 : 0),
              new Linear("out", 16, 3, true)));
    }

    /** A net learns a fixed map, and a judge learns what the net says. */
    private final class Game implements TrainingTask<float[]> {
      private final TrainableNet net;
      private final TrainableNet judge;

      Game(TrainableNet net, TrainableNet judge) {
        this.net = net;
        this.judge = judge;
      }

      @Override
      public List<String> measures() {
        return List.of("loss", "doubt");
      }

      @Override
      public float[] step(float[] batch, StepContext context) {
        shares.add(context.share());
        net.trained().engine().setRandomSeed((int) context.seed("dropout"));
        float[] loss =
            net.step(
                context.share(),
                scope -> {
                  NDArray x = Tensors.create(scope, batch, new Shape(SIZE, 6));
                  NDArray noise = Tensors.create(scope, noise(context), new Shape(SIZE, 3));
                  NDArray y = layers(true).forward(x, net.trained(), true).add(noise);
                  NDArray opinion = judgement(y, true);
                  NDArray distance = y.sub(x.square().matMul(target(scope))).square().mean();
                  NDArray charged = distance.add(Tensors.mul(opinion.square().mean(), 0.01f));
                  double factor = context.step() < spoiltFrom ? spoilt : Double.NaN;
                  return new NDList(Tensors.mul(charged, (float) factor));
                });
        float[] doubt =
            judge.step(
                context.share(),
                scope -> {
                  NDArray x = Tensors.create(scope, batch, new Shape(SIZE, 6));
                  NDArray y = x.matMul(target(scope)).stopGradient();
                  return new NDList(judgement(y, true).sub(1f).square().mean());
                });
        return new float[] {loss[0], doubt[0]};
      }

      private NDArray judgement(NDArray y, boolean training) {
        return new Linear("judge", 3, 1, true).forward(y, judge.trained(), training);
      }

      private NDArray target(NDManager scope) {
        float[] values = new float[18];
        for (int i = 0; i < values.length; i++) {
          values[i] = (i * 7 % 5 - 2) / 5f;
        }
        return Tensors.create(scope, values, new Shape(6, 3));
      }

      private float[] noise(StepContext context) {
        var random = context.random("noise");
        float[] noise = new float[SIZE * 3];
        for (int i = 0; i < noise.length; i++) {
          noise[i] = 0.1f * (float) random.nextGaussian();
        }
        return noise;
      }

      @Override
      public OptionalDouble evaluate(StepContext context, Map<String, Double> measured) {
        float[] weights = net.current().toTensors().get("in.weight").toArray();
        double sum = 0;
        for (float weight : weights) {
          sum += Math.sin(40 * weight); // goes up and down, so that it has bests and plateaus
        }
        measured.put("watched", sum);
        return OptionalDouble.of(sum);
      }

      @Override
      public boolean hasDiverged(double best, double latest) {
        return metrics.size() + 1 >= divergesIn;
      }

      @Override
      public String advice() {
        return "lower the rate";
      }
    }

    List<Map<String, Double>> values() {
      return metrics.stream().map(EpochMetrics::values).toList();
    }

    private Checkpoints in(Path directory, Duration interval) {
      return new Checkpoints(directory, interval, Map.of("seed", "3"));
    }
  }

  @TempDir Path directory;

  @Nested
  class A_training_that_was_interrupted {
    private void goesOn(java.util.function.Supplier<Trial> trials, long seed) {
      Trial whole = trials.get().run();
      SplittableRandom random = new SplittableRandom(seed);
      for (int attempt = 0; attempt < 2; attempt++) {
        Path own = directory.resolve("run-" + attempt);
        Duration interval = attempt == 0 ? Duration.ofDays(1) : Duration.ZERO;
        Trial last;
        int interruptions = 0;
        do {
          last = trials.get();
          last.checkpoints = Optional.of(last.in(own, interval));
          // Without checkpoints inside of an epoch it must get to the end of one.
          last.cancelledAt =
              interruptions++ < 4 ? 1 + random.nextInt(attempt == 0 ? 13 : 6) : 1 << 30;
          try {
            last.run();
          } catch (CancellationException e) {
            continue;
          }
          break;
        } while (true);
        assertThat(last.kept).isEqualTo(whole.kept);
        assertThat(last.judge).isEqualTo(whole.judge);
        assertThat(last.values()).isEqualTo(whole.values());
        assertThat(interruptions).isGreaterThan(1);
      }
    }

    @ParameterizedTest
    @EnumSource
    void ends_with_the_same_bits(Algorithm algorithm) {
      goesOn(
          () -> {
            Trial trial = new Trial();
            trial.algorithm = algorithm;
            return trial;
          },
          algorithm.ordinal());
    }

    @Test
    void ends_with_the_same_bits_by_a_schedule_and_the_last_weights() {
      goesOn(
          () -> {
            Trial trial = new Trial();
            trial.schedule = Schedule.cosine(0).afterWarmUp(3);
            trial.keepsBest = false;
            trial.averaging = 0;
            return trial;
          },
          11);
    }

    @Test
    void stops_where_it_would_have_stopped() {
      Trial patient = new Trial();
      patient.patience = 1;
      patient.epochs = 12;
      assertThat(patient.run().metrics.size()).isLessThan(12);
      goesOn(
          () -> {
            Trial trial = new Trial();
            trial.patience = 1;
            trial.epochs = 12;
            return trial;
          },
          12);
    }

    @Test
    void goes_on_after_an_error_too() {
      Trial whole = new Trial().run();
      Trial broken = new Trial();
      broken.checkpoints = Optional.of(broken.in(directory, Duration.ZERO));
      broken.brokenBatch = 7;
      assertThatThrownBy(broken::run)
          .isInstanceOf(DecipherException.class)
          .hasMessage("this batch is broken");
      Trial mended = new Trial();
      mended.checkpoints = Optional.of(mended.in(directory, Duration.ZERO));
      assertThat(mended.run().kept).isEqualTo(whole.kept);
      assertThat(mended.steps).hasSizeLessThan(whole.steps.size());
    }

    @Test
    void goes_on_from_the_one_before_if_the_newest_is_damaged_and_says_so() throws IOException {
      Trial whole = new Trial().run();
      Trial first = new Trial();
      first.checkpoints = Optional.of(first.in(directory, Duration.ZERO));
      first.cancelledAt = 8;
      assertThatThrownBy(first::run).isInstanceOf(CancellationException.class);
      List<Path> there;
      try (Stream<Path> entries = Files.list(directory)) {
        there = entries.sorted().toList();
      }
      assertThat(there).hasSize(2);
      Path tensors = there.get(1).resolve("tensors");
      byte[] bytes = Files.readAllBytes(tensors);
      bytes[100] ^= 1;
      Files.write(tensors, bytes);
      Trial second = new Trial();
      second.checkpoints = Optional.of(second.in(directory, Duration.ZERO));
      second.run();
      assertThat(second.steps.get(0).detail())
          .contains(tensors + ": is damaged", "continuing from " + there.get(0).getFileName());
      assertThat(second.kept).isEqualTo(whole.kept);
    }
  }

  @Nested
  class A_training_that_is_over {
    @Test
    void is_returned_without_a_step_and_its_metrics_are_told_again() {
      Trial first = new Trial();
      first.checkpoints = Optional.of(first.in(directory, Duration.ofDays(1)));
      first.run();
      Trial again = new Trial();
      again.checkpoints = Optional.of(again.in(directory, Duration.ofDays(1)));
      again.run();
      assertThat(again.steps).isEmpty();
      assertThat(again.kept).isEqualTo(first.kept);
      assertThat(again.metrics).isEqualTo(first.metrics);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.9})
    void goes_on_to_twice_as_many_epochs_as_if_it_had_been_of_those(double averaging) {
      Trial whole = new Trial();
      whole.averaging = averaging;
      whole.epochs = 8;
      whole.run();
      Trial half = new Trial();
      half.averaging = averaging;
      half.checkpoints = Optional.of(half.in(directory, Duration.ofDays(1)));
      half.run();
      Trial rest = new Trial();
      rest.averaging = averaging;
      rest.epochs = 8;
      rest.checkpoints = Optional.of(rest.in(directory, Duration.ofDays(1)));
      rest.run();
      assertThat(rest.shares).hasSize(20);
      assertThat(rest.kept).isEqualTo(whole.kept);
      assertThat(rest.judge).isEqualTo(whole.judge);
      assertThat(rest.values()).isEqualTo(whole.values());
    }

    @Test
    void does_not_fit_one_of_other_batches() {
      Trial first = new Trial();
      first.checkpoints = Optional.of(first.in(directory, Duration.ofDays(1)));
      first.run();
      Trial other = new Trial();
      other.checkpoints = Optional.of(other.in(directory, Duration.ofDays(1)));
      other.batches = 6;
      assertThatThrownBy(other::run)
          .isInstanceOf(DecipherException.class)
          .hasMessageContainingAll(
              "checkpoint-00000020: does not fit this training",
              "it is at step 20 with 5 steps an epoch, but there are 24 steps, 6 an epoch",
              "delete " + directory);
    }
  }

  @Nested
  class An_epoch {
    @Test
    void tells_its_means_and_every_step_its_share() {
      Trial trial = new Trial().run();
      assertThat(trial.steps).hasSize(20);
      assertThat(trial.steps.get(19).done()).isEqualTo(1);
      assertThat(trial.steps.get(0).detail()).matches("epoch 1 of 4, loss \\d+\\.\\d");
      assertThat(trial.metrics).hasSize(4);
      assertThat(trial.values().get(0).keySet()).containsExactly("loss", "doubt", "watched");
      assertThat(trial.values().get(3).get("doubt")).isLessThan(trial.values().get(0).get("doubt"));
    }

    @Test
    void leaves_the_best_weights_or_the_last() {
      Trial best = new Trial();
      best.averaging = 0;
      best.run();
      Trial last = new Trial();
      last.averaging = 0;
      last.keepsBest = false;
      last.run();
      List<Double> watched = best.values().stream().map(values -> values.get("watched")).toList();
      int top = watched.indexOf(watched.stream().max(Double::compare).orElseThrow());
      assertThat(top).as("the last epoch is not the best").isLessThan(3);
      assertThat(best.kept).isNotEqualTo(last.kept);
      Trial shorter = new Trial();
      shorter.averaging = 0;
      shorter.keepsBest = false;
      shorter.epochs = top + 1;
      assertThat(shorter.run().kept).isEqualTo(best.kept);
    }
  }

  @Nested
  class A_value_that_is_not_finite {
    @Test
    void ends_training_and_is_in_no_checkpoint() throws IOException {
      Trial trial = new Trial();
      trial.learningRate = 1e30;
      trial.checkpoints = Optional.of(trial.in(directory, Duration.ZERO));
      assertThatThrownBy(trial::run)
          .isInstanceOf(DecipherException.class)
          .hasMessageMatching(
              "(loss|a value of \\S+) is (NaN|-?Infinity) (at|after) step [1-5] \\(epoch 1\\);"
                  + " lower the rate");
      try (Stream<Path> entries = Files.list(directory)) {
        assertThat(entries).allMatch(path -> path.toString().matches(".*-\\d+"));
      }
    }

    @Test
    void is_noticed_by_the_loss() {
      Trial trial = new Trial();
      trial.spoilt = Double.NaN;
      assertThatThrownBy(trial::run).hasMessage("loss is NaN at step 1 (epoch 1); lower the rate");
    }
  }

  @Nested
  class A_training_that_diverges {
    private static Trial salvaging() {
      Trial trial = new Trial();
      trial.salvages = true;
      return trial;
    }

    @Test
    void ends_with_the_best_weights_until_then_and_says_so() {
      Trial brief = salvaging();
      brief.epochs = 2;
      Trial spoilt = salvaging();
      spoilt.spoiltFrom = 12; // in the third epoch
      assertThat(spoilt.run().kept).isEqualTo(brief.run().kept);
      assertThat(spoilt.metrics).hasSize(2);
      assertThat(spoilt.warnings)
          .singleElement()
          .asString()
          .matches(
              "loss is NaN at step 13 \\(epoch 3\\); lower the rate\\. Training ends there, and the"
                  + " weights of epoch [12], the best so far, are kept");
    }

    @Test
    void ends_where_the_lesson_says_so_and_a_process_that_goes_on_ends_there_too() {
      Trial whole = salvaging();
      whole.divergesIn = 3;
      assertThat(whole.run().metrics).hasSize(3);
      assertThat(whole.warnings)
          .singleElement()
          .asString()
          .startsWith("training has diverged in epoch 3; lower the rate. Training ends there");
      for (int i = 0; i < 2; i++) { // the second finds the checkpoints that the first has left
        Trial again = salvaging();
        again.divergesIn = 3;
        again.checkpoints = Optional.of(again.in(directory, Duration.ZERO));
        assertThat(again.run().kept).isEqualTo(whole.kept);
        assertThat(again.values()).isEqualTo(whole.values());
      }
    }

    @Test
    void fails_before_there_is_anything_to_keep() {
      Trial spoilt = salvaging();
      spoilt.spoiltFrom = 2;
      assertThatThrownBy(spoilt::run).hasMessage("loss is NaN at step 3 (epoch 1); lower the rate");
    }
  }

  @Test
  void a_checkpoint_that_cannot_be_written_ends_training() throws IOException {
    Trial trial = new Trial();
    trial.checkpoints =
        Optional.of(
            new Checkpoints(
                directory,
                Duration.ofDays(1),
                Map.of(),
                (place, fingerprint, values, tensors) -> {
                  throw new IOException("No space left on device");
                }));
    assertThatThrownBy(trial::run)
        .isInstanceOf(DecipherException.class)
        .hasMessageContainingAll(
            "cannot be written: No space left on device", "there is no earlier one");
  }

  @Test
  void more_steps_than_can_be_counted_are_refused() {
    Trial trial = new Trial();
    trial.epochs = 1 << 30;
    assertThatThrownBy(trial::run)
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith("1073741824 epochs of 5 steps are more than the 2147483647 steps");
  }

  @Test
  void two_nets_have_two_names() {
    try (Parameters parameters = new Parameters(Engines.open(TestEngine.NAME));
        TrainableNet net = TrainableNet.of("a", parameters, 1, Optimization.adamw(0))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new TrainingLoop<>(
                      TrainingPlan.of("toy", 1, Schedule.constant()),
                      new Trial().source(RunContext.seeded(1)),
                      List.of(net, net),
                      new Trial().new Game(net, net),
                      RunContext.seeded(1),
                      Optional.empty()))
          .withMessage("two nets have the same name");
    }
  }
}
