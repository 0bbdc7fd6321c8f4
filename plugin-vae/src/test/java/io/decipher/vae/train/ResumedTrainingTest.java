// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Tensor;
import io.decipher.djl.optim.Annealing;
import io.decipher.djl.optim.Optimization;
import io.decipher.vae.Recipes;
import io.decipher.vae.Vae;
import io.decipher.vae.recipe.Classifier;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.trained.TrainedVae;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumedTrainingTest {
  private static final TrainingSet SET = Recipes.shapes(140);

  @TempDir Path directory;

  /** Hears a run, and cancels it when it has heard enough. */
  private static final class Ear implements ProgressListener {
    final CancellationToken token = new CancellationToken();
    final List<EpochMetrics> epochs = new ArrayList<>();
    final int most;
    int steps;

    Ear(int most) {
      this.most = most;
    }

    @Override
    public void progress(Progress progress) {
      if (progress.stage().equals("model") && ++steps >= most) {
        token.cancel();
      }
    }

    @Override
    public void epoch(EpochMetrics metrics) {
      epochs.add(metrics);
    }

    RunContext run(long seed) {
      return RunContext.of(seed, this, token);
    }

    List<Map<String, Double>> values() {
      return epochs.stream().map(EpochMetrics::values).toList();
    }
  }

  private static Recipes.Recipe recipe() {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.epochs = 3;
    recipe.dropout = 0.2;
    recipe.averaging = 0.8;
    return recipe;
  }

  private byte[] bytes(TrainedVae vae, String name) throws Exception {
    Path place = Files.createDirectories(directory.resolve(name));
    vae.save(place);
    vae.close();
    return Files.readAllBytes(place.resolve("vae.tensors"));
  }

  private void goesOnToTheBit(VaeRecipe recipe, Map<String, Tensor> start, long seed)
      throws Exception {
    Ear undisturbed = new Ear(Integer.MAX_VALUE);
    byte[] whole =
        bytes(
            new TrainedVae(VaeTraining.of(recipe, SET, start, undisturbed.run(5)).run()),
            "whole-" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Path checkpoints = directory.resolve("checkpoints-" + seed);
    for (int attempt = 0; ; attempt++) {
      Ear ear = new Ear(attempt < 3 ? 1 + random.nextInt(5) : Integer.MAX_VALUE);
      RunContext run = ear.run(5).withCheckpoints(checkpoints);
      VaeTraining training = VaeTraining.of(recipe, SET, start, run).every(Duration.ZERO);
      if (attempt < 3) {
        assertThatThrownBy(training::run).isInstanceOf(CancellationException.class);
        continue;
      }
      assertThat(bytes(new TrainedVae(training.run()), "resumed-" + seed)).isEqualTo(whole);
      assertThat(ear.values()).isEqualTo(undisturbed.values());
      assertThat(ear.steps).isLessThan(undisturbed.steps);
      return;
    }
  }

  @Test
  void a_convolutional_one_ends_with_the_same_bytes() throws Exception {
    goesOnToTheBit(recipe().build(), Map.of(), 1);
  }

  @Test
  void a_dense_one_that_keeps_its_best_weights_ends_with_the_same_bytes() throws Exception {
    Recipes.Recipe recipe = recipe();
    recipe.architecture = Recipes.Architecture.DENSE;
    recipe.crossView = false;
    recipe.schedule = Recipes.Schedule.PLATEAU;
    recipe.plateau = new Annealing.Plateau(0.5, 1);
    recipe.averaging = 0;
    recipe.learningRate = 0.05;
    recipe.klWarmUp = 2;
    recipe.warmUp = 0.5;
    recipe.optimizer =
        new Optimization(Optimization.Algorithm.RMSPROP, 0, 0.9, 1e-6, 0.5, 1e-4, 100);
    goesOnToTheBit(recipe.build(), Map.of(), 2);
  }

  @Test
  void one_that_goes_on_to_learn_classes_ends_with_the_same_bytes() throws Exception {
    Recipes.Recipe recipe = recipe();
    recipe.classifier = new Classifier(10, 0.05, 3, 1);
    Map<String, Tensor> start = new LinkedHashMap<>();
    try (LearnedVae first =
        VaeTraining.of(recipe.build(), Recipes.unclassified(SET), RunContext.seeded(1)).run()) {
      start.putAll(first.codec().tensors());
    }
    goesOnToTheBit(recipe.build().refining(), start, 3);
  }

  @Test
  void a_model_refines_with_checkpoints_as_without() throws Exception {
    Recipes.Recipe recipe = recipe();
    recipe.classifier = new Classifier(10, 0.05, 2, 1);
    try (TrainedVae first =
        (TrainedVae) recipe.model().train(Recipes.unclassified(SET), RunContext.seeded(1))) {
      Ear plain = new Ear(Integer.MAX_VALUE);
      byte[] whole = bytes(first.refine(SET, plain.run(2)), "plain");
      Path checkpoints = directory.resolve("checkpoints");
      Ear cut = new Ear(6); // in the second epoch
      assertThatThrownBy(() -> first.refine(SET, cut.run(2).withCheckpoints(checkpoints)))
          .isInstanceOf(CancellationException.class);
      Ear rest = new Ear(Integer.MAX_VALUE);
      byte[] again = bytes(first.refine(SET, rest.run(2).withCheckpoints(checkpoints)), "rest");
      assertThat(again).isEqualTo(whole);
      assertThat(rest.steps).isLessThan(plain.steps);
      assertThat(rest.values()).isEqualTo(plain.values());
    }
  }

  @Test
  void one_that_is_over_takes_no_step() throws Exception {
    VaeRecipe recipe = recipe().build();
    Path checkpoints = directory.resolve("checkpoints");
    Ear first = new Ear(Integer.MAX_VALUE);
    byte[] whole =
        bytes(
            (TrainedVae) new Vae(recipe).train(SET, first.run(5).withCheckpoints(checkpoints)),
            "first");
    Ear again = new Ear(Integer.MAX_VALUE);
    assertThat(
            bytes(
                (TrainedVae) new Vae(recipe).train(SET, again.run(5).withCheckpoints(checkpoints)),
                "again"))
        .isEqualTo(whole);
    assertThat(again.steps).isZero();
    assertThat(again.epochs).isEqualTo(first.epochs);
  }

  @Test
  void twice_so_many_epochs_go_on_where_a_constant_rate_ended() throws Exception {
    Recipes.Recipe recipe = recipe();
    recipe.schedule = Recipes.Schedule.CONSTANT;
    recipe.epochs = 2;
    Path checkpoints = directory.resolve("checkpoints");
    recipe.model().train(SET, RunContext.seeded(5).withCheckpoints(checkpoints)).close();
    recipe.epochs = 4;
    VaeRecipe longer = recipe.build();
    Ear rest = new Ear(Integer.MAX_VALUE);
    byte[] half =
        bytes(
            (TrainedVae) new Vae(longer).train(SET, rest.run(5).withCheckpoints(checkpoints)),
            "half");
    Ear whole = new Ear(Integer.MAX_VALUE);
    assertThat(half)
        .isEqualTo(bytes((TrainedVae) new Vae(longer).train(SET, whole.run(5)), "whole"));
    assertThat(rest.values()).isEqualTo(whole.values());
    assertThat(rest.steps).isEqualTo(whole.steps / 2);
  }

  @Test
  void a_checkpoint_of_another_training_is_refused_by_what_differs() {
    Recipes.Recipe recipe = recipe();
    recipe.epochs = 1;
    Path checkpoints = directory.resolve("checkpoints");
    RunContext run = RunContext.seeded(5).withCheckpoints(checkpoints);
    recipe.model().train(SET, run).close();

    refused(recipe, Recipes.shapes(143), 5, "samples, classes");
    refused(recipe, Recipes.unclassified(SET), 5, "classes");
    refused(recipe, SET, 6, "seed");
    recipe.epochs = 2; // one cycle depends on how long it is
    refused(recipe, SET, 5, "settings");
  }

  private void refused(Recipes.Recipe recipe, TrainingSet set, long seed, String what) {
    RunContext run = RunContext.seeded(seed).withCheckpoints(directory.resolve("checkpoints"));
    assertThatThrownBy(() -> recipe.model().train(set, run))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("belongs to another training, with a different " + what + ".");
  }

  @Test
  void without_a_place_for_them_no_checkpoints_are_written() throws Exception {
    recipe().model().train(SET, RunContext.seeded(5)).close();
    try (Stream<Path> entries = Files.list(directory)) {
      assertThat(entries).isEmpty();
    }
  }
}
