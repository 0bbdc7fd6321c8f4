// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembershipCurveTest {
  /** Expected: find_ab_params of umap-learn 0.5, which fits by SciPy's curve_fit. */
  @ParameterizedTest
  @CsvSource({"0, 1, 1.9328, 0.7905", "0.1, 1, 1.5769, 0.8951"})
  void it_is_the_one_that_umap_learn_fits(double min, double spread, double a, double b) {
    MembershipCurve curve = MembershipCurve.fit(min, spread);
    assertThat(curve.a()).isCloseTo(a, within(1e-4));
    assertThat(curve.b()).isCloseTo(b, within(1e-4));
  }

  @Test
  void the_unit_of_length_changes_a_alone() {
    MembershipCurve one = MembershipCurve.fit(0.2, 1);
    MembershipCurve ten = MembershipCurve.fit(2, 10);
    assertThat(ten.b()).isCloseTo(one.b(), within(1e-6));
    assertThat(ten.a()).isCloseTo(one.a() * Math.pow(10, -2 * one.b()), within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.001", "1, 1", "0, 1000", "0.99, 1"})
  void it_is_positive_and_finite_at_the_edges(double min, double spread) {
    MembershipCurve curve = MembershipCurve.fit(min, spread);
    assertThat(curve.a()).isPositive().isFinite();
    assertThat(curve.b()).isPositive().isFinite();
  }
}
