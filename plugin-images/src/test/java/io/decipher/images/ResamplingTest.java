// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ResamplingTest {
  @Test
  void the_same_size_is_the_same_plane() {
    float[] plane = {0, 0.25f, 0.5f, 1, 0.75f, 0.1f};

    assertThat(Resampling.resize(plane, 3, 2, 3, 2)).isEqualTo(plane);
  }

  @Test
  void shrinking_keeps_the_mean() {
    float[] plane = new float[64 * 64];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = i % 64 / 63f;
    }

    float[] small = Resampling.resize(plane, 64, 64, 8, 8);
    double sum = 0;
    for (float value : small) {
      sum += value / 64;
    }

    assertThat(sum).isCloseTo(0.5, within(0.01));
  }

  @Test
  void a_thin_stroke_fades_and_never_vanishes() {
    for (int column = 8; column < 92; column++) {
      float[] plane = new float[100 * 100];
      for (int y = 0; y < 100; y++) {
        plane[y * 100 + column] = 1;
      }
      float[] small = Resampling.resize(plane, 100, 100, 20, 20);
      double sum = 0;
      for (int x = 0; x < 20; x++) {
        sum += small[10 * 20 + x];
      }
      assertThat(sum).as("column %d", column).isCloseTo(0.2, within(0.05));
    }
  }
}
