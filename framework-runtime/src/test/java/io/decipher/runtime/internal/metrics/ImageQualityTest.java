// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.runtime.internal.data.MedianFilter;
import io.decipher.runtime.internal.data.Noise;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImageQualityTest {
  private static final SampleType.Image TYPE = SampleType.image(16, 16);

  private static float[] gradient() {
    float[] image = new float[TYPE.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (i % 16) / 15f;
    }
    return image;
  }

  @Test
  void an_error_of_a_tenth_everywhere_is_twenty_decibels() {
    float[] image = new float[TYPE.size()];
    float[] other = new float[TYPE.size()];
    Arrays.fill(other, 0.1f);
    assertThat(ImageQuality.psnr(image, other)).isEqualTo(20, within(1e-5));
    assertThat(ImageQuality.psnr(image, image)).isEqualTo(100);
  }

  @Test
  void what_is_equal_is_similar_by_one_and_less_the_more_noise_there_is() {
    float[] image = gradient();
    FloatMatrix clean = FloatMatrix.wrap(1, image.length, image);
    assertThat(ImageQuality.ssim(image, image, TYPE)).isEqualTo(1, within(1e-9));
    double last = 1;
    for (double amount : new double[] {0.05, 0.2, 0.8}) {
      float[] noisy =
          new Noise(Noise.Kind.GAUSSIAN, amount).on(clean, new SplittableRandom(4)).row(0);
      double similar = ImageQuality.ssim(image, noisy, TYPE);
      assertThat(similar).isLessThan(last);
      last = similar;
    }
  }

  @Test
  void two_flat_images_are_similar_by_their_means_alone() {
    // (2 a b + C1) / (a² + b² + C1) of the paper, with a = 0.5, b = 0.25
    float[] a = new float[TYPE.size()];
    float[] b = new float[TYPE.size()];
    Arrays.fill(a, 0.5f);
    Arrays.fill(b, 0.25f);
    assertThat(ImageQuality.ssim(a, b, TYPE))
        .isEqualTo((0.25 + 1e-4) / (0.3125 + 1e-4), within(1e-6));
  }

  @Test
  void a_median_filter_takes_single_points_away() {
    float[] image = new float[TYPE.size()];
    image[5 * 16 + 5] = 1;
    FloatMatrix filtered = MedianFilter.of(FloatMatrix.wrap(1, image.length, image), TYPE);
    assertThat(filtered.toArray()).containsOnly(0f);
  }

  @Test
  void noise_changes_as_many_values_as_was_said() {
    float[] half = new float[10_000];
    Arrays.fill(half, 0.5f);
    FloatMatrix clean = FloatMatrix.wrap(1, half.length, half);
    float[] noisy =
        new Noise(Noise.Kind.SALT_AND_PEPPER, 0.3).on(clean, new SplittableRandom(5)).row(0);
    int salt = 0;
    int pepper = 0;
    for (float value : noisy) {
      salt += value == 1 ? 1 : 0;
      pepper += value == 0 ? 1 : 0;
    }
    assertThat(salt).isBetween(1350, 1650);
    assertThat(pepper).isBetween(1350, 1650);
  }
}
