// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Assigner;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Labels;
import io.decipher.api.Npy;
import io.decipher.api.Refinable;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.runtime.internal.pipeline.NeighbourAgreementFilter;
import io.decipher.runtime.internal.pipeline.SmallClusterMerging;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundsTest {
  /**
   * What the model was given, in order: the number of classes, or -1 for none, and how. What it
   * encodes last is for the pictures.
   */
  private final List<String> lessons = new ArrayList<>();

  private boolean headless;
  private boolean findsClasses; // by itself, untold

  @TempDir Path temporary;

  private DiscoveryReport run(String more) {
    Settings settings =
        Settings.parse("more.conf", "decipher { model = pupil, rounds = 1, " + more + " }")
            .over(Fakes.settings(temporary.resolve("run")));
    return Discovery.of(settings, Fakes.plugins(new PupilProvider())).run(RunContext.seeded(5));
  }

  @Test
  void the_model_learns_the_classes_found_and_they_are_found_again_by_its_latents() {
    DiscoveryReport report = run("");
    assertThat(lessons).containsExactly("train 3", "encode", "encode");
    assertThat(report.stages())
        .extracting(Stage::name)
        .containsExactly("means", "classifier", "means and latent");
    assertThat(report.stages())
        .allSatisfy(
            stage -> {
              assertThat(stage.found().labels().classes()).isEqualTo(3);
              assertThat(stage.scores()).isPresent();
            });
    assertThat(report.view().features()).containsExactly("means", "latent");
    assertThat(report.stages().get(2).found()).isEqualTo(report.view().found());
  }

  @Test
  void each_stage_is_kept() throws Exception {
    DiscoveryReport report = run("");
    Path stages = report.directory().resolve("stages");
    List<String> names = List.of("1-means.npy", "2-classifier.npy", "3-means-latent.npy");
    for (int i = 0; i < names.size(); i++) {
      FloatMatrix kept = Npy.read(stages.resolve(names.get(i)));
      Labels labels = report.stages().get(i).found().labels();
      for (int j = 0; j < labels.size(); j++) {
        assertThat((int) kept.get(j, 0)).isEqualTo(labels.get(j));
      }
    }
  }

  @Test
  void a_number_means_one_class_at_all_stages() {
    List<Stage> stages = run("").stages();
    Labels first = stages.get(0).found().labels();
    for (Stage stage : stages) {
      assertThat(stage.found().labels()).isEqualTo(first);
    }
  }

  @Test
  void a_model_that_was_trained_first_goes_on_with_the_classes() {
    DiscoveryReport report = run("features = [latent]");
    assertThat(lessons).containsExactly("train -1", "encode", "refine 3", "encode", "encode");
    assertThat(report.stages())
        .extracting(Stage::name)
        .containsExactly("latent", "classifier", "latent");
  }

  @Test
  void a_model_that_has_learned_no_classes_has_no_opinion() {
    headless = true;
    assertThat(run("").stages())
        .extracting(Stage::name)
        .containsExactly("means", "means and latent");
  }

  @Test
  void a_model_that_finds_classes_by_itself_has_a_stage_of_its_own() {
    findsClasses = true;
    DiscoveryReport report = run("features = [latent], rounds = 0");
    assertThat(report.stages()).extracting(Stage::name).containsExactly("pupil", "latent");
    Stage own = report.stages().get(0);
    assertThat(own.scores()).isPresent();
    Labels found = report.view().found().labels();
    for (int i = 0; i < found.size(); i++) {
      assertThat(own.found().labels().get(i)).isEqualTo(2 - Fakes.kind(i));
      assertThat(found.get(i)).as("numbered as its own").isEqualTo(2 - Fakes.kind(i));
    }
  }

  @Test
  void rounds_repeat() {
    assertThat(run("rounds = 2").stages()).hasSize(5);
    assertThat(lessons).containsExactly("train 3", "encode", "refine 3", "encode", "encode");
  }

  @Test
  void what_the_classes_are_found_again_by_can_be_said() {
    assertThat(run("round.features = [latent]").view().features()).containsExactly("latent");
  }

  @Test
  void a_share_that_is_none_is_refused() {
    assertThatThrownBy(() -> run("round.agreement = 2"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("agreement must be in [0, 1], but was 2");
    assertThatThrownBy(() -> run("rounds = -1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("rounds must be at least 0, but was -1");
  }

  @Nested
  class Agreement_among_neighbours {
    private final Labels labels = Labels.of(0, 0, 1, 1, Labels.NOISE);

    @Test
    void leaves_out_what_most_neighbours_contradict() {
      int[][] near = {{1, 2}, {0, 2}, {0, 1}, {2, 2}, {0, 1}};
      assertThat(NeighbourAgreementFilter.of(labels, point -> near[point], 0.5))
          .isEqualTo(Labels.of(0, 0, Labels.NOISE, 1, Labels.NOISE));
    }

    @Test
    void of_nothing_leaves_all() {
      assertThat(NeighbourAgreementFilter.of(labels, point -> new int[] {4}, 0)).isEqualTo(labels);
    }
  }

  @Nested
  class Numbers {
    private int[] numbered(int[] found, int... earlier) {
      FloatMatrix strengths = FloatMatrix.wrap(found.length, 1, new float[found.length]);
      Labels labels = Labels.of(found);
      return new SmallClusterMerging.Outcome(new FoundClasses(labels, strengths), labels, List.of())
          .numberedAs(Labels.of(earlier))
          .classes()
          .labels()
          .toArray();
    }

    @Test
    void follow_the_earlier_classes() {
      assertThat(numbered(new int[] {0, 0, 1, 1, 2, -1}, 2, 2, 0, 0, 1, 1))
          .containsExactly(2, 2, 0, 0, 1, -1);
    }

    @Test
    void of_new_classes_come_after() {
      assertThat(numbered(new int[] {0, 0, 1, 2, 2, 2}, 0, 0, 0, 1, 1, 1))
          .containsExactly(0, 0, 2, 1, 1, 1);
    }

    @Test
    void have_no_gap_where_a_class_is_gone() {
      assertThat(numbered(new int[] {0, 0, 1, 1}, 2, 2, 0, 1)).containsExactly(1, 1, 0, 0);
    }
  }

  /** Learns the mean of each class; encodes as the fakes' other model does. */
  private final class PupilProvider implements GenerativeModelProvider {
    @Override
    public String name() {
      return "pupil";
    }

    @Override
    public String description() {
      return "remembers what it was told";
    }

    @Override
    public Class<?> yields() {
      return Pupil.class;
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return new GenerativeModel() {
        @Override
        public void check(SampleType shape) {}

        @Override
        public TrainedModel train(TrainingSet set, RunContext run) {
          lessons.add("train " + classes(set));
          return new Pupil(set);
        }

        @Override
        public TrainedModel load(Path directory) {
          throw new UnsupportedOperationException();
        }
      };
    }
  }

  private static int classes(TrainingSet set) {
    return set.classes().map(found -> found.labels().classes()).orElse(-1);
  }

  private final class Pupil implements TrainedModel, Encoder, Assigner, Refinable {
    private final TrainingSet set;
    private boolean closed;

    Pupil(TrainingSet set) {
      this.set = set;
    }

    @Override
    public SampleType type() {
      return Fakes.SHAPE;
    }

    @Override
    public FloatMatrix encode(Samples samples, RunContext run) {
      assertThat(closed).isFalse();
      lessons.add("encode");
      return Fakes.means(samples);
    }

    @Override
    public boolean assigns() {
      return set.classes().isPresent() ? !headless : findsClasses;
    }

    @Override
    public FoundClasses assign(Samples samples, RunContext run) {
      Labels told =
          set.classes()
              .map(FoundClasses::labels)
              .orElseGet(
                  () ->
                      Labels.of(
                          IntStream.range(0, set.samples().count())
                              .map(i -> 2 - Fakes.kind(i))
                              .toArray()));
      int[] labels = new int[samples.count()];
      for (int i = 0; i < labels.length; i++) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < told.size(); j++) {
          double square = 0;
          for (int k = 0; k < samples.type().size(); k++) {
            square += Math.pow(samples.row(i)[k] - set.samples().row(j)[k], 2);
          }
          if (square < least && told.get(j) != Labels.NOISE) {
            least = square;
            nearest = told.get(j);
          }
        }
        labels[i] = nearest;
      }
      return new FoundClasses(
          Labels.of(labels), FloatMatrix.wrap(labels.length, 1, new float[labels.length]));
    }

    @Override
    public TrainedModel refine(TrainingSet more, RunContext run) {
      lessons.add("refine " + classes(more));
      return new Pupil(more);
    }

    @Override
    public FloatMatrix generate(int count, RandomGenerator random) {
      return FloatMatrix.wrap(count, set.type().size(), new float[count * set.type().size()]);
    }

    @Override
    public void save(Path directory) {}

    @Override
    public void close() {
      closed = true;
    }
  }
}
