// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.trained.TrainedVae;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainedVaeTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private final TrainingSet set = Recipes.shapes(900);
  private VaeRecipe recipe;
  private TrainedVae vae;

  @BeforeAll
  void train() {
    Recipes.Recipe learning = Recipes.tiny();
    learning.epochs = 12;
    learning.batchSize = 64;
    learning.latentSize = 8;
    learning.learningRate = 0.01;
    learning.crossView = false; // a moved bar is another bar
    recipe = learning.build();
    vae = (TrainedVae) new Vae(recipe).train(set, RunContext.seeded(3));
  }

  @AfterAll
  void free() {
    vae.close();
  }

  private static double distance(FloatMatrix a, FloatMatrix b) {
    double sum = 0;
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.columns(); j++) {
        sum += Math.abs(a.get(i, j) - b.get(i, j));
      }
    }
    return sum / a.rows() / a.columns();
  }

  @Test
  void what_it_encodes_it_decodes_again() {
    Samples some = set.samples().slice(0, 90);
    FloatMatrix again = vae.decode(vae.encode(some, RUN), RUN);
    Samples others = set.samples().slice(100, 90);
    assertThat(distance(some.toMatrix(), again))
        .isLessThan(0.4 * distance(some.toMatrix(), others.toMatrix()));
  }

  @Test
  void a_row_does_not_depend_on_its_neighbours() {
    FloatMatrix all = vae.encode(set.samples().slice(0, 600), RUN);
    FloatMatrix alone = vae.encode(set.samples().slice(555, 1), RUN);
    for (int j = 0; j < all.columns(); j++) {
      assertThat(alone.get(0, j)).isCloseTo(all.get(555, j), within(1e-4f));
    }
  }

  @Test
  void what_it_draws_can_be_looked_at() {
    FloatMatrix drawn = vae.generate(50, new SplittableRandom(1));
    assertThat(drawn.rows()).isEqualTo(50);
    assertThat(drawn.columns()).isEqualTo(Recipes.SHAPE.size());
    for (float value : drawn.toArray()) {
      assertThat(value).isBetween(0f, 1f);
    }
    assertThat(vae.generate(50, new SplittableRandom(1))).isEqualTo(drawn);
    assertThat(vae.generate(50, new SplittableRandom(2))).isNotEqualTo(drawn);
  }

  @Test
  void none_can_be_asked_for() {
    assertThat(vae.generate(0, new SplittableRandom(1)).rows()).isZero();
    assertThat(vae.encode(Samples.none(SampleType.vector(96)), RUN).rows()).isZero();
  }

  @Test
  void it_draws_the_class_it_is_asked_for() {
    // Spots have a third of the ink of bars across; across, rows are even; down, columns are.
    assertThat(vae.classes()).isEqualTo(3);
    double across = unevenness(vae.generate(0, 100, new SplittableRandom(1)));
    double down = unevenness(vae.generate(1, 100, new SplittableRandom(1)));
    assertThat(across).isLessThan(-0.1);
    assertThat(down).isGreaterThan(0.1);
    assertThat(ink(vae.generate(2, 100, new SplittableRandom(1))))
        .isLessThan(0.7 * ink(vae.generate(0, 100, new SplittableRandom(1))));
  }

  private static double ink(FloatMatrix images) {
    double sum = 0;
    for (float value : images.toArray()) {
      sum += value;
    }
    return sum / images.rows();
  }

  /**
   * Mean spread of the columns' sums less that of the rows' sums, each as a share of its length.
   */
  private static double unevenness(FloatMatrix images) {
    int height = Recipes.SHAPE.height();
    int width = Recipes.SHAPE.width();
    double sum = 0;
    for (int i = 0; i < images.rows(); i++) {
      double[] rows = new double[height];
      double[] columns = new double[width];
      for (int p = 0; p < height * width; p++) {
        rows[p / width] += images.get(i, p) / width;
        columns[p % width] += images.get(i, p) / height;
      }
      sum += spread(columns) - spread(rows);
    }
    return sum / images.rows();
  }

  private static double spread(double[] values) {
    double mean = java.util.Arrays.stream(values).average().orElseThrow();
    return Math.sqrt(
        java.util.Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  @Test
  void more_than_an_array_can_hold_are_refused_before_any_is_drawn() {
    RandomGenerator unasked =
        () -> {
          throw new AssertionError("something was drawn");
        };
    // (2^31 - 9) / 96 values
    String message =
        "cannot draw 22369622 samples of shape 1 x 12 x 8 at once, at most 22369621; draw them in"
            + " parts";
    assertThatThrownBy(() -> vae.generate(22_369_622, unasked))
        .isInstanceOf(DecipherException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> vae.generate(1, 22_369_622, unasked))
        .isInstanceOf(DecipherException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> vae.generate(Integer.MAX_VALUE, unasked))
        .isInstanceOf(DecipherException.class);
  }

  @Test
  void a_class_that_is_not_there_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vae.generate(3, 1, new SplittableRandom(1)))
        .withMessage("class 3 cannot be drawn: there are classes 0 to 2");
  }

  @Test
  void without_classes_none_can_be_drawn_but_samples_can() {
    try (TrainedVae plain =
        (TrainedVae) Recipes.tiny().model().train(Recipes.unclassified(Recipes.shapes(200)), RUN)) {
      assertThat(plain.classes()).isZero();
      assertThat(plain.generate(3, new SplittableRandom(1)).rows()).isEqualTo(3);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> plain.generate(0, 1, new SplittableRandom(1)))
          .withMessage("class 0 cannot be drawn: the model was trained without classes");
    }
  }

  @Test
  void rows_of_another_length_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> vae.encode(Samples.none(SampleType.vector(95)), RUN))
        .withMessage("rows must have 96 values, as a sample of shape 1 x 12 x 8 has, but have 95");
  }

  @Test
  void encoding_can_be_cancelled() {
    CancellationToken token = new CancellationToken();
    token.cancel();
    assertThatThrownBy(
            () -> vae.encode(set.samples(), RunContext.of(1, ProgressListener.none(), token)))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void it_tells_its_engine_and_size() {
    assertThat(vae.description()).containsEntry("latent-size", "8");
    assertThat(vae.description().get("engine")).startsWith(Recipes.ENGINE + " ");
    assertThat(Long.parseLong(vae.description().get("parameters"))).isGreaterThan(1000);
  }

  @Test
  void what_is_foreign_is_stranger_than_what_it_learned_from() {
    FloatMatrix own = vae.noveltyScores(set.samples().slice(0, 300), RUN);
    float[] blank = new float[Recipes.SHAPE.size()];
    float[] white = new float[Recipes.SHAPE.size()];
    java.util.Arrays.fill(white, 1);
    FloatMatrix foreign =
        vae.noveltyScores(Samples.of(FloatMatrix.ofRows(blank, white), set.type()), RUN);
    assertThat(own.columns()).isEqualTo(2);
    float[] most = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int i = 0; i < own.rows(); i++) {
      most[0] = Math.max(most[0], own.get(i, 0));
      most[1] = Math.max(most[1], own.get(i, 1));
    }
    for (int i = 0; i < foreign.rows(); i++) {
      assertThat(foreign.get(i, 0) > most[0] || foreign.get(i, 1) > most[1]).isTrue();
    }
  }

  @Nested
  class Once_saved {
    @TempDir Path directory;

    @Test
    void it_does_what_it_did_before() throws Exception {
      vae.save(directory);
      try (TrainedVae again = (TrainedVae) new Vae(recipe).load(directory)) {
        Samples some = set.samples().slice(0, 50);
        assertThat(again.type()).isEqualTo(vae.type());
        assertThat(again.classes()).isEqualTo(3);
        assertThat(again.encode(some, RUN)).isEqualTo(vae.encode(some, RUN));
        assertThat(again.generate(20, new SplittableRandom(5)))
            .isEqualTo(vae.generate(20, new SplittableRandom(5)));
        assertThat(again.generate(2, 20, new SplittableRandom(5)))
            .isEqualTo(vae.generate(2, 20, new SplittableRandom(5)));
      }
      try (var files = Files.list(directory)) {
        assertThat(files).containsExactly(directory.resolve("vae.tensors"));
      }
    }

    @Test
    void other_settings_do_not_load_it() throws Exception {
      vae.save(directory);
      Recipes.Recipe other = Recipes.tiny();
      other.latentSize = 8;
      other.channels = List.of(16, 32, 16);
      assertThatThrownBy(() -> other.model().load(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(
              "vae.tensors", "encoder.1.weight must be (32, 16, 3, 3), but is (16, 16, 3, 3)");
    }

    @Test
    void a_damaged_file_is_named() throws Exception {
      vae.save(directory);
      Path file = directory.resolve("vae.tensors");
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      assertThatThrownBy(() -> new Vae(recipe).load(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("vae.tensors", "is damaged");
    }

    @Test
    void nothing_saved_is_an_error_too() {
      assertThatThrownBy(() -> new Vae(recipe).load(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("there is no such file");
    }
  }

  @Nested
  class Once_closed {
    @Test
    void it_may_be_closed_again_but_not_used() {
      TrainedVae closed = (TrainedVae) Recipes.tiny().model().train(Recipes.shapes(100), RUN);
      closed.close();
      closed.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> closed.generate(1, new SplittableRandom(1)))
          .withMessage("the model is closed");
    }
  }
}
