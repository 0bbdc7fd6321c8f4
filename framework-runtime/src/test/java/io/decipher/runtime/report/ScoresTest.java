// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScoresTest {
  private static final Offset<Double> ROUNDING = within(1e-9);

  private static Scores score(int[] found, int[] truth) {
    return Scores.of(Labels.of(found), new GroundTruth(Labels.of(truth)));
  }

  @Nested
  class Against_scikit_learn {
    static List<String> golden() throws IOException {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  ScoresTest.class.getResourceAsStream("scores.csv"), StandardCharsets.UTF_8))) {
        return lines.lines().filter(line -> !line.startsWith("#")).toList();
      }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void every_score_is_the_same(String line) {
      String[] fields = line.split(";");
      Scores scores = score(labels(fields[2]), labels(fields[1]));

      assertThat(scores.accuracy()).isCloseTo(Double.parseDouble(fields[3]), ROUNDING);
      assertThat(scores.nmi()).isCloseTo(Double.parseDouble(fields[4]), ROUNDING);
      assertThat(scores.ami()).isCloseTo(Double.parseDouble(fields[5]), ROUNDING);
      assertThat(scores.ari()).isCloseTo(Double.parseDouble(fields[6]), ROUNDING);
      assertThat(scores.coverage()).isCloseTo(Double.parseDouble(fields[7]), ROUNDING);
    }

    private static int[] labels(String field) {
      return Arrays.stream(field.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    /** Computed by scikit-learn 1.2.1 and SciPy 1.10.1 on the same formulas. */
    @Test
    void seventy_thousand_samples_lose_no_digits() {
      int n = 70_000;
      int[] truth = new int[n];
      int[] found = new int[n];
      for (int i = 0; i < n; i++) {
        truth[i] = (int) ((long) i * i / 7 % 10);
        found[i] = i % 53 == 0 ? -1 : i % 17 == 0 ? i / 17 % 12 : (truth[i] * 3 + 1) % 10;
      }

      Scores scores = score(found, truth);

      assertThat(scores.accuracy()).isCloseTo(0.9261285714285714, ROUNDING);
      assertThat(scores.nmi()).isCloseTo(0.8372351285846725, ROUNDING);
      assertThat(scores.ami()).isCloseTo(0.8371807695173789, ROUNDING);
      assertThat(scores.ari()).isCloseTo(0.870808351964591, ROUNDING);
      assertThat(scores.coverage()).isCloseTo(0.9811285714285715, ROUNDING);
    }
  }

  @Nested
  class Accuracy {
    @Test
    void is_1_whatever_the_classes_are_numbered() {
      assertThat(score(new int[] {2, 2, 0, 0, 1}, new int[] {5, 5, 900, 900, 7}))
          .isEqualTo(new Scores(1, 1, 1, 1, 1));
    }

    @Test
    void counts_noise_as_wrong() {
      Scores scores = score(new int[] {0, 0, 1, -1}, new int[] {0, 0, 1, 1});
      assertThat(scores.accuracy()).isEqualTo(0.75);
      assertThat(scores.coverage()).isEqualTo(0.75);
    }

    @Test
    void gives_a_split_class_one_half_only() {
      assertThat(score(new int[] {0, 0, 0, 1, 2, 2}, new int[] {0, 0, 0, 0, 1, 1}).accuracy())
          .isEqualTo(5 / 6.0);
    }

    @Test
    void prefers_the_match_that_is_best_in_all_over_the_greedy_one() {
      // 3 samples in (0, a) tempt the greedy; (0, b) and (1, a) together are 2 + 2
      assertThat(score(new int[] {0, 0, 0, 0, 0, 1, 1}, new int[] {0, 0, 0, 1, 1, 0, 0}).accuracy())
          .isEqualTo(4 / 7.0);
    }
  }

  @Nested
  class At_the_edge {
    @Test
    void all_noise_is_all_wrong() {
      assertThat(score(new int[] {-1, -1, -1, -1}, new int[] {0, 0, 1, 1}))
          .isEqualTo(new Scores(0, 0, 0, 0, 0));
      assertThat(score(new int[] {-1, -1, -1}, new int[] {4, 4, 4}))
          .isEqualTo(new Scores(0, 0, 0, 0, 0));
    }

    @Test
    void one_class_found_where_there_is_one_is_right() {
      assertThat(score(new int[] {0, 0, 0}, new int[] {4, 4, 4}))
          .isEqualTo(new Scores(1, 1, 1, 1, 1));
    }

    @Test
    void one_class_found_where_there_are_two_says_nothing() {
      assertThat(score(new int[] {0, 0, 0, 0}, new int[] {4, 4, 5, 5}))
          .isEqualTo(new Scores(0.5, 0, 0, 0, 1));
    }

    @Test
    void all_samples_apart_in_both_are_equal_partitions() {
      assertThat(score(new int[] {2, 1, 0}, new int[] {0, 1, 2}))
          .isEqualTo(new Scores(1, 1, 1, 1, 1));
    }

    @Test
    void without_a_sample_nothing_is_known() {
      Scores unknown = new Scores(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
      assertThat(score(new int[0], new int[0])).isEqualTo(unknown);
      assertThat(score(new int[] {0, 1}, new int[] {-1, -1})).isEqualTo(unknown);
    }

    @Test
    void samples_that_people_left_unlabelled_are_not_scored() {
      assertThat(score(new int[] {0, 0, 1, 1, 1, -1}, new int[] {3, 3, 8, 8, -1, -1}))
          .isEqualTo(new Scores(1, 1, 1, 1, 1));
    }

    @Test
    void labels_of_different_lengths_are_refused() {
      assertThatThrownBy(() -> score(new int[2], new int[3]))
          .isInstanceOf(DecipherException.class)
          .hasMessage("the data set has 2 samples, but 3 true labels; its plugin must be fixed");
    }
  }

  @Test
  void the_area_under_the_curve_is_the_share_of_pairs_in_order() {
    // By hand: of 2 x 3 pairs of a one and another, 4 are in order and 1 is a tie.
    float[] scores = {0.9f, 0.4f, 0.5f, 0.4f, 0.1f};
    GroundTruth truth = new GroundTruth(Labels.of(1, 1, 0, 0, 0));
    assertThat(Scores.rocAuc(scores, truth)).isEqualTo(4.5 / 6, ROUNDING);
    assertThat(Scores.rocAuc(new float[] {1, 1}, new GroundTruth(Labels.of(1, 0))))
        .isEqualTo(0.5, ROUNDING);
    assertThat(Scores.rocAuc(new float[] {1, 2}, new GroundTruth(Labels.of(0, 0)))).isNaN();
    assertThatThrownBy(() -> Scores.rocAuc(new float[] {1}, truth))
        .isInstanceOf(DecipherException.class)
        .hasMessage("there are 1 scores, but 5 labels");
  }
}
