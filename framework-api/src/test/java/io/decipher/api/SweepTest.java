// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Sweep.Plateau;
import io.decipher.api.Sweep.Resolution;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final Resolution FINE = new Resolution(2, 9, 35, 0.2, 300);
  private static final Resolution MIDDLE = new Resolution(10, 139, 10, 0.1, 250);
  private static final Resolution COARSE = new Resolution(140, 4200, 10, 0, 900);
  private static final Resolution COARSEST = new Resolution(4201, 9000, 2, 0, 700);
  private final Sweep sweep = new Sweep(List.of(FINE, MIDDLE, COARSE, COARSEST));

  @Test
  void plateaus_join_resolutions_of_one_number() {
    assertThat(sweep.plateaus())
        .containsExactly(
            new Plateau(10, 4200, 10), new Plateau(2, 9, 35), new Plateau(4201, 9000, 2));
    assertThat(sweep.plateaus().get(1).ratio()).isEqualTo(4.5);
  }

  @Test
  void peaks_outdo_all_from_half_to_twice_their_sizes() {
    assertThat(sweep.peaks()).containsExactly(COARSE, FINE);
  }

  @Test
  void of_equal_peaks_the_finer_is_taken() {
    Resolution twin = new Resolution(10, 12, 30, 0.2, 300);
    assertThat(new Sweep(List.of(FINE, twin)).peaks()).containsExactly(FINE);
  }

  @Test
  void the_verdict_is_a_number_where_one_lasts() {
    assertThat(sweep.verdict())
        .isEqualTo("10 classes: holds from min-cluster-size 10 to 4,200 (420-fold)");
    assertThat(new Sweep(List.of(FINE, new Resolution(10, 14, 7, 0, 1))).verdict())
        .isEqualTo("no one number: 7 to 35 classes, none over more than a 4.5-fold range of sizes");
    assertThat(new Sweep(List.of(new Resolution(2, 70, 1, 0, 0))).verdict())
        .isEqualTo("1 class: holds from min-cluster-size 2 to 70 (35-fold)");
    assertThat(new Sweep(List.of()).verdict()).isEqualTo("no classes at any size");
  }

  @Test
  void a_number_holds_over_its_longest_range_and_lasts_over_five_fold_ones() {
    assertThat(sweep.lasting()).hasValue(new Plateau(10, 4200, 10));
    assertThat(sweep.holding(2)).hasValue(new Plateau(4201, 9000, 2));
    assertThat(sweep.lasts(sweep.holding(2).orElseThrow())).isFalse();
    assertThat(sweep.holding(3)).isEmpty();
    assertThat(new Sweep(List.of()).lasting()).isEmpty();
  }

  @Test
  void a_range_of_sizes_that_are_tiny_beside_the_greatest_does_not_last() {
    Sweep twice =
        new Sweep(
            List.of(
                new Resolution(2, 40, 8, 0, 0),
                new Resolution(41, 3999, 5, 0, 0),
                new Resolution(4000, 8000, 8, 0, 0)));
    assertThat(twice.holding(8)).hasValue(new Plateau(4000, 8000, 8));
    assertThat(twice.lasts(new Plateau(2, 40, 8))).isFalse();
  }

  @Test
  void the_verdict_is_not_by_sizes_that_are_tiny_beside_the_greatest() {
    Sweep tight =
        new Sweep(
            List.of(
                new Resolution(2, 19, 12, 0, 0),
                new Resolution(20, 129, 11, 0, 0),
                new Resolution(130, 900, 10, 0, 0)));
    assertThat(tight.plateaus().get(0).classes()).isEqualTo(12);
    assertThat(tight.verdict())
        .isEqualTo("10 classes: holds from min-cluster-size 130 to 900 (7-fold)");
    assertThat(tight.verdict(11))
        .isEqualTo("11 classes: holds from min-cluster-size 20 to 129 (6-fold)");
  }

  @Test
  void the_verdict_on_a_number_begins_with_it_and_says_what_else_there_is() {
    assertThat(sweep.verdict(10)).isEqualTo(sweep.verdict());
    assertThat(sweep.verdict(2))
        .isEqualTo(
            "2 classes: only from min-cluster-size 4,201 to 9,000; 10 classes hold from"
                + " min-cluster-size 10 to 4,200 (420-fold)");
    assertThat(sweep.verdict(9))
        .isEqualTo(
            "9 classes: not what is found at any one min-cluster-size; 10 classes hold from"
                + " min-cluster-size 10 to 4,200 (420-fold)");
    Sweep none = new Sweep(List.of(FINE, new Resolution(10, 14, 7, 0, 1)));
    assertThat(none.verdict(7))
        .isEqualTo(
            "7 classes: only from min-cluster-size 10 to 14; no number lasts: 7 to 35 classes, none"
                + " over more than a 4.5-fold range of sizes");
    for (int classes = 0; classes < 40; classes++) {
      String number = classes == 1 ? "1 class: " : classes + " classes: ";
      assertThat(sweep.verdict(classes)).startsWith(number);
      assertThat(none.verdict(classes)).startsWith(number);
      assertThat(new Sweep(List.of()).verdict(classes)).startsWith(number);
    }
  }

  @Test
  void one_number_over_a_short_range_is_not_called_two() {
    Sweep brief = new Sweep(List.of(new Resolution(2, 4, 2, 0, 0)));
    assertThat(brief.verdict(2))
        .isEqualTo(
            "2 classes: only from min-cluster-size 2 to 4; no number lasts: 2 classes at every size,"
                + " over a 2.0-fold range of sizes");
  }

  @Test
  void that_nothing_is_found_never_holds() {
    Sweep nothing = new Sweep(List.of(new Resolution(2, 20, 0, 1, 0)));
    assertThat(nothing.lasting()).isEmpty();
    assertThat(nothing.verdict()).isEqualTo("no classes at any size");
    assertThat(nothing.verdict(0)).isEqualTo("0 classes: no classes at any size");
    assertThat(new Sweep(List.of()).verdict(0)).isEqualTo("0 classes: no classes at any size");
    assertThat(sweep.verdict(0))
        .isEqualTo(
            "0 classes: none at the size taken; 10 classes: holds from min-cluster-size 10 to 4,200"
                + " (420-fold)");
  }

  @Test
  void gaps_are_refused() {
    assertThatThrownBy(() -> new Sweep(List.of(FINE, COARSE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("resolution 1 starts at 140, not where Resolution[from=2, to=9");
  }
}
