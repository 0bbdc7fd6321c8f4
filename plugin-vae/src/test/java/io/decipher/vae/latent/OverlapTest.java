// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.latent;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.vae.recipe.Prior;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlapTest {
  private static final double USUAL = 0.01;

  /** Groups of points, normally distributed around centres, with a few times more components. */
  private static int[] labels(int[] sizes, double[][] centres, int components, long seed) {
    int n = Arrays.stream(sizes).sum();
    int d = centres[0].length;
    float[] values = new float[n * d];
    SplittableRandom random = new SplittableRandom(seed);
    int row = 0;
    for (int group = 0; group < sizes.length; group++) {
      for (int i = 0; i < sizes[group]; i++) {
        for (int j = 0; j < d; j++) {
          values[row * d + j] = (float) (centres[group][j] + random.nextGaussian());
        }
        row++;
      }
    }
    FloatMatrix points = FloatMatrix.wrap(n, d, values);
    LatentPrior mixture =
        GaussianMixture.fit(
            points,
            new Prior.Mixture(components, Prior.Covariance.FULL, 10, 50),
            RunContext.seeded(seed));
    int[] classOf = Overlap.classes(mixture.responsibilities(points), USUAL);
    LatentPrior gathered = mixture.gathered(classOf);
    double[][] memberships = gathered.memberships(points);
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      for (int c = 1; c < gathered.classes(); c++) {
        labels[i] = memberships[i][c] > memberships[i][labels[i]] ? c : labels[i];
      }
    }
    return labels;
  }

  private static int classes(int[] labels) {
    return Arrays.stream(labels).max().orElseThrow() + 1;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void one_group_is_one_class(long seed) {
    int[] labels = labels(new int[] {2000}, new double[][] {{0, 0, 0}}, 8, seed);
    assertThat(labels).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void groups_of_unequal_size_are_a_class_each(long seed) {
    int[] sizes = {2000, 400, 100};
    int[] labels = labels(sizes, new double[][] {{0, 0, 0}, {8, 0, 0}, {0, 9, 0}}, 12, seed);
    assertThat(classes(labels)).isEqualTo(3);
    int from = 0;
    for (int group = 0; group < sizes.length; group++) {
      int expected = group; // numbered by size
      long own =
          Arrays.stream(labels, from, from + sizes[group]).filter(l -> l == expected).count();
      assertThat(own).isGreaterThan(sizes[group] * 98L / 100);
      from += sizes[group];
    }
  }

  @Test
  void groups_within_each_other_are_one_class() {
    int[] labels = labels(new int[] {800, 800}, new double[][] {{0, 0}, {1.5, 0}}, 6, 1);
    assertThat(classes(labels)).isEqualTo(1);
  }

  @Test
  void the_limit_says_how_much_overlap_is_borne() {
    // A sample of the first is taken for one of the second once in five times.
    double[][] memberships = new double[100][];
    for (int i = 0; i < 100; i++) {
      memberships[i] = i < 50 ? new double[] {0.8, 0.2} : new double[] {0.2, 0.8};
    }
    assertThat(Overlap.classes(copy(memberships), 0.21)).containsExactly(0, 1);
    assertThat(Overlap.classes(copy(memberships), 0.19)).containsExactly(0, 0);
    assertThat(Overlap.classes(copy(memberships), 0)).containsExactly(0, 0);
  }

  @Test
  void a_component_without_samples_is_no_class() {
    double[][] memberships = {{1, 0, 0}, {1, 0, 0}, {0, 0, 1}, {1, 0, 0}};
    int[] classOf = Overlap.classes(memberships, USUAL);
    assertThat(classOf[0]).isZero();
    assertThat(classOf[2]).isEqualTo(1);
    assertThat(classOf[1]).isIn(0, 1);
  }

  private static double[][] copy(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }
}
