// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymmetricEigenTest {
  @Test
  void of_a_small_matrix_it_is_the_known_one() {
    SymmetricEigen eigen = SymmetricEigen.of(new double[][] {{2, 1}, {1, 2}});
    assertThat(eigen.values()[0]).isCloseTo(3, within(1e-14));
    assertThat(eigen.values()[1]).isCloseTo(1, within(1e-14));
    double[] first = eigen.vectors()[0];
    assertThat(first[0] * first[1]).isCloseTo(0.5, within(1e-14));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "10, 10", "60, 60", "60, 7", "60, 0", "131, 131"})
  void vectors_are_orthonormal_and_give_the_matrix_back(int size, int rank) {
    SplittableRandom random = new SplittableRandom(5);
    double[][] matrix = new double[size][size];
    for (int r = 0; r < rank; r++) {
      double[] x = new double[size];
      for (int i = 0; i < size; i++) {
        x[i] = random.nextGaussian();
      }
      double sign = r % 3 == 0 ? -1 : 1;
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          matrix[i][j] += sign * x[i] * x[j];
        }
      }
    }
    double[][] copy = new double[size][];
    for (int i = 0; i < size; i++) {
      copy[i] = matrix[i].clone();
    }
    SymmetricEigen eigen = SymmetricEigen.of(copy);
    double[][] v = eigen.vectors();
    for (int i = 0; i < size; i++) {
      assertThat(eigen.values()[Math.max(0, i - 1)]).isGreaterThanOrEqualTo(eigen.values()[i]);
      for (int j = 0; j < size; j++) {
        double overlap = 0;
        double rebuilt = 0;
        for (int c = 0; c < size; c++) {
          overlap += v[i][c] * v[j][c];
          rebuilt += eigen.values()[c] * v[c][i] * v[c][j];
        }
        assertThat(overlap).isCloseTo(i == j ? 1 : 0, within(1e-12));
        assertThat(rebuilt).isCloseTo(matrix[i][j], within(1e-11 * size));
      }
    }
  }

  /** Such a matrix did not settle: its least eigenvalues are far below its rounding error. */
  @Test
  void of_a_graded_matrix_settles() {
    int m = 784;
    Random random = new Random(1);
    double[][] x = new double[m][m];
    for (double[] row : x) {
      for (int j = 0; j < m; j++) {
        row[j] = random.nextGaussian() * Math.pow(0.97, j);
      }
    }
    double[][] matrix = new double[m][m];
    for (int i = 0; i < m; i++) {
      for (int k = 0; k < m; k++) {
        for (int j = 0; j < m; j++) {
          matrix[i][j] += x[k][i] * x[k][j];
        }
      }
    }
    double trace = 0;
    for (int i = 0; i < m; i++) {
      trace += matrix[i][i];
    }
    double sum = Arrays.stream(SymmetricEigen.of(matrix).values()).sum();
    assertThat(sum).isCloseTo(trace, within(1e-9 * trace));
  }
}
