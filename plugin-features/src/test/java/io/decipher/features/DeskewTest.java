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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskewTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final SampleType DIGIT = SampleType.image(28, 28);

  private static FloatMatrix straight(Deskew recipe, FloatMatrix images, SampleType type) {
    return recipe.apply(Samples.of(images, type), RUN).toMatrix();
  }

  /** Draws a stroke of the given slant, as thin as sampling allows. */
  private static float[] stroke(int height, int width, double slant, double x, double y) {
    float[] image = new float[height * width];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        double dx = column - (width - 1) / 2.0 - x - slant * (row - (height - 1) / 2.0 - y);
        double dy = row - (height - 1) / 2.0 - y;
        image[row * width + column] = (float) Math.exp(-dx * dx / 2 - dy * dy / 20);
      }
    }
    return image;
  }

  private static double[] moments(float[] image, int height, int width) {
    double mass = 0;
    double x = 0;
    double y = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < image.length; i++) {
      double dx = i % width - (width - 1) / 2.0;
      double dy = Math.floorDiv(i, width) - (height - 1) / 2.0;
      mass += image[i];
      x += image[i] * dx;
      y += image[i] * dy;
      xy += image[i] * dx * dy;
      yy += image[i] * dy * dy;
    }
    return new double[] {x / mass, y / mass, (xy - x * y / mass) / (yy - y * y / mass)};
  }

  @Nested
  class Against_the_prototype {
    @Test
    void digits_come_out_the_same(@TempDir Path directory) throws IOException {
      var images = Golden.read(directory, "images.npy");
      Golden.assertClose(
          straight(new Deskew(1), images, DIGIT), Golden.read(directory, "straightened.npy"), 1e-4);
    }

    @Test
    void half_the_strength_comes_out_the_same(@TempDir Path directory) throws IOException {
      var images = Golden.read(directory, "images.npy");
      Golden.assertClose(
          straight(new Deskew(0.5), images, DIGIT),
          Golden.read(directory, "half-straightened.npy"),
          1e-4);
    }
  }

  @Nested
  class A_slanted_stroke {
    @Test
    void comes_to_stand_upright_in_the_middle_whatever_the_size_of_the_image() {
      int height = 41;
      int width = 36;
      float[] slanted = stroke(height, width, 0.6, 2, -3);
      assertThat(moments(slanted, height, width)[2]).isCloseTo(0.6, within(0.02));

      var straight =
          straight(new Deskew(1), FloatMatrix.ofRows(slanted), SampleType.image(height, width));

      double[] moments = moments(straight.row(0), height, width);
      assertThat(moments[0]).isCloseTo(0, within(0.02));
      assertThat(moments[1]).isCloseTo(0, within(0.02));
      assertThat(moments[2]).isCloseTo(0, within(0.02));
    }

    @Test
    void keeps_its_slant_at_strength_zero_but_moves_to_the_middle() {
      var centred =
          straight(
              new Deskew(0),
              FloatMatrix.ofRows(stroke(41, 36, 0.6, 2, -3)),
              SampleType.image(41, 36));

      double[] moments = moments(centred.row(0), 41, 36);
      assertThat(moments[0]).isCloseTo(0, within(0.02));
      assertThat(moments[1]).isCloseTo(0, within(0.02));
      assertThat(moments[2]).isCloseTo(0.6, within(0.03));
    }
  }

  @Nested
  class Several_channels {
    @Test
    void are_moved_together_by_the_moments_of_their_sum() {
      float[] left = stroke(20, 20, 0, -5, 0);
      float[] right = stroke(20, 20, 0, 5, 0);
      float[] both = new float[800];
      System.arraycopy(left, 0, both, 0, 400);
      System.arraycopy(right, 0, both, 400, 400);

      var straight =
          straight(new Deskew(1), FloatMatrix.ofRows(both), new SampleType.Image(2, 20, 20));

      // The sum is in the middle already, though neither channel is.
      Golden.assertClose(straight, FloatMatrix.ofRows(both), 1e-5);
    }
  }

  @Nested
  class Blank_and_broken_images {
    @Test
    void a_blank_image_is_left_as_it_is() {
      var blank = FloatMatrix.ofRows(new float[784]);
      assertThat(straight(new Deskew(1), blank, DIGIT)).isEqualTo(blank);
    }

    @Test
    void an_image_whose_values_cancel_out_is_left_as_it_is() {
      float[] image = new float[784];
      image[100] = 1;
      image[300] = -1;
      var zeroSum = FloatMatrix.ofRows(image);
      assertThat(straight(new Deskew(1), zeroSum, DIGIT)).isEqualTo(zeroSum);
    }

    @Test
    void one_row_of_pixels_has_no_slant_and_only_moves() {
      float[] image = new float[784];
      image[5 * 28 + 10] = 1;
      image[5 * 28 + 11] = 1;
      float[] out = straight(new Deskew(1), FloatMatrix.ofRows(image), DIGIT).row(0);
      assertThat(moments(out, 28, 28)[0]).isCloseTo(0, within(1e-4));
      assertThat(moments(out, 28, 28)[1]).isCloseTo(0, within(1e-4));
    }

    @Test
    void a_pixel_that_is_not_a_number_is_not_hidden_and_spoils_its_own_image_alone() {
      float[] bad = stroke(28, 28, 0.3, 0, 0);
      bad[0] = Float.NaN;
      float[] good = stroke(28, 28, 0.3, 0, 0);
      var out = straight(new Deskew(1), FloatMatrix.ofRows(bad, good), DIGIT);
      assertThat(out.row(0)).containsOnly(Float.NaN);
      assertThat(out.row(1)).doesNotContain(Float.NaN);
    }

    @Test
    void vectors_are_refused() {
      assertThatThrownBy(() -> straight(new Deskew(1), FloatMatrix.empty(9), SampleType.vector(9)))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              "preprocessor 'deskew' needs images, but the samples are vectors of 9 values;"
                  + " leave it out of the configuration");
    }
  }

  @Test
  void a_strength_below_zero_or_without_end_is_refused() {
    assertThatThrownBy(() -> new Deskew(-0.1))
        .hasMessage("strength must be a number of at least 0, but was -0.1");
    assertThatThrownBy(() -> new Deskew(Double.NaN)).hasMessageStartingWith("strength must");
    assertThatThrownBy(() -> new Deskew(Double.POSITIVE_INFINITY))
        .hasMessageStartingWith("strength must");
  }
}
