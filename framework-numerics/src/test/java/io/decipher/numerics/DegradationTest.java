// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.SampleType;
import io.decipher.numerics.Degradation.Hole;
import io.decipher.numerics.Degradation.Kind;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DegradationTest {
  private static final SampleType.Image GREY = new SampleType.Image(1, 8, 12);
  private static final SampleType.Image COLOUR = new SampleType.Image(3, 8, 12);
  private static final Hole NOWHERE = new Hole(0, 0, 0, 0);

  /** A wave across and down, in [0, 1], another in each channel. */
  private static float[] waves(SampleType.Image type) {
    float[] values = new float[type.size()];
    for (int i = 0; i < values.length; i++) {
      int x = i % type.width();
      int y = i / type.width() % type.height();
      int channel = i / (type.width() * type.height());
      values[i] = (float) (0.5 + 0.3 * Math.sin(0.5 * x + channel) + 0.15 * Math.cos(0.6 * y));
    }
    return values;
  }

  private static double error(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (one[i] - other[i]) * (one[i] - other[i]) / one.length;
    }
    return sum;
  }

  @Test
  void a_hole_is_a_rectangle_of_nothing_and_the_rest_is_as_it_was() {
    Degradation hole = new Degradation(Kind.HOLE, 0.5, COLOUR);
    float[] clean = waves(COLOUR);
    SplittableRandom random = new SplittableRandom(1);
    boolean[] tops = new boolean[8];
    for (int times = 0; times < 50; times++) {
      float[] blank = clean.clone();
      Hole where = hole.apply(blank, 0, random);
      assertThat(where.rows()).isEqualTo(4);
      assertThat(where.columns()).isEqualTo(6);
      tops[where.top()] = true;
      for (int i = 0; i < blank.length; i++) {
        int x = i % 12;
        int y = i / 12 % 8;
        boolean inside =
            y >= where.top() && y < where.top() + 4 && x >= where.left() && x < where.left() + 6;
        assertThat(blank[i]).isEqualTo(inside ? 0 : clean[i]);
      }
    }
    assertThat(tops).containsExactly(true, true, true, true, true, false, false, false);
  }

  @Test
  void a_hole_is_filled_with_the_mean_around_it_and_by_a_model_inside_alone() {
    Degradation hole = new Degradation(Kind.HOLE, 0.5, GREY);
    float[] half = new float[GREY.size()];
    java.util.Arrays.fill(half, 0.5f);
    float[] blank = half.clone();
    Hole where = hole.apply(blank, 0, new SplittableRandom(1));
    assertThat(hole.restoredPlainly(blank, where))
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(half);
    float[] model = new float[half.length];
    java.util.Arrays.fill(model, 0.9f);
    float[] kept = hole.keepingWhatIsKnown(blank, where, model);
    int inside = 0;
    for (int i = 0; i < kept.length; i++) {
      assertThat(kept[i]).isEqualTo(blank[i] == 0 ? 0.9f : 0.5f);
      inside += blank[i] == 0 ? 1 : 0;
    }
    assertThat(inside).isEqualTo(4 * 6);
  }

  @Test
  void fewer_pixels_are_means_of_what_they_cover() {
    Degradation half = new Degradation(Kind.DOWNSCALE, 0.5, GREY);
    float[] clean = waves(GREY);
    float[] coarse = clean.clone();
    half.apply(coarse, 0, new SplittableRandom(1));
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 12; x++) {
        int at = y / 2 * 2 * 12 + x / 2 * 2;
        float mean = (clean[at] + clean[at + 1] + clean[at + 12] + clean[at + 13]) / 4;
        assertThat(coarse[y * 12 + x]).isCloseTo(mean, within(1e-6f));
      }
    }
    // Sides that are no multiple: 5 of 8 rows, 8 of 12 columns; the mean of all stays.
    Degradation odd = new Degradation(Kind.DOWNSCALE, 0.35, GREY);
    float[] flat = new float[GREY.size()];
    java.util.Arrays.fill(flat, 0.7f);
    odd.apply(flat, 0, new SplittableRandom(1));
    for (float value : flat) {
      assertThat(value).isCloseTo(0.7f, within(1e-6f));
    }
  }

  @Test
  void bicubic_interpolation_comes_nearer_and_keeps_what_is_even() {
    Degradation half = new Degradation(Kind.DOWNSCALE, 0.5, COLOUR);
    float[] clean = waves(COLOUR);
    float[] coarse = clean.clone();
    half.apply(coarse, 0, new SplittableRandom(1));
    float[] smooth = half.restoredPlainly(coarse, NOWHERE);
    assertThat(error(smooth, clean)).isLessThan(error(coarse, clean) / 3);
    float[] flat = new float[COLOUR.size()];
    java.util.Arrays.fill(flat, 0.7f);
    for (float value : half.restoredPlainly(flat, NOWHERE)) {
      assertThat(value).isCloseTo(0.7f, within(1e-6f));
    }
  }

  /**
   * The weights of Keys's kernel with a = -1/2 a quarter of a pixel off: -9, 111, 29, -3 of 128.
   */
  @Test
  void bicubic_interpolation_has_keyss_weights() {
    SampleType.Image wide = new SampleType.Image(1, 2, 16);
    Degradation half = new Degradation(Kind.DOWNSCALE, 0.5, wide);
    float[] point = new float[wide.size()];
    for (int y = 0; y < 2; y++) {
      point[y * 16 + 8] = 128;
      point[y * 16 + 9] = 128; // the fifth of eight pixels
    }
    float[] drawn = half.restoredPlainly(point, NOWHERE);
    float[] expected = new float[16];
    // Column x lies at x/2 − 1/4 in pixels of the small image.
    for (int x = 5; x <= 12; x++) {
      double off = Math.abs(x / 2.0 - 0.25 - 4);
      expected[x] = off < 0.5 ? 111 : off < 1 ? 29 : off < 1.5 ? -9 : -3;
    }
    for (int x = 0; x < 16; x++) {
      assertThat(drawn[x]).as("column " + x).isCloseTo(expected[x], within(1e-3f));
    }
  }

  @Test
  void what_a_model_makes_of_fewer_pixels_has_their_means() {
    Degradation half = new Degradation(Kind.DOWNSCALE, 0.5, GREY);
    float[] coarse = waves(GREY);
    half.apply(coarse, 0, new SplittableRandom(1));
    float[] model = new float[GREY.size()];
    for (int i = 0; i < model.length; i++) {
      model[i] = i % 7 / 7f;
    }
    float[] kept = half.keepingWhatIsKnown(coarse, NOWHERE, model);
    float[] again = kept.clone();
    half.apply(again, 0, new SplittableRandom(1));
    assertThat(again).usingComparatorWithPrecision(1e-6f).containsExactly(coarse);
    assertThat(kept[0] - kept[1]).isCloseTo(model[0] - model[1], within(1e-6f));
  }

  @Test
  void colour_goes_and_its_mean_stays() {
    Degradation grey = new Degradation(Kind.GREY, 1, COLOUR);
    float[] clean = waves(COLOUR);
    float[] pale = clean.clone();
    grey.apply(pale, 0, new SplittableRandom(1));
    int plane = 8 * 12;
    for (int i = 0; i < plane; i++) {
      float mean = (clean[i] + clean[plane + i] + clean[2 * plane + i]) / 3;
      for (int channel = 0; channel < 3; channel++) {
        assertThat(pale[channel * plane + i]).isCloseTo(mean, within(1e-6f));
      }
    }
    // A model's colours are kept, and its brightness is not.
    float[] model = clean.clone();
    for (int i = 0; i < model.length; i++) {
      model[i] -= 0.1f;
    }
    assertThat(grey.keepingWhatIsKnown(pale, NOWHERE, model))
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(clean);
  }

  @Test
  void what_is_not_there_cannot_be_taken() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Degradation(Kind.GREY, 1, GREY))
        .withMessage(
            "grey removes colour, which needs images of 3 channels, but an image is 1 x 8 x 12");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Degradation(Kind.HOLE, 1.5, GREY))
        .withMessage("amount must be in [0, 1], but was 1.5");
  }
}
