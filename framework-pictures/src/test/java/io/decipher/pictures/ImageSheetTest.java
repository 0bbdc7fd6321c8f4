// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.api.spi.PictureWriter.Group;
import io.decipher.api.spi.PictureWriter.Sheet;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSheetTest {
  private static final int WHITE = 0xffffff;
  private static final SampleType TWO_BY_THREE = SampleType.image(2, 3);

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("sheet.png");
  }

  private BufferedImage written() throws IOException {
    return ImageIO.read(file().toFile());
  }

  private static int rgb(BufferedImage image, int x, int y) {
    // getRGB would convert linear grey; the stored level is what counts here
    int[] pixel = image.getRaster().getPixel(x, y, (int[]) null);
    return pixel.length == 1 ? pixel[0] * 0x10101 : pixel[0] << 16 | pixel[1] << 8 | pixel[2];
  }

  @Nested
  class Grey {
    private final FloatMatrix five =
        FloatMatrix.wrap(
            5,
            6,
            new float[] {
              0,
              0,
              0,
              0,
              0,
              1, //
              0.2f,
              0.2f,
              0.2f,
              0.2f,
              0.2f,
              0.2f, //
              -3,
              7,
              Float.NaN,
              Float.NEGATIVE_INFINITY,
              Float.POSITIVE_INFINITY,
              0.6f, //
              0,
              0,
              0,
              0,
              0,
              0, //
              1,
              0,
              0,
              0,
              0,
              0
            });

    @Test
    void samples_stand_in_rows_with_gaps_between() throws IOException {
      ImageSheet.write(file(), five, TWO_BY_THREE, 2, 1);

      BufferedImage image = written();
      assertThat(image.getWidth()).isEqualTo(1 + 2 * (3 + 1));
      assertThat(image.getHeight()).isEqualTo(1 + 3 * (2 + 1));
      assertThat(rgb(image, 1, 1)).isZero();
      assertThat(rgb(image, 3, 2)).isEqualTo(WHITE); // the last pixel of sample 0 is 1
      assertThat(rgb(image, 5, 1)).isEqualTo(51 * 0x10101);
      assertThat(rgb(image, 4, 1)).isEqualTo(WHITE); // the gap
      assertThat(rgb(image, 2, 7)).isZero(); // sample 4, second pixel
      assertThat(rgb(image, 6, 8)).isEqualTo(WHITE); // no sample 5
    }

    @Test
    void values_outside_0_to_1_are_clamped_and_nan_is_black() throws IOException {
      ImageSheet.write(file(), five.slice(2, 1), TWO_BY_THREE, 1, 1);

      BufferedImage image = written();
      assertThat(rgb(image, 1, 1)).isZero();
      assertThat(rgb(image, 2, 1)).isEqualTo(WHITE);
      assertThat(rgb(image, 3, 1)).isZero();
      assertThat(rgb(image, 1, 2)).isZero();
      assertThat(rgb(image, 2, 2)).isEqualTo(WHITE);
      assertThat(rgb(image, 3, 2)).isEqualTo(153 * 0x10101);
    }

    @Test
    void a_scale_makes_squares_of_pixels() throws IOException {
      ImageSheet.write(file(), five, TWO_BY_THREE, 5, 4);

      BufferedImage image = written();
      assertThat(image.getWidth()).isEqualTo(4 + 5 * (3 * 4 + 4));
      assertThat(image.getHeight()).isEqualTo(4 + 2 * 4 + 4);
      for (int y = 8; y < 12; y++) {
        for (int x = 12; x < 16; x++) {
          assertThat(rgb(image, x, y)).isEqualTo(WHITE);
        }
      }
      assertThat(rgb(image, 11, 8)).isZero();
      assertThat(rgb(image, 12, 7)).isZero();
    }

    @Test
    void rows_may_differ_in_length() throws IOException {
      ImageSheet.writeRows(
          file(), List.of(five.slice(0, 1), five.slice(1, 3)), TWO_BY_THREE, 1, List.of());

      BufferedImage image = written();
      assertThat(image.getWidth()).isEqualTo(1 + 3 * 4);
      assertThat(rgb(image, 5, 1)).isEqualTo(WHITE); // the first row ends after one sample
      assertThat(rgb(image, 1, 4)).isEqualTo(51 * 0x10101);
    }

    @Test
    void captions_stand_left_of_the_rows() throws IOException {
      SampleType shape = SampleType.image(28, 28);
      FloatMatrix black = FloatMatrix.wrap(2, 784, new float[2 * 784]);
      ImageSheet.write(file(), black, shape, 1, 1, List.of("0", "no 12"));

      BufferedImage image = written();
      int left = image.getWidth() - 29;
      assertThat(left).isEqualTo(1 + BitmapFont.width("no 12") + 2 * BitmapFont.WIDTH);
      assertThat(rgb(image, left, 1)).isZero();
      assertThat(inked(image, left, 0, 29)).isEqualTo(inked("0"));
      assertThat(inked(image, left, 29, 58)).isEqualTo(inked("no 12"));
    }

    @Test
    void groups_stand_side_by_side_below_their_headings() throws IOException {
      SampleType shape = SampleType.image(28, 28);
      FloatMatrix black = FloatMatrix.wrap(2, 784, new float[2 * 784]);
      Group two = new Group("two", List.of(black, black));
      Group one = new Group("one", List.of(black.slice(0, 1), FloatMatrix.empty(784)));
      ImageSheet.write(file(), new Sheet(List.of(two, one), shape, 1, List.of("0", "1")));

      BufferedImage image = written();
      int left = 1 + BitmapFont.width("0") + 2 * BitmapFont.WIDTH;
      int second = left + 2 * 29 + 2 * BitmapFont.WIDTH;
      int above = BitmapFont.HEIGHT + BitmapFont.CAPITAL;
      assertThat(image.getWidth()).isEqualTo(second + 29);
      assertThat(image.getHeight()).isEqualTo(above + 1 + 2 * 29);
      assertThat(inked(image, left, image.getWidth(), 0, above))
          .isEqualTo(inked("two") + inked("one"));
      assertThat(inked(image, second, second + 28, above + 1, above + 29)).isEqualTo(28 * 28);
      assertThat(inked(image, second, second + 28, above + 30, above + 58)).isZero();
      assertThat(inked(image, second - 10, second, above, above + 58)).isZero();
    }

    private int inked(BufferedImage image, int left, int right, int top, int bottom) {
      int count = 0;
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          count += rgb(image, x, y) == WHITE ? 0 : 1;
        }
      }
      return count;
    }

    private int inked(BufferedImage image, int width, int top, int bottom) {
      return inked(image, 0, width, top, bottom);
    }

    private int inked(String text) {
      int[] count = new int[1];
      BitmapFont.draw(text, (x, y) -> count[0]++);
      return count[0];
    }
  }

  @Test
  void three_channels_are_red_green_and_blue_planes() throws IOException {
    FloatMatrix sample = FloatMatrix.ofRows(new float[] {1, 0, 0, 0, 0, 0.2f, 0, 0, 0, 0.4f, 1, 0});
    ImageSheet.write(file(), sample, new SampleType.Image(3, 2, 2), 1, 1);

    BufferedImage image = written();
    assertThat(rgb(image, 1, 1)).isEqualTo(0xff0000);
    assertThat(rgb(image, 2, 1)).isEqualTo(0x003366);
    assertThat(rgb(image, 1, 2)).isEqualTo(0x0000ff);
    assertThat(rgb(image, 2, 2)).isZero();
  }

  @Test
  void no_samples_make_an_empty_sheet() throws IOException {
    ImageSheet.write(file(), FloatMatrix.empty(6), TWO_BY_THREE, 4, 1);
    assertThat(rgb(written(), 1, 1)).isEqualTo(WHITE);
  }

  @Test
  void the_same_samples_give_the_same_bytes() throws IOException {
    FloatMatrix samples = FloatMatrix.wrap(2, 6, new float[12]);
    ImageSheet.write(file(), samples, TWO_BY_THREE, 2, 3, List.of("a"));
    Path again = directory.resolve("again.png");
    ImageSheet.write(again, samples, TWO_BY_THREE, 2, 3, List.of("a"));
    assertThat(again).hasSameBinaryContentAs(file());
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void what_cannot_be_shown_is_refused() {
    FloatMatrix samples = FloatMatrix.wrap(2, 6, new float[12]);
    assertThatThrownBy(() -> ImageSheet.write(file(), samples, SampleType.vector(6), 2, 1))
        .hasMessage("samples of vector of 6 values are not images of one or three channels");
    assertThatThrownBy(() -> ImageSheet.write(file(), samples, SampleType.image(2, 2), 2, 1))
        .hasMessage("samples have 6 values, but the shape 1 x 2 x 2 has 4");
    assertThatThrownBy(() -> ImageSheet.write(file(), samples, TWO_BY_THREE, 1, 1, List.of("a")))
        .hasMessage("there are 2 rows, but 1 captions");
    assertThatThrownBy(() -> ImageSheet.write(file(), samples, TWO_BY_THREE, 0, 1))
        .hasMessage("columns must be at least 1, but was 0");
    assertThatThrownBy(() -> ImageSheet.write(file(), samples, TWO_BY_THREE, 1, 0))
        .hasMessage("scale must be at least 1, but was 0");
    assertThat(ImageSheet.canShow(new SampleType.Image(2, 5, 5))).isFalse();
    assertThat(ImageSheet.canShow(new SampleType.Image(3, 5, 5))).isTrue();
  }
}
