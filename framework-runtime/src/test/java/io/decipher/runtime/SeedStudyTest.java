// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.decipher.api.CancellationToken;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.runtime.report.RunFinishedException;
import io.decipher.runtime.report.Scores;
import io.decipher.runtime.report.StudyReport;
import io.decipher.runtime.report.StudyReport.SeedRun;
import io.decipher.runtime.report.StudyReport.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedStudyTest {
  @TempDir Path temporary;

  private SeedStudy study(String name, int seeds, Plugins plugins) {
    Settings settings =
        Settings.parse("more.conf", "decipher { projector.type = mistaken, compare = [latent] }")
            .over(Fakes.settings(temporary.resolve(name)));
    return new SeedStudy(Discovery.of(settings, plugins), seeds);
  }

  private StudyReport run(String name, int seeds) {
    return study(name, seeds, Fakes.plugins(new MistakenProvider())).run(RunContext.seeded(5));
  }

  private JsonObject summary(String name) throws IOException {
    return JsonParser.parseString(Files.readString(temporary.resolve(name + "/summary.json")))
        .getAsJsonObject();
  }

  @Test
  void modes_that_are_kept_by_their_numbers_are_those_of_one_seed() {
    Settings settings =
        Settings.parse("more.conf", "decipher.small-clusters { merge = true, keep = [3] }")
            .over(Fakes.settings(temporary.resolve("kept")));
    Discovery discovery = Discovery.of(settings, Fakes.plugins());
    assertThatThrownBy(() -> new SeedStudy(discovery, 2))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "decipher.small-clusters.keep refers to small clusters [3] of one run, but other"
                + " seeds find different ones; run one seed, or leave keep out");
    assertThat(new SeedStudy(discovery, 1)).isNotNull();
  }

  @Nested
  class Several_runs {
    @Test
    void each_have_a_directory_and_are_those_of_their_seeds_alone() throws IOException {
      StudyReport report = run("study", 3);
      assertThat(report.runs()).extracting(SeedRun::seed).containsExactly(5L, 6L, 7L);
      Discovery.of(
              Settings.load(temporary.resolve("study/seed-6/decipher.conf")),
              Fakes.plugins(new MistakenProvider()))
          .writingTo(temporary.resolve("alone"))
          .run(RunContext.seeded(6));
      assertThat(Npy.read(temporary.resolve("study/seed-6/labels.npy")))
          .isEqualTo(Npy.read(temporary.resolve("alone/labels.npy")));
    }

    @Test
    void agree_on_more_than_each_finds() {
      StudyReport report = run("study", 7);
      double consensus = report.scores().orElseThrow().accuracy();
      Spread accuracy = report.spread(Scores::accuracy).orElseThrow();
      assertThat(consensus).isGreaterThan(accuracy.best());
      assertThat(accuracy.worst()).isLessThan(accuracy.median());
      assertThat(accuracy.median()).isLessThan(accuracy.best());
      assertThat(report.histogram()).containsExactly(java.util.Map.entry(3, 7));
    }

    @Test
    void leave_what_they_agree_on_and_what_a_person_should_look_at() throws IOException {
      StudyReport report = run("study", 3);
      Path directory = temporary.resolve("study");
      FloatMatrix labels = Npy.read(directory.resolve("consensus.npy"));
      for (int i = 0; i < Fakes.SAMPLES; i++) {
        assertThat((int) labels.get(i, 0)).isEqualTo(report.consensus().labels().get(i));
      }
      assertThat(Npy.read(directory.resolve("agreement.npy")))
          .isEqualTo(report.consensus().agreement());
      List<String> lines = Files.readAllLines(directory.resolve("disagreements.csv"));
      int[] disputed = report.consensus().disputed();
      assertThat(lines).hasSize(disputed.length + 1).hasSizeGreaterThan(2);
      assertThat(lines.get(0)).isEqualTo("sample,name,class,agreement,seed-5,seed-6,seed-7");
      assertThat(lines.get(1)).startsWith(disputed[0] + ",");
      assertThat(lines.get(1).split(",")).hasSize(7);
      assertThat(directory.resolve("disagreements.png")).isNotEmptyFile();
    }

    @Test
    void are_summed_up() throws IOException {
      run("study", 3);
      JsonObject json = summary("study");
      assertThat(json.getAsJsonArray("runs")).hasSize(3);
      assertThat(json.getAsJsonObject("histogram").get("3").getAsInt()).isEqualTo(3);
      assertThat(json.getAsJsonObject("scores").getAsJsonObject("accuracy").keySet())
          .containsExactly("median", "worst", "best");
      assertThat(json.getAsJsonObject("consensus").keySet())
          .contains("classes", "noise", "sizes", "numbersOf", "unanimous", "agreement", "scores");
      assertThat(
              json.getAsJsonArray("runs")
                  .get(0)
                  .getAsJsonObject()
                  .getAsJsonObject("compared")
                  .getAsJsonObject("latent")
                  .get("classes")
                  .getAsInt())
          .isEqualTo(3);
    }

    @Test
    void are_the_same_again() throws IOException {
      run("study", 3);
      run("again", 3);
      for (String file : List.of("consensus.npy", "agreement.npy", "disagreements.csv")) {
        assertThat(temporary.resolve("again/" + file))
            .hasSameBinaryContentAs(temporary.resolve("study/" + file));
      }
    }
  }

  @Test
  void labels_that_people_gave_change_nothing_but_the_scores() throws IOException {
    run("told", 3);
    study("other", 3, Fakes.plugins(new MistakenProvider(), new Fakes.BarsProvider(shuffled())))
        .run(RunContext.seeded(5));
    for (String file :
        List.of("consensus.npy", "agreement.npy", "disagreements.csv", "disagreements.png")) {
      assertThat(temporary.resolve("other/" + file))
          .hasSameBinaryContentAs(temporary.resolve("told/" + file));
    }
    assertThat(unscored("other")).isEqualTo(unscored("told"));
    assertThat(summary("other").get("scores")).isNotEqualTo(summary("told").get("scores"));
  }

  private static io.decipher.api.GroundTruth shuffled() {
    int[] labels = Fakes.truth(0).labels().toArray();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (i * 31 + 7) % 3;
    }
    return new io.decipher.api.GroundTruth(io.decipher.api.Labels.of(labels));
  }

  private JsonObject unscored(String name) throws IOException {
    JsonObject json = summary(name);
    json.remove("scores");
    json.getAsJsonObject("consensus").remove("scores");
    json.getAsJsonArray("runs")
        .forEach(
            run -> {
              run.getAsJsonObject().remove("scores");
              run.getAsJsonObject().remove("seconds");
              run.getAsJsonObject()
                  .getAsJsonObject("compared")
                  .getAsJsonObject("latent")
                  .remove("scores");
            });
    return json;
  }

  @Nested
  class Runs_that_fail {
    @Test
    void are_told_of_and_the_others_go_on() throws IOException {
      StudyReport report =
          study("study", 3, Fakes.plugins(new MistakenProvider(6))).run(RunContext.seeded(5));
      assertThat(report.runs()).extracting(SeedRun::seed).containsExactly(5L, 7L);
      assertThat(report.failures()).containsExactly(java.util.Map.entry(6L, "seed 6 diverged"));
      assertThat(summary("study").getAsJsonObject("failures").get("6").getAsString())
          .isEqualTo("seed 6 diverged");
    }

    @Test
    void leave_nothing_to_agree_on_if_all_do() {
      assertThatThrownBy(
              () ->
                  study("study", 2, Fakes.plugins(new MistakenProvider(5, 6)))
                      .run(RunContext.seeded(5)))
          .isInstanceOf(DecipherException.class)
          .hasMessage("no run finished; that of seed 5: seed 5 diverged");
    }

    @Test
    void are_not_those_that_were_cancelled() {
      CancellationToken cancel = new CancellationToken();
      List<String> stages = new ArrayList<>();
      RunContext context =
          RunContext.of(
              5,
              progress -> {
                stages.add(progress.stage());
                if (progress.stage().equals("seed 6")) {
                  cancel.cancel();
                }
              },
              cancel);
      SeedStudy study = study("study", 3, Fakes.plugins(new MistakenProvider()));
      assertThatThrownBy(() -> study.run(context)).isInstanceOf(CancellationException.class);
      assertThat(stages).doesNotContain("seed 7");
      assertThat(temporary.resolve("study/seed-5/report.json")).exists();
      assertThat(temporary.resolve("study/summary.json")).doesNotExist();
    }
  }

  @Nested
  class A_study_that_was_stopped {
    private SeedStudy resumed() {
      return SeedStudy.resume(temporary.resolve("study"), Fakes.plugins(new MistakenProvider()));
    }

    private void stopAt(String stage) {
      CancellationToken cancel = new CancellationToken();
      RunContext context =
          RunContext.of(
              5,
              progress -> {
                if (progress.stage().equals(stage)) {
                  cancel.cancel();
                }
              },
              cancel);
      SeedStudy study = study("study", 3, Fakes.plugins(new MistakenProvider()));
      assertThatThrownBy(() -> study.run(context)).isInstanceOf(CancellationException.class);
    }

    @Test
    void goes_on_and_ends_as_one_in_one_go() throws IOException {
      run("whole", 3);
      stopAt("seed 7");
      Path ended = temporary.resolve("study/seed-5/report.json");
      java.nio.file.attribute.FileTime before = Files.getLastModifiedTime(ended);
      assertThat(SeedStudy.isIn(temporary.resolve("study"))).isTrue();
      StudyReport report = resumed().run(RunContext.seeded(5));
      assertThat(report.runs()).extracting(SeedRun::seed).containsExactly(5L, 6L, 7L);
      assertThat(Files.getLastModifiedTime(ended)).isEqualTo(before);
      for (String file :
          List.of("consensus.npy", "agreement.npy", "disagreements.csv", "disagreements.png")) {
        assertThat(temporary.resolve("study/" + file))
            .hasSameBinaryContentAs(temporary.resolve("whole/" + file));
      }
      JsonObject whole = summary("whole");
      JsonObject study = summary("study");
      for (JsonObject each : List.of(whole, study)) {
        each.getAsJsonArray("runs").forEach(run -> run.getAsJsonObject().remove("seconds"));
      }
      assertThat(study).isEqualTo(whole);
      Manifest list = Manifest.of(temporary.resolve("study"));
      assertThat(list.names()).contains("consensus.npy", "summary.json", "study.json");
      list.names().forEach(list::require);
      for (String run : List.of("seed-5", "seed-6", "seed-7")) { // has a list of its own
        Manifest.of(temporary.resolve("study/" + run)).requireAll(Set.of());
      }
    }

    @Test
    void goes_on_within_the_run_that_had_begun() throws IOException {
      stopAt("projection");
      assertThat(temporary.resolve("study/seed-5/decipher.conf")).exists();
      assertThat(temporary.resolve("study/seed-5/report.json")).doesNotExist();
      resumed().run(RunContext.seeded(5));
      assertThat(Files.readString(temporary.resolve("study/seed-5/report.json")))
          .contains("\"resumed\": 1");
    }

    @Test
    void is_named_where_another_is_to_begin() {
      stopAt("seed 6");
      assertThatThrownBy(() -> run("study", 3))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("holds a study that has not ended; resume it: decipher discover")
          .hasMessageContaining("--resume");
    }

    @Test
    void is_not_gone_on_with_by_another_configuration() throws IOException {
      stopAt("seed 6");
      Path configuration = temporary.resolve("study/decipher.conf");
      Files.writeString(configuration, Files.readString(configuration) + "\n# another\n");
      assertThatThrownBy(this::resumed)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("was changed since the study began");
    }

    @Test
    void does_not_sum_up_a_run_that_was_damaged() throws IOException {
      stopAt("seed 6");
      Path labels = temporary.resolve("study/seed-5/labels.npy");
      byte[] bytes = Files.readAllBytes(labels);
      bytes[bytes.length - 1] ^= 1;
      Files.write(labels, bytes);
      assertThatThrownBy(() -> resumed().run(RunContext.seeded(5)))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("labels.npy")
          .hasMessageContaining("and resume: that run is then done again");
      assertThat(temporary.resolve("study/summary.json")).doesNotExist();
    }

    @Test
    void has_nothing_left_to_do_once_it_has_ended() {
      run("study", 2);
      assertThatThrownBy(this::resumed)
          .isInstanceOf(RunFinishedException.class)
          .hasMessageContaining("2 runs; number of runs by number of classes found: {\"3\":2}");
    }
  }

  @Test
  void a_data_set_that_cannot_be_read_fails_once_and_leaves_nothing() {
    List<String> stages = new ArrayList<>();
    RunContext context =
        RunContext.of(5, progress -> stages.add(progress.stage()), new CancellationToken());
    SeedStudy study = study("study", 3, Fakes.plugins(new MistakenProvider(), new Unreadable()));
    assertThatThrownBy(() -> study.run(context))
        .isInstanceOf(DecipherException.class)
        .hasMessage("the bars are damaged");
    assertThat(stages).noneMatch(stage -> stage.startsWith("seed"));
    assertThat(temporary.resolve("study")).doesNotExist();
  }

  @Test
  void there_must_be_a_run_and_a_directory_of_its_own() throws IOException {
    assertThatThrownBy(() -> run("study", 0))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("the number of seeds must be at least 1, but was 0");
    Files.writeString(
        Files.createDirectory(temporary.resolve("taken")).resolve("summary.json"), "dear");
    assertThatThrownBy(() -> run("taken", 2))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("taken is not empty");
  }

  @Test
  void the_spread_of_an_even_number_has_its_median_between_two() {
    assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(2.5, 1, 4));
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
  }

  /** A data set whose files are damaged. */
  private static final class Unreadable implements DatasetProvider {
    Unreadable() {}

    @Override
    public String name() {
      return "bars";
    }

    @Override
    public String description() {
      return "damaged";
    }

    @Override
    public Dataset create(Settings settings) {
      return new Dataset() {
        @Override
        public SampleType type() {
          return Fakes.SHAPE;
        }

        @Override
        public Samples train() {
          throw new DecipherException("the bars are damaged");
        }

        @Override
        public Samples test() {
          return train();
        }

        @Override
        public java.util.Optional<io.decipher.api.GroundTruth> truth() {
          return java.util.Optional.empty();
        }
      };
    }
  }

  /** Lays a tenth of the samples, others by each seed, among those of another sample's class. */
  private record MistakenProvider(List<Long> failing) implements ProjectorProvider {
    MistakenProvider(long... failing) {
      this(Arrays.stream(failing).boxed().toList());
    }

    @Override
    public String name() {
      return "mistaken";
    }

    @Override
    public String description() {
      return "errs by its seed";
    }

    @Override
    public Class<?> yields() {
      return Fakes.FirstTwo.class;
    }

    @Override
    public Projector create(Settings settings) {
      return (points, run) -> {
        if (failing.contains(run.seed())) {
          throw new DecipherException("seed " + run.seed() + " diverged");
        }
        RandomGenerator random = run.random("mistaken");
        float[] two = new float[2 * points.rows()];
        for (int i = 0; i < points.rows(); i++) {
          int from = random.nextInt(10) == 0 ? random.nextInt(points.rows()) : i;
          two[2 * i] = points.get(from, 0);
          two[2 * i + 1] = points.get(from, 1);
        }
        return new Fakes.FirstTwo(FloatMatrix.wrap(points.rows(), 2, two));
      };
    }
  }
}
