// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageSheetsTest {
  private static Picture picture(int sample) {
    byte[] pixels = new byte[100];
    new Random(sample).nextBytes(pixels);
    return new Picture(1, 10, 10, pixels);
  }

  @Test
  void with_room_pixels_are_as_they_were() throws IOException {
    ImageSheets.Kept kept =
        ImageSheets.of(1500, ImageSheetsTest::picture, new int[0], Long.MAX_VALUE);
    assertThat(kept.sheets()).hasSize(2);
    assertThat(kept.code()).isEqualTo(ImageSheets.Code.PNG);
    BufferedImage second = ImageIO.read(new ByteArrayInputStream(kept.sheets().get(1)));
    int sample = 1024 + 33; // second row, second cell
    assertThat(second.getRaster().getSample(10 + 3, 10 + 4, 0))
        .isEqualTo(picture(sample).values()[4 * 10 + 3] & 0xff);
  }

  @Test
  void with_less_room_greys_are_rounded_before_any_sample_is_left_out() {
    long whole = bytes(ImageSheets.of(500, ImageSheetsTest::picture, new int[0], 1 << 30));
    ImageSheets.Kept kept =
        ImageSheets.of(500, ImageSheetsTest::picture, new int[0], whole * 2 / 3);
    assertThat(kept.code()).isEqualTo(ImageSheets.Code.PNG_OF_16_LEVELS);
    assertThat(kept.samples()).hasSize(500);
    assertThat(bytes(kept)).isLessThanOrEqualTo(whole * 2 / 3);
  }

  @Test
  void with_little_room_the_wanted_samples_stay() {
    ImageSheets.Kept kept =
        ImageSheets.of(500, ImageSheetsTest::picture, new int[] {499, 3, 250}, 3000);
    assertThat(kept.samples()).contains(3, 250, 499).isSorted();
    assertThat(kept.samples().size()).isBetween(10, 100);
  }

  private static long bytes(ImageSheets.Kept kept) {
    return kept.sheets().stream().mapToLong(sheet -> sheet.length).sum();
  }
}
