// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainingSet;
import io.decipher.vae.Recipes;
import io.decipher.vae.net.VaeBatch;
import io.decipher.vae.recipe.Binarization;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BinarizationTest {
  private static final int ROWS = 64;
  private static final SampleType SHAPE = SampleType.image(8, 8);

  /** Rows of one value each: 0, then more and more, up to 1. */
  private static FloatMatrix levels() {
    float[] values = new float[ROWS * SHAPE.size()];
    for (int i = 0; i < ROWS; i++) {
      Arrays.fill(values, i * SHAPE.size(), (i + 1) * SHAPE.size(), i / (ROWS - 1f));
    }
    return FloatMatrix.wrap(ROWS, SHAPE.size(), values);
  }

  private static Batches batches(boolean crossView, Binarization binarization) {
    Recipes.Recipe recipe = Recipes.tiny();
    recipe.crossView = crossView;
    recipe.binarization = binarization;
    recipe.batchSize = ROWS;
    int[] members = new int[ROWS];
    Arrays.setAll(members, i -> i);
    TrainingSet set = TrainingSet.of(Samples.of(levels(), SHAPE));
    return new Batches(recipe.build(), set, 0, members, RunContext.seeded(1));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void dynamic_shows_zeros_and_ones_as_often_as_the_values_say() {
    float[] shown = new float[ROWS * SHAPE.size()];
    double[] ones = new double[ROWS];
    int times = 200;
    for (int time = 0; time < times; time++) {
      int[] members = new int[ROWS];
      Arrays.setAll(members, i -> i);
      shown = Binarization.DYNAMIC.shown(Samples.of(levels(), SHAPE), members, time);
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < SHAPE.size(); j++) {
          assertThat(shown[i * SHAPE.size() + j]).isIn(0f, 1f);
          ones[i] += shown[i * SHAPE.size() + j] / times / SHAPE.size();
        }
      }
    }
    assertThat(ones[0]).isZero();
    assertThat(ones[ROWS - 1]).isCloseTo(1, within(1e-6));
    for (int i = 0; i < ROWS; i++) {
      assertThat(ones[i]).isCloseTo(i / (ROWS - 1.0), within(0.02)); // five standard deviations
    }
  }

  @Test
  void each_epoch_draws_anew_and_again_the_same_by_the_same_seed() {
    float[] first = batches(false, Binarization.DYNAMIC).get(0, 0).targets();
    Batches again = batches(false, Binarization.DYNAMIC);
    assertThat(again.get(0, 0).targets()).isEqualTo(first);
    float[] next = again.get(1, 0).targets();
    assertThat(mean(next)).isCloseTo(mean(first), within(0.05));
    float[] sortedRows = sums(next);
    assertThat(sortedRows).isNotEqualTo(sums(first));
  }

  /** How many ones each row has, in order, whatever the order of rows. */
  private static float[] sums(float[] batch) {
    float[] sums = new float[ROWS];
    for (int i = 0; i < batch.length; i++) {
      sums[i / SHAPE.size()] += batch[i];
    }
    Arrays.sort(sums);
    return sums;
  }

  @Test
  void what_is_encoded_is_what_is_to_be_decoded() {
    VaeBatch batch = batches(false, Binarization.DYNAMIC).get(0, 0);
    assertThat(batch.views()).isSameAs(batch.targets());
  }

  @Test
  void a_changed_view_is_of_zeros_and_ones_too() {
    VaeBatch batch = batches(true, Binarization.DYNAMIC).get(0, 0);
    for (float value : batch.views()) {
      assertThat(value).isIn(0f, 1f);
    }
    for (float value : batch.targets()) {
      assertThat(value).isIn(0f, 1f);
    }
  }

  @Test
  void none_leaves_the_values() {
    float[] shown = batches(false, Binarization.NONE).get(0, 0).targets();
    float[] sorted = shown.clone();
    Arrays.sort(sorted);
    float[] values = levels().toArray();
    assertThat(sorted).isEqualTo(values); // they rise row by row
  }
}
