// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.TrainingSet;
import io.decipher.vae.recipe.Classifier;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.trained.TrainedVae;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTest {
  private static final RunContext RUN = RunContext.seeded(3);

  private static VaeRecipe recipe() {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.epochs = 12;
    recipe.crossView = false;
    recipe.classifier = new Classifier(100, 0.05, 12, 1);
    return recipe.build();
  }

  private static double agreement(Labels expected, Labels found) {
    int same = 0;
    for (int i = 0; i < expected.size(); i++) {
      same += expected.get(i) == found.get(i) ? 1 : 0;
    }
    return (double) same / expected.size();
  }

  /** A set with the classes of some samples alone. */
  private static TrainingSet told(TrainingSet all, int every) {
    int[] labels = all.classes().orElseThrow().labels().toArray();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / 3 % every == 0 ? labels[i] : Labels.NOISE;
    }
    return all.withClasses(
        Optional.of(
            new FoundClasses(
                Labels.of(labels), FloatMatrix.wrap(labels.length, 1, new float[labels.length]))));
  }

  @Test
  void it_learns_the_classes_found_and_names_those_of_new_samples() {
    TrainingSet all = Recipes.shapes(700);
    Labels classes = all.classes().orElseThrow().labels();
    TrainingSet some = TrainingSet.of(all.samples().slice(0, 400), Recipes.shapes(400).classes());
    try (TrainedVae vae = (TrainedVae) new Vae(recipe()).train(some, RUN)) {
      FoundClasses found = vae.assign(all.samples(), RUN);
      assertThat(agreement(classes, found.labels())).isGreaterThan(0.97);
      for (int i = 0; i < found.strengths().rows(); i++) {
        assertThat(found.strengths().get(i, 0)).isBetween(1f / 3, 1f);
      }
    }
  }

  @Test
  void samples_without_a_class_are_learned_from_all_the_same() {
    TrainingSet all = Recipes.shapes(400);
    try (TrainedVae vae = (TrainedVae) new Vae(recipe()).train(told(all, 3), RUN)) {
      assertThat(
              agreement(
                  all.classes().orElseThrow().labels(), vae.assign(all.samples(), RUN).labels()))
          .isGreaterThan(0.95);
    }
    try (TrainedVae vae = (TrainedVae) new Vae(recipe()).train(told(all, Integer.MAX_VALUE), RUN)) {
      // Only the first three samples tell a class: enough to make a head, and it must not fail.
      assertThat(vae.assign(all.samples(), RUN).labels().size()).isEqualTo(400);
    }
  }

  @Test
  void a_model_goes_on_to_learn_classes_and_stays_as_it_is() {
    TrainingSet all = Recipes.shapes(400);
    TrainingSet plain = all.withClasses(Optional.empty());
    List<EpochMetrics> heard = new ArrayList<>();
    ProgressListener ear =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {}

          @Override
          public void epoch(EpochMetrics metrics) {
            heard.add(metrics);
          }
        };
    try (TrainedVae first = (TrainedVae) new Vae(recipe()).train(plain, RUN)) {
      FloatMatrix before = first.encode(all.samples(), RUN);
      assertThat(first.assigns()).isFalse();
      assertThatThrownBy(() -> first.assign(all.samples(), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("has no classification head");
      try (TrainedVae second = first.refine(all, RunContext.of(4, ear, new CancellationToken()))) {
        assertThat(second.assigns()).isTrue();
        assertThat(
                agreement(
                    all.classes().orElseThrow().labels(),
                    second.assign(all.samples(), RUN).labels()))
            .isGreaterThan(0.9);
      }
      assertThat(first.encode(all.samples(), RUN)).isEqualTo(before);
    }
    assertThat(heard).hasSize(12);
    assertThat(heard.get(11).values().get("cross-entropy"))
        .isLessThan(heard.get(0).values().get("cross-entropy"));
  }

  @Test
  void it_goes_on_by_milder_views() {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.classifier = new Classifier(100, 0.05, 3, 0.8);
    VaeRecipe whole = recipe.build();
    VaeRecipe refining = whole.refining();
    assertThat(refining.fit().epochs()).isEqualTo(3);
    assertThat(refining.objective().augmentation().orElseThrow())
        .isEqualTo(whole.objective().augmentation().orElseThrow().milder(0.8));
    assertThat(refining.objective().augmentation().orElseThrow().rotation())
        .isEqualTo(0.8 * whole.objective().augmentation().orElseThrow().rotation())
        .isPositive();
    assertThat(refining.objective().augmentation().orElseThrow().stroke())
        .isEqualTo(whole.objective().augmentation().orElseThrow().stroke());
  }

  @Test
  void it_is_saved_and_loaded_with_its_head(@TempDir Path directory) throws Exception {
    TrainingSet all = Recipes.shapes(200);
    VaeRecipe recipe = recipe();
    try (TrainedVae vae = (TrainedVae) new Vae(recipe).train(all, RUN)) {
      vae.save(directory);
      try (TrainedVae loaded = (TrainedVae) new Vae(recipe).load(directory)) {
        assertThat(loaded.assign(all.samples(), RUN)).isEqualTo(vae.assign(all.samples(), RUN));
      }
    }
  }
}
