// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaletteTest {
  private static List<Integer> patch(int label) {
    List<Integer> patch = new ArrayList<>();
    for (int y = 0; y < 60; y++) {
      for (int x = 0; x < 60; x++) {
        patch.add(Palette.colour(label, x, y));
      }
    }
    return patch;
  }

  @Test
  void no_two_classes_look_alike() {
    Set<List<Integer>> patches = new HashSet<>();
    for (int label = -1; label < 300; label++) {
      assertThat(patches.add(patch(label))).as("class %d", label).isTrue();
    }
  }

  @Test
  void the_first_twenty_are_not_hatched() {
    for (int label = -1; label < 20; label++) {
      assertThat(new HashSet<>(patch(label))).containsExactly(Palette.colour(label));
    }
    assertThat(new HashSet<>(patch(20))).hasSize(2).contains(Palette.colour(0));
  }
}
