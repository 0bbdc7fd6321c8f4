// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Sweep;
import io.decipher.api.Sweep.Resolution;
import io.decipher.runtime.report.Reproduction.Choice;
import io.decipher.runtime.report.Reproduction.Level;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReproductionTest {
  private static Level level(int size, double information) {
    return new Level(size, 2, information, 0.9, 0.8);
  }

  private static Resolution classes(int from, int to, int classes) {
    return new Resolution(from, to, classes, 0, 1);
  }

  private static Optional<Choice> choice(Sweep sweep, Level... levels) {
    return new Reproduction(List.of(levels), 1, 1000).choose(sweep);
  }

  @Test
  void of_numbers_found_again_as_well_the_one_that_holds_longest_is_taken() {
    Sweep sweep =
        new Sweep(List.of(classes(10, 19, 11), classes(20, 200, 10), classes(201, 400, 4)));
    Choice choice =
        choice(sweep, level(10, 2.06), level(40, 2.04), level(80, 2.05), level(300, 1.2))
            .orElseThrow();
    assertThat(choice.classes()).isEqualTo(10);
    assertThat(choice.level().size()).isEqualTo(80);
    assertThat(choice.least()).isEqualTo(10);
    assertThat(choice.most()).isEqualTo(11);
  }

  /** As of digits, seed 3: parts of two classes are found again, over a short range of sizes. */
  @Test
  void parts_of_classes_do_not_outweigh_a_number_that_holds_over_a_long_range() {
    Sweep sweep =
        new Sweep(List.of(classes(188, 435, 12), classes(436, 932, 11), classes(933, 6318, 10)));
    Level first = level(35, 1);
    Choice choice = choice(sweep, first, level(377, 2.1097), level(1002, 2.0421)).orElseThrow();
    assertThat(choice.classes()).isEqualTo(10);
    assertThat(choice.least()).isEqualTo(10);
    assertThat(choice.most()).isEqualTo(12);
    assertThat(choice(sweep, first, level(377, 2.15), level(1002, 2.0421)).orElseThrow().classes())
        .isEqualTo(12);
  }

  /** As of signs of which some have 24 examples: the number at sizes 2 to 8 holds by counting. */
  @Test
  void sizes_below_those_compared_do_not_count_towards_the_range() {
    Sweep sweep = new Sweep(List.of(classes(2, 8, 65), classes(9, 16, 51), classes(17, 24, 46)));
    Choice choice =
        choice(sweep, level(5, 2.38), level(7, 2.403), level(13, 2.46), level(20, 2.497))
            .orElseThrow();
    assertThat(choice.classes()).isEqualTo(46);
    Choice many = choice(sweep, level(5, 2.5), level(20, 2.4)).orElseThrow();
    assertThat(many.classes()).isEqualTo(65);
    assertThat(many.range().from()).isEqualTo(5);
    assertThat(many.range().to()).isEqualTo(8);
  }

  @Test
  void what_is_found_again_less_well_is_not_taken_however_long_it_holds() {
    Sweep sweep = new Sweep(List.of(classes(2, 9, 20), classes(10, 400, 2)));
    assertThat(choice(sweep, level(5, 1.9), level(50, 0.4)).orElseThrow().classes()).isEqualTo(20);
  }

  @Test
  void of_many_classes_one_more_or_less_is_the_same_number() {
    Sweep sweep =
        new Sweep(
            List.of(classes(5, 6, 43), classes(7, 8, 42), classes(9, 10, 41), classes(11, 30, 9)));
    assertThat(Reproduction.holding(sweep, 7).ratio()).isEqualTo(2);
    assertThat(Reproduction.holding(sweep, 11).from()).isEqualTo(11);
  }

  @Test
  void where_nothing_parts_there_is_no_choice() {
    assertThat(choice(new Sweep(List.of()), level(5, 1))).isEmpty();
    assertThat(choice(new Sweep(List.of(classes(2, 50, 1))), level(5, 1))).isEmpty();
  }

  @Test
  void classes_that_are_not_found_again_are_none() {
    Sweep sweep = new Sweep(List.of(classes(2, 50, 3)));
    Choice choice = choice(sweep, new Level(5, 3, 0.2, 0.5, 0.59)).orElseThrow();
    assertThat(choice.hasClasses()).isFalse();
    assertThat(choice(sweep, new Level(5, 3, 0.2, 0.5, 0.6)).orElseThrow().hasClasses()).isTrue();
    assertThat(choice(sweep, new Level(5, 3, -0.1, 0.5, 0.9)).orElseThrow().hasClasses()).isFalse();
  }
}
