// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import org.junit.jupiter.api.Test;

class PixelsTest {
  private static final RunContext RUN = RunContext.seeded(1);

  @Test
  void samples_of_any_shape_come_back_as_they_are() {
    var samples = FloatMatrix.ofRows(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    for (var shape :
        new SampleType[] {
          SampleType.vector(12), SampleType.image(3, 4), new SampleType.Image(3, 2, 2)
        }) {
      var typed = Samples.of(samples, shape);
      assertThat(new Pixels().fit(typed, RUN).encode(typed, RUN)).isEqualTo(samples);
    }
  }

  @Test
  void samples_of_another_size_than_fitted_are_refused() {
    var encoder = new Pixels().fit(Samples.none(SampleType.image(2, 2)), RUN);
    assertThatThrownBy(() -> encoder.encode(Samples.none(SampleType.vector(5)), RUN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samples of shape 1 x 2 x 2 have 4 values, but these have 5");
  }

  @Test
  void a_blur_spreads_each_value_and_keeps_the_sum() {
    float[] image = new float[2 * 9 * 9];
    image[4 * 9 + 4] = 1;
    image[81 + 4 * 9 + 4] = 2;
    SampleType shape = new SampleType.Image(2, 9, 9);
    Samples samples = Samples.of(FloatMatrix.ofRows(image), shape);
    float[] blurred = new Pixels(1).fit(samples, RUN).encode(samples, RUN).toArray();
    double least = Math.exp(-0.5); // one pixel aside, of what is left in the middle
    assertThat(blurred[4 * 9 + 5] / blurred[4 * 9 + 4]).isCloseTo((float) least, within(1e-5f));
    assertThat(blurred[3 * 9 + 4]).isEqualTo(blurred[4 * 9 + 3]);
    double sum = 0;
    for (int i = 0; i < 81; i++) {
      assertThat(blurred[81 + i]).isCloseTo(2 * blurred[i], within(1e-6f));
      sum += blurred[i];
    }
    assertThat(sum).isCloseTo(1, within(1e-5));
  }

  @Test
  void what_cannot_be_blurred_is_told() {
    assertThatThrownBy(() -> new Pixels(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("blur must be between 0 and 100.0 pixels, but was -1.0");
    Samples points = Samples.none(SampleType.vector(4));
    assertThatThrownBy(() -> new Pixels(1).fit(points, RUN))
        .isInstanceOf(DecipherException.class)
        .hasMessage(
            "features 'pixels' blur images, but the samples are vectors of 4 values; set blur = 0");
  }
}
