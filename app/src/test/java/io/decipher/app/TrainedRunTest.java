// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.runtime.Recognition;
import io.decipher.runtime.ServedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is done with a run's model afterwards, on runs of images of bars. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainedRunTest {
  private static final int SIDE = 12;

  @TempDir static Path temporary;

  private record Result(int status, String out, String err) {}

  private static Result decipher(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Result(status, out.toString(), err.toString());
  }

  private static Result done(String... arguments) {
    Result result = decipher(arguments);
    assertThat(result.status).as(result.err).isZero();
    return result;
  }

  private static String path(String name) {
    return temporary.resolve(name).toString();
  }

  @BeforeAll
  void run() throws IOException {
    Path bars = TinyRuns.bars(temporary.resolve("bars"));
    done(
        TinyRuns.arguments("discover", bars, temporary.resolve("found"), "preprocess=[]")
            .toArray(String[]::new));
    done(
        autoencoder(
                "train",
                "trained",
                "latent-size=16",
                "architecture.hidden=[64]",
                "objective.corruption={ kind = gaussian, amount = 0.3 }",
                "fit.min-steps=300")
            .toArray(String[]::new));
  }

  /** The arguments of a command that trains a dense autoencoder on bars. */
  private static List<String> autoencoder(String command, String output, String... model) {
    List<String> arguments = new ArrayList<>(List.of(command, "--preset", "likelihood"));
    List<String> settings =
        new ArrayList<>(
            List.of(
                "posterior=none",
                "prior=gaussian",
                "architecture={ type = dense, hidden = [], normalization = none }",
                "likelihood={ type = gaussian, noise = 0.7071, output = identity }",
                "fit.epochs=2",
                "fit.averaging=0"));
    settings.addAll(List.of(model));
    for (String setting : settings) {
      arguments.addAll(List.of("-D", "decipher.model." + setting));
    }
    arguments.addAll(
        List.of("-D", "decipher.dataset.directory=" + path("bars"), "-o", path(output)));
    return arguments;
  }

  /** Bars as TinyRuns has them, then as many stripes that run the other way. */
  private static FloatMatrix barsAndStripes(int each) {
    SplittableRandom random = new SplittableRandom(9);
    float[] values = new float[2 * each * SIDE * SIDE];
    for (int i = 0; i < 2 * each; i++) {
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          int along = i < each ? y : x;
          int across = i < each ? x : y;
          boolean bar = along / 4 == i % 3 && across > 1 && across < 10;
          values[(i * SIDE + y) * SIDE + x] =
              (float) ((bar ? 0.75 + 0.1 * random.nextDouble() : 0) + 0.1 * random.nextDouble());
        }
      }
    }
    return FloatMatrix.wrap(2 * each, SIDE * SIDE, values);
  }

  private static String images(String name, FloatMatrix images) throws IOException {
    Path file = temporary.resolve(name);
    Npy.write(file, images);
    return file.toString();
  }

  @Nested
  class Assigning {
    @Test
    void a_sample_gets_the_same_bytes_alone_as_among_others() throws IOException {
      Samples samples = Samples.of(barsAndStripes(15), SampleType.image(SIDE, SIDE));
      RunContext context = RunContext.seeded(1);
      try (ServedModel model = ServedModel.load(temporary.resolve("found"), Plugins.discover())) {
        Recognition.Recognized together = model.assign(samples, 0.99, context);
        for (int i = 0; i < samples.count(); i++) {
          Recognition.Recognized alone = model.assign(samples.slice(i, 1), 0.99, context);
          assertThat(row(alone, 0)).as("sample %d", i).containsExactly(row(together, i));
        }
      }
    }

    /** All that is said of a sample. */
    private static float[] row(Recognition.Recognized said, int sample) {
      return new float[] {
        said.found().labels().get(sample),
        said.found().strengths().get(sample, 0),
        said.nearest().labels().get(sample),
        said.nearest().strengths().get(sample, 0),
        said.familiarity().orElseThrow().get(sample, 0)
      };
    }
  }

  @Nested
  class Anomalies {
    @Test
    void are_told_from_what_is_usual_and_judged_where_truth_is_known() throws IOException {
      String file = images("mixed.npy", barsAndStripes(30));
      StringBuilder truth = new StringBuilder("row,class\n");
      for (int i = 0; i < 60; i++) {
        truth.append(i).append(i < 30 ? ",bar\n" : ",stripe\n");
      }
      Files.writeString(temporary.resolve("truth.csv"), truth);
      Result result =
          done(
              "anomalies",
              "-m",
              path("trained"),
              file,
              "--truth",
              path("truth.csv"),
              "--anomaly",
              "stripe",
              "--false-alarms",
              "0.1",
              "-o",
              path("odd"));
      assertThat(result.out)
          .contains(
              "calibrated on 24 of the run's test samples, which the model did not learn from")
          .contains("by reconstruction", "by neighbours", "by p-value")
          .doesNotContain("note:");
      List<String> rows = Files.readAllLines(temporary.resolve("odd/anomalies.csv"));
      assertThat(rows.get(0))
          .isEqualTo(
              "name,p_value,anomalous,reconstruction,reconstruction_nats,density,neighbours");
      assertThat(rows).hasSize(61);
      long bars = rows.subList(1, 31).stream().filter(row -> row.contains(",true,")).count();
      long stripes = rows.subList(31, 61).stream().filter(row -> row.contains(",true,")).count();
      assertThat(bars).isLessThan(12);
      assertThat(stripes).isGreaterThan(25);
      assertThat(temporary.resolve("odd/most-anomalous.png")).isRegularFile();
      String json = Files.readString(temporary.resolve("odd/anomalies.json"));
      assertThat(json).contains("\"rocAuc\"", "\"exact\": true");
    }

    @Test
    void of_a_run_of_discover_go_by_its_classes_too_and_say_what_is_not_exact() throws IOException {
      Result own = done("anomalies", "-m", path("found"), "-o", path("own"));
      assertThat(own.out)
          .contains("of 120 samples are anomalous", "calibrated on 120 of themselves");
      List<String> rows = Files.readAllLines(temporary.resolve("own/anomalies.csv"));
      assertThat(rows).hasSize(121);
      assertThat(rows.get(0)).endsWith(",density,neighbours,classes");
      String file = images("more.npy", barsAndStripes(5));
      Result new_ =
          done("anomalies", "-m", path("found"), file, "--by", "classes", "-o", path("new"));
      assertThat(new_.out)
          .contains("note: the model was trained on")
          .contains("warning: with 24 samples for calibration, no p-value is below 0.04");
    }

    @Test
    void are_refused_what_does_not_go_together() {
      Result truth =
          decipher("anomalies", "-m", path("trained"), "--anomaly", "x", "-o", path("no"));
      assertThat(truth.status).isEqualTo(2);
      assertThat(truth.err).contains("must be given together");
      Result by = decipher("anomalies", "-m", path("trained"), "--by", "classes", "-o", path("no"));
      assertThat(by.status).isEqualTo(2);
      assertThat(by.err).contains("'classes' is not a score of this run; it has reconstruction,");
      Result share =
          decipher("anomalies", "-m", path("trained"), "--false-alarms", "2", "-o", path("no"));
      assertThat(share.err).contains("must be in (0, 1)");
      assertThat(decipher("anomalies", "-m", path("none")).err).contains("holds no trained model");
      assertThat(temporary.resolve("no")).doesNotExist();
    }
  }

  @Nested
  class Labels {
    /** Samples are called by their numbers; kinds go 0, 1, 2, 0, 1, 2, … */
    private static String few() throws IOException {
      Path file = temporary.resolve("few.csv");
      Files.writeString(file, "name,class\n0,low\n3,low\n1,mid\n4,mid\n2,high\n5,high\n");
      return file.toString();
    }

    private static int right(List<String> rows, int column) {
      List<String> names = List.of("low", "mid", "high");
      int right = 0;
      for (int i = 0; i < TinyRuns.TRAIN; i++) {
        right += rows.get(i + 1).split(",", -1)[column].equals(names.get(i % 3)) ? 1 : 0;
      }
      return right;
    }

    @Test
    void of_a_few_become_labels_of_all() throws IOException {
      Result result =
          done("label", "--quick", "-m", path("found"), "--labels", few(), "-o", path("labelled"));
      assertThat(result.out)
          .contains("120 samples labelled with 3 different labels, from 6 given labels")
          .contains("expected (cross-validated)");
      List<String> rows = Files.readAllLines(temporary.resolve("labelled/labelled.csv"));
      assertThat(rows.get(0))
          .isEqualTo("name,label,given,by_classes,by_spreading,by_probe,by_prototypes");
      assertThat(rows).hasSize(121);
      assertThat(rows.get(1)).startsWith("0,low,true,");
      assertThat(right(rows, 1)).isGreaterThan(85);
      assertThat(Npy.read(temporary.resolve("labelled/labels.npy")).rows()).isEqualTo(120);
    }

    @Test
    void are_learned_by_the_models_own_encoder_frozen_unfrozen_and_from_scratch()
        throws IOException {
      Result result =
          done("label", "-m", path("trained"), "--labels", few(), "-o", path("learned"));
      assertThat(result.out).contains("frozen ", "unfrozen ", "scratch ");
      List<String> rows = Files.readAllLines(temporary.resolve("learned/labelled.csv"));
      assertThat(rows.get(0))
          .isEqualTo(
              "name,label,given,by_spreading,by_probe,by_prototypes,by_frozen,by_unfrozen,"
                  + "by_scratch");
      for (int way = 6; way < 9; way++) {
        assertThat(right(rows, way)).as(rows.get(0).split(",", -1)[way]).isGreaterThan(60);
      }
      assertThat(Files.readString(temporary.resolve("learned/labelling.json")))
          .contains("\"way\": \"unfrozen\"", "\"heldOutLabelsFoundAgain\"");
      assertThat(Files.readString(temporary.resolve("learned/report.html")))
          .contains("held out labels found again");
    }

    @Test
    void take_found_classes_only_of_a_run_that_found_some() throws IOException {
      Files.writeString(temporary.resolve("row.csv"), "row,class\n0,a\n1,b\n2,c\n");
      Result result =
          done(
              "label",
              "--quick",
              "-m",
              path("trained"),
              "--labels",
              path("row.csv"),
              "-o",
              path("spread"));
      assertThat(result.out)
          .contains("spreading  too few labels for an estimate")
          .doesNotContain("frozen");
      Result classes =
          decipher(
              "label",
              "-m",
              path("trained"),
              "--labels",
              path("row.csv"),
              "--by",
              "classes",
              "-o",
              path("no"));
      assertThat(classes.status).isEqualTo(2);
      assertThat(classes.err).contains("the run found no classes to label by");
      Result other =
          decipher("label", "-m", path("found"), "--labels", path("row.csv"), "--by", "magic");
      assertThat(other.err)
          .contains("--by must be one of classes, spreading, probe, prototypes, frozen, unfrozen");
      Result quick =
          decipher(
              "label",
              "--quick",
              "-m",
              path("found"),
              "--labels",
              path("row.csv"),
              "--by",
              "scratch");
      assertThat(quick.err).contains("--by scratch trains, which --quick leaves out");
    }

    @Test
    void of_other_samples_or_of_one_kind_are_refused() throws IOException {
      Files.writeString(temporary.resolve("other.csv"), "name,class\nx.png,a\ny.png,b\n");
      Result other =
          decipher("label", "-m", path("found"), "--labels", path("other.csv"), "-o", path("no"));
      assertThat(other.status).isEqualTo(1);
      assertThat(other.err)
          .contains("states a class for none of the samples, which are called '0'", "'x.png'");
      Files.writeString(temporary.resolve("one.csv"), "name,class\n0,a\n1,a\n");
      Result one =
          decipher("label", "-m", path("found"), "--labels", path("one.csv"), "-o", path("no"));
      assertThat(one.err).contains("gives one label, 'a'; expected two or more");
      assertThat(temporary.resolve("no")).doesNotExist();
    }
  }

  @Nested
  class Noise {
    @Test
    void is_put_on_and_taken_away_and_both_measured() throws IOException {
      Result result =
          done("denoise", "-m", path("trained"), "--noise", "gaussian", "-o", path("clean"));
      assertThat(result.out)
          .contains("24 images, gaussian noise of 0.3")
          .contains("noisy:", "median filter:", "model:")
          .containsPattern("\\(\\+[0-9.]+ dB over the noisy ones\\)")
          .doesNotContain("warning");
      assertThat(Npy.read(temporary.resolve("clean/denoised.npy")).rows()).isEqualTo(24);
      assertThat(temporary.resolve("clean/denoised.png")).isRegularFile();
      done("denoise", "-m", path("trained"), "--noise", "gaussian", "-o", path("again"));
      assertThat(Files.readAllBytes(temporary.resolve("again/denoised.npy")))
          .isEqualTo(Files.readAllBytes(temporary.resolve("clean/denoised.npy")));
    }

    @Test
    void is_a_hole_that_is_filled_or_fine_detail_that_is_drawn() throws IOException {
      Result hole =
          done(
              "denoise",
              "-m",
              path("trained"),
              "--corruption",
              "hole",
              "--amount",
              "0.4",
              "-o",
              path("filled"));
      assertThat(hole.out)
          .contains("24 images, hole of 0.4")
          .contains("degraded:", "mean fill:", "model:");
      assertThat(Files.readString(temporary.resolve("filled/denoising.json")))
          .contains("\"withoutModel\": \"mean fill\"");
      Result coarse =
          done(
              "denoise",
              "-m",
              path("trained"),
              "--corruption",
              "downscale",
              "--amount",
              "0.5",
              "-o",
              path("fine"));
      assertThat(coarse.out).contains("downscale of 0.5").contains("bicubic:");
      assertThat(
              decipher("denoise", "-m", path("trained"), "--corruption", "grey", "-o", path("no"))
                  .err)
          .contains("grey removes colour, which needs images of 3 channels");
    }

    @Test
    void of_images_that_came_noisy_is_measured_only_against_clean_ones() throws IOException {
      String file = images("noisy.npy", barsAndStripes(3));
      Result alone = done("denoise", "-m", path("trained"), file, "-o", path("alone"));
      assertThat(alone.out).contains("6 images").doesNotContain("PSNR");
      Result beside =
          done("denoise", "-m", path("trained"), file, "--clean", file, "-o", path("beside"));
      assertThat(beside.out)
          .contains("noisy:         PSNR 100.00 dB")
          .contains("warning: the model removes less noise than the errors that it adds");
    }

    @Test
    void of_no_kind_or_on_nothing_is_refused() {
      assertThat(decipher("denoise", "-m", path("trained"), "-o", path("no")).err)
          .contains("give noisy images, or the noise to add to the run's own");
      assertThat(
              decipher("denoise", "-m", path("trained"), "--noise", "loud", "-o", path("no")).err)
          .contains(
              "noise must be gaussian, salt-and-pepper, masking, hole, downscale or grey, but was"
                  + " 'loud'");
      assertThat(
              decipher(
                      "denoise",
                      "-m",
                      path("trained"),
                      "--noise",
                      "masking",
                      "--amount",
                      "2",
                      "-o",
                      path("no"))
                  .err)
          .contains("the amount of noise must be in (0, 1], but was 2.0");
    }
  }

  @Nested
  class Codes {
    @Test
    void go_out_and_come_back_by_each_file() throws IOException {
      Result encoded = done("encode", "-m", path("trained"), "-o", path("codes"));
      assertThat(encoded.out)
          .contains("120 samples of 144 values in 16 latents each (9.0 to 1)")
          .contains("squared error of");
      done("decode", "-m", path("trained"), path("codes/latents.npy"), "-o", path("by-npy"));
      done("decode", "-m", path("trained"), path("codes/latents.csv"), "-o", path("by-csv"));
      done(
          "decode", "-m", path("trained"), path("codes/latents.parquet"), "-o", path("by-parquet"));
      FloatMatrix decoded = Npy.read(temporary.resolve("by-npy/samples.npy"));
      assertThat(decoded.rows()).isEqualTo(120);
      assertThat(Npy.read(temporary.resolve("by-csv/samples.npy"))).isEqualTo(decoded);
      assertThat(Npy.read(temporary.resolve("by-parquet/samples.npy"))).isEqualTo(decoded);
      assertThat(temporary.resolve("by-npy/samples.png")).isRegularFile();
    }

    @Test
    void of_another_size_are_refused() throws IOException {
      Files.writeString(temporary.resolve("short.csv"), "1,2,3\n4,5,6\n");
      Result result =
          decipher("decode", "-m", path("trained"), path("short.csv"), "-o", path("no"));
      assertThat(result.status).isEqualTo(1);
      assertThat(result.err)
          .contains("short.csv: has vectors of 3 values; expected 16, the model's latent size");
    }
  }

  @Nested
  class Sweeps {
    @Test
    void train_a_model_a_value_and_compare_them_in_one_table() throws IOException {
      List<String> arguments =
          autoencoder("sweep", "sizes", "fit.min-steps=400", "fit.learning-rate=0.01");
      arguments.addAll(List.of("--vary", "decipher.model.latent-size=[1, 2, 4]"));
      Result result = done(arguments.toArray(String[]::new));
      assertThat(result.out).contains("variant", "latent-size-1", "latent-size-4");
      List<String> rows = Files.readAllLines(temporary.resolve("sizes/sweep.csv"));
      assertThat(rows).hasSize(4);
      double[] errors =
          rows.stream()
              .skip(1)
              .mapToDouble(row -> Double.parseDouble(row.split(",", -1)[2]))
              .toArray();
      assertThat(errors[1]).isLessThan(errors[0]);
      assertThat(Files.readString(temporary.resolve("sizes/sweep.svg")))
          .contains("as many principal components", "latent-size-2");
      assertThat(temporary.resolve("sizes/reconstructions.png")).isRegularFile();
      Result evaluated = done("evaluate", "-m", path("sizes/latent-size-2"), "-o", path("linear"));
      assertThat(evaluated.out)
          .contains("its encoder is linear; the subspace that it keeps is at most");
    }

    @Test
    void say_what_is_wrong_with_each_variant_before_any_work() {
      Result result =
          decipher("sweep", "--vary", "decipher.model.latent-size=[0, 2, two]", "-o", path("no"));
      assertThat(result.status).isEqualTo(2);
      assertThat(result.err).contains("latent-size-0: ", "latent-size-two: ");
      assertThat(decipher("sweep", "-o", path("no")).err).contains("name what differs");
      String folds = "--folds";
      assertThat(decipher("sweep", folds, "1", "--preset", "likelihood", "-o", path("no")).err)
          .contains("parts must be 2 or more");
      assertThat(decipher("sweep", "--vary", "latent-size", "-o", path("no")).err)
          .contains("--vary must be KEY=[A,B,…]");
      assertThat(temporary.resolve("no")).doesNotExist();
    }

    @Test
    void compare_whole_blocks_of_a_configuration_and_show_what_each_looks_for() throws IOException {
      Path file = temporary.resolve("kinds.conf");
      Files.writeString(
          file,
          """
          decipher.sweep = [
            { name = plain }
            { name = tied, model { architecture { tied-weights = true } } }
            { name = wide, model { latent-size = 5 } }
          ]
          """);
      List<String> arguments = autoencoder("sweep", "kinds", "latent-size=3", "fit.min-steps=0");
      arguments.addAll(List.of("-c", file.toString()));
      Result result = done(arguments.toArray(String[]::new));
      assertThat(result.out)
          .contains("plain", "tied", "wide", "report.html, sweep.csv, filters.png");
      assertThat(Files.readAllLines(temporary.resolve("kinds/sweep.csv"))).hasSize(4);
      assertThat(temporary.resolve("kinds/tied/filters.png")).isRegularFile();
      assertThat(Files.readString(temporary.resolve("kinds/variants.json")))
          .contains("\"variant\": \"wide\"");
      assertThat(Files.readString(temporary.resolve("kinds/tied/decipher.conf")))
          .contains("tied-weights=true")
          .doesNotContain("sweep");
      Files.writeString(file, "decipher.sweep = [{ model { latent-size = 3 } }, { name = a/b }]");
      Result nameless = decipher("sweep", "-c", file.toString(), "-o", path("no"));
      assertThat(nameless.status).isEqualTo(2);
      assertThat(nameless.err)
          .contains("kinds.conf: 1: decipher.sweep[0].name must consist of letters", "is missing")
          .contains("decipher.sweep[1].name", "was 'a/b'");
    }

    @Test
    void hold_each_sample_out_once_and_tell_the_spread() throws IOException {
      List<String> arguments = autoencoder("sweep", "folds", "fit.min-steps=20");
      arguments.addAll(List.of("--folds", "3", "--vary", "decipher.model.latent-size=[1, 3]"));
      Result result = done(arguments.toArray(String[]::new));
      assertThat(result.out)
          .contains("96 samples, each held out once in 3 parts", "latent-size-1", "±");
      List<String> rows = Files.readAllLines(temporary.resolve("folds/folds.csv"));
      assertThat(rows).hasSize(7);
      assertThat(rows.subList(1, 4)).allMatch(row -> row.contains(",64,32,"));
      double mean =
          rows.subList(1, 4).stream()
              .mapToDouble(row -> Double.parseDouble(row.split(",", -1)[4]))
              .average()
              .orElseThrow();
      String[] summary =
          Files.readAllLines(temporary.resolve("folds/cross-validation.csv")).get(1).split(",", -1);
      assertThat(summary[0]).isEqualTo("latent-size-1");
      assertThat(Double.parseDouble(summary[1])).isCloseTo(mean, within(1e-12));
      assertThat(Double.parseDouble(summary[2])).isPositive();
      assertThat(temporary.resolve("folds/report.html")).isRegularFile();
    }

    @Test
    void take_lists_and_blocks_for_values() {
      assertThat(SweepCommand.values("[[], [64, 32], { type = dense, hidden = [8] }]", "key"))
          .containsExactly("[]", "[64, 32]", "{ type = dense, hidden = [8] }");
      assertThat(SweepCommand.name("a.hidden", "[64, 32]")).isEqualTo("hidden--64-32-");
    }
  }
}
