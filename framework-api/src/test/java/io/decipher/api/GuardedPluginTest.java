// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.EvaluatorProvider;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.api.spi.Provider;
import io.decipher.api.spi.SampleReaderProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.example.broken.Broken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardedPluginTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final SampleType PAIR = SampleType.vector(2);
  private static final Samples SAMPLES = Samples.of(FloatMatrix.wrap(4, 2, new float[8]), PAIR);
  private static final FloatMatrix POINTS = SAMPLES.toMatrix();

  private static <T> T make(Class<? extends Provider<T>> service, Provider<T> provider) {
    return Plugins.of(List.of(provider)).create(service, Settings.parse("test", "type = broken"));
  }

  private static void isBlamed(String kind, String did, Runnable use) {
    assertThatThrownBy(use::run)
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith(kind + " 'broken' of ")
        .hasMessageContaining(did)
        .hasMessageContaining("report it to its author");
  }

  private static TrainedModel trained(String breaks) {
    return make(GenerativeModelProvider.class, new Broken.Modelling(breaks))
        .train(TrainingSet.of(SAMPLES, Optional.empty()), RUN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fit | returned null from fit(); expected a ClusterModel",
        "classes | gave 3 labels for 4 (classes)",
        "cut | gave 6 labels for 4 (cut)",
        "outliers | gave NaN in row 0 of its outlierScores",
        "yields | but its provider promises io.decipher.api.TrainedModel (fit)"
      })
  void a_clusterer_is_named(String breaks, String did) {
    isBlamed(
        "clusterer",
        did,
        () -> {
          ClusterModel model =
              make(ClustererProvider.class, new Broken.Clustering(breaks)).fit(POINTS, RUN);
          ((Hierarchy) model).cut(2);
          ((OutlierScores) model).outlierScores();
        });
  }

  @Test
  void a_plugin_that_is_not_made_is_named() {
    assertThatThrownBy(() -> make(ClustererProvider.class, new Broken.Clustering("create")))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("returned null from create(); expected a clusterer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "points | gave Infinity in row 0 of its points",
        "project | gave 5 rows for 4 of them (project)"
      })
  void a_projector_is_named(String breaks, String did) {
    isBlamed(
        "projector",
        did,
        () -> {
          Projection projection =
              make(ProjectorProvider.class, new Broken.Projecting(breaks)).fit(POINTS, RUN);
          ((OutOfSampleProjection) projection).project(POINTS, RUN);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train | returned null from train(); expected a TrainedModel",
        "type | made a model of vector of 99 values of samples of vector of 2 values (train)",
        "generate | gave 4 rows for 5 of them (generate)",
        "conditional | gave 3 columns where there are 2 (generate)",
        "encode | gave NaN in row 0 of its encode",
        "decode | gave 1 columns where there are 2 (decode)"
      })
  void a_model_is_named(String breaks, String did) {
    isBlamed(
        "model",
        did,
        () -> {
          TrainedModel model = trained(breaks);
          model.generate(5, new SplittableRandom(1));
          ((Conditional) model).generate(0, 5, new SplittableRandom(1));
          ((Encoder) model).encode(SAMPLES, RUN);
          ((Decoder) model).decode(POINTS, RUN);
        });
  }

  @Test
  void a_model_that_cannot_be_loaded_is_named() {
    GenerativeModel model = make(GenerativeModelProvider.class, new Broken.Modelling("load"));
    isBlamed(
        "model",
        "returned null from load()",
        () -> {
          try {
            model.load(Path.of("."));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void an_extractor_is_named() {
    isBlamed(
        "feature",
        "returned null from fit(); expected an Encoder",
        () -> make(FeatureExtractorProvider.class, new Broken.Extracting("fit")).fit(SAMPLES, RUN));
    isBlamed(
        "feature",
        "returned null from encode(); expected a FloatMatrix",
        () ->
            make(FeatureExtractorProvider.class, new Broken.Extracting("encode"))
                .fit(SAMPLES, RUN)
                .encode(SAMPLES, RUN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "candidates | candidates() returned null; expected a list, which may be empty",
        "throws | candidates(): it throws java.lang.IllegalStateException: no idea",
        "nameless | candidates() named Candidate[name=null, ",
        "settings | the candidate 'fine' cannot be read: "
      })
  void candidates_that_cannot_be_read_are_left_out_and_others_go_on(String breaks, String reason) {
    Plugins plugins = Plugins.of(List.of(new Broken.Extracting(breaks), new Naming()));
    List<String> warnings = new ArrayList<>();
    List<FeatureExtractor> made =
        plugins.candidates(
            SAMPLES,
            candidate -> plugins.create(FeatureExtractorProvider.class, candidate.settings()),
            warnings::add);
    assertThat(made).hasSize(1);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith("feature 'broken' of the plugin ")
        .contains(": " + reason)
        .endsWith("; its candidates are left out; report it to its author");
  }

  /** Names one candidate, as it should. */
  private static final class Naming implements FeatureExtractorProvider {
    @Override
    public String name() {
      return "naming";
    }

    @Override
    public String description() {
      return "names a candidate";
    }

    @Override
    public FeatureExtractor create(Settings settings) {
      return (samples, run) -> (some, context) -> some.toMatrix();
    }

    @Override
    public List<Candidate> candidates(SampleType type) {
      return List.of(new Candidate("one", Settings.parse("own", "type = naming")));
    }
  }

  @Test
  void what_is_named_and_measured_at_once_is_looked_at_as_one_after_the_other() {
    for (String breaks : List.of("labels", "scores")) {
      NoveltyAssigner model = (NoveltyAssigner) trained(breaks);
      isBlamed(
          "model",
          breaks.equals("labels") ? "gave 3 labels for 4" : "gave NaN in row 0",
          () -> model.assignWithNovelty(SAMPLES, RUN));
    }
  }

  @Test
  void a_preprocessor_is_named() {
    isBlamed(
        "preprocessor",
        "made 3 samples of 4 (apply)",
        () -> make(PreprocessorProvider.class, new Broken.Preparing("apply")).apply(SAMPLES, RUN));
  }

  @Test
  void a_data_set_is_named() {
    isBlamed(
        "dataset",
        "has samples of vector of 2 values, but declares them as vector of 3 values (train)",
        () -> make(DatasetProvider.class, new Broken.Data("type")).train());
    isBlamed(
        "dataset",
        "returned null from truth(); expected an Optional",
        () -> make(DatasetProvider.class, new Broken.Data("truth")).truth());
  }

  @Test
  void a_reader_and_an_evaluator_are_named() {
    isBlamed(
        "reader",
        "returned null from read(); expected a Samples",
        () -> make(SampleReaderProvider.class, new Broken.Reading()).read(Path.of("x"), RUN));
    isBlamed(
        "evaluator",
        "returned a map with null (evaluate)",
        () ->
            make(EvaluatorProvider.class, new Broken.Evaluating()).evaluate(SAMPLES, SAMPLES, RUN));
  }

  @Test
  void what_keeps_its_promises_has_all_its_capabilities_and_is_equal_to_itself() {
    TrainedModel model = trained("nothing");
    assertThat(model).isInstanceOf(Conditional.class).isInstanceOf(Encoder.class);
    assertThat(model.generate(5, new SplittableRandom(1)).rows()).isEqualTo(5);
    assertThat(java.util.List.of(model)).contains(model);
    assertThat(model.toString()).startsWith("Trained[");
    assertThat(model.description()).isEmpty(); // a map that refuses to be asked for null
    Clusterer clusterer = make(ClustererProvider.class, new Broken.Clustering("nothing"));
    assertThat(clusterer.fit(POINTS, RUN).classes().labels().size()).isEqualTo(4);
  }

  @Test
  void what_it_throws_is_thrown_as_it_is() {
    assertThatThrownBy(() -> trained("nothing").save(Path.of(".")))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no room");
  }
}
