// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Missing;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.layer.RecurrentCell;
import io.decipher.vae.net.Shown;
import io.decipher.vae.recipe.Architecture;
import io.decipher.vae.recipe.Corruption;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.train.Batches;
import io.decipher.vae.trained.TrainedVae;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sequences that end anywhere: what is behind their ends is neither learned nor asked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // a net is trained once for all of its tests
class UnequalSequencesTest {
  private static final int STEPS = 12;

  private final Map<Net, TrainedVae> trained = new EnumMap<>(Net.class);

  @TempDir private Path folder;

  /** What reads and writes them. */
  enum Net {
    CONVOLUTIONAL,
    DENSE,
    GRU,
    LSTM,
    ATTENTION
  }

  /** Two channels of slow or fast waves that begin anywhere; the slow ones are long. */
  private static Samples waves(int count) {
    var random = new SplittableRandom(5);
    List<float[]> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double speed = i % 2 == 0 ? 0.3 : 0.9;
      double phase = 6.28 * random.nextDouble();
      int length = i % 2 == 0 ? STEPS - random.nextInt(2) : 5 + random.nextInt(2);
      float[] values = new float[2 * length];
      for (int step = 0; step < length; step++) {
        values[step] = (float) Math.sin(phase + speed * step);
        values[length + step] = (float) Math.cos(phase + speed * step);
      }
      sequences.add(values);
    }
    return Samples.sequences(2, 50, sequences);
  }

  private static Recipes.Recipe recipe(Net net) {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.engine = Recipes.ENGINE;
    recipe.channels = List.of(16, 16);
    recipe.hidden = List.of(64);
    recipe.latentSize = 6;
    recipe.likelihood = Recipes.Likelihood.GAUSSIAN;
    recipe.output = Likelihood.Output.IDENTITY;
    recipe.crossView = false;
    recipe.noise = 0.3;
    recipe.learningRate = net == Net.GRU ? 0.02 : 0.01;
    recipe.minSteps = net == Net.GRU ? 120 : 200; // a step of it takes a tenth of a second
    recipe.batchSize = 32;
    var steps = new Architecture.Steps(RecurrentCell.Kind.GRU, 24, 1, 0.5);
    recipe.sequential =
        switch (net) {
          case GRU -> Optional.of(recurrent(RecurrentCell.Kind.GRU));
          case LSTM -> Optional.of(recurrent(RecurrentCell.Kind.LSTM));
          case ATTENTION -> Optional.of(new Architecture.Attention(16, 2, 1, 32, steps, 0));
          default -> Optional.empty();
        };
    if (net == Net.DENSE) {
      recipe.architecture = Recipes.Architecture.DENSE;
    }
    return recipe;
  }

  /** Returns a net that has learned 128 waves. */
  private TrainedVae trained(Net net) {
    return trained.computeIfAbsent(
        net,
        each ->
            (TrainedVae)
                recipe(each).model().train(TrainingSet.of(waves(128)), RunContext.seeded(3)));
  }

  @AfterAll
  void close() {
    trained.values().forEach(TrainedVae::close);
  }

  private static Architecture recurrent(RecurrentCell.Kind cell) {
    return new Architecture.Recurrent(cell, 24, 1, true, 0.5, 0);
  }

  private static int length(FloatMatrix rows, int row) {
    int length = 0;
    for (int step = 0; step < STEPS; step++) {
      length = rows.get(row, step) != 0 || rows.get(row, STEPS + step) != 0 ? step + 1 : length;
    }
    return length;
  }

  /** The cell of LSTM is compared with DJL's own in RecurrenceTest; a training more is 20 s. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LSTM")
  void come_back_with_their_lengths_from_every_net_and_from_a_saved_one(Net net) throws Exception {
    Samples waves = waves(128);
    VaeRecipe recipe = recipe(net).build();
    RunContext run = RunContext.seeded(3);
    TrainedVae vae = trained(net);
    FloatMatrix latents = vae.encode(waves, run);
    FloatMatrix decoded = vae.decode(latents, run);
    double error = 0;
    double off = 0;
    int values = 0;
    for (int i = 0; i < waves.count(); i++) {
      float[] wave = waves.row(i);
      for (int j = 0; j < wave.length; j++) {
        if (j % STEPS < waves.length(i)) {
          error += Math.pow(wave[j] - decoded.get(i, j), 2);
          values++;
        }
      }
      off += Math.abs(length(decoded, i) - waves.length(i)) / (double) waves.count();
    }
    assertThat(error / values).isLessThan(0.25); // of a variance of 0.5, which a mean leaves
    assertThat(off).isLessThan(1); // of some 3 steps that the mean length is off
    vae.save(folder);
    try (TrainedVae again = TrainedVae.load(recipe, folder)) {
      assertThat(again.encode(waves, run).toArray()).containsExactly(latents.toArray());
      assertThat(again.decode(latents, run).toArray()).containsExactly(decoded.toArray());
    }
    assertThat(vae.reconstructions(waves, run).decoded().toArray())
        .containsExactly(decoded.toArray());
  }

  @ParameterizedTest
  @EnumSource(names = {"LSTM", "ATTENTION"})
  void the_same_seed_gives_the_same_weights(Net net) {
    Samples waves = waves(64);
    Recipes.Recipe recipe = recipe(net);
    recipe.minSteps = 0;
    float[][] latents = new float[2][];
    for (int i = 0; i < 2; i++) {
      RunContext run = RunContext.seeded(3);
      try (TrainedVae vae = (TrainedVae) recipe.model().train(TrainingSet.of(waves), run)) {
        latents[i] = vae.encode(waves, run).toArray();
      }
    }
    assertThat(latents[1]).containsExactly(latents[0]);
  }

  @Test
  void new_ones_are_of_lengths_like_theirs() {
    TrainedVae vae = trained(Net.GRU);
    FloatMatrix drawn = vae.generate(100, RunContext.seeded(3).random("drawn"));
    int brief = 0;
    int long_ = 0;
    for (int i = 0; i < drawn.rows(); i++) {
      brief += length(drawn, i) < 8 ? 1 : 0;
      long_ += length(drawn, i) > 9 ? 1 : 0;
    }
    assertThat(brief).isGreaterThan(15);
    assertThat(long_).isGreaterThan(15);
    assertThat(vae.withoutLikelihood())
        .hasValueSatisfying(why -> assertThat(why).contains("step by step"));
  }

  @Test
  void steps_behind_an_end_and_missing_values_are_not_learned() {
    Samples waves = waves(40).withMissing(Missing.of(40, 2 * STEPS, (row, value) -> value == 3));
    Shown shown = Shown.of(waves);
    float[] observed = shown.observed(waves, new int[] {0, 1});
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2 * STEPS; j++) {
        boolean there = j % STEPS < waves.length(i) && j != 3;
        assertThat(observed[i * 2 * STEPS + j]).isEqualTo(there ? 1 : 0);
      }
    }
    assertThat(shown.input()).isEqualTo(new SampleType.Sequence(3, STEPS, 50));
    var equal = new Shown(waves.type(), false);
    assertThat(equal.observed(waves(2).select(0, 0), new int[] {0})).isEmpty();
  }

  @Test
  void noise_is_put_on_what_is_there_alone() {
    Samples waves = waves(40);
    Recipes.Recipe recipe = recipe(Net.GRU);
    recipe.corruption = new Corruption(Corruption.Kind.GAUSSIAN, 0.3);
    int[] members = new int[40];
    for (int i = 0; i < members.length; i++) {
      members[i] = i;
    }
    var batch =
        new Batches(recipe.build(), TrainingSet.of(waves), 0, members, RunContext.seeded(1))
            .get(0, 0);
    int changed = 0;
    for (int i = 0; i < 32; i++) {
      for (int j = 0; j < 2 * STEPS; j++) {
        float view = batch.views()[i * 3 * STEPS + j];
        boolean there = batch.views()[i * 3 * STEPS + 2 * STEPS + j % STEPS] == 1;
        assertThat(there || view == 0).isTrue();
        assertThat(batch.observed()[i * 2 * STEPS + j]).isEqualTo(there ? 1 : 0);
        changed += there && view != batch.targets()[i * 2 * STEPS + j] ? 1 : 0;
      }
    }
    assertThat(changed).isGreaterThan(500);
    double share = 0;
    for (float one : batch.forced()) {
      share += one / batch.forced().length;
    }
    assertThat(share).isBetween(0.4, 0.6); // teacher-forcing is 0.5
  }

  @Test
  void images_are_not_read_step_by_step() {
    assertThatThrownBy(() -> recipe(Net.GRU).model().check(SampleType.image(4, 4)))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("reads sequences step by step, but a sample is 1 x 4 x 4")
        .hasMessageContaining("set decipher.model.architecture = convolutional or dense");
  }
}
