// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.images.ImageDecoder.Decoded;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "tiff", "jpg"})
  void formats_are_told_by_their_bytes(String format) throws UnreadableImageException {
    BufferedImage scene = Drawings.scene(40, 3);

    Decoded decoded = ImageDecoder.decode(Drawings.bytes(scene, format));

    assertThat(decoded.width()).isEqualTo(40);
    Picture picture = decoded.picture();
    double sum = 0;
    for (int i = 0; i < 1600; i++) {
      int rgb = scene.getRGB(i % 40, i / 40);
      sum += Math.abs(picture.values()[i] - (rgb >> 16 & 255) / 255f) / 1600;
    }
    assertThat(sum).isLessThan(format.equals("gif") ? 0.1 : format.equals("jpg") ? 0.05 : 0.003);
  }

  @Test
  void grey_stays_what_it_is_in_8_and_16_bits() throws UnreadableImageException {
    var eight = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_GRAY);
    var sixteen = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 4; x++) {
      eight.getRaster().setSample(x, 0, 0, 60 * x);
      sixteen.getRaster().setSample(x, 0, 0, 60 * x * 257);
    }

    for (BufferedImage image : new BufferedImage[] {eight, sixteen}) {
      Picture picture = ImageDecoder.decode(Drawings.bytes(image, "png")).picture();
      assertThat(picture.channels()).isEqualTo(1);
      for (int x = 0; x < 4; x++) {
        assertThat(picture.values()[x]).isCloseTo(60 * x / 255f, within(0.002f));
      }
    }
  }

  @Test
  void large_images_are_averaged_down() throws UnreadableImageException {
    BufferedImage large = Drawings.cross(3000, 1500, Color.BLACK, Color.WHITE);

    Decoded decoded = ImageDecoder.decode(Drawings.bytes(large, "png"));

    assertThat(decoded.width()).isEqualTo(3000);
    assertThat(decoded.picture().width()).isEqualTo(ImageDecoder.WORKING_SIDE);
    assertThat(decoded.picture().height()).isEqualTo(ImageDecoder.WORKING_SIDE / 2);
  }

  /** Found by the fuzzer: its decoder read on beyond the end, for each of 1.4 million pixels. */
  @Test
  @Timeout(20)
  void a_lossless_webp_of_a_hundred_bytes_that_claims_millions_of_pixels_is_cut_short() {
    byte[] file =
        Base64.getDecoder()
            .decode(
                "UklGRhoAAABXRUJQVlA4TA0AAAAvB1BWAAAAAAAAAODg4ODg4ODgR0lGODlhAQABAIBJRjg5YQEAAQCAAAAA"
                    + "AAD///8sAAAAAAAAAAABAAEAAAICRAEAAAAAAP///ywAAAAAAAAAAAEA4ODgAQ==");
    assertThatThrownBy(() -> ImageDecoder.decode(file))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("is truncated");
  }

  @ParameterizedTest
  @CsvSource({"1,0,0", "2,1,0", "3,1,1", "4,0,1", "5,0,0", "6,1,0", "7,1,1", "8,0,1"})
  void cameras_may_be_held_in_eight_ways(int orientation, int right, int bottom)
      throws UnreadableImageException {
    // Black is the upper left quarter of what the file holds; where is it for who looks?
    var image = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 32; i++) {
      boolean corner = i % 64 < 32 && i / 64 < 16;
      image.setRGB(i % 64, i / 64, corner ? 0 : 0xffffff);
    }

    Decoded decoded = ImageDecoder.decode(oriented(Drawings.bytes(image, "jpg"), orientation));

    Picture seen = decoded.picture();
    assertThat(seen.width()).isEqualTo(orientation > 4 ? 32 : 64);
    assertThat(decoded.height()).isEqualTo(orientation > 4 ? 64 : 32);
    float[] luma = seen.luma();
    int x = seen.width() / 4 + right * seen.width() / 2;
    int y = seen.height() / 4 + bottom * seen.height() / 2;
    assertThat(luma[y * seen.width() + x]).isLessThan(0.1f);
    assertThat(Arrays.equals(luma, new float[luma.length])).isFalse();
  }

  /** Puts an EXIF segment of one entry behind the start of a JPEG. */
  private static byte[] oriented(byte[] jpeg, int orientation) {
    int[] exif = {
      0xff,
      0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    var out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    for (int one : exif) {
      out.write(one);
    }
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  @Test
  void what_is_no_image_is_told_as_such() {
    assertThatThrownBy(() -> ImageDecoder.decode(new byte[0]))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessage("is empty");
    assertThatThrownBy(() -> ImageDecoder.decode(new byte[100]))
        .isInstanceOf(UnreadableImageException.class)
        .hasMessageContaining("is not PNG");
  }

  /** Each format, 150 times damaged in some bytes or cut: an image or a reason, nothing else. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif", "tiff", "jpg"})
  void damaged_files_are_images_or_reasons(String format) {
    byte[] whole = Drawings.bytes(Drawings.scene(24, 5), format);
    var random = new SplittableRandom(42);
    int reasons = 0;
    for (int round = 0; round < 150; round++) {
      byte[] damaged =
          round % 5 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
      for (int i = 0; i < 1 + round % 7 && damaged.length > 0; i++) {
        int reach = round % 2 == 0 ? damaged.length : Math.min(64, damaged.length);
        damaged[random.nextInt(reach)] = (byte) random.nextInt(256);
      }
      try {
        Picture picture = ImageDecoder.decode(damaged).picture();
        for (float value : picture.values()) {
          assertThat(value).isBetween(0f, 1f);
        }
      } catch (UnreadableImageException e) {
        assertThat(e.reason()).isNotBlank();
        reasons++;
      }
    }
    assertThat(reasons).isPositive();
  }

  @Test
  void random_bytes_behind_a_good_beginning_are_reasons() {
    var random = new SplittableRandom(7);
    byte[][] beginnings = {
      {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10},
      {(byte) 0xff, (byte) 0xd8, (byte) 0xff},
      {'I', 'I', 42, 0},
      {'M', 'M', 0, 42},
      {'R', 'I', 'F', 'F', 100, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'L'},
      {'R', 'I', 'F', 'F', 100, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', ' '},
      {'G', 'I', 'F', '8', '9', 'a'},
      {'B', 'M'}
    };
    for (byte[] beginning : beginnings) {
      for (int round = 0; round < 40; round++) {
        byte[] bytes = new byte[400];
        random.nextBytes(bytes);
        System.arraycopy(beginning, 0, bytes, 0, beginning.length);
        try {
          assertThat(ImageDecoder.decode(bytes).picture().pixels()).isPositive();
        } catch (UnreadableImageException e) {
          assertThat(e.reason()).isNotBlank();
        }
      }
    }
  }
}
