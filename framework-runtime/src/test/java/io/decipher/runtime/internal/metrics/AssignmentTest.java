// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssignmentTest {
  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "3,3", "5,5", "6,6", "2,6", "6,2", "1,5", "5,1", "4,5", "5,4"})
  void gains_as_much_as_the_best_of_all_permutations(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(100L * rows + columns);
    for (int trial = 0; trial < 200; trial++) {
      // few different values, so that ties are common, in every second trial
      int range = trial % 2 == 0 ? 4 : 1000;
      long[][] gain = new long[rows][columns];
      for (long[] row : gain) {
        Arrays.setAll(row, j -> random.nextInt(-range, range));
      }

      int[] columnOfRow = Assignment.best(gain);

      assertThat(total(gain, columnOfRow)).isEqualTo(bestOfAll(gain));
      assertThat(Arrays.stream(columnOfRow).filter(j -> j != Assignment.NONE))
          .hasSize(Math.min(rows, columns))
          .doesNotHaveDuplicates()
          .allMatch(j -> j >= 0 && j < columns);
    }
  }

  @Test
  void nothing_to_match_is_an_empty_match() {
    assertThat(Assignment.best(new long[0][0])).isEmpty();
    assertThat(Assignment.best(new long[3][0]))
        .containsExactly(Assignment.NONE, Assignment.NONE, Assignment.NONE);
  }

  @Test
  void a_large_permutation_is_found_again() {
    int n = 150;
    long[][] gain = new long[n][n];
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        gain[i][j] = j == (i * 37 + 5) % n ? 1000 : random.nextInt(900);
      }
    }

    int[] columnOfRow = Assignment.best(gain);

    for (int i = 0; i < n; i++) {
      assertThat(columnOfRow[i]).isEqualTo((i * 37 + 5) % n);
    }
  }

  private static long total(long[][] gain, int[] columnOfRow) {
    long total = 0;
    for (int i = 0; i < gain.length; i++) {
      total += columnOfRow[i] == Assignment.NONE ? 0 : gain[i][columnOfRow[i]];
    }
    return total;
  }

  private static long bestOfAll(long[][] gain) {
    int spare = Math.max(0, gain.length - gain[0].length);
    return bestOfAll(gain, 0, new boolean[gain[0].length], spare);
  }

  /** Tries every match in which {@code spare} more rows go without a column. */
  private static long bestOfAll(long[][] gain, int row, boolean[] taken, int spare) {
    if (row == gain.length) {
      return 0;
    }
    long best = spare > 0 ? bestOfAll(gain, row + 1, taken, spare - 1) : Long.MIN_VALUE / 2;
    for (int j = 0; j < taken.length; j++) {
      if (!taken[j]) {
        taken[j] = true;
        best = Math.max(best, gain[row][j] + bestOfAll(gain, row + 1, taken, spare));
        taken[j] = false;
      }
    }
    return best;
  }
}
