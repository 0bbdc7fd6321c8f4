// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.CancellationToken;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GenerativeModel;
import io.decipher.api.LikelihoodModel;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.runtime.report.EvaluationReport;
import io.decipher.runtime.report.TrainingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model trained alone, and measured on what it has not seen. */
class TrainingTest {
  @TempDir Path temporary;

  private final LikelyProvider likely = new LikelyProvider();

  private Path run() {
    return temporary.resolve("run");
  }

  private Settings settings(String more) {
    return Settings.parse("more", "decipher { " + more + " }").over(Fakes.settings(run()));
  }

  private TrainingReport train(String more) {
    return Training.of(settings(more), Fakes.plugins(likely)).run(RunContext.seeded(5));
  }

  private EvaluationReport evaluate(OptionalInt images, int draws) {
    try (Evaluation evaluation = Evaluation.load(run(), Fakes.plugins(likely))) {
      return evaluation.run(images, draws, RunContext.seeded(1), evaluation.output());
    }
  }

  @Nested
  class In_training {
    @Test
    void the_model_sees_the_training_samples_alone_and_no_classes() {
      TrainingReport report = train("model = likely");
      assertThat(likely.seen).hasSize(1);
      assertThat(likely.seen.get(0).samples().toMatrix()).isEqualTo(Fakes.bars().slice(0, 60));
      assertThat(likely.seen.get(0).classes()).isEmpty();
      assertThat(report.samples()).isEqualTo(60);
    }

    @Test
    void the_model_is_told_what_an_earlier_run_found_of_the_training_samples() throws IOException {
      Path earlier = temporary.resolve("earlier");
      Discovery.of(Fakes.settings(earlier), Fakes.plugins()).run(RunContext.seeded(5));
      train("model = likely, classes = \"" + earlier + "\"");
      int[] found = Npy.readInts(earlier.resolve("labels.npy"), Fakes.SAMPLES);
      assertThat(likely.seen.get(0).classes().orElseThrow().labels().toArray())
          .isEqualTo(Arrays.copyOf(found, 60));
    }

    @Test
    void an_earlier_run_of_nothing_or_of_other_samples_is_refused() throws IOException {
      Path earlier = temporary.resolve("earlier");
      String named = "model = likely, classes = \"" + earlier + "\"";
      assertThatThrownBy(() -> train(named))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith("decipher.classes names " + earlier)
          .hasMessageContaining("holds no labels.npy");
      Discovery.of(Fakes.settings(earlier), Fakes.plugins()).run(RunContext.seeded(5));
      Path conf = earlier.resolve("decipher.conf");
      String other =
          Files.readString(conf).replaceAll("(?s)dataset *(\\{.*?\\}|=\\S*)", "dataset = others");
      Files.writeString(conf, other);
      assertThatThrownBy(() -> train(named))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("a run of other samples");
      assertThat(likely.seen).isEmpty();
      assertThat(run().resolve("decipher.conf")).doesNotExist();
    }

    @Test
    void the_run_directory_holds_what_generate_and_evaluate_need() {
      train("");
      for (String name :
          List.of(
              "model/model.conf",
              "samples.png",
              "metrics.jsonl",
              "training.json",
              "decipher.conf")) {
        assertThat(run().resolve(name)).isRegularFile();
      }
      try (Generation generation = Generation.load(run(), Fakes.plugins())) {
        assertThat(generation.type()).isEqualTo(Fakes.SHAPE);
      }
    }

    @Test
    void samples_are_preprocessed() {
      train("model = likely, preprocess = [invert]");
      assertThat(likely.seen.get(0).samples().row(0)[0])
          .isCloseTo(1 - Fakes.bars().get(0, 0), within(1e-6f));
    }

    @Test
    void a_directory_that_holds_something_is_refused_before_training() throws IOException {
      Files.createDirectories(run());
      Files.writeString(run().resolve("mine.txt"), "mine");
      assertThatThrownBy(() -> train("model = likely"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("is not empty");
      assertThat(likely.seen).isEmpty();
    }

    @Test
    void what_the_model_refuses_is_refused_first() {
      assertThatThrownBy(() -> train("model.noise = 10")).isInstanceOf(DecipherException.class);
    }

    @Test
    void a_cancelled_run_leaves_no_model() {
      CancellationToken cancelled = new CancellationToken();
      cancelled.cancel();
      Training training = Training.of(settings(""), Fakes.plugins());
      assertThatThrownBy(() -> training.run(RunContext.of(5, ProgressListener.none(), cancelled)))
          .isInstanceOf(CancellationException.class);
      assertThat(run().resolve("model")).doesNotExist();
    }
  }

  @Nested
  class In_evaluation {
    @Test
    void figures_are_means_over_the_test_samples_with_all_they_depend_on() throws IOException {
      train("model = likely");
      EvaluationReport report = evaluate(OptionalInt.empty(), 7);
      assertThat(report.measured().count()).isEqualTo(30);
      assertThat(report.measured().unseen()).isTrue();
      EvaluationReport.Likelihood likelihood = report.likelihood().orElseThrow();
      // log p of sample i is −(80 + i mod 3): each of 80, 81 and 82 ten times.
      EvaluationReport.Figures figures = likelihood.priors().get(0);
      assertThat(figures.negativeLogLikelihood()).isCloseTo(81, within(1e-9));
      double deviation = Math.sqrt(20 / 29.0);
      assertThat(figures.standardError()).isCloseTo(deviation / Math.sqrt(30), within(1e-9));
      assertThat(figures.rate()).isCloseTo(20, within(1e-9));
      assertThat(likelihood.distortion()).isCloseTo(65, within(1e-9));
      assertThat(figures.evidenceLowerBound()).isCloseTo(-85, within(1e-9));
      assertThat(likelihood.activeUnits()).isEqualTo(1);
      assertThat(likelihood.latentUnits()).isEqualTo(2);
      assertThat(report.warnings()).isEmpty();
      assertThat(report.lines())
          .hasSize(4)
          .startsWith("all 30 test images, 7 importance samples each; told, as they are")
          .contains(
              "NLL 81.00 ± 0.15 nats under N(0, I); ELBO -85.00; rate 20.00, distortion 65.00",
              "1 of 2 latent units are active");
      String json = Files.readString(run().resolve("evaluation/evaluation.json"));
      assertThat(json)
          .contains("\"importanceSamples\": 7", "\"samples\": 30", "\"values\": \"as they are\"");
      assertThat(run().resolve("evaluation/reconstructions.png")).isRegularFile();
    }

    @Test
    void errors_stand_beside_those_of_as_many_principal_components_and_of_the_mean()
        throws IOException {
      train("model = likely");
      EvaluationReport.Reconstruction errors = evaluate(OptionalInt.empty(), 1).reconstruction();
      assertThat(errors.components()).isEqualTo(2);
      assertThat(errors.fittedOn()).isEqualTo(60);
      // Likely decodes each value 0.1 too large.
      assertThat(errors.model().mean()).isCloseTo(0.01, within(1e-6));
      FloatMatrix learned = Fakes.bars().slice(0, 60);
      FloatMatrix measured = Fakes.bars().slice(60, 30);
      double aroundMean = 0;
      for (int j = 0; j < learned.columns(); j++) {
        double mean = 0;
        for (int i = 0; i < 60; i++) {
          mean += learned.get(i, j) / 60;
        }
        for (int i = 0; i < 30; i++) {
          aroundMean += Math.pow(measured.get(i, j) - mean, 2) / 30 / learned.columns();
        }
      }
      assertThat(errors.mean().mean()).isCloseTo(aroundMean, within(1e-6));
      // Bars at three heights are a plane, and noise of variance 0.1² / 12 in the other directions.
      int size = Fakes.SHAPE.size();
      assertThat(errors.principalComponents().mean())
          .isCloseTo(0.01 / 12 * (size - 2) / size, within(1e-4));
      FloatMatrix each = Npy.read(run().resolve("evaluation/reconstruction-errors.npy"));
      assertThat(each.rows()).isEqualTo(30);
      assertThat(each.columns()).isEqualTo(3);
      assertThat(each.get(7, 0)).isCloseTo(0.01f, within(1e-5f));
    }

    @Test
    void a_model_without_a_likelihood_is_measured_by_its_errors_alone() throws IOException {
      train("model = likely");
      likely.reason = Optional.of("it has no posterior");
      EvaluationReport report = evaluate(OptionalInt.empty(), 1);
      assertThat(report.likelihood()).isEmpty();
      assertThat(report.lines()).hasSize(2);
      assertThat(report.lines().get(0)).isEqualTo("all 30 test images");
      assertThat(report.lines().get(1))
          .startsWith("squared error per reconstructed value: 0.01000 ±")
          .contains("by 2 principal components", "by the mean (both of 60 training images)");
      assertThat(Files.readString(run().resolve("evaluation/evaluation.json")))
          .contains("\"squaredError\"")
          .doesNotContain("importanceSamples");
      assertThat(run().resolve("evaluation/reconstructions.png")).isRegularFile();
    }

    @Test
    void without_test_samples_those_of_training_are_measured_and_it_is_said() {
      Plugins plugins = Fakes.plugins(likely, new Fakes.UntestedProvider());
      Training.of(settings("model = likely, dataset = untested"), plugins)
          .run(RunContext.seeded(5));
      try (Evaluation evaluation = Evaluation.load(run(), plugins)) {
        EvaluationReport report =
            evaluation.run(OptionalInt.empty(), 1, RunContext.seeded(1), evaluation.output());
        assertThat(report.measured().test()).isFalse();
        assertThat(report.measured().unseen()).isFalse();
        assertThat(report.lines().get(0)).startsWith("all 60 images of training, 1 importance");
        assertThat(report.warnings().get(0))
            .contains("no test images", "this is not a test result");
      }
    }

    @Test
    void a_model_that_is_no_better_than_the_mean_is_told() {
      train("model = likely");
      likely.off = 1;
      assertThat(evaluate(OptionalInt.empty(), 1).warnings().get(0))
          .startsWith("warning: the mean alone is as close to the images");
    }

    @Test
    void fewer_images_are_evenly_spaced_and_said() {
      train("model = likely");
      EvaluationReport report = evaluate(OptionalInt.of(10), 1);
      assertThat(report.lines().get(0)).startsWith("10 of 30 test images (evenly spaced)");
      FloatMatrix measured = likely.measured.get(likely.measured.size() - 1);
      assertThat(measured)
          .isEqualTo(Fakes.bars().slice(60, 30).select(0, 3, 6, 9, 12, 15, 18, 21, 24, 27));
    }

    @Test
    void images_are_preprocessed_as_in_training_and_it_is_said() {
      train("model = likely, preprocess = [invert]");
      EvaluationReport report = evaluate(OptionalInt.empty(), 1);
      assertThat(report.lines().get(0)).endsWith("; images preprocessed: invert");
      assertThat(likely.measured.get(0).get(0, 0))
          .isCloseTo(1 - Fakes.bars().get(60, 0), within(1e-6f));
    }

    @Test
    void a_model_that_a_discovery_trained_has_seen_the_test_samples() {
      Discovery.of(settings("model = likely"), Fakes.plugins(likely)).run(RunContext.seeded(5));
      EvaluationReport report = evaluate(OptionalInt.empty(), 1);
      assertThat(report.measured().unseen()).isFalse();
      assertThat(report.warnings().get(0)).contains("this is not a test result");
    }

    @Test
    void a_unit_is_active_whose_mean_varies_by_more_than_a_hundredth() {
      float[][] rows = new float[100][];
      for (int i = 0; i < rows.length; i++) {
        float way = i % 2 == 0 ? 1 : -1;
        rows[i] = new float[] {5, 5 + 0.11f * way, 0.09f * way};
      }
      assertThat(EvaluationReport.active(FloatMatrix.ofRows(rows))).isEqualTo(1);
    }

    @Test
    void a_model_that_does_not_tell_is_refused() {
      train("");
      assertThatThrownBy(() -> Evaluation.load(run(), Fakes.plugins()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("'mean-model' does not encode samples");
    }

    @Test
    void a_directory_without_a_run_is_refused() {
      assertThatThrownBy(() -> Evaluation.load(temporary, Fakes.plugins()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("holds no decipher.conf");
    }

    @Test
    void numbers_out_of_range_are_all_named_before_anything_is_written() {
      train("model = likely");
      assertThatThrownBy(() -> evaluate(OptionalInt.of(1), 0))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("images must be at least 2")
          .hasMessageContaining("importance samples must be at least 1");
      assertThat(run().resolve("evaluation")).doesNotExist();
    }
  }

  /** Says −(80 + i mod 3) of sample i, and remembers what it was shown. */
  private static final class LikelyProvider implements GenerativeModelProvider {
    private final List<TrainingSet> seen = new ArrayList<>();
    private final List<FloatMatrix> measured = new ArrayList<>();
    private Optional<String> reason = Optional.empty();
    private float off = 0.1f;

    @Override
    public String name() {
      return "likely";
    }

    @Override
    public String description() {
      return "tells how likely samples are";
    }

    @Override
    public Class<?> yields() {
      return Likely.class;
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return new GenerativeModel() {
        @Override
        public TrainedModel train(TrainingSet set, RunContext run) {
          seen.add(set);
          return new Likely(measured, reason, off);
        }

        @Override
        public TrainedModel load(Path directory) {
          return new Likely(measured, reason, off);
        }
      };
    }
  }

  private record Likely(List<FloatMatrix> measured, Optional<String> withoutLikelihood, float off)
      implements TrainedModel, LikelihoodModel {
    @Override
    public int latentSize() {
      return 2;
    }

    private static FloatMatrix column(int rows, double start, int step) {
      float[] values = new float[rows];
      for (int i = 0; i < rows; i++) {
        values[i] = (float) (start + (i % 3) * step);
      }
      return FloatMatrix.wrap(rows, 1, values);
    }

    @Override
    public Likelihoods likelihoods(Samples samples, int draws, RunContext run) {
      measured.add(samples.toMatrix());
      int n = samples.count();
      float[] means = new float[2 * n];
      for (int i = 0; i < n; i++) {
        means[2 * i] = i;
      }
      return new Likelihoods(
          new Conditions("told", "as they are", false),
          List.of(new UnderPrior("N(0, I)", column(n, -80, -1), column(n, 20, 0))),
          column(n, 65, 0),
          FloatMatrix.wrap(n, 2, means));
    }

    @Override
    public Reconstructions reconstructions(Samples samples, RunContext run) {
      float[] values = samples.toMatrix().toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] += off;
      }
      return new Reconstructions(
          samples.toMatrix(), FloatMatrix.wrap(samples.count(), Fakes.SHAPE.size(), values));
    }

    @Override
    public SampleType type() {
      return Fakes.SHAPE;
    }

    @Override
    public FloatMatrix generate(int count, RandomGenerator random) {
      return FloatMatrix.wrap(count, Fakes.SHAPE.size(), new float[count * Fakes.SHAPE.size()]);
    }

    @Override
    public void save(Path directory) throws IOException {
      Files.writeString(directory.resolve("likely.txt"), "likely");
    }

    @Override
    public void close() {}
  }
}
