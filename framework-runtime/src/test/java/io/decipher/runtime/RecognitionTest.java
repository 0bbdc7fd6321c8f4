// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Assigner;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Labels;
import io.decipher.api.NoveltyScores;
import io.decipher.api.Npy;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.runtime.Recognition.Recognized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a model that knows each class by the mean of its samples. */
class RecognitionTest {
  private static final RunContext RUN = RunContext.seeded(1);

  @TempDir Path temporary;

  private Path run(String more) {
    Path output = temporary.resolve("run");
    Settings settings =
        Settings.parse("more.conf", "decipher { model.type = centroids, rounds = 1, " + more + " }")
            .over(Fakes.settings(output));
    Discovery.of(settings, Fakes.plugins(new CentroidsProvider())).run(RunContext.seeded(5));
    return output;
  }

  private static Recognition load(Path run) {
    return Recognition.load(run, Fakes.plugins(new CentroidsProvider()));
  }

  private static Labels labels(Path run) throws IOException {
    float[] read = Npy.read(run.resolve("labels.npy")).toArray();
    int[] labels = new int[read.length];
    for (int i = 0; i < read.length; i++) {
      labels[i] = (int) read[i];
    }
    return Labels.of(labels);
  }

  private static Samples foreign() {
    float[] values = new float[2 * Fakes.SHAPE.size()];
    Arrays.fill(values, 0, Fakes.SHAPE.size(), 1); // all white; the other all black
    return Samples.of(FloatMatrix.wrap(2, Fakes.SHAPE.size(), values), Fakes.SHAPE);
  }

  @Nested
  class What_a_run_keeps {
    @Test
    void gives_its_own_samples_the_classes_it_found() throws IOException {
      Path run = run("preprocess = []");
      try (Recognition recognition = load(run)) {
        Recognized all = recognition.recognize(Fakes.samples(), 1, RUN);
        assertThat(all.found().labels()).isEqualTo(labels(run));
        assertThat(all.found()).isEqualTo(all.nearest());
        assertThat(recognition.agreement()).isEqualTo(1);
        assertThat(recognition.tellsUnknown()).isTrue();
      }
    }

    @Test
    void refuses_as_many_of_its_own_as_it_is_told_and_what_is_foreign() {
      try (Recognition recognition = load(run("preprocess = []"))) {
        for (double keep : new double[] {0.99, 0.9, 0.5}) {
          Recognized own = recognition.recognize(Fakes.samples(), keep, RUN);
          double named = 1 - own.found().labels().noise() / (double) Fakes.SAMPLES;
          assertThat(named).isBetween(keep - 0.02, Math.min(1, keep + 0.03));
        }
        Recognized foreign = recognition.recognize(foreign(), 0.95, RUN);
        assertThat(foreign.found().labels().noise()).isEqualTo(2);
        assertThat(foreign.found().strengths().toArray()).containsOnly(0f);
        assertThat(foreign.nearest().labels().noise()).isZero();
        assertThat(recognition.recognize(foreign(), 1, RUN).found().labels().noise()).isZero();
      }
    }

    /** As a server asks; decipher's documentation promises it. */
    @Test
    void may_be_asked_by_several_threads_at_once() throws Exception {
      try (Recognition recognition = load(run("preprocess = [invert]"))) {
        Recognized alone = recognition.recognize(Fakes.samples(), 0.9, RUN);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
          List<Future<Recognized>> all = new ArrayList<>();
          for (int i = 0; i < 40; i++) {
            all.add(threads.submit(() -> recognition.recognize(Fakes.samples(), 0.9, RUN)));
          }
          for (Future<Recognized> one : all) {
            assertThat(one.get().found()).isEqualTo(alone.found());
            assertThat(one.get().familiarity()).isEqualTo(alone.familiarity());
          }
        } finally {
          threads.shutdown();
        }
      }
    }

    @Test
    void prepares_new_samples_as_the_run_did() throws IOException {
      Path run = run("preprocess = [invert]");
      try (Recognition recognition = load(run)) {
        assertThat(recognition.recognize(Fakes.samples(), 1, RUN).found().labels())
            .isEqualTo(labels(run));
      }
    }

    @Test
    void names_the_classes_that_were_found_last_not_those_that_were_learned() throws IOException {
      // The model's own numbers run the other way.
      Path run = run("model.turned = true");
      try (Recognition recognition = load(run)) {
        assertThat(recognition.recognize(Fakes.samples(), 1, RUN).found().labels())
            .isEqualTo(labels(run));
      }
    }

    @Test
    void is_enough_without_the_rest_of_the_run() throws IOException {
      Path run = run("preprocess = [invert]");
      Labels labels = labels(run);
      Path alone = Files.move(run.resolve("model"), temporary.resolve("alone"));
      try (Recognition recognition = load(alone)) {
        assertThat(recognition.recognize(Fakes.samples(), 1, RUN).found().labels())
            .isEqualTo(labels);
      }
    }

    @Test
    void is_all_named_where_the_model_cannot_tell_what_is_foreign() throws IOException {
      Path run = run("model.blind = true");
      assertThat(run.resolve("model/novelty.npy")).doesNotExist();
      try (Recognition recognition = load(run)) {
        Recognized all = recognition.recognize(foreign(), 0.5, RUN);
        assertThat(recognition.tellsUnknown()).isFalse();
        assertThat(all.familiarity()).isEmpty();
        assertThat(all.found()).isEqualTo(all.nearest());
      }
    }
  }

  @Test
  void a_line_a_sample_is_written() throws IOException {
    Path run = run("preprocess = []");
    Npy.write(temporary.resolve("own, some.npy"), Fakes.bars().slice(0, 2));
    Npy.write(temporary.resolve("foreign.npy"), foreign().toMatrix());
    SampleFiles files =
        SampleFiles.read(
            List.of(temporary.resolve("own, some.npy"), temporary.resolve("foreign.npy")),
            Fakes.SHAPE,
            Fakes.plugins(),
            RUN);
    Path output = temporary.resolve("assigned");
    Recognized all;
    try (Recognition recognition = load(run)) {
      all = recognition.recognize(files, 0.95, RUN, output);
    }
    assertThat(labels(output)).isEqualTo(all.found().labels());
    assertThat(Npy.read(output.resolve("strengths.npy"))).isEqualTo(all.found().strengths());
    List<String> lines = Files.readAllLines(output.resolve("assigned.csv"));
    Labels own = labels(run);
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).isEqualTo("file,row,class,unknown,nearest,confidence,familiarity");
    assertThat(lines.get(2))
        .startsWith("\"" + temporary.resolve("own, some.npy") + "\",1," + own.get(1) + ",false,");
    assertThat(lines.get(4)).startsWith(temporary.resolve("foreign.npy") + ",1,-1,true,");
  }

  @Nested
  class What_cannot_be_used {
    @Test
    void is_a_model_that_learned_no_classes() {
      Path run = run("model.headless = true");
      assertThat(Recognition.isKeptIn(run)).isTrue();
      assertThatThrownBy(() -> load(run))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("assigns no classes")
          .hasMessageContaining("decipher.rounds = 1");
    }

    @Test
    void is_no_run_or_one_of_an_earlier_version() throws IOException {
      assertThatThrownBy(() -> load(temporary.resolve("none")))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("expected one that `decipher discover` wrote");
      Path run = run("preprocess = []");
      Files.delete(run.resolve("model/classes.npy"));
      assertThatThrownBy(() -> load(run))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("classes.npy: is missing");
      Files.delete(run.resolve("model/manifest.sha256"));
      assertThatThrownBy(() -> load(run))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("was written by an older Decipher");
    }

    @Test
    void is_damaged() throws IOException {
      Path run = run("preprocess = []");
      Files.writeString(run.resolve("model/novelty.npy"), "dear");
      assertThatThrownBy(() -> load(run))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("novelty.npy: is not what was written");
    }

    @Test
    void is_a_share_that_is_none() {
      try (Recognition recognition = load(run("preprocess = []"))) {
        for (double keep : new double[] {0, 1.1, Double.NaN}) {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> recognition.recognize(Fakes.samples(), keep, RUN))
              .withMessage("keep must be in (0, 1], but was " + keep);
        }
      }
    }
  }

  /** The recipe of a model that knows each class by its mean. */
  record Centroids(boolean turned, boolean blind, boolean headless) implements GenerativeModel {
    @Override
    public TrainedModel train(TrainingSet set, RunContext run) {
      Labels labels = set.classes().orElseThrow().labels();
      float[][] means = new float[labels.classes()][set.type().size()];
      int[] sizes = labels.sizes();
      for (int i = 0; i < labels.size(); i++) {
        for (int j = 0; labels.get(i) != Labels.NOISE && j < set.type().size(); j++) {
          means[labels.get(i)][j] += set.samples().row(i)[j] / sizes[labels.get(i)];
        }
      }
      return of(FloatMatrix.ofRows(means));
    }

    private TrainedModel of(FloatMatrix means) {
      Known known = new Known(this, means);
      return blind ? known : new Seeing(known);
    }

    @Override
    public TrainedModel load(Path directory) throws IOException {
      return of(Npy.read(directory.resolve("means.npy")));
    }
  }

  private static final class CentroidsProvider implements GenerativeModelProvider {
    @Override
    public String name() {
      return "centroids";
    }

    @Override
    public String description() {
      return "knows each class by its mean";
    }

    @Override
    public Class<?> yields() {
      return Seeing.class;
    }

    @Override
    public GenerativeModel create(Settings settings) {
      return settings
          .over(Settings.parse("own", "{ turned = false, blind = false, headless = false }"))
          .as(Centroids.class);
    }
  }

  private static class Known implements TrainedModel, Assigner, io.decipher.api.Encoder {
    final Centroids recipe;
    final FloatMatrix means;

    Known(Centroids recipe, FloatMatrix means) {
      this.recipe = recipe;
      this.means = means;
    }

    double square(Samples samples, int row, int mean) {
      double sum = 0;
      for (int j = 0; j < means.columns(); j++) {
        sum += Math.pow(samples.row(row)[j] - means.get(mean, j), 2);
      }
      return sum;
    }

    int nearest(Samples samples, int row) {
      int nearest = 0;
      for (int c = 1; c < means.rows(); c++) {
        nearest = square(samples, row, c) < square(samples, row, nearest) ? c : nearest;
      }
      return nearest;
    }

    @Override
    public SampleType type() {
      return Fakes.SHAPE;
    }

    @Override
    public FloatMatrix encode(Samples samples, RunContext run) {
      return Fakes.means(samples);
    }

    @Override
    public boolean assigns() {
      return !recipe.headless;
    }

    @Override
    public FoundClasses assign(Samples samples, RunContext run) {
      int[] labels = new int[samples.count()];
      float[] strengths = new float[labels.length];
      for (int i = 0; i < labels.length; i++) {
        int nearest = nearest(samples, i);
        labels[i] = recipe.turned ? means.rows() - 1 - nearest : nearest;
        strengths[i] = 0.75f;
      }
      return new FoundClasses(Labels.of(labels), FloatMatrix.wrap(labels.length, 1, strengths));
    }

    @Override
    public FloatMatrix generate(int count, RandomGenerator random) {
      return FloatMatrix.wrap(count, means.columns(), new float[count * means.columns()]);
    }

    @Override
    public void save(Path directory) throws IOException {
      Npy.write(directory.resolve("means.npy"), means);
    }

    @Override
    public void close() {}
  }

  private static final class Seeing extends Known implements NoveltyScores {
    Seeing(Known known) {
      super(known.recipe, known.means);
    }

    @Override
    public FloatMatrix noveltyScores(Samples samples, RunContext run) {
      float[] scores = new float[samples.count()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) square(samples, i, nearest(samples, i));
      }
      return FloatMatrix.wrap(scores.length, 1, scores);
    }
  }
}
