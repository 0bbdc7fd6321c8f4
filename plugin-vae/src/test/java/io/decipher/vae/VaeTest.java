// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.optim.Annealing;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.trained.TrainedVae;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VaeTest {
  /** Keeps what it hears. */
  private static final class Ear implements ProgressListener {
    final List<Progress> steps = new ArrayList<>();
    final List<EpochMetrics> epochs = new ArrayList<>();

    @Override
    public void progress(Progress progress) {
      steps.add(progress);
    }

    @Override
    public void epoch(EpochMetrics metrics) {
      epochs.add(metrics);
    }

    double first(String value) {
      return epochs.get(0).values().get(value);
    }

    double last(String value) {
      return epochs.get(epochs.size() - 1).values().get(value);
    }
  }

  private static Ear hear(Recipes.Recipe recipe, TrainingSet set) {
    Ear ear = new Ear();
    recipe.model().train(set, RunContext.of(7, ear, new CancellationToken())).close();
    return ear;
  }

  private static byte[] trained(VaeRecipe recipe, TrainingSet set, long seed, Path directory)
      throws Exception {
    Files.createDirectories(directory);
    try (TrainedVae vae = (TrainedVae) new Vae(recipe).train(set, RunContext.seeded(seed))) {
      vae.save(directory);
    }
    return Files.readAllBytes(directory.resolve("vae.tensors"));
  }

  @Nested
  class In_training {
    @ParameterizedTest
    @EnumSource
    void the_loss_falls(Recipes.Architecture architecture) {
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.architecture = architecture;
      recipe.epochs = 4;
      Ear ear = hear(recipe, Recipes.shapes(400));
      assertThat(ear.epochs).hasSize(4);
      assertThat(ear.last("loss")).isLessThan(0.8 * ear.first("loss"));
      assertThat(ear.last("elbo")).isGreaterThan(ear.first("elbo"));
    }

    @Test
    void an_epoch_tells_its_parts_and_they_add_up() {
      Ear ear = hear(Recipes.tiny(), Recipes.shapes(200));
      assertThat(ear.epochs.get(0).stage()).isEqualTo("model");
      assertThat(ear.epochs.get(0).epoch()).isEqualTo(1);
      assertThat(ear.epochs.get(0).values().keySet())
          .containsExactly("loss", "reconstruction", "kl", "elbo", "objective", "learning-rate");
      assertThat(ear.last("loss"))
          .isCloseTo(ear.last("reconstruction") + 0.1 * ear.last("kl"), within(1e-3));
    }

    @Test
    void every_step_is_reported_with_the_loss() {
      Ear ear = hear(Recipes.tiny(), Recipes.shapes(200));
      List<Progress> steps =
          ear.steps.stream().filter(progress -> progress.stage().equals("model")).toList();
      assertThat(steps).hasSize(2 * (180 / 32));
      assertThat(steps.get(steps.size() - 1).done()).isEqualTo(1);
      assertThat(steps.get(0).detail()).matches("epoch 1 of 2, loss \\d+\\.\\d");
    }

    @Test
    void a_gaussian_likelihood_learns_too() {
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.likelihood = Recipes.Likelihood.GAUSSIAN;
      recipe.epochs = 4;
      Ear ear = hear(recipe, Recipes.shapes(400));
      assertThat(ear.last("elbo")).isGreaterThan(ear.first("elbo"));
    }

    @Test
    void free_bits_leave_that_much_divergence() {
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.beta = 50;
      recipe.epochs = 6;
      double pressed = hear(recipe, Recipes.shapes(400)).last("kl");
      recipe.freeBits = 2;
      double free = hear(recipe, Recipes.shapes(400)).last("kl");
      assertThat(pressed).isLessThan(0.5);
      assertThat(free).isGreaterThan(1.5);
    }

    @Test
    void a_warm_up_starts_without_the_divergence() {
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.beta = 50;
      recipe.klWarmUp = 2;
      Ear ear = hear(recipe, Recipes.shapes(400));
      assertThat(ear.first("loss"))
          .isLessThan(ear.first("reconstruction") + 0.6 * 50 * ear.first("kl"));
    }

    @Test
    void the_elbo_has_the_whole_divergence_and_the_objective_beta_of_it() {
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.epochs = 1;
      recipe.beta = 1;
      Ear whole = hear(recipe, Recipes.shapes(200));
      assertThat(whole.last("objective")).isCloseTo(whole.last("elbo"), within(1e-9));

      // Without a step that is to be seen, the same net measures what differs: β alone.
      recipe.learningRate = 1e-30;
      double elbo = hear(recipe, Recipes.shapes(200)).last("elbo");
      recipe.beta = 0;
      Ear none = hear(recipe, Recipes.shapes(200));
      recipe.beta = 0.25;
      Ear quarter = hear(recipe, Recipes.shapes(200));
      double divergence = none.last("objective") - elbo;
      assertThat(divergence).isGreaterThan(0.01);
      assertThat(none.last("elbo")).isCloseTo(elbo, within(1e-9));
      assertThat(quarter.last("elbo")).isCloseTo(elbo, within(1e-9));
      assertThat(quarter.last("objective")).isCloseTo(elbo + 0.75 * divergence, within(1e-5));
    }

    @Test
    void it_stops_when_the_held_out_objective_no_longer_rises() {
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.epochs = 30;
      recipe.schedule = Recipes.Schedule.CONSTANT;
      recipe.averaging = 0;
      recipe.learningRate = 0.05;
      recipe.patience = 2;
      Ear ear = hear(recipe, Recipes.shapes(120));
      assertThat(ear.epochs.size()).isLessThan(30);
      int best = 0;
      for (int i = 0; i < ear.epochs.size(); i++) {
        if (objective(ear, i) > objective(ear, best)) {
          best = i;
        }
      }
      assertThat(best).isEqualTo(ear.epochs.size() - 3);
    }

    private double objective(Ear ear, int epoch) {
      return ear.epochs.get(epoch).values().get("objective");
    }

    @ParameterizedTest
    @EnumSource
    void each_schedule_goes_with_averaged_weights(Recipes.Schedule schedule) {
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.schedule = schedule;
      Ear ear = hear(recipe, Recipes.shapes(120));
      assertThat(ear.epochs).hasSize(2);
    }

    @Test
    void a_plateau_lowers_the_learning_rate() {
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.epochs = 12;
      recipe.schedule = Recipes.Schedule.PLATEAU;
      recipe.plateau = new Annealing.Plateau(0.5, 1);
      recipe.averaging = 0;
      recipe.learningRate = 0.05;
      Ear ear = hear(recipe, Recipes.shapes(120));
      assertThat(ear.first("learning-rate")).isEqualTo(0.05);
      assertThat(ear.last("learning-rate")).isIn(0.025, 0.0125, 0.00625, 0.003125, 0.0015625);
    }

    @Test
    void a_run_can_be_cancelled_at_any_step() {
      CancellationToken token = new CancellationToken();
      ProgressListener listener = progress -> token.cancel();
      assertThatThrownBy(
              () ->
                  Recipes.tiny()
                      .model()
                      .train(Recipes.shapes(200), RunContext.of(7, listener, token)))
          .isInstanceOf(CancellationException.class);
    }
  }

  @Nested
  class With_one_seed {
    @TempDir Path directory;

    @Test
    void training_twice_gives_the_same_bytes_and_another_seed_others() throws Exception {
      Recipes.Recipe tiny = Recipes.tiny();
      tiny.dropout = 0.2;
      VaeRecipe recipe = tiny.build();
      TrainingSet set = Recipes.shapes(200);
      byte[] first = trained(recipe, set, 7, directory.resolve("a"));
      assertThat(trained(recipe, set, 7, directory.resolve("b"))).isEqualTo(first);
      assertThat(trained(recipe, set, 8, directory.resolve("c"))).isNotEqualTo(first);
    }
  }

  @Nested
  class When_it_cannot_learn {
    private void fails(Consumer<Recipes.Recipe> change, TrainingSet set, String... parts) {
      Recipes.Recipe recipe = Recipes.tiny();
      change.accept(recipe);
      assertThatThrownBy(() -> recipe.model().train(set, RunContext.seeded(7)))
          .isInstanceOf(DecipherException.class)
          .hasMessageContainingAll(parts);
    }

    @Test
    void a_loss_that_is_not_finite_stops_it_at_once() {
      assertThatThrownBy(
              () -> {
                Recipes.Recipe recipe = Recipes.tiny();
                recipe.learningRate = 1e30;
                recipe.schedule = Recipes.Schedule.CONSTANT;
                recipe.model().train(Recipes.shapes(200), RunContext.seeded(7));
              })
          .isInstanceOf(DecipherException.class)
          .hasMessageMatching(
              "loss is (NaN|Infinity) at step [2-5] \\(epoch 1\\);"
                  + " lower decipher.model.fit.learning-rate \\(now 1.0E30\\)");
    }

    @ParameterizedTest
    @CsvSource({
      "0.1, ONE_CYCLE, the held-out bound",
      "0.1, CONSTANT, the held-out bound",
      "0, ONE_CYCLE, the bound on training samples"
    })
    void weights_that_the_last_step_spoilt_are_not_kept(
        double share, Recipes.Schedule schedule, String name) {
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.epochs = 1;
      recipe.batchSize = 1000; // one step: its loss is finite, as it is that of the start
      recipe.learningRate = 1e36;
      recipe.schedule = schedule;
      recipe.validationShare = share;
      assertThatThrownBy(() -> recipe.model().train(Recipes.shapes(60), RunContext.seeded(7)))
          .isInstanceOf(DecipherException.class)
          .hasMessageMatching(
              name
                  + " is (NaN|-?Infinity) after step 1 \\(epoch 1\\);"
                  + " lower decipher.model.fit.learning-rate \\(now 1.0E36\\)");
    }

    @Test
    void values_outside_of_a_bernoulli_likelihood_are_named() {
      TrainingSet set =
          TrainingSet.of(Samples.of(FloatMatrix.wrap(2, 96, bright()), Recipes.SHAPE));
      fails(recipe -> {}, set, "sample 1 has the value 255.0", "[0, 1]");
    }

    private float[] bright() {
      float[] values = new float[2 * 96];
      values[100] = 255;
      return values;
    }

    @Test
    void images_too_small_to_halve_are_named() {
      TrainingSet set = TrainingSet.of(Samples.of(FloatMatrix.empty(18), SampleType.image(3, 6)));
      fails(recipe -> {}, set, "at least 2^2", "1 x 3 x 6", "architecture = dense");
    }

    @Test
    void views_of_vectors_are_refused() {
      TrainingSet set = TrainingSet.of(Samples.of(FloatMatrix.empty(30), SampleType.vector(30)));
      fails(
          recipe -> recipe.architecture = Recipes.Architecture.DENSE,
          set,
          "objective.augmentation = none");
    }

    @Test
    void what_could_not_be_saved_is_refused_before_it_is_trained() {
      TrainingSet set =
          TrainingSet.of(
              Samples.of(FloatMatrix.wrap(100, 2, new float[200]), SampleType.vector(2)));
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.architecture = Recipes.Architecture.DENSE;
      recipe.crossView = false;
      recipe.hidden = List.of(1);
      recipe.latentSize = 17_000;
      Ear ear = new Ear();
      assertThatThrownBy(
              () -> recipe.model().train(set, RunContext.of(7, ear, new CancellationToken())))
          .isInstanceOf(DecipherException.class)
          .hasMessageContainingAll("the model would have", "289017001 of the prior", "latent-size");
      assertThat(ear.steps).isEmpty();
    }

    @Test
    void too_few_samples_are_counted() {
      fails(
          recipe -> {},
          TrainingSet.of(Samples.of(FloatMatrix.empty(96), Recipes.SHAPE)),
          "there are 0 samples");
    }
  }

  @Nested
  class Of_other_kinds {
    @Test
    void vectors_are_learnt_by_the_dense_one() {
      Recipes.Recipe recipe = Recipes.tiny();
      recipe.architecture = Recipes.Architecture.DENSE;
      recipe.crossView = false;
      TrainingSet images = Recipes.shapes(200);
      TrainingSet vectors =
          TrainingSet.of(Samples.of(images.samples().toMatrix(), SampleType.vector(96)));
      try (TrainedVae vae = (TrainedVae) recipe.model().train(vectors, RunContext.seeded(1))) {
        assertThat(vae.encode(images.samples(), RunContext.seeded(1)).columns()).isEqualTo(4);
        assertThat(vae.generate(3, RunContext.seeded(1).random("draw")).columns()).isEqualTo(96);
      }
    }

    @Test
    void images_may_have_any_sides() {
      Recipes.Recipe recipe = Recipes.tiny();
      float[] values = new float[60 * 7 * 10];
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 10 == i / 70 % 10 ? 0.9f : 0.1f;
      }
      TrainingSet odd =
          TrainingSet.of(Samples.of(FloatMatrix.wrap(60, 70, values), SampleType.image(7, 10)));
      try (TrainedVae vae = (TrainedVae) recipe.model().train(odd, RunContext.seeded(1))) {
        assertThat(vae.type()).isEqualTo(SampleType.image(7, 10));
        assertThat(vae.generate(3, RunContext.seeded(1).random("draw")).columns()).isEqualTo(70);
      }
    }

    @Test
    void images_may_have_channels() {
      Recipes.Recipe recipe = Recipes.tiny();
      TrainingSet grey = Recipes.shapes(210);
      TrainingSet coloured =
          TrainingSet.of(
              Samples.of(
                  FloatMatrix.wrap(70, 3 * 96, grey.samples().toMatrix().toArray()),
                  new SampleType.Image(3, 12, 8)));
      try (TrainedVae vae = (TrainedVae) recipe.model().train(coloured, RunContext.seeded(1))) {
        assertThat(vae.type()).isEqualTo(new SampleType.Image(3, 12, 8));
        assertThat(vae.generate(3, RunContext.seeded(1).random("draw")).columns()).isEqualTo(288);
      }
    }
  }

  @Nested
  class Settings_that_make_no_sense {
    private void refused(Consumer<Recipes.Recipe> change, String message) {
      Recipes.Recipe recipe = Recipes.tiny();
      change.accept(recipe);
      assertThatIllegalArgumentException().isThrownBy(recipe::build).withMessage(message);
    }

    @Test
    void are_refused_key_first() {
      refused(recipe -> recipe.latentSize = 0, "latent-size must be at least 1, but was 0");
      refused(
          recipe -> recipe.engine = "Torch", "engine must be one of MXNet, PyTorch, but was Torch");
      refused(recipe -> recipe.beta = Double.NaN, "beta must be in [0.0, 1000000.0], but was NaN");
      refused(recipe -> recipe.averaging = 1, "averaging must be in [0, 1), but was 1.0");
      refused(
          recipe -> recipe.learningRate = 0, "learning-rate must be greater than 0, but was 0.0");
      refused(
          recipe -> recipe.channels = List.of(16),
          "channels must be two or more numbers of at least 1, but was [16]");
      refused(
          recipe -> {
            recipe.validationShare = 0;
            recipe.patience = 3;
          },
          "validation-share must be above 0 for patience and for the schedule plateau, which watch"
              + " the held-out measure");
    }
  }
}
