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
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradientsTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final SampleType DIGIT = SampleType.image(28, 28);

  private static FloatMatrix gradients(Gradients recipe, FloatMatrix images, SampleType shape) {
    Samples samples = Samples.of(images, shape);
    return recipe.fit(samples, RUN).encode(samples, RUN);
  }

  /** Returns an image that is dark left of a column and light from it on. */
  private static float[] edge(int side, int column) {
    float[] image = new float[side * side];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % side < column ? 0 : 1;
    }
    return image;
  }

  @Nested
  class Against_the_prototype {
    @Test
    void straightened_digits_have_the_same_gradients(@TempDir Path directory) throws IOException {
      var images = Golden.read(directory, "straightened.npy");
      Golden.assertClose(
          gradients(new Gradients(), images, DIGIT), Golden.read(directory, "gradients.npy"), 1e-4);
    }

    @Test
    void so_have_images_of_another_size_with_other_settings(@TempDir Path directory)
        throws IOException {
      var images = Golden.read(directory, "images.npy");
      float[][] cropped = new float[images.rows()][22 * 20];
      for (int i = 0; i < images.rows(); i++) {
        for (int y = 0; y < 22; y++) {
          for (int x = 0; x < 20; x++) {
            cropped[i][y * 20 + x] = images.get(i, (y + 3) * 28 + x + 4);
          }
        }
      }
      Golden.assertClose(
          gradients(
              new Gradients(6, 1, 2, 4), FloatMatrix.ofRows(cropped), SampleType.image(22, 20)),
          Golden.read(directory, "cropped-gradients.npy"),
          1e-4);
    }
  }

  @Nested
  class A_single_edge {
    @Test
    void is_felt_by_the_direction_it_rises_in_most() {
      float[] features =
          gradients(
                  new Gradients(8, 0, 0, 3),
                  FloatMatrix.ofRows(edge(15, 7)),
                  SampleType.image(15, 15))
              .row(0);
      // Point (2, 2) of 5 x 5 is the pixel (7, 7), which is on the edge; the edge rises to the
      // right, that is in direction 0.
      double ahead = features[2 * 5 + 2];
      double aslant = features[25 + 2 * 5 + 2];
      assertThat(ahead).isPositive();
      // cos(45°) to the power 4 is 1/4, of which the square root is taken.
      assertThat(aslant / ahead).isCloseTo(0.5, within(1e-3));
      assertThat(features[2 * 25 + 2 * 5 + 2]).isLessThan(1e-4f);
      assertThat(features[4 * 25 + 2 * 5 + 2]).isZero();
    }

    @Test
    void gives_a_vector_of_length_one() {
      float[] features = gradients(new Gradients(), FloatMatrix.ofRows(edge(28, 14)), DIGIT).row(0);
      double square = 0;
      for (float value : features) {
        square += value * value;
      }
      assertThat(square).isCloseTo(1, within(1e-5));
    }
  }

  @Nested
  class Several_channels {
    @Test
    void each_pixel_takes_the_gradient_of_the_channel_where_it_is_greatest() {
      float[] strong = edge(28, 14);
      float[] weak = new float[784];
      for (int i = 0; i < 784; i++) {
        weak[i] = strong[27 * 28 + 27 - i] * 0.1f;
      }
      float[] both = new float[2 * 784];
      System.arraycopy(weak, 0, both, 0, 784);
      System.arraycopy(strong, 0, both, 784, 784);
      float[] strongAlone = gradients(new Gradients(), FloatMatrix.ofRows(strong), DIGIT).row(0);

      float[] features =
          gradients(new Gradients(), FloatMatrix.ofRows(both), new SampleType.Image(2, 28, 28))
              .row(0);

      assertThat(features).hasSize(648);
      // At the edge in the middle, the strong channel alone is heard: point (4, 4), direction 0.
      int middle = 4 * 9 + 4;
      assertThat(features[4 * 81 + middle]).isZero();
      assertThat(features[middle]).isCloseTo(strongAlone[middle], within(0.05f));
    }

    @Test
    void the_same_image_in_each_channel_is_as_one() {
      float[] image = edge(28, 9);
      float[] thrice = new float[3 * 784];
      IntStream.range(0, 3).forEach(c -> System.arraycopy(image, 0, thrice, c * 784, 784));
      assertThat(
              gradients(
                  new Gradients(), FloatMatrix.ofRows(thrice), new SampleType.Image(3, 28, 28)))
          .isEqualTo(gradients(new Gradients(), FloatMatrix.ofRows(image), DIGIT));
    }
  }

  @Nested
  class What_cannot_be_done {
    @Test
    void vectors_are_refused() {
      assertThatThrownBy(() -> new Gradients().fit(Samples.none(SampleType.vector(784)), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "features 'gradients' need images, but the samples are vectors of 784 values; use"
                  + " pixels");
    }

    @Test
    void images_smaller_than_a_step_are_refused() {
      assertThatThrownBy(
              () -> new Gradients(8, 0.7, 1.5, 5).fit(Samples.none(SampleType.image(4, 10)), RUN))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "features 'gradients' with step 5 need images of at least 5 x 5, but the samples are"
                  + " images of 1 x 4 x 10 (channels x height x width); lower step, or use pixels");
    }

    @Test
    void the_smallest_image_taken_has_one_point() {
      var images = FloatMatrix.ofRows(edge(3, 1));
      assertThat(gradients(new Gradients(), images, SampleType.image(3, 3)).columns()).isEqualTo(8);
    }

    @Test
    void settings_out_of_range_are_refused_by_key() {
      assertThatThrownBy(() -> new Gradients(1, 0.7, 1.5, 3))
          .hasMessage("directions must be between 2 and 360, but was 1");
      assertThatThrownBy(() -> new Gradients(8, -1, 1.5, 3)).hasMessageStartingWith("blur must");
      assertThatThrownBy(() -> new Gradients(8, 0.7, Double.NaN, 3))
          .hasMessageStartingWith("pooling-blur must");
      assertThatThrownBy(() -> new Gradients(8, 0.7, 1.5, 0))
          .hasMessage("step must be at least 1, but was 0");
    }
  }

  @Nested
  class Blank_and_broken_images {
    @Test
    void a_blank_image_has_the_vector_zero() {
      assertThat(gradients(new Gradients(), FloatMatrix.ofRows(new float[784]), DIGIT).row(0))
          .containsOnly(0f);
    }

    @Test
    void a_pixel_that_is_not_a_number_is_not_hidden_and_spoils_its_own_image_alone() {
      float[] bad = edge(28, 14);
      bad[400] = Float.NaN;
      var features = gradients(new Gradients(), FloatMatrix.ofRows(edge(28, 14), bad), DIGIT);
      assertThat(features.row(0)).doesNotContain(Float.NaN);
      assertThat(features.row(1)).containsOnly(Float.NaN);
    }

    @Test
    void without_blurs_it_goes_unseen_where_no_gradient_that_is_read_off_takes_it_in() {
      float[] bad = edge(28, 14);
      bad[13 * 28 + 13] = Float.NaN; // a central difference leaves its own pixel out
      var features = gradients(new Gradients(8, 0, 0, 3), FloatMatrix.ofRows(bad), DIGIT);
      assertThat(features.row(0)).doesNotContain(Float.NaN);
    }
  }

  @Test
  void an_image_has_the_same_gradients_alone_and_among_ten_thousand() {
    var one = FloatMatrix.ofRows(edge(8, 3));
    var shape = SampleType.image(8, 8);
    var many = one.select(new int[10_000]);
    var features = gradients(new Gradients(), many, shape);
    assertThat(features.rows()).isEqualTo(10_000);
    assertThat(features).isEqualTo(gradients(new Gradients(), one, shape).select(new int[10_000]));
  }
}
