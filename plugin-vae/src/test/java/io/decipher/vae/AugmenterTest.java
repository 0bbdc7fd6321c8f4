package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.SampleShape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AugmenterTest {
  private static final SampleShape SHAPE = new SampleShape(2, 20, 14);
  private static final int SIZE = SHAPE.size();
  private static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** A soft blob in the middle of each channel. */
  private static float[] blob() {
    float[] image = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double y = i / 14 % 20 - 9.5;
      double x = i % 14 - 6.5;
      image[i] = (float) Math.exp(-(x * x + y * y) / 8);
    }
    return image;
  }

  private static float[] view(Augmentation strongest, float[] image, long seed) {
    float[] target = new float[SIZE + 3];
    float[] source = new float[SIZE + 5];
    System.arraycopy(image, 0, source, 5, SIZE);
    new Augmenter(strongest, SHAPE).view(source, 5, target, 3, new SplittableRandom(seed));
    assertThat(Arrays.copyOf(target, 3)).containsOnly(0);
    return Arrays.copyOfRange(target, 3, SIZE + 3);
  }

  private static double ink(float[] image) {
    return IntStream.range(0, image.length).mapToDouble(i -> image[i]).sum();
  }

  /** How many of 300 views differ from the image. */
  private static long changed(Augmentation strongest) {
    float[] image = blob();
    return IntStream.range(0, 300)
        .filter(seed -> !Arrays.equals(view(strongest, image, seed), image))
        .count();
  }

  @Test
  void no_change_at_all_gives_the_image_itself() {
    assertThat(view(NONE, blob(), 1)).containsExactly(blob(), within(1e-6f));
  }

  @Test
  void a_view_is_a_function_of_its_seed() {
    assertThat(view(Recipes.VIEWS, blob(), 1)).isEqualTo(view(Recipes.VIEWS, blob(), 1));
    assertThat(view(Recipes.VIEWS, blob(), 1)).isNotEqualTo(view(Recipes.VIEWS, blob(), 2));
  }

  @Test
  void values_stay_between_0_and_1() {
    for (long seed = 0; seed < 300; seed++) {
      for (float value : view(Recipes.VIEWS, blob(), seed)) {
        assertThat(value).isBetween(0f, 1f);
      }
    }
  }

  @Test
  void all_channels_change_alike() {
    for (long seed = 0; seed < 50; seed++) {
      float[] view = view(Recipes.VIEWS, blob(), seed);
      assertThat(Arrays.copyOf(view, 280)).isEqualTo(Arrays.copyOfRange(view, 280, 560));
    }
  }

  @Nested
  class A_shift {
    @Test
    void moves_the_ink_by_no_more_than_it_may_and_keeps_it() {
      Augmentation shift = new Augmentation(0, 0, 0, 2, 0, 0, 0, 0, 0);
      double most = 0;
      for (long seed = 0; seed < 200; seed++) {
        float[] view = view(shift, blob(), seed);
        double x = 0;
        for (int i = 0; i < SIZE; i++) {
          x += view[i] * (i % 14 - 6.5);
        }
        most = Math.max(most, Math.abs(x / ink(view)));
        assertThat(ink(view)).isCloseTo(ink(blob()), within(0.3));
      }
      assertThat(most).isBetween(1.8, 2.001);
    }
  }

  @Nested
  class A_rotation {
    @Test
    void leaves_what_is_round_and_turns_what_is_not() {
      Augmentation turn = new Augmentation(40, 0, 0, 0, 0, 0, 0, 0, 0);
      float[] bar = new float[SIZE];
      for (int row = 4; row < 16; row++) {
        Arrays.fill(bar, row * 14 + 6, row * 14 + 8, 1);
      }
      assertThat(view(turn, blob(), 1)).containsExactly(blob(), within(0.08f));
      float[] turned = view(turn, bar, 1);
      assertThat(ink(turned)).isCloseTo(ink(bar), within(2.0));
      assertThat(turned).isNotEqualTo(bar);
    }
  }

  @Nested
  class Thick_and_thin {
    @Test
    void ink_only_grows_by_dilation_and_only_shrinks_by_erosion() {
      Augmentation grow = new Augmentation(0, 0, 0, 0, 0, 1, 0, 0, 0);
      Augmentation shrink = new Augmentation(0, 0, 0, 0, 0, 0, 1, 0, 0);
      for (long seed = 0; seed < 50; seed++) {
        assertThat(ink(view(grow, blob(), seed))).isGreaterThan(ink(blob()));
        assertThat(ink(view(shrink, blob(), seed))).isLessThan(ink(blob()));
      }
    }

    @Test
    void as_many_views_as_asked_for_are_changed() {
      assertThat(changed(new Augmentation(0, 0, 0, 0, 0, 0.3, 0.3, 0, 0))).isBetween(150L, 210L);
    }
  }

  @Nested
  class Cuts_and_strokes {
    @Test
    void come_as_often_as_asked_for() {
      assertThat(changed(new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 0.2))).isBetween(35L, 85L);
      assertThat(changed(new Augmentation(0, 0, 0, 0, 0, 0, 0, 0.3, 0))).isBetween(50L, 120L);
    }

    @Test
    void a_cut_takes_ink_away_and_a_stroke_adds_some() {
      Augmentation cut = new Augmentation(0, 0, 0, 0, 0, 0, 0, 1, 0);
      Augmentation stroke = new Augmentation(0, 0, 0, 0, 0, 0, 0, 0, 1);
      for (long seed = 0; seed < 50; seed++) {
        assertThat(ink(view(cut, blob(), seed))).isLessThanOrEqualTo(ink(blob()));
        assertThat(ink(view(stroke, blob(), seed))).isGreaterThan(ink(blob()) + 4);
      }
    }
  }

  @Test
  void shares_that_are_none_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Augmentation(0, 0, 0, 0, 0, 0.7, 0.7, 0, 0))
        .withMessage("dilate and erode must be at most 1 together, but were 0.7 and 0.7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Augmentation(0, 0, 0, 0, 0, 0, 0, Double.NaN, 0))
        .withMessage("cutout must be in [0.0, 1.0], but was NaN");
  }
}
