// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.Attributes;
import io.decipher.api.CancellationToken;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Tensor;
import io.decipher.djl.store.TensorFile;
import io.decipher.vae.net.VaeBatch;
import io.decipher.vae.recipe.Architecture;
import io.decipher.vae.recipe.Classifier;
import io.decipher.vae.recipe.Condition;
import io.decipher.vae.recipe.Prior;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.train.Batches;
import io.decipher.vae.trained.TrainedVae;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConditionTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private final TrainingSet set = Recipes.shapes(600);
  private VaeRecipe recipe;
  private TrainedVae vae;

  private static Recipes.Recipe learning() {
    Recipes.Recipe recipe = Family.VARIATIONAL_CONDITIONAL.recipe();
    recipe.normalization = Architecture.Normalization.BATCH;
    recipe.hidden = java.util.List.of(64, 32);
    recipe.epochs = 20;
    recipe.latentSize = 4;
    return recipe;
  }

  @BeforeAll
  void train() {
    recipe = learning().build();
    vae = (TrainedVae) new Vae(recipe).train(set, RunContext.seeded(3));
  }

  @AfterAll
  void free() {
    vae.close();
  }

  private static TrainingSet labelled(TrainingSet set, int[] labels) {
    return set.withClasses(
        Optional.of(
            new FoundClasses(
                Labels.of(labels), FloatMatrix.wrap(labels.length, 1, new float[labels.length]))));
  }

  private static double[] inkOf(FloatMatrix images) {
    double[] ink = new double[images.rows()];
    for (int i = 0; i < ink.length; i++) {
      for (int j = 0; j < images.columns(); j++) {
        ink[i] += images.get(i, j);
      }
    }
    return ink;
  }

  private static double ink(FloatMatrix images) {
    return java.util.Arrays.stream(inkOf(images)).average().orElseThrow();
  }

  @Test
  void it_draws_the_class_it_is_asked_for_of_a_prior_that_knows_none() {
    assertThat(recipe.prior()).isEqualTo(new Prior.Standard());
    assertThat(vae.classes()).isEqualTo(3);
    Samples samples = set.samples();
    for (int label = 0; label < 3; label++) {
      int of = label;
      int[] members = IntStream.range(0, 600).filter(i -> i % 3 == of).toArray();
      // 16, 22.8 and 5.4: bars across have 16 pixels of ink, those down 24, spots 4.
      double expected = ink(samples.select(members).toMatrix());
      assertThat(ink(vae.generate(label, 200, new SplittableRandom(1))))
          .isCloseTo(expected, within(0.2 * expected));
    }
  }

  @Test
  void one_latent_vector_becomes_a_sample_of_each_class() {
    FloatMatrix across = vae.generate(0, 1, new SplittableRandom(8));
    FloatMatrix down = vae.generate(1, 1, new SplittableRandom(8));
    assertThat(Family.distance(across, down)).isGreaterThan(0.1);
  }

  @Test
  void without_a_class_in_mind_it_draws_each_as_often_as_it_saw_it() {
    int[] labels = set.classes().orElseThrow().labels().toArray();
    int[] kept = IntStream.range(0, 600).filter(i -> labels[i] == 2 || i % 9 < 3).toArray();
    TrainingSet uneven =
        TrainingSet.of(
            set.samples().select(kept),
            Optional.of(
                new FoundClasses(
                    Labels.of(IntStream.of(kept).map(i -> labels[i]).toArray()),
                    FloatMatrix.wrap(kept.length, 1, new float[kept.length]))));
    try (TrainedVae other = (TrainedVae) new Vae(recipe).train(uneven, RUN)) {
      double[] ink = inkOf(other.generate(400, new SplittableRandom(1)));
      long spots = java.util.Arrays.stream(ink).filter(sum -> sum < 10).count();
      assertThat(spots / 400.0).isCloseTo(0.6, within(0.1)); // 200 of 333
    }
  }

  @Test
  void samples_are_encoded_and_decoded_without_their_class() {
    Samples some = set.samples().slice(0, 90);
    FloatMatrix again = vae.decode(vae.encode(some, RUN), RUN);
    assertThat(Family.distance(some.toMatrix(), again))
        .isLessThan(
            0.75 * Family.distance(some.toMatrix(), set.samples().slice(100, 90).toMatrix()));
  }

  @Test
  void it_is_saved_with_what_it_draws_by(@TempDir Path directory) throws Exception {
    vae.save(directory);
    try (TrainedVae loaded = (TrainedVae) new Vae(recipe).load(directory)) {
      assertThat(loaded.classes()).isEqualTo(3);
      assertThat(loaded.generate(40, new SplittableRandom(5)))
          .isEqualTo(vae.generate(40, new SplittableRandom(5)));
      assertThat(loaded.generate(1, 40, new SplittableRandom(5)))
          .isEqualTo(vae.generate(1, 40, new SplittableRandom(5)));
    }
    Path file = directory.resolve("vae.tensors");
    Map<String, Tensor> tensors = TensorFile.read(file);
    tensors.remove("condition.shares");
    TensorFile.write(file, tensors);
    assertThatThrownBy(() -> new Vae(recipe).load(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("condition.shares must be (3), but is null");
  }

  @Test
  void noise_is_learned_from_without_a_class() {
    int[] labels = set.classes().orElseThrow().labels().toArray();
    for (int i = 0; i < labels.length; i += 4) {
      labels[i] = Labels.NOISE;
    }
    Recipes.Recipe short_ = learning();
    short_.epochs = 2;
    try (TrainedVae other = (TrainedVae) short_.model().train(labelled(set, labels), RUN)) {
      assertThat(other.classes()).isEqualTo(3);
      assertThat(other.generate(2, 5, new SplittableRandom(1)).rows()).isEqualTo(5);
    }
  }

  @Test
  void until_there_are_classes_it_is_told_none() {
    Recipes.Recipe few = learning();
    few.epochs = 2;
    few.classifier = new Classifier(0, 0.05, 20, 1);
    try (TrainedVae first = (TrainedVae) few.model().train(Recipes.unclassified(set), RUN)) {
      assertThat(first.classes()).isZero();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> first.generate(0, 1, new SplittableRandom(1)))
          .withMessage("class 0 cannot be drawn: the model was trained without classes");
      try (TrainedVae second = first.refine(set, RUN)) {
        assertThat(second.classes()).isEqualTo(3);
        assertThat(ink(second.generate(2, 100, new SplittableRandom(1))))
            .isLessThan(0.6 * ink(second.generate(0, 100, new SplittableRandom(1))));
        int[] two = IntStream.range(0, 600).map(i -> i % 2).toArray();
        few.classifier = new Classifier(0, 0.05, 1, 1);
        try (TrainedVae third = second.refine(labelled(set, two), RUN)) {
          assertThat(third.classes()).isEqualTo(2);
        }
      }
    }
  }

  @Test
  void a_class_that_is_not_there_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vae.generate(3, 1, new SplittableRandom(1)))
        .withMessage("class 3 cannot be drawn: there are classes 0 to 2");
  }

  @Test
  void a_share_of_the_classes_is_withheld_from_the_decoder() {
    Recipes.Recipe half = learning();
    half.condition = new Condition(Condition.By.CLASSES, Optional.empty(), 0.5);
    half.batchSize = 600;
    int[] members = IntStream.range(0, 600).toArray();
    Batches batches = new Batches(half.build(), set, 0, members, RunContext.seeded(1));
    VaeBatch batch = batches.get(0, 0);
    assertThat(batch.views()).isSameAs(batch.targets());
    double told = 0;
    for (float value : batch.condition()) {
      assertThat(value).isIn(0f, 1f);
      told += value;
    }
    assertThat(told / 600).isCloseTo(0.5, within(0.07));
    assertThat(batches.get(1, 0).condition()).isNotEqualTo(batch.condition());
    half.condition = new Condition(Condition.By.CLASSES, Optional.empty(), 0);
    float[] all =
        new Batches(half.build(), set, 0, members, RunContext.seeded(1)).get(0, 0).condition();
    double sum = 0;
    for (float value : all) {
      sum += value;
    }
    assertThat(sum).isEqualTo(600);
  }

  @Test
  void without_classes_it_warns_that_there_is_no_condition() {
    List<String> warnings = new ArrayList<>();
    Recipes.Recipe few = Recipes.tiny();
    few.condition = new Condition(Condition.By.CLASSES, Optional.empty(), 0.1);
    few.model().train(Recipes.unclassified(Recipes.shapes(60)), heard(warnings)).close();
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("decipher.model.condition.by = classes has no effect on this training");
    warnings.clear();
    few.model().train(Recipes.shapes(60), heard(warnings)).close();
    assertThat(warnings).isEmpty();
  }

  private static RunContext heard(List<String> warnings) {
    ProgressListener ear =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {}

          @Override
          public void warning(String text) {
            warnings.add(text);
          }
        };
    return RunContext.of(3, ear, new CancellationToken());
  }

  @Nested
  class By_an_attribute {
    private final Recipes.Recipe recipe = Family.VARIATIONAL_CONDITIONAL.recipe();

    /** Shapes that two recorders took, the second of which adds light. */
    private TrainingSet recorded(int count) {
      FloatMatrix rows = Recipes.unclassified(Recipes.shapes(count)).samples().toMatrix();
      float[] values = rows.toArray();
      List<String> recorders = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        boolean bright = i % 2 == 1;
        recorders.add(bright ? "north" : "south");
        for (int j = 0; bright && j < rows.columns(); j++) {
          values[i * rows.columns() + j] = 0.1f + 0.9f * values[i * rows.columns() + j];
        }
      }
      Samples samples =
          Samples.of(FloatMatrix.wrap(count, rows.columns(), values), Recipes.SHAPE)
              .withAttributes(Attributes.none(count).withText("recorder", recorders));
      return TrainingSet.of(samples);
    }

    @Test
    void the_decoder_is_given_its_value() {
      recipe.condition = new Condition(Condition.By.ATTRIBUTE, Optional.of("recorder"), 0.1);
      recipe.epochs = 40;
      try (TrainedVae learned =
          (TrainedVae) recipe.model().train(recorded(120), RunContext.seeded(1))) {
        assertThat(learned.classes()).isZero(); // a recorder is no class
        FloatMatrix latents = learned.drawLatents(30, new SplittableRandom(2));
        assertThat(latents.columns()).isEqualTo(recipe.latentSize + 2);
        // Values are sorted: north, which is bright, is the first.
        assertThat(light(learned, latents, 0)).isGreaterThan(light(learned, latents, 1) + 0.03);
      }
    }

    private double light(TrainedVae learned, FloatMatrix latents, int group) {
      float[] rows = latents.toArray();
      for (int i = 0; i < latents.rows(); i++) {
        int at = i * latents.columns() + recipe.latentSize;
        rows[at + group] = 1;
        rows[at + 1 - group] = 0;
      }
      double sum = 0;
      float[] drawn =
          learned
              .decode(
                  FloatMatrix.wrap(latents.rows(), latents.columns(), rows), RunContext.seeded(1))
              .toArray();
      for (float value : drawn) {
        sum += value;
      }
      return sum / drawn.length;
    }

    @Test
    void that_samples_do_not_have_is_named_with_those_they_have() {
      recipe.condition = new Condition(Condition.By.ATTRIBUTE, Optional.of("site"), 0.1);
      assertThatThrownBy(() -> recipe.model().train(recorded(40), RunContext.seeded(1)))
          .hasMessage(
              "decipher.model.condition.attribute is 'site', but the samples have the attributes"
                  + " recorder; name one of them, or set decipher.model.condition.by = none");
    }
  }
}
