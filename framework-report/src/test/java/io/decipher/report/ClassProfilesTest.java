// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassProfilesTest {
  private static ClassProfiles profiles(Labels labels, float[]... rows) {
    float[] strengths = new float[rows.length];
    java.util.Arrays.fill(strengths, 1);
    FloatMatrix features = FloatMatrix.ofRows(rows);
    return new ClassProfiles(
        labels,
        FloatMatrix.wrap(rows.length, 1, strengths),
        features,
        SampledNeighbours.in(features));
  }

  private static final ClassProfiles THREE =
      profiles(
          Labels.of(0, 0, 1, 1, 3, 3, -1),
          new float[] {-1, 5},
          new float[] {1, -5},
          new float[] {3, 5},
          new float[] {5, -5},
          new float[] {100, 0},
          new float[] {104, 0},
          new float[] {2, 0});

  @Test
  void separation_is_the_distance_of_means_in_standard_deviations_along_the_line_through_both() {
    ClassProfiles.Neighbour near = THREE.neighbours(0).get(0);
    assertThat(near.number()).isEqualTo(1);
    assertThat(near.distance()).isCloseTo(4, within(1e-9));
    assertThat(near.separation()).isCloseTo(4, within(1e-9)); // both vary by 1 along the line
    // To class 3: means 102 apart, variances 1 and 4.
    assertThat(THREE.neighbours(0).get(1).separation())
        .isCloseTo(102 / Math.sqrt(2.5), within(1e-9));
  }

  @Test
  void a_number_without_members_is_no_neighbour() {
    assertThat(THREE.neighbours(0))
        .extracting(ClassProfiles.Neighbour::number)
        .containsExactly(1, 3);
    assertThat(THREE.neighbours(2)).isEmpty();
  }

  @Test
  void pairs_are_named_once_with_their_separation() {
    assertThat(THREE.pairs())
        .extracting(ClassProfiles.Pair::first, ClassProfiles.Pair::second)
        .containsExactlyInAnyOrder(tuple(0, 1), tuple(0, 3), tuple(1, 3));
    assertThat(THREE.pairs())
        .filteredOn(pair -> pair.second() == 1)
        .singleElement()
        .satisfies(pair -> assertThat(pair.separation()).isCloseTo(4, within(1e-9)));
  }

  /**
   * Points of a line in six classes: 0 and 1 are one stretch whose points alternate, as are 2 and
   * 3, twice as many; 4 lies close to 5 beside it, but the two are two.
   */
  @Test
  void asked_first_are_large_classes_that_lie_among_each_other() {
    int[] labels = new int[240];
    float[][] rows = new float[240][1];
    int next = 0;
    for (int i = 0; i < 40; i++, next++) {
      labels[next] = i % 2;
      rows[next][0] = i;
    }
    for (int i = 0; i < 80; i++, next++) {
      labels[next] = 2 + i % 2;
      rows[next][0] = 1000 + i;
    }
    for (int i = 0; i < 120; i++, next++) {
      labels[next] = 4 + i / 60;
      rows[next][0] = 2000 + i + 20 * (i / 60);
    }
    List<ClassProfiles.Pair> pairs = profiles(Labels.of(labels), rows).pairs();
    assertThat(pairs)
        .extracting(ClassProfiles.Pair::first, ClassProfiles.Pair::second)
        .startsWith(tuple(2, 3), tuple(0, 1));
    // Which of the two each of their 80 samples is of takes a bit, of 240 samples; and they mix.
    assertThat(pairs.get(0).gain()).isCloseTo(80.0 / 240, within(0.05));
    assertThat(pairs)
        .filteredOn(pair -> pair.first() == 4 && pair.second() == 5)
        .singleElement()
        .satisfies(pair -> assertThat(pair.gain()).isZero());
  }

  @Test
  void members_are_ordered_by_how_they_lie() {
    ClassProfiles profiles =
        profiles(
            Labels.of(0, 0, 0, 1),
            new float[] {0},
            new float[] {1},
            new float[] {5},
            new float[] {10});
    assertThat(profiles.typical(0, 1)).containsExactly(1); // the mean is 2
    assertThat(profiles.farthest(0, 1)).containsExactly(2);
    assertThat(profiles.borderline(0, 1)).containsExactly(2);
    assertThat(profiles.doubtful(1)).containsExactly(2);
    assertThat(profiles.margin(3)).isEqualTo(1);
  }

  @Test
  void classes_at_one_place_are_not_apart() {
    ClassProfiles same = profiles(Labels.of(0, 1), new float[] {3}, new float[] {3});
    assertThat(same.neighbours(0).get(0).separation()).isZero();
  }
}
