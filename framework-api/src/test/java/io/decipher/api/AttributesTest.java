// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttributesTest {
  private static final Attributes BIRDS =
      Attributes.none(3)
          .withText("site", List.of("north", "", "south"))
          .withNumbers("begin", 0, Double.NaN, 2.5);

  @Test
  void columns_are_read_by_name_in_the_order_they_were_added() {
    assertThat(BIRDS.names()).containsExactly("site", "begin");
    assertThat(BIRDS.text("site")).containsExactly("north", "", "south");
    assertThat(BIRDS.numbers("begin").orElseThrow()).containsExactly(0, Double.NaN, 2.5);
    assertThat(BIRDS.numbers("site")).isEmpty();
  }

  @Test
  void numbers_read_as_text_are_as_people_write_them() {
    assertThat(BIRDS.text("begin")).containsExactly("0", "", "2.5");
  }

  @Test
  void a_value_may_be_missing() {
    assertThat(BIRDS.isMissing("site", 1)).isTrue();
    assertThat(BIRDS.isMissing("begin", 1)).isTrue();
    assertThat(BIRDS.isMissing("site", 0)).isFalse();
    assertThat(BIRDS.isMissing("begin", 0)).isFalse();
  }

  @Test
  void what_was_read_cannot_be_changed() {
    BIRDS.numbers("begin").orElseThrow()[0] = 9;
    assertThat(BIRDS.numbers("begin").orElseThrow()[0]).isZero();
    assertThatThrownBy(() -> BIRDS.text("site").set(0, "x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void some_samples_keep_their_values() {
    assertThat(BIRDS.select(2, 0))
        .isEqualTo(
            Attributes.none(2)
                .withText("site", List.of("south", "north"))
                .withNumbers("begin", 2.5, 0));
    assertThat(BIRDS.slice(1, 2)).isEqualTo(BIRDS.select(1, 2));
    assertThatThrownBy(() -> BIRDS.select(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void put_together_a_column_that_one_side_lacks_is_missing_there() {
    Attributes more = Attributes.none(1).withNumbers("begin", 7).withText("date", List.of("May"));
    Attributes all = Attributes.concat(BIRDS, more);
    assertThat(all.names()).containsExactly("site", "begin", "date");
    assertThat(all.text("site")).containsExactly("north", "", "south", "");
    assertThat(all.numbers("begin").orElseThrow()).containsExactly(0, Double.NaN, 2.5, 7);
    assertThat(all.text("date")).containsExactly("", "", "", "May");
  }

  @Test
  void put_together_a_column_that_is_text_on_one_side_is_text() {
    Attributes more = Attributes.none(1).withText("begin", List.of("noon"));
    assertThat(Attributes.concat(BIRDS, more).text("begin"))
        .containsExactly("0", "", "2.5", "noon");
  }

  @Test
  void a_column_of_another_length_or_of_a_name_taken_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BIRDS.withNumbers("end", 1))
        .withMessage("attribute 'end' has 1 values for 3 samples");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BIRDS.withNumbers("begin", 1, 2, 3))
        .withMessage("two attributes are named 'begin'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BIRDS.withNumbers("end", 1, Double.POSITIVE_INFINITY, 3))
        .withMessage("attribute 'end' of sample 1 is Infinity");
    assertThat(BIRDS.without("begin").withNumbers("begin", 1, 2, 3).has("begin")).isTrue();
  }

  @Test
  void a_column_that_there_is_not_is_refused_with_the_nearest_one() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BIRDS.text("sites"))
        .withMessage("there is no attribute 'sites'; did you mean 'site'?");
  }
}
