// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Attributes;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.runtime.Fakes;
import io.decipher.runtime.internal.config.Components;
import io.decipher.runtime.internal.config.Wiring;
import io.decipher.runtime.report.SmallCluster;
import io.decipher.runtime.report.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PipelineTest {
  /** Keeps in memory what stages found, as another process would find it. */
  private static final class Memory implements StageStore {
    final Map<String, Stage> stages = new HashMap<>();
    final List<String> kept = new ArrayList<>();
    final List<String> forgotten = new ArrayList<>();
    int trainings;

    @Override
    public Optional<Stage> known(String name, Kind kind) {
      return Optional.ofNullable(stages.get(name));
    }

    @Override
    public void keep(String name, Kind kind, Stage found) {
      stages.put(name, found);
      kept.add(name + " " + kind);
    }

    @Override
    public void forgetFrom(String name) {
      stages.remove(name);
      forgotten.add(name);
    }

    @Override
    public RunContext training(int number, RunContext run) {
      trainings++;
      return run;
    }
  }

  private final Memory memory = new Memory();

  private Pipeline pipeline(String more) {
    return pipeline(more, Fakes.samples());
  }

  private Pipeline pipeline(String more, Samples samples) {
    Settings settings =
        Settings.parse("more.conf", "decipher { " + more + " }")
            .over(Fakes.settings(Path.of("never-written")));
    Components components = Wiring.of(settings, Fakes.plugins());
    RunContext run = RunContext.seeded(5);
    return new Pipeline(components, samples, samples, memory, new Stopwatch(run), run);
  }

  private static Labels truth() {
    int[] labels = new int[Fakes.SAMPLES];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Fakes.kind(i);
    }
    return Labels.of(labels);
  }

  @Test
  void classes_are_found_and_a_model_is_trained_without_a_directory() {
    try (Pipeline pipeline = pipeline("rounds = 0")) {
      Stage found = pipeline.run();
      assertThat(found.classes()).isEqualTo(3);
      for (int i = 0; i < Fakes.SAMPLES; i++) {
        for (int j = 0; j < i; j++) {
          assertThat(found.found().labels().get(i) == found.found().labels().get(j))
              .isEqualTo(truth().get(i) == truth().get(j));
        }
      }
      assertThat(found.featureMatrix().rows()).isEqualTo(Fakes.SAMPLES);
      assertThat(pipeline.model().type()).isEqualTo(Fakes.SHAPE);
    }
    assertThat(memory.kept).containsExactly("stage-1 LAST_ROUND");
    assertThat(memory.trainings).isEqualTo(1);
    assertThat(Path.of("never-written")).doesNotExist();
  }

  @Test
  void the_stages_that_are_listed_hold_no_layouts() {
    try (Pipeline pipeline = pipeline("rounds = 0")) {
      pipeline.run();
      assertThat(pipeline.stages()).hasSize(1);
      Stage listed = pipeline.stages().get(0);
      assertThat(listed.layout()).isEmpty();
      assertThatThrownBy(listed::featureMatrix)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the layout of stage 'means' was not kept");
    }
  }

  @Test
  void what_an_earlier_process_found_is_not_found_again() {
    try (Pipeline first = pipeline("rounds = 0")) {
      first.run();
    }
    Stage other =
        Stage.named("means", memory.stages.get("stage-1").found())
            .laidOut(memory.stages.get("stage-1").layout().orElseThrow());
    memory.stages.put("stage-1", other);
    try (Pipeline second = pipeline("rounds = 0")) {
      assertThat(second.run()).isSameAs(other);
    }
    assertThat(memory.kept).hasSize(1);
  }

  @Test
  void a_stage_that_kept_other_small_clusters_is_forgotten() {
    try (Pipeline first = pipeline("rounds = 0")) {
      first.run();
    }
    Stage stage = memory.stages.get("stage-1");
    memory.stages.put(
        "stage-1",
        new Stage(
            stage.features(),
            stage.found(),
            stage.trainingLabels(),
            List.of(
                new SmallCluster(
                    0, 5, 0, 1, 0, SmallCluster.Judge.PERSON, OptionalInt.of(2), List.of(1))),
            stage.sweep(),
            stage.layout(),
            stage.scores()));
    try (Pipeline second = pipeline("rounds = 0")) {
      second.run();
    }
    assertThat(memory.forgotten).containsExactly("stage-1");
    assertThat(memory.kept).containsExactly("stage-1 LAST_ROUND", "stage-1 LAST_ROUND");
  }

  @Test
  void other_features_and_other_seeds_are_kept_by_names_of_their_own() {
    try (Pipeline pipeline =
        pipeline(
            "rounds = 0, compare = [latent, { type = latent, normalize = true }],"
                + " projector = shaken, evidence.layouts = 2")) {
      Stage found = pipeline.run();
      assertThat(pipeline.compared(found))
          .extracting(Stage::features)
          .containsExactly(List.of("latent"), List.of("latent"));
      assertThat(pipeline.layouts(found)).hasSize(2);
    }
    assertThat(memory.kept)
        .containsExactly(
            "stage-1 LAST_ROUND",
            "compared-latent COMPARED",
            "compared-latent-2 COMPARED",
            "layout-2 LAYOUT",
            "layout-3 LAYOUT");
  }

  @Test
  void the_context_of_samples_goes_beside_the_features_of_the_run() {
    List<String> songs = new ArrayList<>();
    double[] places = new double[Fakes.SAMPLES];
    for (int i = 0; i < places.length; i++) {
      songs.add("song " + i / 9);
      places[i] = i;
    }
    Samples inSongs =
        Fakes.samples()
            .withAttributes(
                Attributes.none(places.length)
                    .withText("song", songs)
                    .withNumbers("place", places));
    String context = "compare = [{ type = context, sequence = song, order = place }]";
    try (Pipeline pipeline = pipeline("rounds = 0, " + context, inSongs)) {
      Stage found = pipeline.run();
      Stage inContext = pipeline.compared(found).get(0);
      assertThat(inContext.features()).containsExactly("means", "context");
      assertThat(inContext.featureMatrix().columns())
          .isEqualTo(found.featureMatrix().columns() + 2 * (found.classes() + 1));
      assertThat(pipeline.notes())
          .singleElement()
          .asString()
          .startsWith("in the context of the classes before and after: ");
      assertThat(ContextView.without(pipeline.compared(found))).isEmpty();
    }
    assertThat(memory.kept).contains("compared-context COMPARED");
    assertThatThrownBy(() -> pipeline("rounds = 0, " + context))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("context.sequence names 'song', but samples have no attributes");
  }

  @Test
  void context_is_none_of_the_features_that_classes_are_first_found_by() {
    assertThatThrownBy(() -> pipeline("features = [means, context]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no context before classes are found");
    assertThatThrownBy(() -> pipeline("compare = [{ type = context, spn = 2 }]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("span");
    assertThatThrownBy(() -> pipeline("compare = [{ type = context, weight = 0 }]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("weight must be above 0");
  }

  @Test
  void there_is_no_model_before_the_run() {
    try (Pipeline pipeline = pipeline("rounds = 0")) {
      assertThatThrownBy(pipeline::model).isInstanceOf(IllegalStateException.class);
    }
  }
}
