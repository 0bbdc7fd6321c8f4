// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.Explainable;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
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

  /** The gradient by the input leads to where the net, as it assigns, names each class. */
  @Test
  void what_maximises_a_class_is_named_that_class_and_what_is_salient_is_there() {
    TrainingSet all = Recipes.shapes(300);
    try (TrainedVae vae = (TrainedVae) new Vae(recipe()).train(all, RUN)) {
      assertThat(vae.explains()).isTrue();
      float[] mean = new float[all.samples().type().size()];
      for (int i = 0; i < 300; i++) {
        for (int j = 0; j < mean.length; j++) {
          mean[j] += all.samples().row(i)[j] / 300;
        }
      }
      Samples start = Samples.of(FloatMatrix.wrap(1, mean.length, mean), all.samples().type());
      FloatMatrix most = vae.maximizing(start, RUN);
      Labels named = vae.assign(Samples.of(most, all.samples().type()), RUN).labels();
      assertThat(named).isEqualTo(Labels.of(0, 1, 2));

      Samples some = all.samples().slice(0, 70);
      FloatMatrix salient = vae.saliency(some, RUN);
      assertThat(salient.rows()).isEqualTo(70);
      for (int i = 0; i < 70; i++) {
        float sum = 0;
        for (float value : salient.row(i)) {
          assertThat(value).isNotNegative();
          sum += value;
        }
        assertThat(sum).isPositive().isFinite();
      }
      assertThat(vae.saliency(some, RUN)).isEqualTo(salient);

      List<Explainable.FeatureMaps> maps = vae.featureMaps(all.samples().slice(0, 1), RUN);
      assertThat(maps).isNotEmpty();
      assertThat(maps.get(0).layer()).isLessThan(maps.get(maps.size() - 1).layer() + 1);
      // The layers as they assign: looking changed nothing.
      assertThat(vae.featureMaps(all.samples().slice(0, 1), RUN).get(0).maps())
          .isEqualTo(maps.get(0).maps());
    }
  }

  @Test
  void a_classifier_that_is_taught_anew_names_others_and_nothing_else_changes() throws Exception {
    TrainingSet all = Recipes.shapes(300);
    Labels classes = all.classes().orElseThrow().labels();
    int[] two = classes.toArray();
    for (int i = 0; i < two.length; i++) {
      two[i] = i < 30 ? Labels.NOISE : two[i] == 1 ? 0 : 1; // 0 and 2 are one
    }
    try (TrainedVae vae = (TrainedVae) new Vae(recipe()).train(all, RUN);
        TrainedVae other = vae.retrainClassifier(all.samples(), Labels.of(two), RUN)) {
      Labels named = other.assign(all.samples(), RUN).labels();
      assertThat(named.classes()).isEqualTo(2);
      int right = 0;
      for (int i = 0; i < two.length; i++) {
        right += named.get(i) == (classes.get(i) == 1 ? 0 : 1) ? 1 : 0;
      }
      assertThat(right).isGreaterThan(294);
      assertThat(other.encode(all.samples(), RUN)).isEqualTo(vae.encode(all.samples(), RUN));
      assertThat(vae.assign(all.samples(), RUN).labels().classes()).isEqualTo(3);
    }
  }
}
