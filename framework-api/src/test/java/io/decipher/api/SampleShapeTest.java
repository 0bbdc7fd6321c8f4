package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SampleShapeTest {
  @Test
  void an_image_has_two_sides_and_a_vector_one() {
    assertThat(SampleShape.image(28, 20)).hasToString("1 x 28 x 20");
    assertThat(SampleShape.image(28, 20).isImage()).isTrue();
    assertThat(new SampleShape(3, 4, 5).size()).isEqualTo(60);
    assertThat(SampleShape.vector(12).isImage()).isFalse();
    assertThat(SampleShape.vector(12).size()).isEqualTo(12);
  }

  @Test
  void an_empty_side_is_refused() {
    assertThatThrownBy(() -> new SampleShape(1, 0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a sample cannot have the shape 1 x 0 x 5");
  }

  @Test
  void a_size_that_cannot_be_counted_is_an_error_and_no_negative_number() {
    assertThatThrownBy(() -> SampleShape.image(65536, 65536).size())
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void a_training_set_fits_its_shape_and_its_classes() {
    FloatMatrix samples = FloatMatrix.wrap(2, 4, new float[8]);
    FoundClasses three =
        new FoundClasses(Labels.of(0, 1, -1), FloatMatrix.wrap(3, 1, new float[3]));
    assertThatThrownBy(() -> new TrainingSet(samples, SampleShape.vector(5), Optional.empty()))
        .hasMessage("samples have 4 values, but the shape 1 x 1 x 5 has 5");
    assertThatThrownBy(() -> new TrainingSet(samples, SampleShape.image(2, 2), Optional.of(three)))
        .hasMessage("there are 2 samples, but 3 labels");
  }

  @Test
  void there_is_one_strength_a_label() {
    assertThatThrownBy(() -> new FoundClasses(Labels.of(0, 1), FloatMatrix.empty(1)))
        .hasMessage("strengths must be (2 x 1), found (0 x 1)");
  }
}
