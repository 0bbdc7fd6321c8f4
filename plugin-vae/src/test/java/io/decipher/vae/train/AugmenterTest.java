// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.TrainingSet;
import io.decipher.vae.Recipes;
import io.decipher.vae.net.VaeBatch;
import io.decipher.vae.recipe.Augmentation;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AugmenterTest {
  private static final SampleType.Image SHAPE = new SampleType.Image(2, 20, 14);
  private static final int SIZE = SHAPE.size();
  private static final Augmentation NONE = Recipes.views(0, 0, 0, 0, 0, 0, 0, 0, 0);

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
  void masks_are_bands_of_columns_and_rows_and_all_else_stays() {
    float[] image = new float[SIZE];
    Arrays.fill(image, 0.5f);
    Augmentation masked = Recipes.masked(new Augmentation.Mask(1, 4, 6));
    boolean[] seen = new boolean[2];
    for (long seed = 0; seed < 200; seed++) {
      float[] view = view(masked, image, seed);
      boolean[] columns = new boolean[14];
      boolean[] rows = new boolean[20];
      for (int x = 0; x < 14; x++) {
        int column = x;
        columns[x] = IntStream.range(0, 20).allMatch(y -> view[y * 14 + column] == 0);
      }
      for (int y = 0; y < 20; y++) {
        int row = y;
        rows[y] = IntStream.range(0, 14).allMatch(x -> view[row * 14 + x] == 0);
      }
      for (int i = 0; i < SIZE; i++) {
        boolean blank = columns[i % 14] || rows[i / 14 % 20];
        assertThat(view[i]).isEqualTo(blank ? 0 : 0.5f);
      }
      int wide = (int) IntStream.range(0, 14).filter(x -> columns[x]).count();
      int high = (int) IntStream.range(0, 20).filter(y -> rows[y]).count();
      assertThat(wide).isLessThanOrEqualTo(4);
      assertThat(high).isLessThanOrEqualTo(6);
      seen[0] |= wide == 4;
      seen[1] |= high == 6;
    }
    assertThat(seen).containsExactly(true, true);
  }

  @Test
  void noise_is_like_the_quiet_half_of_each_row_and_hides_nothing_louder() {
    float[] image = new float[SIZE]; // row y: a background of y / 100 ± 0.02, and four loud columns
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < SIZE; i++) {
      float background = i / 14 % 20 / 100f + 0.02f * (float) random.nextGaussian();
      image[i] = i % 14 < 4 ? 0.9f : Math.max(0, background);
    }
    double raised = 0;
    for (long seed = 0; seed < 100; seed++) {
      float[] view = view(Recipes.noisy(0.2), image, seed);
      for (int i = 0; i < SIZE; i++) {
        assertThat(view[i]).isBetween(i % 14 < 4 ? 0.9f : image[i], 0.9f);
        raised += i % 14 < 4 ? 0 : view[i] - image[i];
      }
    }
    // Levels are uniform up to 0.2, and the louder of noise and background is seen.
    assertThat(raised / 100 / (SIZE * 10 / 14.0)).isBetween(0.07, 0.14);
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
      Augmentation shift = Recipes.views(0, 0, 0, 2, 0, 0, 0, 0, 0);
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
      Augmentation turn = Recipes.views(40, 0, 0, 0, 0, 0, 0, 0, 0);
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
      Augmentation grow = Recipes.views(0, 0, 0, 0, 0, 1, 0, 0, 0);
      Augmentation shrink = Recipes.views(0, 0, 0, 0, 0, 0, 1, 0, 0);
      for (long seed = 0; seed < 50; seed++) {
        assertThat(ink(view(grow, blob(), seed))).isGreaterThan(ink(blob()));
        assertThat(ink(view(shrink, blob(), seed))).isLessThan(ink(blob()));
      }
    }

    @Test
    void as_many_views_as_asked_for_are_changed() {
      assertThat(changed(Recipes.views(0, 0, 0, 0, 0, 0.3, 0.3, 0, 0))).isBetween(150L, 210L);
    }
  }

  @Nested
  class Cuts_and_strokes {
    @Test
    void come_as_often_as_asked_for() {
      assertThat(changed(Recipes.views(0, 0, 0, 0, 0, 0, 0, 0, 0.2))).isBetween(35L, 85L);
      assertThat(changed(Recipes.views(0, 0, 0, 0, 0, 0, 0, 0.3, 0))).isBetween(50L, 120L);
    }

    @Test
    void a_cut_takes_ink_away_and_a_stroke_adds_some() {
      Augmentation cut = Recipes.views(0, 0, 0, 0, 0, 0, 0, 1, 0);
      Augmentation stroke = Recipes.views(0, 0, 0, 0, 0, 0, 0, 0, 1);
      for (long seed = 0; seed < 50; seed++) {
        assertThat(ink(view(cut, blob(), seed))).isLessThanOrEqualTo(ink(blob()));
        assertThat(ink(view(stroke, blob(), seed))).isGreaterThan(ink(blob()) + 4);
      }
    }
  }

  /** What every view of a training is made of must not change with what is added to it. */
  @Nested
  class With_the_preset_for_handwriting {
    private static final String VIEWS_0_TO_999 =
        "1ec3687056d0e17e3b9c591620e0491ab7dd304dfb6af9b0e13b8fb1f436b903";
    private static final String BATCHES =
        "fb17b56edcdce8468db0154cec29adf4ef3c691409fa786351bcaa2c3631a88b";

    private static String digest(List<float[]> arrays) throws NoSuchAlgorithmException {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (float[] array : arrays) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * array.length);
        bytes.asFloatBuffer().put(array);
        digest.update(bytes.array());
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    void views_are_what_they_were_before_there_were_presets() throws NoSuchAlgorithmException {
      float[] image = new float[784];
      for (int i = 0; i < image.length; i++) {
        image[i] = (i % 28) * (i / 28 % 7) / 168f;
      }
      Augmenter augmenter = new Augmenter(Recipes.VIEWS, SampleType.image(28, 28));
      float[] views = new float[1000 * 784];
      for (int i = 0; i < 1000; i++) {
        augmenter.view(image, 0, views, i * 784, new SplittableRandom(i));
      }
      assertThat(digest(List.of(views))).isEqualTo(VIEWS_0_TO_999);
    }

    @Test
    void batches_of_training_are_what_they_were() throws NoSuchAlgorithmException {
      TrainingSet set = Recipes.shapes(200);
      int[] members = IntStream.range(0, 200).toArray();
      Batches batches = new Batches(Recipes.tiny().build(), set, 0, members, RunContext.seeded(7));
      List<float[]> arrays = new ArrayList<>();
      for (int epoch = 0; epoch < 2; epoch++) {
        for (int i = 0; i < batches.count(); i++) {
          VaeBatch batch = batches.get(epoch, i);
          arrays.addAll(List.of(batch.views(), batch.targets(), batch.noise()));
        }
      }
      assertThat(digest(arrays)).isEqualTo(BATCHES);
    }
  }

  @Nested
  class A_mirror {
    @Test
    void makes_left_right_as_often_as_asked_for() {
      float[] image = blob();
      for (int i = 0; i < SIZE; i += 14) {
        image[i] = 0.5f;
      }
      Augmentation mirrors = with("mirror = 0.5");
      int mirrored = 0;
      for (long seed = 0; seed < 300; seed++) {
        float[] view = view(mirrors, image, seed);
        if (view[13] == 0.5f) {
          assertThat(view[0]).isEqualTo(image[13]);
          mirrored++;
        } else {
          assertThat(view).containsExactly(image, within(1e-6f));
        }
      }
      assertThat(mirrored).isBetween(120, 180);
    }
  }

  @Nested
  class Light {
    @Test
    void brightness_leaves_what_is_black_and_scales_the_rest() {
      double least = 9;
      double most = 0;
      for (long seed = 0; seed < 200; seed++) {
        float[] image = new float[SIZE];
        Arrays.fill(image, 20, 40, 0.4f);
        float[] view = view(with("brightness = 0.5"), image, seed);
        assertThat(view[0]).isZero();
        assertThat(view[21]).isEqualTo(view[35]);
        least = Math.min(least, view[30]);
        most = Math.max(most, view[30]);
      }
      assertThat(least).isBetween(0.4 * Math.exp(-0.5), 0.26);
      assertThat(most).isBetween(0.64, 0.4 * Math.exp(0.5));
    }

    @Test
    void contrast_keeps_the_mean() {
      float[] image = new float[SIZE];
      for (int i = 0; i < SIZE; i++) {
        image[i] = i % 2 == 0 ? 0.4f : 0.6f;
      }
      for (long seed = 0; seed < 50; seed++) {
        float[] view = view(with("contrast = 1"), image, seed);
        assertThat(ink(view) / SIZE).isCloseTo(0.5, within(1e-5));
        assertThat(view[1] - view[0]).isBetween(0.2f / 2.72f, 0.2f * 2.72f);
      }
    }

    @Test
    void values_stay_between_0_and_1() {
      for (long seed = 0; seed < 50; seed++) {
        for (float value : view(with("brightness = 2, contrast = 2"), blob(), seed)) {
          assertThat(value).isBetween(0f, 1f);
        }
      }
    }
  }

  @Nested
  class Sizes {
    @Test
    void a_cut_is_as_large_as_it_is_told() {
      float[] white = new float[SIZE];
      Arrays.fill(white, 1);
      Augmentation cuts = with("cutout = 1, cutout-size { least = 5, most = 5 }");
      double most = 0;
      for (long seed = 0; seed < 100; seed++) {
        most = Math.max(most, SIZE - ink(view(cuts, white, seed)));
      }
      assertThat(most).isEqualTo(2 * 25); // in each of two channels
    }

    @Test
    void ink_grows_by_as_many_pixels_as_it_may() {
      float[] image = new float[SIZE];
      image[10 * 14 + 7] = 1;
      double most = 0;
      for (long seed = 0; seed < 200; seed++) {
        most = Math.max(most, ink(view(with("dilate = 1, thickness = 3"), image, seed)));
      }
      assertThat(most).isBetween(14.5, 16.0); // 4 x 4
    }

    @Test
    void a_stroke_is_as_long_as_it_is_told() {
      String stroke = "stroke = 1, stroke-width { least = 1, most = 1 }, stroke-length ";
      for (long seed = 0; seed < 50; seed++) {
        float[] black = new float[SIZE];
        assertThat(ink(view(with(stroke + "{ least = 1, most = 1 }"), black, seed)))
            .isLessThan(ink(view(with(stroke + "{ least = 8, most = 8 }"), black, seed)));
      }
    }

    @Test
    void a_finer_grid_bends_more_finely() {
      assertThat(view(with("elastic = 1"), blob(), 1))
          .isNotEqualTo(view(with("elastic = 1, elastic-grid = 9"), blob(), 1));
    }

    @Test
    void a_span_is_what_a_person_computes() {
      assertThat(new Augmentation.Range(1.6, 3.4).span()).isEqualTo(1.8);
    }

    @Test
    void that_are_none_are_refused() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Augmentation.Range(3, 2))
          .withMessage("most must be in [3.0, 1000.0], but was 2.0");
    }
  }

  /** No change but those that a text says. */
  private static Augmentation with(String text) {
    String none =
        """
        rotation = 0, shear = 0, scale = 0, shift = 0, elastic = 0, elastic-grid = 5
        dilate = 0, erode = 0, thickness = 1, cutout = 0, stroke = 0
        cutout-size { least = 3, most = 8 }
        stroke-length { least = 4, most = 11 }, stroke-width { least = 1.6, most = 3.4 }
        mirror = 0, brightness = 0, contrast = 0
        """;
    return Settings.parse("some", text).over(Settings.parse("none", none)).as(Augmentation.class);
  }

  @Test
  void shares_that_are_none_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recipes.views(0, 0, 0, 0, 0, 0.7, 0.7, 0, 0))
        .withMessage("dilate and erode must be at most 1 together, but were 0.7 and 0.7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recipes.views(0, 0, 0, 0, 0, 0, 0, Double.NaN, 0))
        .withMessage("cutout must be in [0.0, 1.0], but was NaN");
  }
}
