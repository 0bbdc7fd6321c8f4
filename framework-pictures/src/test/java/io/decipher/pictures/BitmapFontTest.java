// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BitmapFontTest {
  private static Set<String> dots(String text) {
    Set<String> dots = new TreeSet<>();
    BitmapFont.draw(text, (x, y) -> dots.add(x + "," + y));
    return dots;
  }

  @Test
  void every_letter_and_digit_has_its_own_shape_inside_its_cell() {
    Map<Set<String>, Character> seen = new HashMap<>();
    for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".toCharArray()) {
      assertThat(seen.put(dots(String.valueOf(c)), c)).as("twin of %s", c).isNull();
      BitmapFont.draw(
          String.valueOf(c),
          (x, y) -> {
            assertThat(x).isBetween(0, BitmapFont.WIDTH - 1);
            assertThat(y).isBetween(0, BitmapFont.HEIGHT - 1);
          });
    }
  }

  @Test
  void an_unknown_character_is_a_box() {
    assertThat(dots("\u20ac")).isEqualTo(dots("\u4e2d")).hasSize(20);
    assertThat(dots(" ")).isEmpty();
  }

  @Test
  void a_text_is_as_wide_as_its_glyphs_and_the_gaps_between() {
    assertThat(BitmapFont.width("")).isZero();
    assertThat(BitmapFont.width("8")).isEqualTo(5);
    assertThat(BitmapFont.width("88")).isEqualTo(11);
  }
}
