package io.decipher.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleShape;
import org.junit.jupiter.api.Test;

class PixelsTest {
  private static final RunContext RUN = RunContext.seeded(1);

  @Test
  void samples_of_any_shape_come_back_as_they_are() {
    var samples = FloatMatrix.ofRows(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    for (var shape :
        new SampleShape[] {
          SampleShape.vector(12), SampleShape.image(3, 4), new SampleShape(3, 2, 2)
        }) {
      assertThat(new Pixels().fit(samples, shape, RUN).encode(samples, RUN)).isEqualTo(samples);
    }
  }

  @Test
  void samples_of_another_size_than_fitted_are_refused() {
    var encoder = new Pixels().fit(FloatMatrix.empty(4), SampleShape.image(2, 2), RUN);
    assertThatThrownBy(() -> encoder.encode(FloatMatrix.empty(5), RUN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samples of shape 1 x 2 x 2 have 4 values, but these have 5");
  }
}
