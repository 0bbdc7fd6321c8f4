// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Tensor;
import io.decipher.djl.store.TensorFile;
import io.decipher.vae.recipe.Architecture;
import io.decipher.vae.recipe.Condition;
import io.decipher.vae.recipe.Corruption;
import io.decipher.vae.recipe.Posterior;
import io.decipher.vae.recipe.Sparsity;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.train.Corrupter;
import io.decipher.vae.trained.TrainedVae;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FamilyTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private static Map<String, Tensor> tensors(TrainedVae vae, Path directory) throws Exception {
    vae.save(directory);
    return TensorFile.read(directory.resolve("vae.tensors"));
  }

  @Nested
  class Each_member {
    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource
    void learns(Family member) {
      List<EpochMetrics> epochs =
          Family.epochs(member.recipe().build(), Recipes.shapes(200)).stream()
              .filter(epoch -> epoch.stage().equals("model")) // not those of its prior
              .toList();
      Map<String, Double> first = epochs.get(0).values();
      Map<String, Double> last = epochs.get(epochs.size() - 1).values();
      assertThat(last.get("loss")).isLessThan(first.get("loss"));
      assertThat(last.get("reconstruction")).isLessThan(first.get("reconstruction"));
      assertThat(last.get("objective")).isGreaterThan(first.get("objective"));
    }

    @ParameterizedTest
    @EnumSource
    void does_once_loaded_what_it_did_when_saved_and_repeats_with_its_seed(Family member)
        throws Exception {
      Recipes.Recipe changed = member.recipe();
      changed.epochs = 1;
      VaeRecipe recipe = changed.build();
      TrainingSet set = Recipes.shapes(60);
      Samples some = set.samples().slice(0, 20);
      Path file = directory.resolve("vae.tensors");
      try (TrainedVae vae = (TrainedVae) new Vae(recipe).train(set, RUN);
          TrainedVae again = (TrainedVae) new Vae(recipe).train(set, RUN)) {
        again.save(directory);
        byte[] repeated = Files.readAllBytes(file);
        vae.save(directory);
        assertThat(Files.readAllBytes(file)).isEqualTo(repeated);
        try (TrainedVae loaded = (TrainedVae) new Vae(recipe).load(directory)) {
          FloatMatrix latents = vae.encode(some, RUN);
          assertThat(loaded.classes()).isEqualTo(3).isEqualTo(vae.classes());
          assertThat(loaded.encode(some, RUN)).isEqualTo(latents);
          assertThat(loaded.decode(latents, RUN)).isEqualTo(vae.decode(latents, RUN));
          assertThat(loaded.generate(9, new SplittableRandom(5)))
              .isEqualTo(vae.generate(9, new SplittableRandom(5)));
          FloatMatrix ofOne = loaded.generate(2, 9, new SplittableRandom(5));
          assertThat(ofOne).isEqualTo(vae.generate(2, 9, new SplittableRandom(5)));
          for (float value : ofOne.toArray()) {
            assertThat(value).isBetween(0f, 1f);
          }
        }
      }
    }

    @ParameterizedTest
    @EnumSource
    void learns_vectors_if_it_is_dense_and_takes_no_views(Family member) {
      Recipes.Recipe recipe = member.recipe();
      if (recipe.architecture == Recipes.Architecture.CONVOLUTIONAL
          || recipe.crossView
          || recipe.corruption.kind().isOfImages()) {
        return;
      }
      recipe.epochs = 1;
      TrainingSet images = Recipes.shapes(60);
      TrainingSet vectors =
          TrainingSet.of(
              Samples.of(images.samples().toMatrix(), SampleType.vector(96)), images.classes());
      try (TrainedVae vae = (TrainedVae) recipe.model().train(vectors, RUN)) {
        assertThat(vae.encode(images.samples(), RUN).columns()).isEqualTo(recipe.latentSize);
        assertThat(vae.generate(3, new SplittableRandom(1)).columns()).isEqualTo(96);
      }
    }
  }

  @Nested
  class Without_a_posterior {
    @TempDir Path directory;

    @Test
    void an_epoch_tells_no_divergence_and_no_bound() {
      Map<String, Double> plain =
          Family.epochs(Family.UNDERCOMPLETE.recipe().build(), Recipes.shapes(100)).get(0).values();
      assertThat(plain.keySet())
          .containsExactly("loss", "reconstruction", "objective", "learning-rate");
      assertThat(plain.get("loss")).isEqualTo(plain.get("reconstruction"));
      Map<String, Double> sparse =
          Family.epochs(Family.SPARSE.recipe().build(), Recipes.shapes(100)).get(0).values();
      assertThat(sparse.keySet())
          .containsExactly("loss", "reconstruction", "sparsity", "objective", "learning-rate");
      assertThat(sparse.get("loss"))
          .isCloseTo(sparse.get("reconstruction") + 0.1 * sparse.get("sparsity"), within(1e-3));
    }

    @Test
    void the_objective_charges_the_penalty() {
      Recipes.Recipe recipe = Family.SPARSE.recipe();
      recipe.epochs = 1;
      recipe.learningRate = 1e-30; // the same net measures what differs: the penalty alone
      double[] objectives = new double[3];
      for (int i = 0; i < 3; i++) {
        recipe.sparsity = new Sparsity(Sparsity.Penalty.L1, i + 1, 0.05);
        objectives[i] =
            Family.epochs(recipe.build(), Recipes.shapes(100)).get(0).values().get("objective");
      }
      double penalty = objectives[0] - objectives[1];
      assertThat(penalty).isGreaterThan(0.1);
      assertThat(objectives[1] - objectives[2]).isCloseTo(penalty, within(1e-3));
    }

    @Test
    void there_is_no_layer_for_a_variance() throws Exception {
      try (TrainedVae vae =
          (TrainedVae) Family.UNDERCOMPLETE.recipe().model().train(Recipes.shapes(60), RUN)) {
        assertThat(tensors(vae, directory).keySet())
            .contains("encoder.mean.weight")
            .noneMatch(name -> name.contains("log-variance"))
            .noneMatch(name -> name.contains("gamma"));
      }
    }

    @Test
    void what_is_decoded_of_latents_is_nearer_than_with_fewer_of_them() {
      TrainingSet set = Recipes.shapes(300);
      double[] distances = new double[2];
      for (int i = 0; i < 2; i++) {
        Recipes.Recipe recipe = Family.UNDERCOMPLETE.recipe();
        recipe.latentSize = i == 0 ? 1 : 16;
        recipe.epochs = 25;
        recipe.learningRate = 0.02;
        try (TrainedVae vae = (TrainedVae) recipe.model().train(set, RUN)) {
          distances[i] =
              Family.distance(
                  set.samples().toMatrix(), vae.decode(vae.encode(set.samples(), RUN), RUN));
        }
      }
      assertThat(distances[1]).isLessThan(0.6 * distances[0]);
    }

    @Test
    void drawn_latents_stay_in_the_range_of_the_activation() throws Exception {
      // Decoded by the identity, the least value is seen: no drawn latent may be below 0.
      Recipes.Recipe recipe = Family.LINEAR.recipe();
      recipe.latentActivation = Posterior.Activation.RELU;
      recipe.epochs = 1;
      TrainingSet set = Family.vectors(normal(200, 3, 0));
      recipe.latentSize = 3;
      VaeRecipe built = recipe.build();
      try (TrainedVae vae = (TrainedVae) new Vae(built).train(set, RUN)) {
        Map<String, Tensor> tensors = tensors(vae, directory);
        tensors.put("decoder.0.weight", identity(3));
        tensors.put("decoder.0.bias", Tensor.filled(0, 3));
        TensorFile.write(directory.resolve("vae.tensors"), tensors);
      }
      try (TrainedVae vae = (TrainedVae) new Vae(built).load(directory)) {
        float[] drawn = vae.generate(100, new SplittableRandom(1)).toArray();
        int zeros = 0;
        for (float value : drawn) {
          assertThat(value).isGreaterThanOrEqualTo(0);
          zeros += value == 0 ? 1 : 0;
        }
        assertThat(zeros).isBetween(10, 290);
      }
    }

    private Tensor identity(int size) {
      float[] values = new float[size * size];
      for (int i = 0; i < size; i++) {
        values[i * size + i] = 1;
      }
      return Tensor.of(values, size, size);
    }
  }

  private static FloatMatrix normal(int rows, int columns, double mean) {
    SplittableRandom random = new SplittableRandom(3);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + random.nextGaussian());
    }
    return FloatMatrix.wrap(rows, columns, values);
  }

  @Nested
  class The_linear_one {
    @TempDir Path directory;

    @Test
    void spans_the_space_of_the_principal_components() throws Exception {
      int n = 240;
      int d = 10;
      int kept = 3;
      FloatMatrix samples = stretched(n, d);
      Recipes.Recipe recipe = Family.LINEAR.recipe();
      recipe.latentSize = kept;
      recipe.batchSize = n;
      recipe.epochs = 1000;
      recipe.learningRate = 0.03;
      recipe.validationShare = 0;
      try (TrainedVae vae = (TrainedVae) recipe.model().train(Family.vectors(samples), RUN)) {
        Tensor weight = tensors(vae, directory).get("decoder.0.weight");
        assertThat(weight.shape()).containsExactly(d, kept);
        double[][] decoded = new double[kept][d];
        for (int j = 0; j < d; j++) {
          for (int c = 0; c < kept; c++) {
            decoded[c][j] = weight.toArray()[j * kept + c];
          }
        }
        double[][] principal = principal(samples, kept);
        assertThat(greatestAngle(decoded, principal)).isLessThan(1);
        assertThat(greatestAngle(principal(normal(n, d, 0), kept), principal)).isGreaterThan(30);
        assertThat(
                squared(
                    samples, vae.decode(vae.encode(Family.vectors(samples).samples(), RUN), RUN)))
            .isCloseTo(residual(samples, principal), within(0.01 * residual(samples, principal)));
      }
    }

    /** Normal samples with standard deviations from 3 to 0.3 along turned axes, off the origin. */
    private FloatMatrix stretched(int n, int d) {
      double[] deviations = {3, 2.2, 1.6, 0.5, 0.45, 0.4, 0.4, 0.35, 0.3, 0.3};
      double[][] axes = rows(normal(d, d, 0));
      orthonormalize(axes);
      FloatMatrix noise = normal(n, d, 0);
      float[] values = new float[n * d];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < d; j++) {
          double sum = 0.1 * j;
          for (int a = 0; a < d; a++) {
            sum += noise.get(i, a) * deviations[a] * axes[a][j];
          }
          values[i * d + j] = (float) sum;
        }
      }
      return FloatMatrix.wrap(n, d, values);
    }

    private double[][] rows(FloatMatrix matrix) {
      double[][] rows = new double[matrix.rows()][matrix.columns()];
      for (int i = 0; i < rows.length; i++) {
        for (int j = 0; j < rows[i].length; j++) {
          rows[i][j] = matrix.get(i, j);
        }
      }
      return rows;
    }

    /** Makes rows orthonormal, by Gram and Schmidt. */
    private void orthonormalize(double[][] rows) {
      for (int i = 0; i < rows.length; i++) {
        for (int pass = 0; pass < 2; pass++) {
          for (int j = 0; j < i; j++) {
            double along = dot(rows[i], rows[j]);
            for (int k = 0; k < rows[i].length; k++) {
              rows[i][k] -= along * rows[j][k];
            }
          }
        }
        double length = Math.sqrt(dot(rows[i], rows[i]));
        for (int k = 0; k < rows[i].length; k++) {
          rows[i][k] /= length;
        }
      }
    }

    private double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }

    private double[][] centred(FloatMatrix samples) {
      double[][] rows = rows(samples);
      for (int j = 0; j < samples.columns(); j++) {
        double mean = 0;
        for (double[] row : rows) {
          mean += row[j] / rows.length;
        }
        for (double[] row : rows) {
          row[j] -= mean;
        }
      }
      return rows;
    }

    /** The directions of greatest variance, (kept x d), by subspace iteration. */
    private double[][] principal(FloatMatrix samples, int kept) {
      double[][] rows = centred(samples);
      double[][] directions = rows(normal(kept, samples.columns(), 0));
      for (int iteration = 0; iteration < 300; iteration++) {
        orthonormalize(directions);
        double[][] next = new double[kept][samples.columns()];
        for (double[] row : rows) {
          for (int c = 0; c < kept; c++) {
            double along = dot(row, directions[c]);
            for (int j = 0; j < row.length; j++) {
              next[c][j] += along * row[j];
            }
          }
        }
        directions = next;
      }
      orthonormalize(directions);
      return directions;
    }

    /**
     * The greatest principal angle between what two sets of rows span, in degrees: its sine is the
     * greatest length, of what is left of a unit vector of the one when its shadow in the other is
     * taken away, found by trying the worst direction again and again.
     */
    private double greatestAngle(double[][] a, double[][] b) {
      double[][] left = a.clone();
      orthonormalize(left);
      double[] x = {1, 0.7, 0.4};
      double sine = 0;
      for (int iteration = 0; iteration < 500; iteration++) {
        double[] v = new double[left[0].length];
        for (int c = 0; c < left.length; c++) {
          for (int j = 0; j < v.length; j++) {
            v[j] += x[c] * left[c][j];
          }
        }
        double length = Math.sqrt(dot(v, v));
        for (double[] direction : b) {
          double along = dot(v, direction);
          for (int j = 0; j < v.length; j++) {
            v[j] -= along * direction[j];
          }
        }
        sine = Math.sqrt(dot(v, v)) / length;
        for (int c = 0; c < left.length; c++) {
          x[c] = dot(v, left[c]) / (length * Math.max(sine * sine, 1e-300));
        }
      }
      return Math.toDegrees(Math.asin(Math.min(1, sine)));
    }

    private double squared(FloatMatrix a, FloatMatrix b) {
      double sum = 0;
      for (int i = 0; i < a.rows(); i++) {
        for (int j = 0; j < a.columns(); j++) {
          double off = a.get(i, j) - b.get(i, j);
          sum += off * off;
        }
      }
      return sum;
    }

    /** What the principal components leave over, squared and summed. */
    private double residual(FloatMatrix samples, double[][] directions) {
      double sum = 0;
      for (double[] row : centred(samples)) {
        sum += dot(row, row);
        for (double[] direction : directions) {
          double along = dot(row, direction);
          sum -= along * along;
        }
      }
      return sum;
    }

    @Test
    void decodes_images_into_the_range_of_images() {
      TrainingSet set = Recipes.shapes(100);
      try (TrainedVae vae = (TrainedVae) Family.LINEAR.recipe().model().train(set, RUN)) {
        float[] far = {90, -90, 90, -90};
        float[] values = vae.decode(FloatMatrix.wrap(1, 4, far), RUN).toArray();
        assertThat(values).contains(0f, 1f);
        for (float value : values) {
          assertThat(value).isBetween(0f, 1f);
        }
      }
    }
  }

  @Nested
  class The_sparse_one {
    private double[] measured(VaeRecipe recipe) {
      TrainingSet set = Recipes.shapes(300);
      try (TrainedVae vae = (TrainedVae) new Vae(recipe).train(set, RUN)) {
        FloatMatrix latents = vae.encode(set.samples(), RUN);
        double sum = 0;
        int zeros = 0;
        for (float value : latents.toArray()) {
          sum += Math.abs(value);
          zeros += value == 0 ? 1 : 0;
        }
        double values = (double) latents.rows() * latents.columns();
        return new double[] {
          sum / values,
          zeros / values,
          Family.distance(set.samples().toMatrix(), vae.decode(latents, RUN))
        };
      }
    }

    @Test
    void decodes_as_well_of_smaller_and_fewer_latents() {
      Recipes.Recipe recipe = Family.SPARSE.recipe();
      recipe.epochs = 25;
      recipe.learningRate = 0.02;
      double[] sparse = measured(recipe.build());
      recipe.sparsity = new Sparsity(Sparsity.Penalty.L1, 0, 0.05);
      double[] dense = measured(recipe.build());
      assertThat(sparse[0]).as("mean |z|").isLessThan(0.5 * dense[0]);
      assertThat(sparse[1]).as("share of zeros").isGreaterThan(dense[1] + 0.2);
      assertThat(sparse[2]).as("distance").isLessThan(dense[2] + 0.02).isLessThan(0.05);
    }

    @Test
    void brings_mean_activations_to_the_target() {
      Recipes.Recipe recipe = Family.SPARSE_BY_RATES.recipe();
      recipe.epochs = 60;
      recipe.learningRate = 0.02;
      double[] sparse = measured(recipe.build());
      recipe.sparsity = new Sparsity(Sparsity.Penalty.KL, 0, 0.05);
      double[] dense = measured(recipe.build());
      assertThat(sparse[0]).isBetween(0.03, 0.1);
      assertThat(dense[0]).isGreaterThan(0.3);
      assertThat(sparse[2]).as("distance").isLessThan(dense[2] + 0.03).isLessThan(0.06);
    }
  }

  @Nested
  class The_one_with_tied_weights {
    @TempDir Path directory;

    @Test
    void has_half_the_weights_and_saves_them_once() throws Exception {
      TrainingSet set = Recipes.shapes(60);
      int there = 96 * 32 + 32 * 16 + 16 * 4;
      int biases = 32 + 16 + 4 + 16 + 32 + 96;
      try (TrainedVae tied = (TrainedVae) Family.TIED.recipe().model().train(set, RUN);
          TrainedVae free = (TrainedVae) Family.UNDERCOMPLETE.recipe().model().train(set, RUN)) {
        assertThat(tied.description()).containsEntry("parameters", "" + (there + biases));
        assertThat(free.description()).containsEntry("parameters", "" + (2 * there + biases));
        assertThat(tensors(tied, directory).keySet())
            .filteredOn(name -> name.startsWith("decoder"))
            .containsExactly("decoder.0.bias", "decoder.1.bias", "decoder.2.bias");
      }
    }

    @Test
    void decodes_by_what_it_encodes_by() throws Exception {
      Recipes.Recipe recipe = Family.LINEAR.recipe();
      recipe.tiedWeights = true;
      recipe.epochs = 1;
      try (TrainedVae vae =
          (TrainedVae) recipe.model().train(Family.vectors(normal(100, 5, 0)), RUN)) {
        Map<String, Tensor> tensors = tensors(vae, directory);
        float[] weight = tensors.get("encoder.mean.weight").toArray(); // (4, 5)
        float[] bias = tensors.get("decoder.0.bias").toArray();
        float[] decoded =
            vae.decode(FloatMatrix.wrap(1, 4, new float[] {1, 2, 3, 4}), RUN).toArray();
        for (int j = 0; j < 5; j++) {
          float expected = bias[j];
          for (int c = 0; c < 4; c++) {
            expected += (c + 1) * weight[c * 5 + j];
          }
          assertThat(decoded[j]).isCloseTo(expected, within(1e-4f));
        }
      }
    }
  }

  @Nested
  class The_denoising_one {
    @ParameterizedTest
    @EnumSource(names = {"DENOISING", "DENOISING_SALT", "DENOISING_MASKED"})
    void decodes_what_a_corrupted_sample_was_before(Family member) {
      Recipes.Recipe recipe = member.recipe();
      recipe.hidden = List.of(64, 32);
      recipe.latentSize = 8;
      recipe.epochs = 30;
      recipe.learningRate = 0.02;
      TrainingSet all = Recipes.shapes(700);
      TrainingSet learned = TrainingSet.of(all.samples().slice(0, 600), Optional.empty());
      Samples clean = all.samples().slice(600, 100);
      Corrupter corrupter = Corrupter.of(recipe.build(), all.samples());
      float[] values = clean.toMatrix().toArray();
      SplittableRandom random = new SplittableRandom(9);
      for (int i = 0; i < clean.count(); i++) {
        corrupter.corrupt(values, i * clean.type().size(), random);
      }
      FloatMatrix corrupted = FloatMatrix.wrap(clean.count(), clean.type().size(), values);
      try (TrainedVae vae = (TrainedVae) recipe.model().train(learned, RUN)) {
        FloatMatrix mended = vae.decode(vae.encode(Samples.of(corrupted, all.type()), RUN), RUN);
        assertThat(Family.distance(mended, clean.toMatrix()))
            .isLessThan(0.75 * Family.distance(corrupted, clean.toMatrix()));
      }
    }
  }

  @Nested
  class Settings_that_do_not_go_together {
    private void refused(Family member, Consumer<Recipes.Recipe> change, String... messages) {
      Recipes.Recipe recipe = member.recipe();
      change.accept(recipe);
      assertThatIllegalArgumentException()
          .isThrownBy(recipe::build)
          .withMessage(String.join("; ", messages));
    }

    @Test
    void are_refused_key_first() {
      refused(
          Family.UNDERCOMPLETE,
          recipe -> recipe.prior = Recipes.Prior.STANDARD,
          "prior must be fitted (gaussian, mixture or classes) where posterior = none, since"
              + " nothing pulls such latents towards the standard normal distribution, but was"
              + " standard");
      refused(
          Family.SPARSE_BY_RATES,
          recipe -> recipe.latentActivation = Posterior.Activation.RELU,
          "sparsity by the penalty kl needs activation = sigmoid, whose means are in (0, 1), but it is"
              + " relu");
      refused(
          Family.SPARSE,
          recipe -> recipe.normalization = Architecture.Normalization.BATCH,
          "architecture must have normalization = none where posterior.sparsity has the penalty l1, as"
              + " after batch normalisation smaller latents decode to the same, but was batch");
      refused(
          Family.UNDERCOMPLETE,
          recipe -> recipe.hidden = List.of(3, 0),
          "hidden must be numbers of at least 1, but was [3, 0]");
    }

    @Test
    void are_told_all_at_once() {
      refused(
          Family.SPARSE,
          recipe -> {
            recipe.prior = Recipes.Prior.STANDARD;
            recipe.normalization = Architecture.Normalization.BATCH;
          },
          "prior must be fitted (gaussian, mixture or classes) where posterior = none, since"
              + " nothing pulls such latents towards the standard normal distribution, but was"
              + " standard",
          "architecture must have normalization = none where posterior.sparsity has the penalty l1, as"
              + " after batch normalisation smaller latents decode to the same, but was batch");
    }

    @Test
    void so_are_those_within_a_block() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Corruption(Corruption.Kind.MASKING, 1.5))
          .withMessage("amount must be in [0.0, 1.0], but was 1.5");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Corruption(Corruption.Kind.GAUSSIAN, -1))
          .withMessage("amount must be in [0.0, 1000000.0], but was -1.0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Sparsity(Sparsity.Penalty.KL, 1, 0))
          .withMessage("target must be in (0, 1), but was 0.0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Condition(Condition.By.CLASSES, Optional.empty(), 1))
          .withMessage("withheld must be in [0, 1), but was 1.0");
    }

    @Test
    void batch_normalisation_is_no_matter_where_there_is_none() {
      Recipes.Recipe recipe = Family.SPARSE.recipe();
      recipe.normalization = Architecture.Normalization.BATCH;
      recipe.hidden = List.of();
      assertThat(recipe.build().architecture().rescales()).isFalse();
    }
  }
}
