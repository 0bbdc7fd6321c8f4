// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.decipher.api.FirstLayer.Filters;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import org.junit.jupiter.api.Test;

class FilterPictureTest {
  private static final SampleType PAIR = SampleType.image(1, 2);

  @Test
  void the_greatest_come_first_each_by_its_own_scale_about_grey() {
    FloatMatrix weights =
        FloatMatrix.ofRows(
            new float[] {0, 0}, new float[] {1, -1}, new float[] {-4, 2}, new float[] {0, 0.5f});
    FloatMatrix shown = FilterPicture.shown(new Filters(weights, PAIR), 5);
    assertThat(shown)
        .isEqualTo(
            FloatMatrix.ofRows(
                new float[] {0, 0.75f},
                new float[] {1, 0},
                new float[] {0.5f, 1},
                new float[] {0.5f, 0.5f}, // a unit that looks at nothing
                new float[] {0.5f, 0.5f})); // and one that is not there
  }

  @Test
  void weights_of_another_size_than_a_sample_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Filters(FloatMatrix.ofRows(new float[] {1}), PAIR))
        .withMessageContaining("has 2 values, not 1");
  }
}
