// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.decipher.api.CancellationToken;
import io.decipher.api.ClusterModel;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.Evidence;
import io.decipher.runtime.report.SmallCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {
  @TempDir Path temporary;

  private Discovery discovery(String name, String more, Plugins plugins) {
    return Discovery.of(
        Settings.parse("more.conf", more).over(Fakes.settings(temporary.resolve(name))), plugins);
  }

  private DiscoveryReport run(String name, String more) {
    Discovery discovery = discovery(name, more, Fakes.plugins());
    return discovery.run(RunContext.seeded(discovery.seed()));
  }

  @Nested
  class A_run {
    @Test
    void finds_the_classes_that_are_there() {
      DiscoveryReport report = run("plain", "");
      assertThat(report.view().classes()).isEqualTo(3);
      assertThat(report.view().noise()).isZero();
      assertThat(report.view().scores().orElseThrow().accuracy()).isEqualTo(1.0);
      assertThat(report.model()).containsEntry("engine", "plain Java");
    }

    @Test
    void numbers_classes_by_size_then_by_first_sample() {
      Labels labels = run("numbers", "").view().found().labels();
      int[] sizes = labels.sizes();
      for (int label = 1; label < sizes.length; label++) {
        assertThat(sizes[label]).isLessThanOrEqualTo(sizes[label - 1]);
        if (sizes[label] == sizes[label - 1]) {
          assertThat(labels.members(label)[0]).isGreaterThan(labels.members(label - 1)[0]);
        }
      }
    }

    @Test
    void writes_everything_it_promises() throws IOException {
      run("files", "decipher.compare = [latent]");
      assertThat(contents(temporary.resolve("files")))
          .containsKeys(
              "decipher.conf",
              "report.json",
              "metrics.jsonl",
              "labels.npy",
              "strengths.npy",
              "features.npy",
              "projection.npy",
              "exemplars.png",
              "classes.png",
              "samples.png",
              "latent.png",
              "projection.png",
              "compared-latent/labels.npy",
              "compared-latent/projection.npy",
              "model/model.conf",
              "model/mean.bin")
          .allSatisfy((name, bytes) -> assertThat(name).doesNotContain(".part"));
    }

    @Test
    void does_not_compare_features_with_themselves() {
      assertThat(run("self", "decipher { features = [latent], compare = [latent] }").compared())
          .isEmpty();
    }

    @Test
    void keeps_compared_features_of_one_name_apart() {
      DiscoveryReport report =
          run("twice", "decipher.compare = [latent, { type = latent, project = first-two }]");
      assertThat(report.compared()).hasSize(2);
      assertThat(temporary.resolve("twice/compared-latent/labels.npy")).exists();
      assertThat(temporary.resolve("twice/compared-latent-2/labels.npy")).exists();
    }

    @Test
    void writes_arrays_in_data_order() throws IOException {
      DiscoveryReport report = run("arrays", "");
      Path directory = report.directory();
      FloatMatrix labels = Npy.read(directory.resolve("labels.npy"));
      assertThat(labels.rows()).isEqualTo(Fakes.SAMPLES);
      for (int i = 0; i < labels.rows(); i++) {
        assertThat((int) labels.get(i, 0)).isEqualTo(report.view().found().labels().get(i));
      }
      assertThat(Npy.read(directory.resolve("features.npy")))
          .isEqualTo(report.view().featureMatrix());
      assertThat(Npy.read(directory.resolve("projection.npy")))
          .isEqualTo(report.view().projection());
      assertThat(Npy.read(directory.resolve("strengths.npy")))
          .isEqualTo(report.view().found().strengths());
    }

    @Test
    void reports_what_it_did() throws IOException {
      run("report", "decipher.compare = [latent]");
      JsonObject json = json("report");
      assertThat(json.get("classes").getAsInt()).isEqualTo(3);
      assertThat(json.get("noise").getAsDouble()).isZero();
      assertThat(json.get("seed").getAsLong()).isEqualTo(5);
      assertThat(json.getAsJsonObject("scores").keySet())
          .containsExactly("accuracy", "nmi", "ami", "ari", "coverage");
      JsonObject about = json.getAsJsonObject("about");
      assertThat(about.get("engine").getAsString()).isEqualTo("plain Java");
      assertThat(about.getAsJsonObject("seconds").keySet())
          .contains("data", "features", "projection", "clusters", "model", "compare", "total");
      assertThat(about.get("peakMemoryMegabytes").getAsLong()).isPositive();
      assertThat(json.getAsJsonArray("compared").get(0).getAsJsonObject().get("classes").getAsInt())
          .isEqualTo(3);
      assertThat(about.has("jdk") && about.has("versions") && json.has("plugins")).isTrue();
    }

    /** The keys of an object and of what is in it, but for those that data or modules name. */
    private static void keys(JsonElement element, Set<String> all) {
      if (element.isJsonArray()) {
        element.getAsJsonArray().forEach(one -> keys(one, all));
      } else if (element.isJsonObject()) {
        for (Map.Entry<String, JsonElement> entry : element.getAsJsonObject().entrySet()) {
          all.add(entry.getKey());
          if (!List.of("versions", "seconds", "model", "attributes").contains(entry.getKey())) {
            keys(entry.getValue(), all);
          }
        }
      }
    }

    @Test
    void every_key_of_its_report_is_described() throws IOException {
      run("described", "decipher { compare = [latent], evidence.layouts = 1 }");
      Set<String> keys = new TreeSet<>();
      keys(json("described"), keys);
      String document = Files.readString(Path.of("..", "docs", "report-json.md"));
      assertThat(keys).hasSizeGreaterThan(20);
      assertThat(keys).allSatisfy(key -> assertThat(document).contains("`" + key + "`"));
    }

    @Test
    void shows_first_what_differs_from_the_defaults() throws IOException {
      run("conf", "decipher { small-clusters.majority = 0.625, compare = [latent] }");
      Path file = temporary.resolve("conf/decipher.conf");
      List<String> first =
          Files.readAllLines(file).stream().takeWhile(line -> line.startsWith("#")).toList();
      assertThat(String.join("\n", first))
          .contains(
              "# Settings that differ from the defaults:", "majority=0.625", "latent", "type=bars")
          .contains("seed=5", "noise=0.25")
          .doesNotContain("lead", "voters", "output");
      assertThat(Settings.load(file).at("decipher.small-clusters").text("majority"))
          .contains("0.625");
    }

    @Test
    void keeps_a_line_an_epoch() throws IOException {
      run("epochs", "");
      assertThat(Files.readString(temporary.resolve("epochs/metrics.jsonl")))
          .isEqualTo("{\"stage\":\"model\",\"epoch\":1,\"loss\":1.5,\"seconds\":0.125}\n");
    }

    @Test
    void can_be_repeated_from_its_own_configuration() throws IOException {
      run("first", "decipher { compare = [latent], preprocess = [invert] }");
      Discovery again =
          Discovery.of(Settings.load(temporary.resolve("first/decipher.conf")), Fakes.plugins())
              .writingTo(temporary.resolve("again"));
      again.run(RunContext.seeded(again.seed()));
      assertThat(unchanging("again")).isEqualTo(unchanging("first"));
    }

    @Test
    void trains_the_model_first_where_features_are_its_latents() {
      DiscoveryReport report = run("latents", "decipher.features = [latent, means]");
      assertThat(report.view().features()).containsExactly("latent", "means");
      assertThat(report.view().featureMatrix().columns()).isEqualTo(6);
      assertThat(report.view().classes()).isEqualTo(3);
    }

    @Test
    void scales_each_entry_to_a_total_variance_of_one() {
      FloatMatrix features =
          run("scaled", "decipher.features = [means, { type = latent }]").view().featureMatrix();
      assertThat(variance(features, 0, 3)).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-4));
      assertThat(variance(features, 3, 6)).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-4));
    }

    private double variance(FloatMatrix matrix, int from, int to) {
      double total = 0;
      for (int j = from; j < to; j++) {
        double mean = 0;
        double square = 0;
        for (int i = 0; i < matrix.rows(); i++) {
          mean += matrix.get(i, j) / (double) matrix.rows();
          square += (double) matrix.get(i, j) * matrix.get(i, j) / matrix.rows();
        }
        total += square - mean * mean;
      }
      return total;
    }

    @Test
    void draws_from_its_saved_model_what_it_drew_before() {
      run("saved", "");
      FloatMatrix first;
      try (Generation generation = Generation.load(temporary.resolve("saved"), Fakes.plugins())) {
        first = generation.generate(4, OptionalInt.empty(), RunContext.seeded(3));
        assertThat(generation.generate(4, OptionalInt.of(2), RunContext.seeded(3)).rows())
            .isEqualTo(4);
        assertThatThrownBy(() -> generation.generate(4, OptionalInt.of(3), RunContext.seeded(3)))
            .isInstanceOf(ConfigurationException.class)
            .hasMessage("class 3 cannot be drawn; the model knows the classes 0 to 2");
      }
      try (Generation generation = Generation.load(temporary.resolve("saved"), Fakes.plugins())) {
        Path none = temporary.resolve("none");
        assertThatThrownBy(() -> generation.writeStyles(3, RunContext.seeded(3), none))
            .isInstanceOf(ConfigurationException.class)
            .hasMessage("the model has no latent space to walk through; draw samples instead");
        assertThat(none).doesNotExist();
      }
      Settings louder = Settings.parse("more", "decipher { model { noise = 0.5 } }");
      try (Generation generation =
          Generation.load(temporary.resolve("saved"), Fakes.plugins(), louder)) {
        assertThat(generation.generate(4, OptionalInt.empty(), RunContext.seeded(3)))
            .isNotEqualTo(first);
      }
      assertThatThrownBy(
              () ->
                  Generation.load(
                      temporary.resolve("saved"),
                      Fakes.plugins(),
                      Settings.parse("more", "decipher { seed = 3 }")))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(
              "more: 1: decipher.seed is no setting of a trained model; only those of"
                  + " decipher.model are");
      try (Generation generation =
          Generation.load(temporary.resolve("saved/model"), Fakes.plugins())) {
        assertThat(generation.generate(4, OptionalInt.empty(), RunContext.seeded(3)))
            .isEqualTo(first);
      }
    }
  }

  /** Of the bars 51 are at one height, 26 at another, 13 at the third. */
  @Nested
  class Small_groups {
    private static final String MODES = "small-clusters { merge = true, class-share = 0.2";

    @Test
    void are_told_with_their_numbers_and_shown() throws IOException {
      DiscoveryReport report = run("small", "decipher { " + MODES + " } }");
      assertThat(report.view().classes()).isEqualTo(2);
      JsonObject cluster = json("small").getAsJsonArray("smallClusters").get(0).getAsJsonObject();
      assertThat(cluster.keySet())
          .containsExactly(
              "number", "samples", "class", "share", "secondShare", "joined", "judge", "exemplars");
      assertThat(cluster.get("number").getAsInt()).isZero();
      assertThat(cluster.get("samples").getAsInt()).isEqualTo(13);
      assertThat(cluster.getAsJsonArray("exemplars")).hasSize(10);
      assertThat(temporary.resolve("small/small-clusters.png")).exists();
    }

    @Test
    void are_not_shown_where_there_are_none() {
      run("none", "decipher.small-clusters.merge = true");
      assertThat(temporary.resolve("none/small-clusters.png")).doesNotExist();
    }

    @Test
    void are_classes_of_their_own_where_a_person_keeps_them() throws IOException {
      for (String rounds : List.of("rounds = 0", "rounds = 1")) {
        String more = "decipher { " + rounds + ", " + MODES;
        DiscoveryReport plain = run("plain-" + rounds, more + " } }");
        DiscoveryReport kept = run("kept-" + rounds, more + ", keep = [0] } }");
        assertThat(kept.view().classes()).isEqualTo(3);
        assertThat(kept.view().scores().orElseThrow().accuracy()).isEqualTo(1);
        SmallCluster cluster = kept.view().smallClusters().get(0);
        assertThat(cluster.own()).hasValue(2);
        assertThat(cluster.judge()).isEqualTo(SmallCluster.Judge.PERSON);
        assertThat(cluster.exemplars()).isEqualTo(plain.view().smallClusters().get(0).exemplars());
        int earlier = kept.stages().size() - 1;
        assertThat(kept.stages().subList(0, earlier)).isEqualTo(plain.stages().subList(0, earlier));
        JsonObject json =
            json("kept-" + rounds).getAsJsonArray("smallClusters").get(0).getAsJsonObject();
        assertThat(json.get("own").getAsInt()).isEqualTo(2);
        assertThat(json.get("judge").getAsString()).isEqualTo("person");
      }
    }

    @Test
    void that_there_are_not_are_refused_once_it_is_known_and_the_run_can_go_on_with_others()
        throws IOException {
      Path directory = temporary.resolve("unknown");
      assertThatThrownBy(
              () -> run("unknown", "decipher { rounds = 1, " + MODES + ", keep = [0, 4] } }"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageMatching(
              "more.conf: 1: decipher.small-clusters.keep names small cluster 4, but there are"
                  + " 1, counting from 0; correct keep in \\S+decipher.conf, and resume the run:"
                  + " decipher discover --resume \\S+unknown\n    cluster 0: 13 samples: [.\\d]+"
                  + " against [.\\d]+, kept as .+");
      assertThat(directory.resolve("labels.npy")).exists();
      assertThat(directory.resolve("small-clusters.png")).exists();
      assertThat(directory.resolve("report.json")).doesNotExist();
      Path configuration = directory.resolve("decipher.conf");
      Files.writeString(
          configuration,
          Files.readString(configuration).replaceAll("(?s)keep=\\[.*?\\]", "keep=[0]"));
      DiscoveryReport report =
          Discovery.resume(directory, Fakes.plugins()).run(RunContext.seeded(5));
      assertThat(report.view().classes()).isEqualTo(3);
      assertThat(temporary.resolve("unknown/report.json")).exists();
    }

    @Test
    void that_there_can_be_none_of_are_refused_before_any_work() {
      String keep = "keep = [0] } }";
      assertThatThrownBy(() -> run("adopt", "decipher { small-clusters { merge = false, " + keep))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining(
              "decipher.small-clusters: keep refers to small clusters, but with merge = false"
                  + " there are none");
      assertThatThrownBy(
              () ->
                  discovery(
                      "flat",
                      "decipher { clusterer = flat, small-clusters { merge = true, " + keep,
                      Fakes.plugins(new FlatProvider())))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(
              "more.conf: 1: decipher.small-clusters.keep refers to small clusters, but"
                  + " clusterer 'flat' has no hierarchy in which to find any; use hdbscan, or"
                  + " set keep = []");
    }

    @Test
    void must_be_named_once_by_numbers() {
      assertThatThrownBy(() -> run("below", "decipher { " + MODES + ", keep = [-1] } }"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(
              "more.conf: 1: decipher.small-clusters: keep must list small clusters by their"
                  + " numbers, 0 or more, but one was -1");
      assertThatThrownBy(() -> run("twice", "decipher { " + MODES + ", keep = [1, 2, 1] } }"))
          .hasMessageContaining("keep must list each small cluster once, but 1 is listed twice");
      assertThatThrownBy(() -> run("words", "decipher { " + MODES + ", keep = [sevens] } }"))
          .hasMessageContaining(
              "decipher.small-clusters.keep[0] is \"sevens\"; expected a whole number");
    }
  }

  @Nested
  class Evidence_for_the_number_of_classes {
    @Test
    void comes_from_views_and_layouts_and_changes_nothing_else() throws IOException {
      String shaken = "projector.type = shaken";
      DiscoveryReport plain = run("without", "decipher { " + shaken + " }");
      DiscoveryReport report =
          run("with", "decipher { " + shaken + ", compare = [latent], evidence { layouts = 2 } }");
      assertThat(plain.evidence()).isEmpty();
      Evidence evidence = report.evidence().orElseThrow();
      assertThat(evidence.verdict()).isEqualTo("3 classes: in both views and in 3 of 3 layouts");
      assertThat(evidence.layouts())
          .extracting(Evidence.Finding::by)
          .containsExactly("layout 2", "layout 3");
      JsonObject json = json("with").getAsJsonObject("evidence");
      assertThat(json.get("support").getAsString()).isEqualTo("full");
      JsonObject layout = json.getAsJsonArray("layouts").get(1).getAsJsonObject();
      assertThat(layout.keySet()).containsExactly("by", "classes", "ari", "nmi");
      assertThat(layout.get("ari").getAsDouble()).isEqualTo(1);
      assertThat(json.getAsJsonArray("views").get(0).getAsJsonObject().get("by").getAsString())
          .isEqualTo("latent");
      assertThat(report.seconds()).containsKey("evidence");
      for (String file : List.of("labels.npy", "projection.npy", "samples.png", "model/mean.bin")) {
        assertThat(temporary.resolve("with/" + file))
            .hasSameBinaryContentAs(temporary.resolve("without/" + file));
      }
    }

    @Test
    void is_not_taken_from_layouts_that_no_seed_changes() {
      DiscoveryReport report = run("fixed", "decipher { evidence { layouts = 2 } }");
      assertThat(report.evidence()).isEmpty();
    }

    @Test
    void stops_when_cancelled() {
      CancellationToken cancel = new CancellationToken();
      Discovery discovery =
          discovery(
              "stopped",
              "decipher { projector.type = shaken, evidence { layouts = 2 } }",
              Fakes.plugins());
      RunContext context =
          RunContext.of(
              5,
              progress -> {
                if (progress.detail().equals("layout 2 of 3")) {
                  cancel.cancel();
                }
              },
              cancel);
      assertThatThrownBy(() -> discovery.run(context)).isInstanceOf(CancellationException.class);
    }

    @Test
    void of_less_than_no_layouts_is_refused() {
      assertThatThrownBy(() -> run("less", "decipher.evidence.layouts = -1"))
          .hasMessage("more.conf: 1: decipher.evidence: layouts must be at least 0, but was -1");
    }
  }

  @Nested
  class Labels_that_people_gave {
    @Test
    void change_nothing_but_the_scores() throws IOException {
      int[] shuffled = Fakes.truth(0).labels().toArray();
      for (int i = 0; i < shuffled.length; i++) {
        shuffled[i] = (i * 31 + 7) % 3;
      }
      String more =
          "decipher { compare = [latent], rounds = 1, projector.type = shaken, evidence.layouts = 1,"
              + " small-clusters { merge = true, class-share = 0.2 } }";
      run("told", more);
      Discovery other =
          discovery(
              "shuffled",
              more,
              Fakes.plugins(new Fakes.BarsProvider(new GroundTruth(Labels.of(shuffled)))));
      other.run(RunContext.seeded(other.seed()));

      assertThat(json("told").get("scores")).isNotEqualTo(json("shuffled").get("scores"));
      assertThat(unchanging("shuffled")).isEqualTo(unchanging("told"));
    }
  }

  @Nested
  class A_run_that_cannot_go_on {
    @Test
    void refuses_a_directory_that_holds_something() throws IOException {
      Path taken = Files.createDirectories(temporary.resolve("taken"));
      Files.writeString(taken.resolve("labels.npy"), "dear");
      assertThatThrownBy(() -> run("taken", ""))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("taken is not empty; name another directory (-o DIR)");
      assertThat(taken.resolve("labels.npy")).hasContent("dear");
    }

    @Test
    void stops_when_cancelled_and_keeps_what_it_wrote() {
      CancellationToken cancel = new CancellationToken();
      Discovery discovery = discovery("cancelled", "", Fakes.plugins());
      RunContext context =
          RunContext.of(
              5,
              progress -> {
                if (progress.stage().equals("model")) {
                  cancel.cancel();
                }
              },
              cancel);
      assertThatThrownBy(() -> discovery.run(context)).isInstanceOf(CancellationException.class);
      assertThat(temporary.resolve("cancelled/labels.npy")).exists();
      assertThat(temporary.resolve("cancelled/exemplars.png")).exists();
      assertThat(temporary.resolve("cancelled/report.json")).doesNotExist();
    }

    @Test
    void tells_what_its_model_cannot_learn_before_any_work() {
      assertThatThrownBy(() -> run("unlearnable", "decipher.model.noise = 10"))
          .isInstanceOf(DecipherException.class)
          .hasMessage("so much noise hides a sample of 1 x 6 x 4");
      assertThat(temporary.resolve("unlearnable")).doesNotExist();
    }

    @Test
    void tells_which_features_are_not_known() {
      assertThatThrownBy(() -> run("nan", "decipher.features = [{ type = means-of-nothing }]"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("means-of-nothing");
    }
  }

  @Nested
  class A_configuration {
    @Test
    void reports_all_its_problems_at_once() {
      Settings settings =
          Settings.parse(
              "my.conf",
              """
              decipher {
                features = latent
                dataset { type = bar }
                model { type = draws-only }
                clusterer { type = gaps, gap = 0 }
                projector = first-two
              }
              """);
      assertThatThrownBy(() -> Discovery.of(settings, Fakes.plugins()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessage(
              """
              3 problems:
                - my.conf: 3: decipher.dataset.type is 'bar'; did you mean 'bars'? (a dataset plugin counts once its jar is on the module path)
                - my.conf: 5: decipher.clusterer: gap must be above 0, but was 0.0
                - my.conf: 2: decipher.features is latent, but model 'draws-only' cannot encode; use pixels, or another model"""
                  .stripIndent());
    }

    @Test
    void refuses_keys_that_mean_nothing() {
      assertThatThrownBy(() -> discovery("x", "decipher.sed = 7", Fakes.plugins()))
          .hasMessage("more.conf: 1: decipher.sed is no setting; did you mean 'seed'?");
      assertThatThrownBy(() -> discovery("x", "decypher.seed = 7", Fakes.plugins()))
          .hasMessageContaining(
              "'decypher' is outside the block decipher { … }; did you mean"
                  + " 'decipher.decypher'?");
      assertThatThrownBy(() -> discovery("x", "decipher.type = bars", Fakes.plugins()))
          .hasMessageStartingWith("more.conf: 1: decipher.type is no setting");
      assertThatThrownBy(
              () -> discovery("x", "decipher.small-clusters.type = bars", Fakes.plugins()))
          .hasMessageContaining("decipher.small-clusters.type is no setting");
      assertThatThrownBy(
              () ->
                  discovery(
                      "x", "decipher.features = [{ type = latent, size = 3 }]", Fakes.plugins()))
          .hasMessageContaining("size is no setting");
    }

    @Test
    void swaps_a_part_by_its_type_alone() {
      Discovery swapped = discovery("swap", "decipher.model.type = draws-only", Fakes.plugins());
      assertThat(swapped.configuration().at("decipher.model").keys()).containsExactly("type");
    }

    @Test
    void is_kept_whole_in_the_run_directory() throws IOException {
      run("whole", "");
      Settings kept = Settings.load(temporary.resolve("whole/decipher.conf")).at("decipher");
      assertThat(kept.at("small-clusters").keys()).contains("class-share", "voters", "merge");
      assertThat(kept.at("clusterer").type()).contains("gaps");
    }

    @Test
    void tells_progress_in_order() {
      List<String> stages = new ArrayList<>();
      Discovery discovery = discovery("stages", "", Fakes.plugins());
      discovery.run(
          RunContext.of(
              5, (Progress progress) -> stages.add(progress.stage()), new CancellationToken()));
      assertThat(stages.stream().distinct())
          .containsExactly(
              "data",
              "preprocess",
              "features",
              "projection",
              "clusters",
              "small clusters",
              "pictures",
              "model");
    }
  }

  @Test
  void a_data_set_of_one_sample_is_refused() {
    assertThatThrownBy(
            () -> discovery("one", "", Fakes.plugins(new OneSample())).run(RunContext.seeded(1)))
        .isInstanceOf(DecipherException.class)
        .hasMessage("the data set has 1 samples; expected at least 2 to find classes");
  }

  /** Every file but those that hold seconds; of the report, all but scores, seconds and memory. */
  private Map<String, Object> unchanging(String name) throws IOException {
    Map<String, Object> all = new TreeMap<>(contents(temporary.resolve(name)));
    JsonObject report = json(name);
    report.remove("scores");
    List.of("seconds", "peakMemoryMegabytes").forEach(report.getAsJsonObject("about")::remove);
    for (String views : List.of("stages", "compared")) {
      report.getAsJsonArray(views).forEach(view -> view.getAsJsonObject().remove("scores"));
    }
    all.put("report.json", report);
    all.put(
        "manifest.sha256", // but for what holds seconds, scores, or its own place
        Files.readAllLines(temporary.resolve(name).resolve("manifest.sha256")).stream()
            .filter(line -> !line.matches("#.*|.* (report\\.json|metrics\\.jsonl|decipher\\.conf)"))
            .toList());
    all.put(
        "decipher.conf",
        Files.readString(temporary.resolve(name).resolve("decipher.conf"))
            .replaceAll("output=.*", ""));
    return all;
  }

  private JsonObject json(String name) throws IOException {
    return JsonParser.parseString(Files.readString(temporary.resolve(name).resolve("report.json")))
        .getAsJsonObject();
  }

  private static Map<String, List<Byte>> contents(Path directory) throws IOException {
    Map<String, List<Byte>> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        List<Byte> bytes = new ArrayList<>();
        for (byte one : Files.readAllBytes(file)) {
          bytes.add(one);
        }
        contents.put(directory.relativize(file).toString().replace('\\', '/'), bytes);
      }
    }
    return contents;
  }

  /** Finds one class, and knows no other cut. */
  private static final class FlatProvider implements io.decipher.api.spi.ClustererProvider {
    @Override
    public String name() {
      return "flat";
    }

    @Override
    public String description() {
      return "one class";
    }

    @Override
    public Class<?> yields() {
      return ClusterModel.class;
    }

    @Override
    public io.decipher.api.Clusterer create(Settings settings) {
      return (points, run) -> {
        throw new AssertionError("nothing is to be done");
      };
    }
  }

  /** A data set too small to find anything in. */
  private static final class OneSample implements io.decipher.api.spi.DatasetProvider {
    @Override
    public String name() {
      return "bars";
    }

    @Override
    public String description() {
      return "one bar";
    }

    @Override
    public io.decipher.api.Dataset create(Settings settings) {
      return new io.decipher.api.Dataset() {
        @Override
        public io.decipher.api.SampleType type() {
          return Fakes.SHAPE;
        }

        @Override
        public io.decipher.api.Samples train() {
          return Fakes.samples().slice(0, 1);
        }
      };
    }
  }
}
