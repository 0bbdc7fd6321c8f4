// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @TempDir Path temporary;

  private record Result(int status, String out, String err) {}

  private static Result decipher(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Result(status, out.toString(), err.toString());
  }

  private String path(String name) {
    return temporary.resolve(name).toString();
  }

  @Nested
  class Config {
    @Test
    void shows_every_part_with_its_settings_and_comments() {
      Result result = decipher("config");
      assertThat(result.status).isZero();
      assertThat(result.out)
          .contains("dataset", "train-limit", "min-cluster-share", "neighbours", "latent-size")
          .contains("# The same seed, JDK, processor and engine");
    }

    @Test
    void names_files_relative_to_the_one_that_names_them() throws IOException {
      Path folder = Files.createDirectories(temporary.resolve("conf"));
      Path file = folder.resolve("my.conf");
      Files.writeString(
          file,
          """
          decipher {
            output = out
            dataset { type = table, path = points.csv, truth = "column kind", attributes = more.csv }
            features = [pixels]
          }
          """);
      Result result = decipher("config", "-c", file.toString(), "-D", "decipher.classes=earlier");
      assertThat(result.err).isEmpty();
      Settings settings = Settings.parse("printed", result.out).at("decipher");
      assertThat(settings.text("output")).contains(folder.resolve("out").toString());
      assertThat(settings.text("classes")).contains("earlier");
      Settings dataset = settings.at("dataset");
      assertThat(dataset.text("path")).contains(folder.resolve("points.csv").toString());
      assertThat(dataset.text("truth")).contains("column kind");
      assertThat(dataset.text("attributes")).contains(folder.resolve("more.csv").toString());
    }

    @Test
    void prints_what_can_be_run_again() {
      String printed = decipher("config", "--preset", "quick").out;
      Settings settings = Settings.parse("printed", printed);
      assertThat(settings.at("decipher.dataset").type()).contains("mnist");
      assertThat(settings.keys()).containsExactly("decipher");
    }

    @Test
    void of_every_preset_can_be_made() {
      for (String preset : ConfigurationOptions.PRESETS) {
        // Those for anybody's data name none themselves.
        assertThat(decipher("config", "--preset", preset, "-D", "decipher.dataset.type=mnist").err)
            .as(preset)
            .isEmpty();
      }
    }

    @Test
    void shows_every_change_of_views_that_a_preset_makes() {
      Settings augmentation =
          Settings.parse("printed", decipher("config", "--preset", "objects").out)
              .at("decipher.model.objective.augmentation");
      assertThat(augmentation.render())
          .contains("type=objects", "mirror=0.5", "# Share of the views in which left is right.");
      assertThat(decipher("config", "--preset", "mnist").out)
          .contains("type=handwriting", "rotation=12", "mirror=0");
    }

    @Test
    void lets_single_settings_win_over_a_file_and_a_file_over_the_preset() throws IOException {
      Path file = temporary.resolve("my.conf");
      Files.writeString(file, "decipher { seed = 1, projector { neighbours = 7 } }");
      String printed =
          decipher("config", "--preset", "quick", "-c", file.toString(), "-D", "decipher.seed=2")
              .out;
      Settings settings = Settings.parse("printed", printed).at("decipher");
      assertThat(settings.render()).contains("seed=2", "neighbours=7", "train-limit=9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"decipher.projector.type=pca", "decipher.projector=pca"})
    void swaps_a_part_by_one_setting(String assignment) {
      Result result = decipher("config", "-D", assignment);
      assertThat(result.err).isEmpty();
      Settings projector = Settings.parse("printed", result.out).at("decipher.projector");
      assertThat(projector.type()).contains("pca");
      assertThat(projector.keys()).contains("dimensions").doesNotContain("neighbours");
    }
  }

  @Nested
  class Mistakes {
    @Test
    void in_names_and_keys_come_together() throws IOException {
      Path file = temporary.resolve("my.conf");
      Files.writeString(
          file,
          """
          decipher {
            dataset { type = mnsit }
            clusterer { type = hdbscan, min-cluster-size = 0 }
            model { type = vae, fit.learning-rate = tiny }
            projector { type = umap, neighbors = 15 }
          }
          """);
      Result result = decipher("discover", "-c", file.toString(), "-o", path("run"));
      assertThat(result.status).isEqualTo(2);
      assertThat(result.err)
          .contains("4 problems:")
          .contains(
              "my.conf: 2: decipher.dataset.type is 'mnsit'; did you mean 'mnist'? (a dataset"
                  + " plugin counts once its jar is on the module path)")
          .contains(
              "my.conf: 3: decipher.clusterer: min-cluster-size must be at least 2, but was 0")
          .contains("my.conf: 4: decipher.model.fit.learning-rate is \"tiny\"; expected a number")
          .contains(
              "my.conf: 5: decipher.projector.neighbors is no setting of projector 'umap';"
                  + " did you mean 'neighbours'?")
          .doesNotContain("\tat ");
      assertThat(temporary.resolve("run")).doesNotExist();
    }

    @Test
    void in_usage_end_with_2_and_say_what_to_do() {
      for (List<String> arguments :
          List.of(
              List.of("discovr"),
              List.<String>of(),
              List.of("discover", "--preset", "mnits"),
              List.of("discover", "-c", path("none.conf")),
              List.of("discover", "-D", "nonsense"),
              List.of("discover", "--seeds", "0", "-o", path("study")),
              List.of("discover", "--seeds", "some"),
              List.of("assign", "-m", path("none"), "a.png", "--keep", "0", "-o", path("a")),
              List.of("assign", "-m", path("none"), "-o", path("a")),
              List.of("cluster", "points.npy"),
              List.of("train", "--preset", "likelyhood"),
              List.of("evaluate"),
              List.of("evaluate", "-m", path("none")),
              List.of("generate", "-m", path("none"), "--count", "4"),
              List.of("generate", "-m", path("none"), "--count", "0"),
              List.of("generate", "-m", path("none"), "--walks", "3", "--styles", "2"),
              List.of("judge"),
              List.of("judge", "-m", path("none")))) {
        Result result = decipher(arguments.toArray(String[]::new));
        assertThat(result.status).as("%s", arguments).isEqualTo(2);
        assertThat(result.err).as("%s", arguments).isNotBlank().doesNotContain("Exception");
      }
    }

    @Test
    void come_at_once_wherever_they_stand() throws IOException {
      Path file = temporary.resolve("my.conf");
      Files.writeString(
          file,
          """
          seed = 3
          decipher {
            seed = many
            rounds = -1
            dataset { type = mnsit }
            preprocess = [desk]
            features = [latnt, { type = pixels, project { type = pac } }]
            clusterer { type = hdbscan, min-cluster-size = 0, min-samples = 0 }
            round { agreement = 7 }
          }
          """);
      Result result = decipher("discover", "-c", file.toString(), "-o", path("run"));
      assertThat(result.status).isEqualTo(2);
      assertThat(result.err.replace(file.toString(), "my.conf"))
          .contains("my.conf: 1: 'seed' is outside the block")
          .contains("my.conf: 3: decipher.seed is \"many\"; expected a whole number")
          .contains("my.conf: 4: decipher: rounds must be at least 0, but was -1")
          .contains("my.conf: 5: decipher.dataset.type is 'mnsit'; did you mean 'mnist'?")
          .contains("my.conf: 6: decipher.preprocess[0].type is 'desk'; did you mean 'deskew'?")
          .contains("my.conf: 7: decipher.features[0].type is 'latnt'; did you mean 'latent'?")
          .contains("my.conf: 7: decipher.features[1].project.type is 'pac'; did you mean 'pca'?")
          .contains(
              "my.conf: 8: decipher.clusterer: min-cluster-size must be at least 2, but was 0")
          .contains("my.conf: 8: decipher.clusterer: min-samples must be at least 1, but was 0")
          .contains("my.conf: 9: decipher.round: agreement must be in [0, 1], but was 7.0")
          .contains("10 problems:");
    }

    @Test
    void in_single_settings_come_with_those_of_the_file() throws IOException {
      Path file = Files.writeString(temporary.resolve("my.conf"), "decipher { seed = ");
      Result result =
          decipher("discover", "-c", file.toString(), "-D", "seed", "--preset", "mnits");
      assertThat(result.err)
          .contains("3 problems:", "-D seed: expected key=value", "my.conf", "--preset mnits");
    }

    @Test
    void in_rounds_that_a_model_cannot_do_name_what_mends_them() {
      String mend = "model 'dcgan' cannot encode; set decipher.rounds = 0, or take another model";
      Result named = decipher("config", "--preset", "mnist", "-D", "decipher.model.type=dcgan");
      assertThat(named.err).contains("decipher.round.features is latent, but " + mend);
      Result usual =
          decipher(
              "config",
              "--preset",
              "mnist",
              "-D",
              "decipher.model.type=dcgan",
              "-D",
              "decipher.round.features=[]");
      assertThat(usual.err)
          .contains("decipher.rounds is 1: classes are found again by the model's latents, but")
          .contains(mend);
    }

    @Test
    void in_where_a_key_stands_are_told() throws IOException {
      Path points = temporary.resolve("points.npy");
      Npy.write(points, blobs(40));
      Result result =
          decipher(
              "cluster",
              points.toString(),
              "-D",
              "clusterer.min-cluster-size=15",
              "-o",
              path("groups"));
      assertThat(result.status).isEqualTo(2);
      assertThat(result.err).contains("did you mean 'decipher.clusterer'?");
      assertThat(temporary.resolve("groups")).doesNotExist();
    }

    @Test
    void in_data_end_with_1() throws IOException {
      Path points = temporary.resolve("points.csv");
      Files.writeString(points, "1,2\n3\n");
      Result result = decipher("cluster", points.toString(), "-o", path("groups"));
      assertThat(result.status).isEqualTo(1);
      assertThat(result.err).contains("points.csv: 1 of 2 rows do not have 2 cells");
    }

    @Test
    void never_touch_what_is_there() throws IOException {
      Path points = temporary.resolve("points.npy");
      Npy.write(points, blobs(40));
      Path kept = Files.createDirectories(temporary.resolve("kept")).resolve("labels.npy");
      Files.writeString(kept, "dear");
      Result result = decipher("cluster", points.toString(), "-o", path("kept"));
      assertThat(result.status).isEqualTo(2);
      assertThat(result.err).contains("is not empty");
      assertThat(kept).hasContent("dear");
    }
  }

  @Nested
  class Cluster {
    @Test
    void finds_groups_in_any_matrix() throws IOException {
      Path points = temporary.resolve("points.npy");
      Npy.write(points, blobs(150));
      Result result =
          decipher(
              "cluster",
              points.toString(),
              "-D",
              "decipher.clusterer.min-cluster-size=15",
              "-o",
              path("groups"));
      assertThat(result.status).as(result.err).isZero();
      assertThat(result.out).startsWith("3 classes in 150 points");
      Path groups = temporary.resolve("groups");
      assertThat(Npy.read(groups.resolve("labels.npy")).rows()).isEqualTo(150);
      assertThat(Npy.read(groups.resolve("strengths.npy")).rows()).isEqualTo(150);
      assertThat(Npy.read(groups.resolve("outlier-scores.npy")).rows()).isEqualTo(150);
      assertThat(Files.readString(groups.resolve("report.json"))).contains("\"classes\": 3");
    }

    @Test
    void goes_through_a_projector_if_one_is_named() throws IOException {
      Path points = temporary.resolve("points.npy");
      Npy.write(points, blobs(150));
      Result result =
          decipher(
              "cluster",
              points.toString(),
              "-D",
              "decipher.projector.type=pca",
              "-D",
              "decipher.projector.dimensions=1",
              "-D",
              "decipher.clusterer.min-cluster-size=15",
              "-o",
              path("groups"));
      assertThat(result.status).as(result.err).isZero();
      assertThat(Files.readString(temporary.resolve("groups/decipher.conf"))).contains("pca");
      assertThat(Npy.read(temporary.resolve("groups/projection.npy")).columns()).isEqualTo(1);
    }

    @Test
    void says_how_far_the_number_of_groups_hangs_on_the_size_and_draws_the_tree()
        throws IOException {
      Path points = temporary.resolve("points.npy");
      Npy.write(points, blobs(150));
      Result result =
          decipher(
              "cluster",
              points.toString(),
              "-D",
              "decipher.clusterer.resolution=plateau",
              "-o",
              path("groups"));
      assertThat(result.status).as(result.err).isZero();
      assertThat(result.out)
          .startsWith("3 classes in 150 points")
          .contains("3 classes: holds from min-cluster-size ");
      assertThat(Files.readString(temporary.resolve("groups/report.json")))
          .contains("\"verdict\": \"3 classes: holds from");
      assertThat(Files.readString(temporary.resolve("groups/tree.json")))
          .contains("{\"id\":0,\"parent\":-1,\"size\":150,");
      assertThat(temporary.resolve("groups/tree.png")).isNotEmptyFile();
    }

    @Test
    void says_that_distances_are_alike_in_many_columns() throws IOException {
      Path points = temporary.resolve("points.npy");
      Npy.write(points, FloatMatrix.wrap(20, 60, new float[1200]));
      assertThat(decipher("cluster", points.toString(), "-o", path("groups")).out)
          .contains("In 60 columns, distances are nearly equal");
    }

    @Test
    void counts_points_as_often_as_their_weights_say() throws IOException {
      Path points = temporary.resolve("points.npy");
      Path weights = temporary.resolve("weights.csv");
      Npy.write(points, blobs(30));
      Files.writeString(weights, "5\n".repeat(30));
      String size = "decipher.clusterer.min-cluster-size=15";
      Result alone = decipher("cluster", points.toString(), "-D", size, "-o", path("alone"));
      assertThat(alone.out).startsWith("0 classes in 30 points");
      Result heavy =
          decipher(
              "cluster",
              points.toString(),
              "-D",
              size,
              "--weights",
              weights.toString(),
              "-o",
              path("heavy"));
      assertThat(heavy.status).as(heavy.err).isZero();
      assertThat(heavy.out).startsWith("3 classes in 30 points");
    }

    @Test
    void refuses_weights_that_are_not_one_a_point_or_that_nobody_knows() throws IOException {
      Path points = temporary.resolve("points.npy");
      Path weights = temporary.resolve("weights.csv");
      Npy.write(points, blobs(30));
      Files.writeString(weights, "5\n".repeat(29));
      String[] arguments = {
        "cluster", points.toString(), "-w", weights.toString(), "-o", path("groups")
      };
      assertThat(decipher(arguments).err)
          .contains("(29 x 1) numbers; expected one weight for each of the 30 points");
      Files.writeString(weights, "5\n".repeat(30));
      Result result =
          decipher(
              "cluster",
              points.toString(),
              "-D",
              "decipher.clusterer={type=k-means, classes=3}",
              "-w",
              weights.toString(),
              "-o",
              path("groups"));
      assertThat(result.status).isEqualTo(2);
      assertThat(result.err)
          .contains("clusterer 'k-means' does not support weights; leave them out");
      assertThat(temporary.resolve("groups")).doesNotExist();
    }
  }

  @Nested
  class Check {
    private Result checked(String... more) {
      String[] small = {
        "check",
        "-D",
        "decipher.dataset.train-limit=300",
        "-D",
        "decipher.dataset.test-limit=10",
        "-D",
        "decipher.model.architecture.channels=[16, 16]",
        "-D",
        "decipher.model.fit.batch-size=16"
      };
      String[] all = Arrays.copyOf(small, small.length + more.length);
      System.arraycopy(more, 0, all, small.length, more.length);
      return decipher(all);
    }

    @Test
    void ends_with_0_where_nothing_looks_wrong() {
      Result result = checked();
      assertThat(result.status).as(result.out).isZero();
      assertThat(result.out)
          .startsWith("data   310 samples of 1 x 28 x 28, values from 0 to 1, mean 0.1")
          .contains("model  vae, ", "encoder.0", "16 x 14 x 14", "(543.4 for 1/2 everywhere, ")
          .endsWith("Nothing looks wrong.\n");
    }

    @Test
    void ends_with_1_and_says_what_looks_wrong() {
      Result result = checked("-D", "decipher.model.fit.learning-rate=1e-7");
      assertThat(result.status).isEqualTo(1);
      assertThat(result.out)
          .contains(" wrong:\n  - the learning rate looks too low: ")
          .contains("; raise decipher.model.fit.learning-rate (now 1.0E-7)\n");
    }
  }

  @Nested
  class Assign {
    private void clustered(String... more) throws IOException {
      Npy.write(temporary.resolve("points.npy"), blobs(150));
      String[] arguments = {
        "cluster",
        path("points.npy"),
        "-D",
        "decipher.clusterer.min-cluster-size=15",
        "-o",
        path("groups")
      };
      String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
      System.arraycopy(more, 0, all, arguments.length, more.length);
      assertThat(decipher(all).status).isZero();
    }

    private Result assigned(String points) {
      return decipher("assign", "-m", path("groups"), path(points), "-o", path("assigned"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "pca", "umap"})
    void gives_the_points_that_were_clustered_the_groups_they_were_given(String projector)
        throws IOException {
      clustered(
          projector.equals("none")
              ? new String[0]
              : new String[] {"-D", "decipher.projector.type=" + projector});
      Result result = assigned("points.npy");
      assertThat(result.status).as(result.err).isZero();
      assertThat(result.out).startsWith("150 points, ");
      for (String file : List.of("labels.npy", "strengths.npy")) {
        assertThat(Npy.read(temporary.resolve("assigned").resolve(file)))
            .isEqualTo(Npy.read(temporary.resolve("groups").resolve(file)));
      }
    }

    @Test
    void says_where_nothing_was_kept() throws IOException {
      Npy.write(temporary.resolve("points.npy"), blobs(150));
      decipher(
          "cluster",
          path("points.npy"),
          "-D",
          "decipher.clusterer={type=k-means, classes=3}",
          "-o",
          path("groups"));
      assertThat(assigned("points.npy").err).contains("holds no model, since its clusterer");
    }

    @Test
    void names_the_class_of_new_images_of_a_run_of_discover() throws IOException {
      Result run =
          decipher(
              "discover",
              "-D",
              "decipher.dataset={type=mnist, train-limit=500, test-limit=100}",
              "-D",
              "decipher.clusterer.min-cluster-share=0.05",
              "-D",
              "decipher.model.fit.epochs=1",
              "-D",
              "decipher.model.fit.min-steps=0",
              "-D",
              "decipher.compare=[]",
              "-o",
              path("run"));
      assertThat(run.status).as(run.err).isZero();
      float[] images = new float[3 * 784];
      Arrays.fill(images, 784, 2 * 784, 1);
      Npy.write(temporary.resolve("images.npy"), FloatMatrix.wrap(3, 784, images));
      Result result =
          decipher("assign", "-m", path("run"), path("images.npy"), "-o", path("assigned"));
      assertThat(result.status).as(result.err).isZero();
      assertThat(result.out).contains("like none of them; ");
      assertThat(Npy.read(temporary.resolve("assigned/labels.npy")).rows()).isEqualTo(3);
      assertThat(Files.readAllLines(temporary.resolve("assigned/assigned.csv"))).hasSize(4);

      Result none =
          decipher(
              "assign",
              "-m",
              path("run"),
              path("images.npy"),
              "--keep",
              "1",
              "-o",
              path("all-named"));
      assertThat(none.out).startsWith("3 samples of ").contains(", 0 like none of them");

      Npy.write(temporary.resolve("small.npy"), FloatMatrix.wrap(1, 400, new float[400]));
      Result small = decipher("assign", "-m", path("run"), path("small.npy"), "-o", path("never"));
      assertThat(small.status).isEqualTo(1);
      assertThat(small.err).contains("small.npy: has samples of 400 values; expected 784");
      assertThat(temporary.resolve("never")).doesNotExist();
    }

    @Test
    void takes_no_share_to_keep_for_groups_nor_two_files() throws IOException {
      clustered();
      String points = path("points.npy");
      String groups = path("groups");
      assertThat(decipher("assign", "-m", groups, points, "--keep", "0.9", "-o", path("a")).err)
          .contains("--keep is for runs of discover");
      assertThat(decipher("assign", "-m", groups, points, points, "-o", path("a")).err)
          .contains("the groups of a run of cluster take one file of points, but there are 2");
      assertThat(temporary.resolve("a")).doesNotExist();
    }

    @Test
    void names_what_does_not_fit() throws IOException {
      clustered();
      Files.writeString(temporary.resolve("wide.csv"), "1,2,3\n");
      Result wide = assigned("wide.csv");
      assertThat(wide.status).isEqualTo(1);
      assertThat(wide.err).contains("wide.csv: has samples of 3 values; expected 2");
      assertThat(decipher("assign", "-m", path("none"), path("wide.csv"), "-o", path("a")).err)
          .contains(
              "is not a directory; expected one that `decipher cluster` or `decipher discover`"
                  + " wrote");
    }
  }

  @Nested
  class Likelihood {
    @Test
    void of_a_model_trained_alone_is_told_with_all_it_depends_on() throws IOException {
      Path small = temporary.resolve("small.conf");
      Files.writeString(
          small,
          """
          decipher {
            dataset { train-limit = 80, test-limit = 30 }
            model { architecture { channels = [16, 16], fully-connected = 16 }, latent-size = 3, fit { min-steps = 0, epochs = 1, batch-size = 16 } }
            model.prior.components = 2
          }
          """);
      Result trained =
          decipher("train", "--preset", "likelihood", "-c", small.toString(), "-o", path("run"));
      assertThat(trained.err).doesNotContain("failed");
      assertThat(trained.status).isZero();
      assertThat(trained.out).contains("trained on 80 samples");

      Result evaluated =
          decipher("evaluate", "-m", path("run"), "--images", "10", "--samples", "3");
      assertThat(evaluated.status).isZero();
      assertThat(evaluated.out)
          .contains(
              "10 of 30 test images (evenly spaced), 3 importance samples each; bernoulli, dynamic"
                  + " binarisation")
          .contains("nats under N(0, I)", "nats under a mixture of 2 normal distributions")
          .doesNotContain("not a test result");
      assertThat(temporary.resolve("run/evaluation/evaluation.json")).isRegularFile();
      assertThat(temporary.resolve("run/evaluation/reconstructions.png")).isRegularFile();
    }
  }

  @Nested
  class Resume {
    @Test
    void takes_no_other_settings() {
      Result result =
          decipher(
              "discover",
              "--resume",
              path("run"),
              "-D",
              "decipher.seed=1",
              "--preset",
              "quick",
              "-o",
              path("other"));
      assertThat(result.status).isEqualTo(2);
      assertThat(result.err)
          .contains("it was started with; leave out --preset, -D, -o.")
          .contains("decipher discover -c " + temporary.resolve("run/decipher.conf"));
      assertThat(temporary.resolve("other")).doesNotExist();
    }

    @Test
    void goes_on_with_a_training_and_with_nothing_else() throws IOException {
      String[] begun = {
        "config",
        "--preset",
        "likelihood",
        "-D",
        "decipher.dataset.train-limit=60",
        "-D",
        "decipher.model.architecture.channels=[16, 16]",
        "-D",
        "decipher.model.fit.epochs=1",
        "-D",
        "decipher.model.fit.min-steps=0",
        "-D",
        "decipher.model.prior=standard"
      };
      Path run = Files.createDirectories(temporary.resolve("run"));
      Files.writeString(run.resolve("decipher.conf"), decipher(begun).out);
      Files.createFile(run.resolve(".lock"));
      Result result = decipher("train", "--resume", run.toString());
      assertThat(result.status).as(result.err).isZero();
      assertThat(result.out).contains("trained on 60 samples");
      assertThat(run.resolve("checkpoints")).doesNotExist();
      assertThat(decipher("train", "--resume", run.toString()).out)
          .isEqualTo(
              run
                  + " has already ended: a model trained on 60 samples; there is nothing left to do"
                  + System.lineSeparator());
      Result other = decipher("train", "--resume", run.toString(), "--preset", "quick");
      assertThat(other.status).isEqualTo(2);
      assertThat(other.err).contains("leave out --preset. For other settings, start a new run");
    }

    @Test
    void says_what_is_no_run() throws IOException {
      Result none = decipher("discover", "--resume", path("none"));
      assertThat(none.status).isEqualTo(2);
      assertThat(none.err).contains("none is not a directory; expected that of a run");
      Npy.write(temporary.resolve("points.npy"), blobs(40));
      decipher("cluster", path("points.npy"), "-o", path("groups"));
      Result groups = decipher("discover", "--resume", path("groups"));
      assertThat(groups.status).isEqualTo(2);
      assertThat(groups.err).contains("groups is not a run of `decipher discover`");
    }

    @Test
    void of_a_run_that_has_ended_says_what_it_found_and_is_done() throws IOException {
      Path run = Files.createDirectories(temporary.resolve("run"));
      Files.writeString(run.resolve("decipher.conf"), decipher("config").out);
      Files.writeString(
          run.resolve("report.json"), "{\"classes\": 10, \"samples\": 70000, \"noise\": 0.001}");
      Result result = decipher("discover", "--resume", run.toString());
      assertThat(result.status).isZero();
      assertThat(result.out)
          .startsWith(run + " has already ended: 10 classes in 70,000 samples, 0.1 % noise;");
    }

    @Test
    void goes_on_with_a_run_that_was_killed_before_it_had_anything() throws IOException {
      String[] begun = {
        "config",
        "--preset",
        "quick",
        "-D",
        "decipher.dataset.train-limit=300",
        "-D",
        "decipher.dataset.test-limit=60",
        "-D",
        "decipher.model.fit.epochs=1",
        "-D",
        "decipher.model.fit.min-steps=0",
        "-D",
        "decipher.rounds=0",
        "-D",
        "decipher.compare=[]"
      };
      Path run = Files.createDirectories(temporary.resolve("run"));
      Files.writeString(run.resolve("decipher.conf"), decipher(begun).out);
      Files.createFile(run.resolve(".lock"));
      Result result = decipher("discover", "--resume", run.toString());
      assertThat(result.status).as(result.err).isZero();
      assertThat(result.out).contains("classes in 360 samples", "of 2 processes");
      assertThat(run.resolve("checkpoints")).doesNotExist();
      assertThat(run.resolve(".lock")).doesNotExist();
      assertThat(Files.readString(run.resolve("report.json"))).contains("\"resumed\": 1");
    }
  }

  @Nested
  class Judged {
    @Test
    void is_nothing_but_ten_thousand_digits() throws IOException {
      Npy.write(temporary.resolve("points.npy"), blobs(150));
      Result points = decipher("judge", path("points.npy"), "-o", path("judged"));
      assertThat(points.status).isEqualTo(1);
      assertThat(points.err)
          .contains(
              "the samples have 2 values each; expected the 784 of a digit in 28 x 28 pixels");
      Npy.write(temporary.resolve("few.npy"), FloatMatrix.wrap(9, 784, new float[9 * 784]));
      assertThat(decipher("judge", path("few.npy"), "-o", path("judged")).err)
          .contains("there are 9 samples; the judge needs 10,000");
      assertThat(temporary.resolve("judged")).doesNotExist();
    }

    @Test
    void is_compared_with_what_a_run_learned_from() throws IOException {
      Npy.write(
          temporary.resolve("samples.npy"), FloatMatrix.wrap(10_000, 784, new float[7_840_000]));
      Files.createDirectory(temporary.resolve("empty"));
      Result result = decipher("judge", path("samples.npy"), "-m", path("empty"));
      assertThat(result.status).isEqualTo(2);
      assertThat(result.err).contains("holds no decipher.conf");
    }
  }

  @Nested
  class Plugins {
    @Test
    void are_listed_with_where_they_come_from() {
      Result result = decipher("plugins");
      assertThat(result.status).isZero();
      assertThat(result.out.lines().filter(line -> line.startsWith("clusterer")).findFirst())
          .hasValueSatisfying(
              line -> assertThat(line).contains("hdbscan", "io.decipher.clustering"));
      assertThat(result.out)
          .contains("mnist", "gradients", "pixels", "deskew", "umap", "pca", "vae");
    }
  }

  @Nested
  class Help {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "discover",
          "train",
          "evaluate",
          "generate",
          "anomalies",
          "denoise",
          "encode",
          "decode",
          "label",
          "sweep",
          "judge",
          "cluster",
          "assign",
          "plugins",
          "config",
          "check"
        })
    void explains_each_command(String command) {
      Result result = decipher(command, "--help");
      assertThat(result.status).isZero();
      assertThat(result.out).contains("Usage: decipher " + command);
    }

    @Test
    void names_the_version() {
      assertThat(decipher("--version").out).startsWith("decipher ").contains("JDK");
    }
  }

  /** Three groups of points, far apart. */
  private static FloatMatrix blobs(int count) {
    SplittableRandom random = new SplittableRandom(4);
    float[] values = new float[2 * count];
    for (int i = 0; i < count; i++) {
      values[2 * i] = (float) (20 * (i % 3) + random.nextGaussian());
      values[2 * i + 1] = (float) (5 * (i % 3) + random.nextGaussian());
    }
    return FloatMatrix.wrap(count, 2, values);
  }
}
