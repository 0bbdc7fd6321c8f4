// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.ModelCheck;
import io.decipher.api.ModelCheck.Finding;
import io.decipher.api.ModelCheck.Layer;
import io.decipher.api.ModelCheck.Overfit;
import io.decipher.api.ModelCheck.Term;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Tensor;
import io.decipher.djl.optim.Gradients;
import io.decipher.vae.Recipes;
import io.decipher.vae.Vae;
import io.decipher.vae.recipe.Classifier;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.trained.TrainedVae;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What is said depends on no engine, so one of them is enough, which saves CI a minute. */
@DisabledIfSystemProperty(named = "decipher.test.engine", matches = "PyTorch")
class VaeCheckTest {
  private static VaeRecipe recipe(Consumer<Recipes.Recipe> change) {
    Recipes.Recipe recipe = Recipes.tiny();
    change.accept(recipe);
    return recipe.build();
  }

  private static TrainingSet shapes() {
    return Recipes.unclassified(Recipes.shapes(150));
  }

  /** The shapes with every value changed. */
  private static TrainingSet changed(DoubleUnaryOperator change) {
    float[] values = shapes().samples().toMatrix().toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) change.applyAsDouble(values[i]);
    }
    return set(values, Recipes.SHAPE);
  }

  private static TrainingSet set(float[] values, SampleType shape) {
    return TrainingSet.of(
        Samples.of(FloatMatrix.wrap(values.length / shape.size(), shape.size(), values), shape));
  }

  private static ModelCheck check(Consumer<Recipes.Recipe> change, TrainingSet set) {
    return new Vae(recipe(change)).check(set, RunContext.seeded(1));
  }

  private static List<String> problems(ModelCheck check) {
    return check.findings().stream().map(Finding::problem).toList();
  }

  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS) // one check for all of its tests
  class A_recipe_that_works {
    private final ModelCheck check = check(recipe -> {}, shapes());

    @Test
    void shows_nothing_wrong_and_learns_the_batch() {
      assertThat(check.findings()).isEmpty();
      Overfit overfit = check.overfit().orElseThrow();
      assertThat(overfit.samples()).isEqualTo(32);
      assertThat(overfit.terms()).extracting(Term::name).startsWith("loss", "reconstruction", "kl");
      Term reconstruction = overfit.terms().get(1);
      assertThat(reconstruction.start())
          .as("an untrained net is about as good as chance")
          .isBetween(0.8 * 96 * Math.log(2), 1.5 * 96 * Math.log(2));
      assertThat(reconstruction.anchors().get(0).value()).isCloseTo(96 * Math.log(2), within(0.01));
      assertThat(reconstruction.end())
          .isBetween(
              reconstruction.anchors().get(2).value(), reconstruction.anchors().get(1).value());
    }

    @Test
    void shows_its_layers_with_what_they_make_of_a_sample() {
      assertThat(check.layers().get(0))
          .isEqualTo(new Layer("encoder.0", "convolution 5 x 5, stride 2", List.of(16, 6, 4), 400));
      assertThat(check.layers()).extracting(Layer::name).contains("encoder.mean", "decoder.2");
      assertThat(check.layers().get(check.layers().size() - 1).output()).containsExactly(1, 12, 8);
    }

    @Test
    void counts_the_parameters_that_training_counts() {
      try (TrainedVae trained =
          (TrainedVae)
              new Vae(recipe(recipe -> recipe.epochs = 1)).train(shapes(), RunContext.seeded(1))) {
        assertThat(check.parameters())
            .isEqualTo(Long.parseLong(trained.description().get("parameters")));
      }
    }

    @Test
    void is_told_alike_each_time() {
      assertThat(check(recipe -> {}, shapes())).isEqualTo(check);
    }

    @Test
    void may_be_dense_on_vectors_with_a_head() {
      ModelCheck dense =
          check(
              recipe -> {
                recipe.architecture = Recipes.Architecture.DENSE;
                recipe.crossView = false;
                recipe.classifier = new Classifier(100, 0.05, 4, 1);
              },
              set(shapes().samples().toMatrix().toArray(), SampleType.vector(96)));
      assertThat(dense.findings()).isEmpty();
      Term entropy = dense.overfit().orElseThrow().terms().get(3);
      assertThat(entropy.name()).isEqualTo("cross-entropy");
      assertThat(entropy.anchors().get(0).value()).isCloseTo(Math.log(10), within(1e-9));
      assertThat(entropy.end()).isLessThan(entropy.start() / 2);
    }
  }

  @Nested
  class What_looks_wrong {
    @Test
    void is_a_learning_rate_that_is_too_low() {
      assertThat(problems(check(recipe -> recipe.learningRate = 1e-6, shapes())))
          .singleElement()
          .asString()
          .startsWith("the learning rate looks too low: after 40 steps the loss is ");
    }

    @Test
    void is_a_learning_rate_that_is_too_high() {
      assertThat(problems(check(recipe -> recipe.learningRate = 30, shapes())).get(0))
          .startsWith("the learning rate looks too high: after 40 steps the loss is ");
    }

    @Test
    void is_a_loss_that_is_not_finite() {
      assertThat(problems(check(recipe -> recipe.learningRate = 1e38, shapes())))
          .singleElement()
          .asString()
          .matches("loss is (NaN|Infinity|-Infinity) after \\d+ steps");
    }

    @Test
    void is_a_posterior_that_collapses() {
      assertThat(problems(check(recipe -> recipe.beta = 1000, shapes())))
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .startsWith("the posterior collapses on the batch: ")
                      .endsWith("and every sample is decoded alike"));
    }

    @Test
    void is_a_head_that_does_not_learn() {
      ModelCheck check =
          check(
              recipe -> {
                recipe.classifier = new Classifier(1e-6, 0, 4, 1);
                recipe.beta = 10;
              },
              shapes());
      assertThat(problems(check))
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .startsWith("the classification head does not learn the batch"));
    }

    @Test
    void is_a_batch_larger_than_the_data() {
      ModelCheck check = check(recipe -> recipe.batchSize = 500, shapes());
      assertThat(problems(check))
          .containsExactly("batch-size is 500, but there are 135 samples to learn from");
    }

    @Test
    void is_a_sample_outside_of_0_to_1() {
      ModelCheck check = check(recipe -> {}, changed(value -> 255 * value));
      assertThat(problems(check)).hasSize(1);
      assertThat(check.findings().get(0).problem())
          .startsWith("150 samples have values outside of [0, 1]; they range from 5.1");
      assertThat(check.findings().get(0).advice()).contains("decipher.model.likelihood = gaussian");
      assertThat(check.overfit()).isEmpty();
      assertThat(check.layers()).isNotEmpty();
    }

    @Test
    void is_a_sample_that_a_gaussian_decoder_cannot_reach() {
      ModelCheck check =
          check(
              recipe -> recipe.likelihood = Recipes.Likelihood.GAUSSIAN,
              changed(value -> 2 * value - 1));
      assertThat(problems(check).get(0)).startsWith("150 samples have values outside of [0, 1]");
    }

    @Test
    void is_a_value_that_is_not_finite() {
      float[] values = shapes().samples().toMatrix().toArray();
      values[7] = Float.NaN;
      assertThat(problems(check(recipe -> {}, set(values, Recipes.SHAPE))))
          .containsExactly("1 samples have values that are not finite");
    }

    @Test
    void is_a_set_of_one_sample() {
      assertThat(problems(check(recipe -> {}, set(new float[96], Recipes.SHAPE))))
          .containsExactly("there are 0 samples to learn from; training needs 2 or more");
    }

    @Test
    void is_a_gradient_that_vanishes() {
      ModelCheck check =
          check(
              recipe -> {
                recipe.likelihood = Recipes.Likelihood.GAUSSIAN;
                recipe.crossView = false;
              },
              changed(value -> 1e-12 * value));
      assertThat(problems(check))
          .anySatisfy(problem -> assertThat(problem).startsWith("gradients vanish in encoder."));
    }

    @Test
    void is_a_gradient_that_explodes() {
      ModelCheck check =
          check(
              recipe -> {
                recipe.architecture = Recipes.Architecture.DENSE;
                recipe.hidden = Collections.nCopies(60, 8);
              },
              shapes());
      assertThat(problems(check))
          .anySatisfy(problem -> assertThat(problem).startsWith("gradients explode: encoder."));
    }

    @Test
    void is_a_layer_whose_units_are_dead() {
      Map<String, Tensor> start = Map.of("encoder.1.beta", Tensor.filled(-100, 16));
      ModelCheck check =
          new VaeCheck(recipe(recipe -> recipe.leak = 0), shapes(), start, RunContext.seeded(1))
              .run();
      assertThat(problems(check))
          .contains("dead units: 16 of 16 in encoder.1 give the same output for every sample");
    }

    @Test
    void is_a_start_far_from_chance() {
      Map<String, Tensor> start = Map.of("decoder.2.bias", Tensor.filled(50, 1));
      ModelCheck check =
          new VaeCheck(recipe(recipe -> {}), shapes(), start, RunContext.seeded(1)).run();
      assertThat(problems(check).get(0)).contains("far above the 66.5 of answering 1/2 everywhere");
    }

    @Test
    void is_a_head_that_starts_far_from_chance() {
      float[] bias = new float[10];
      bias[0] = 30;
      Map<String, Tensor> start = Map.of("classifier.bias", Tensor.of(bias, 10));
      VaeRecipe headed = recipe(recipe -> recipe.classifier = new Classifier(1, 0, 4, 1));
      assertThat(problems(new VaeCheck(headed, shapes(), start, RunContext.seeded(1)).run()).get(0))
          .contains("far from the 2.30 of chance among 10 classes");
    }

    @Test
    void is_a_net_that_cannot_learn_a_batch_by_heart() {
      VaeFindings findings = new VaeFindings(recipe(recipe -> {}), Recipes.SHAPE);
      findings.judge(
          new VaeFindings.Measured(
              new VaeFindings.Material(new Values(0, 1, 0, 0, 0), 150, false),
              new ReconstructionAnchors(100, 60, 50),
              0,
              new VaeFindings.Courses(falling(150, 70), falling(40, 90), falling(40, 99)),
              List.of(new Gradients.Strength("encoder.0.weight", 1)),
              List.of(),
              4,
              List.of("loss", "reconstruction", "kl")));
      assertThat(findings.all())
          .singleElement()
          .extracting(Finding::problem)
          .asString()
          .startsWith("the loss does not fall: after 150 steps the reconstruction is 7");
    }

    /** A course whose loss falls evenly from 100. */
    private VaeCheck.Course falling(int steps, float end) {
      List<float[]> terms = new ArrayList<>();
      for (int step = 0; step < steps; step++) {
        float loss = 100 - (100 - end) * step / (steps - 1);
        terms.add(new float[] {loss, loss, 5});
      }
      return new VaeCheck.Course(0.005, terms, Optional.empty());
    }
  }

  @Test
  void a_net_that_does_not_fit_the_samples_is_refused() {
    assertThatThrownBy(() -> check(recipe -> {}, set(new float[27], SampleType.image(9, 3))))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("decipher.model.architecture.channels");
  }

  @Nested
  class Anchors {
    @Test
    void are_543_nats_for_784_values_told_by_half() {
      ReconstructionAnchors anchors =
          ReconstructionAnchors.of(recipe(recipe -> {}), new float[784], new float[0], 784);
      assertThat(anchors.half()).isCloseTo(543.4, within(0.05));
      assertThat(anchors.mean()).isZero();
      assertThat(anchors.least()).isZero();
    }

    @Test
    void of_a_coin_are_its_entropy() {
      ReconstructionAnchors anchors =
          ReconstructionAnchors.of(recipe(recipe -> {}), new float[] {0, 1, 1, 1}, new float[0], 1);
      assertThat(anchors.mean())
          .isCloseTo(-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), within(1e-6));
    }

    @Test
    void of_a_gaussian_count_squares_in_units_of_its_noise() {
      VaeRecipe gaussian = recipe(recipe -> recipe.likelihood = Recipes.Likelihood.GAUSSIAN);
      ReconstructionAnchors anchors =
          ReconstructionAnchors.of(gaussian, new float[] {0.4f, 0.8f}, new float[0], 1);
      double least = 0.5 * Math.log(2 * Math.PI * 0.01);
      assertThat(anchors.least()).isCloseTo(least, within(1e-6));
      assertThat(anchors.mean()).isCloseTo(least + 50 * 0.04, within(1e-5));
      assertThat(anchors.half()).isCloseTo(least + 50 * 0.05, within(1e-5));
    }
  }
}
