// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that other programs wrote: ImageMagick 6.9 and cwebp 1.2. Each is 40 x 24 pixels, red on
 * the left and blue on the right; of the two with transparency the right is transparent, and of the
 * animation that is the first frame.
 */
class ForeignFilesTest {
  @ParameterizedTest
  @CsvSource({
    "cmyk.jpg, 0.25",
    "progressive.jpg, 0.05",
    "lossy.webp, 0.12",
    "frames.gif, 0.01",
    "lzw.tiff, 0.01",
    "cmyk.tiff, 0.25",
    "palette.tiff, 0.01",
    "sixteen.tiff, 0.01"
  })
  void have_their_colours_and_sides(String name, float slack)
      throws IOException, UnreadableImageException {
    ImageDecoder.Decoded decoded = decode(name);
    assertThat(decoded.width()).isEqualTo(40);
    assertThat(decoded.height()).isEqualTo(24);
    assertThat(decoded.transparent()).isFalse();
    assertPixel(decoded.picture(), 10, 12, slack, 1, 0, 0);
    assertPixel(decoded.picture(), 30, 12, slack, 0, 0, 1);
  }

  @ParameterizedTest
  @CsvSource({"alpha.png", "alpha.webp"})
  void what_is_transparent_lies_on_paper(String name) throws IOException, UnreadableImageException {
    ImageDecoder.Decoded decoded = decode(name);
    assertThat(decoded.transparent()).isTrue();
    Picture picture = decoded.picture();
    assertPixel(picture, 10, 12, 0.02f, 1, 0, 0);
    float[] luma = picture.luma();
    // Of one tone, and another than the ink's: nothing of what the file hides there is seen.
    assertThat(luma[12 * 40 + 30]).isEqualTo(luma[2 * 40 + 36]);
    assertThat(Math.abs(luma[12 * 40 + 30] - luma[12 * 40 + 10])).isGreaterThan(0.2f);
  }

  private static ImageDecoder.Decoded decode(String name)
      throws IOException, UnreadableImageException {
    try (InputStream in =
        Objects.requireNonNull(ForeignFilesTest.class.getResourceAsStream(name))) {
      return ImageDecoder.decode(in.readAllBytes());
    }
  }

  private static void assertPixel(Picture picture, int x, int y, float slack, float... rgb) {
    assertThat(picture.channels()).isEqualTo(3);
    for (int c = 0; c < 3; c++) {
      assertThat(picture.values()[c * picture.pixels() + y * picture.width() + x])
          .isCloseTo(rgb[c], within(slack));
    }
  }
}
