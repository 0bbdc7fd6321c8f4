// SPDX-License-Identifier: Apache-2.0
package io.decipher.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.numerics.spi.DistanceKernel;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorDistancesTest {
  @Test
  void is_provided_and_available_where_the_jvm_has_the_module() {
    assertThat(VectorDistances.class.getModule().getDescriptor().provides())
        .singleElement()
        .satisfies(
            provided -> {
              assertThat(provided.service()).isEqualTo(DistanceKernel.class.getName());
              assertThat(provided.providers()).containsExactly(VectorDistances.class.getName());
            });
    assertThat(new VectorDistances().isAvailable()).isTrue();
  }

  /** Rows, columns, points, and how many points the arrays hold: with and without whole vectors. */
  @ParameterizedTest
  @CsvSource({
    "1, 2, 1, 1",
    "4, 2, 32, 32",
    "5, 10, 31, 33",
    "16, 64, 512, 512",
    "7, 784, 47, 60",
    "30, 64, 60, 60",
    "3, 0, 5, 5",
    "0, 4, 5, 5",
    "9, 6, 129, 200"
  })
  void gives_the_bits_of_the_plain_loop(int rows, int stride, int width, int capacity) {
    SplittableRandom random = new SplittableRandom(31 * rows + width);
    int first = 2;
    float[] values = draw((first + rows) * stride, random);
    float[][] columns = new float[stride][];
    Arrays.setAll(columns, c -> draw(capacity, random));
    float[][] squared = new float[rows][capacity];
    for (float[] row : squared) {
      Arrays.fill(row, Float.NaN);
    }

    new VectorDistances().write(values, first, rows, stride, columns, width, squared);

    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        float sum = 0;
        for (int c = 0; c < stride; c += 2) {
          float d0 = columns[c][j] - values[(first + i) * stride + c];
          float d1 = columns[c + 1][j] - values[(first + i) * stride + c + 1];
          sum += d0 * d0 + d1 * d1;
        }
        assertThat(squared[i][j]).as("row %d, point %d", i, j).isEqualTo(sum);
      }
    }
  }

  @Test
  void infinite_values_stay_infinite() {
    float huge = 0x1p126f;
    float[][] columns = {new float[64], new float[64]};
    Arrays.fill(columns[0], huge);
    float[][] squared = new float[4][64];

    new VectorDistances().write(new float[8], 0, 4, 2, columns, 64, squared);

    for (float[] row : squared) {
      assertThat(row).containsOnly(Float.POSITIVE_INFINITY);
    }
  }

  private static float[] draw(int length, SplittableRandom random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-100, 100);
    }
    return values;
  }
}
