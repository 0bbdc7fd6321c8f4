// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.clustering.Shapes;
import io.decipher.clustering.hdbscan.Hdbscan.Resolution;
import io.decipher.numerics.Metric;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSelectionTest {
  /**
   * Two fours that part at 96.5, each of two pairs that part at 1.5, each of two points 1 apart.
   *
   * <p>A four's stability is 4 (1/1.5 - 1/96.5) = 2.63, its pairs' are 2 (1/1 - 1/1.5) = 0.67 each:
   * excess of mass takes the fours.
   */
  private static final FloatMatrix FOURS =
      FloatMatrix.wrap(8, 1, new float[] {0, 1, 2.5f, 3.5f, 100, 101, 102.5f, 103.5f});

  private static int[] sizes(FloatMatrix points, OptionalDouble epsilonMax, boolean single) {
    return new Hdbscan(
            OptionalInt.of(2),
            OptionalDouble.empty(),
            OptionalInt.of(1),
            ClusterSelection.EXCESS_OF_MASS,
            0,
            epsilonMax,
            OptionalInt.empty(),
            single,
            Metric.EUCLIDEAN,
            Resolution.GIVEN)
        .fit(points, RunContext.seeded(1))
        .classes()
        .labels()
        .sizes();
  }

  @Nested
  class With_an_upper_bound_of_epsilon {
    @ParameterizedTest
    @CsvSource({"96.5, 2", "96.4, 4", "1.5, 4", "1.4, 0", "0, 0"})
    void clusters_that_parted_at_a_larger_distance_are_no_classes(double bound, int classes) {
      assertThat(sizes(FOURS, OptionalDouble.empty(), false)).containsExactly(4, 4);
      assertThat(sizes(FOURS, OptionalDouble.of(bound), false))
          .hasSize(classes)
          .containsOnly(classes == 0 ? new int[0] : new int[] {8 / classes});
    }

    /** Of one four all points are a class: 4 / 1.5 is more than the pairs have. */
    @Test
    void the_set_of_all_points_parts_at_the_greatest_distance_of_all() {
      FloatMatrix four = FOURS.slice(0, 4);
      assertThat(sizes(four, OptionalDouble.of(1.5), true)).containsExactly(4);
      assertThat(sizes(four, OptionalDouble.of(1.4), true)).isEmpty();
    }

    @Test
    void equal_points_part_at_none() {
      assertThat(sizes(Shapes.equal(9, 2), OptionalDouble.of(0), true)).containsExactly(9);
    }
  }
}
