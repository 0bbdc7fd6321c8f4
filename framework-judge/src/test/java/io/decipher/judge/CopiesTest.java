// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CopiesTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final int SIDE = 8;
  private static final FloatMatrix TRAIN = images(1, 400);
  private static final FloatMatrix HELD_OUT = images(2, 200);
  private static final Copies COPIES = new Copies(TRAIN, HELD_OUT, SIDE, RUN);

  private static FloatMatrix images(int seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return FloatMatrix.wrap(count, SIDE * SIDE, values);
  }

  private static FloatMatrix with(FloatMatrix images, double share, float by) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = images.toArray();
    for (int i = 0; i < share * values.length; i++) {
      values[i] += by * (random.nextFloat() - 0.5f);
    }
    return FloatMatrix.wrap(images.rows(), images.columns(), values);
  }

  @Test
  void one_in_a_hundred_of_the_held_out_images_falls_below_each_limit() {
    assertThat(COPIES.among(HELD_OUT, RUN)).isEqualTo(new Copies.Shares(0.01, 0.01));
  }

  @Test
  void other_images_of_the_same_kind_are_no_copies() {
    Copies.Shares shares = COPIES.among(images(3, 200), RUN);
    assertThat(shares.copies()).isLessThan(0.05);
    assertThat(shares.close()).isLessThan(0.05);
  }

  @Test
  void training_images_are_copies_and_stay_so_with_specks_on_them() {
    assertThat(COPIES.among(TRAIN, RUN)).isEqualTo(new Copies.Shares(1, 1));
    assertThat(COPIES.among(with(TRAIN, 1, 0.2f), RUN).copies()).isOne();
  }

  @Test
  void a_share_of_copies_is_that_share() {
    FloatMatrix half = FloatMatrix.concat(TRAIN.slice(0, 100), images(4, 100));
    assertThat(COPIES.among(half, RUN).copies()).isBetween(0.5, 0.52);
  }

  @Test
  void what_is_blurred_is_close_to_everything_but_no_copy() {
    float[] grey = new float[100 * SIDE * SIDE];
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < grey.length; i++) {
      grey[i] = 0.5f + 0.1f * (random.nextFloat() - 0.5f);
    }
    Copies.Shares shares = COPIES.among(FloatMatrix.wrap(100, SIDE * SIDE, grey), RUN);
    assertThat(shares.close()).isGreaterThan(0.9);
    assertThat(shares.copies()).isLessThan(0.1);
  }
}
