// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.Comparison;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.features.ElasticGradients.Contrast;
import io.decipher.features.ElasticGradients.Frame;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElasticGradientsTest {
  private static final RunContext RUN = RunContext.seeded(1);

  private static ElasticGradients framed(Frame frame) {
    return new ElasticGradients(frame, Contrast.GIVEN, 28, 12, 3, 1);
  }

  /** A ring with a stroke through it, drawn by its distance to both. */
  private static float[] sign(int side, double x, double y, double radius, double slant) {
    float[] image = new float[side * side];
    double width = radius / 5;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double v = row - y;
        double u = column - x - slant * v;
        double ring = Math.abs(Math.hypot(u, v) - radius);
        double stroke = Math.abs(u) + Math.max(0, Math.abs(v) - 1.4 * radius);
        image[row * side + column] =
            (float) Math.max(0, Math.min(1, 1.5 - Math.min(ring, stroke) / width));
      }
    }
    return image;
  }

  private static FloatMatrix encode(ElasticGradients recipe, int side, float[]... images) {
    Samples samples = Samples.of(FloatMatrix.ofRows(images), SampleType.image(side, side));
    return recipe.fit(samples, RUN).encode(samples, RUN);
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  @Nested
  class Frames {
    @Test
    void moments_bring_a_sign_to_one_place_and_size() {
      float[] small = sign(48, 18, 26, 8, 0);
      float[] great = sign(48, 24, 23, 13, 0);
      FloatMatrix whole = encode(framed(Frame.WHOLE), 48, small, great);
      FloatMatrix moments = encode(framed(Frame.MOMENTS), 48, small, great);
      assertThat(distance(whole.row(0), whole.row(1))).isGreaterThan(0.8);
      assertThat(distance(moments.row(0), moments.row(1))).isLessThan(0.15);
    }

    @Test
    void an_upright_frame_takes_slant_away() {
      float[] straight = sign(48, 24, 24, 10, 0);
      float[] slanted = sign(48, 24, 24, 10, 0.5);
      FloatMatrix moments = encode(framed(Frame.MOMENTS), 48, straight, slanted);
      FloatMatrix upright = encode(framed(Frame.MOMENTS_UPRIGHT), 48, straight, slanted);
      double before = distance(moments.row(0), moments.row(1));
      assertThat(distance(upright.row(0), upright.row(1))).isLessThan(0.5 * before);
    }

    @ParameterizedTest
    @EnumSource
    void an_image_without_anything_has_no_gradients_in_any(Frame frame) {
      assertThat(encode(framed(frame), 32, new float[32 * 32]).row(0)).containsOnly(0f);
    }

    @Test
    void ink_leaves_no_paper() {
      Random random = new Random(2);
      float[] clean = sign(48, 24, 24, 12, 0);
      float[] dirty = clean.clone();
      for (int i = 0; i < dirty.length; i++) {
        dirty[i] = (float) (0.2 + 0.7 * dirty[i] + 0.05 * random.nextDouble());
      }
      ElasticGradients given = framed(Frame.WHOLE);
      ElasticGradients ink = new ElasticGradients(Frame.WHOLE, Contrast.INK, 28, 12, 3, 1);
      FloatMatrix before = encode(given, 48, clean, dirty);
      FloatMatrix after = encode(ink, 48, clean, dirty);
      assertThat(distance(after.row(0), after.row(1)))
          .isLessThan(0.5 * distance(before.row(0), before.row(1)));
    }
  }

  @Nested
  class A_comparison {
    private final float[][] images = {
      sign(28, 13, 13, 6, 0), sign(28, 15, 14, 7, 0.2), sign(28, 14, 13, 4, -0.3)
    };
    private final Samples samples =
        Samples.of(FloatMatrix.ofRows(images), SampleType.image(28, 28));
    private final Encoder encoder = framed(Frame.WHOLE).fit(samples, RUN);
    private final FloatMatrix vectors = encoder.encode(samples, RUN);
    private final Comparison.Comparer comparer = ((Comparison) encoder).comparer();

    @Test
    void is_zero_with_itself_and_the_same_in_either_order() {
      assertThat(comparer.distance(vectors.row(0), vectors.row(0))).isEqualTo(0);
      assertThat(comparer.distance(vectors.row(0), vectors.row(1)))
          .isCloseTo(comparer.distance(vectors.row(1), vectors.row(0)), within(1e-6));
    }

    @Test
    void is_never_more_than_the_distance_and_less_where_parts_have_moved() {
      for (int other = 1; other < 3; other++) {
        double plain = distance(vectors.row(0), vectors.row(other));
        assertThat(comparer.distance(vectors.row(0), vectors.row(other))).isLessThan(plain);
      }
      float[] moved = sign(28, 16, 13, 6, 0); // by one cell
      FloatMatrix both = encode(framed(Frame.WHOLE), 28, images[0], moved);
      assertThat(comparer.distance(both.row(0), both.row(1)))
          .isLessThan(0.35 * distance(both.row(0), both.row(1)));
    }

    @Test
    void without_a_shift_is_the_distance() {
      ElasticGradients still = new ElasticGradients(Frame.WHOLE, Contrast.GIVEN, 28, 12, 3, 0);
      Comparison.Comparer plain = ((Comparison) still.fit(samples, RUN)).comparer();
      assertThat(plain.distance(vectors.row(0), vectors.row(1)))
          .isCloseTo(distance(vectors.row(0), vectors.row(1)), within(1e-5));
    }
  }

  @Test
  void settings_that_cannot_be_are_told() {
    assertThatThrownBy(() -> new ElasticGradients(Frame.WHOLE, Contrast.GIVEN, 4, 12, 3, 1))
        .hasMessageStartingWith("side must be in [8, 256]");
    assertThatThrownBy(() -> new ElasticGradients(Frame.WHOLE, Contrast.GIVEN, 28, 12, 20, 1))
        .hasMessageStartingWith("step must be at most");
    assertThatThrownBy(() -> new ElasticGradients(Frame.WHOLE, Contrast.GIVEN, 28, 12, 3, 5))
        .hasMessageStartingWith("shift must be in [0, 4]");
    assertThatThrownBy(() -> new ElasticGradients().fit(Samples.none(SampleType.vector(784)), RUN))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("use pixels");
  }
}
