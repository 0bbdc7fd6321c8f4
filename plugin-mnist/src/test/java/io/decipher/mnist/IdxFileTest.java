// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import static io.decipher.mnist.IdxFile.Kind.IMAGES;
import static io.decipher.mnist.IdxFile.Kind.LABELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.decipher.api.DecipherException;
import io.decipher.mnist.IdxFile.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
  @TempDir private Path directory;

  private IdxFile file(byte[] bytes) throws IOException {
    return IdxFile.at(Idx.write(directory, "file", bytes));
  }

  private static IdxFile.Content read(IdxFile file, Kind kind) {
    return file.read(kind, OptionalInt.empty(), "set train-limit");
  }

  private void assertRefused(Kind kind, byte[] bytes, String message) throws IOException {
    IdxFile file = file(bytes);
    assertThatThrownBy(() -> read(file, kind))
        .isInstanceOf(DecipherException.class)
        .hasMessage(file.name() + ": " + message);
  }

  @Nested
  class A_sound_file {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void is_read_up_to_a_limit(boolean gzipped) throws IOException {
      byte[] bytes = Idx.images(5, 2, 3);
      IdxFile file = file(gzipped ? Idx.gzip(bytes) : bytes);

      IdxFile.Content content = file.read(IMAGES, OptionalInt.of(2), "set train-limit");

      assertThat(file.count(IMAGES)).isEqualTo(5);
      assertThat(content.height()).isEqualTo(2);
      assertThat(content.width()).isEqualTo(3);
      assertThat(content.values().array()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
      assertThat(file.read(IMAGES, OptionalInt.of(9), "set train-limit").values().array())
          .hasSize(30);
    }

    @Test
    void is_read_whole_when_it_is_longer_than_the_first_buffer() throws IOException {
      byte[] bytes = Idx.images(100, 40, 50);
      byte[] values = read(file(Idx.gzip(bytes)), IMAGES).values().array();
      assertThat(values).isEqualTo(Arrays.copyOfRange(bytes, 16, bytes.length));
    }
  }

  @Nested
  class A_header_is_refused {
    @Test
    void when_it_is_of_no_idx_file() throws IOException {
      assertRefused(
          IMAGES,
          new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0},
          "begins with 0x89504e47; expected 0x00000803 (images: unsigned bytes in 3 dimensions);"
              + " it is not an IDX file of images, nor a gzipped one");
    }

    @Test
    void when_it_is_of_the_other_kind() throws IOException {
      assertRefused(
          IMAGES,
          Idx.labels(1, 2),
          "begins with 0x00000801 (labels: unsigned bytes in 1 dimension); expected 0x00000803"
              + " (images: unsigned bytes in 3 dimensions); were images and labels swapped?");
      assertRefused(
          LABELS,
          Idx.gzip(Idx.images(1, 2, 2)),
          "begins with 0x00000803 (images: unsigned bytes in 3 dimensions); expected 0x00000801"
              + " (labels: unsigned bytes in 1 dimension); were images and labels swapped?");
    }

    @Test
    void when_its_values_are_no_bytes() throws IOException {
      assertRefused(
          IMAGES,
          Idx.bytes(16, 0xd03, 1, 2, 2),
          "begins with 0x00000d03; expected 0x00000803 (images: unsigned bytes in 3 dimensions);"
              + " it is not an IDX file of images, nor a gzipped one");
    }

    @Test
    void when_it_is_cut_short() throws IOException {
      assertRefused(
          IMAGES,
          Idx.bytes(0, Idx.IMAGES, 7),
          "is truncated: it has 8 bytes, but the header of images alone has 16; get the file"
              + " again");
      assertRefused(
          LABELS,
          new byte[] {0},
          "is truncated: it has 1 bytes, but the header of labels alone has 8; get the file again");
    }

    @Test
    void when_it_announces_nothing() throws IOException {
      assertRefused(
          IMAGES,
          Idx.bytes(0, Idx.IMAGES, 0, 28, 28),
          "announces 0 images of 28 x 28 pixels; expected at least one image of one pixel");
      assertRefused(
          IMAGES,
          Idx.bytes(0, Idx.IMAGES, 60_000, 0, 0),
          "announces 60000 images of 0 x 0 pixels; expected at least one image of one pixel");
      assertRefused(
          LABELS, Idx.bytes(0, Idx.LABELS, 0), "announces 0 labels; expected at least one label");
    }

    @Test
    void when_it_announces_more_than_the_file_has() throws IOException {
      assertRefused(
          IMAGES,
          Idx.bytes(100, Idx.IMAGES, -1, -1, -1),
          "is truncated: its header announces 4294967295 images of 4294967295 x 4294967295"
              + " pixels, which makes 79228162458924105385300197391 bytes, but it has 116; get"
              + " the file again");
    }

    @Test
    void when_it_announces_more_than_its_compressed_bytes_could_unpack_to() throws IOException {
      byte[] packed = Idx.gzip(Idx.bytes(100, Idx.IMAGES, -1, -1, -1));
      assertRefused(
          IMAGES,
          packed,
          "announces 4294967295 images of 4294967295 x 4294967295 pixels, which makes"
              + " 79228162458924105385300197391 bytes, but it has "
              + packed.length
              + " compressed ones, which unpack to at most 1032 times as many; get the file"
              + " again");
      // All zeros are packed as densely as deflate can.
      assertThat(read(file(Idx.gzip(Idx.bytes(50_000_000, Idx.LABELS, 50_000_000))), LABELS))
          .isNotNull();
    }

    /** A gzipped header, and so much else that it might be that of a sound file. */
    private IdxFile large(int... header) throws IOException {
      return file(Arrays.copyOf(Idx.gzip(Idx.bytes(0, header)), 2_200_000));
    }

    @Test
    void when_it_announces_more_than_an_array_can_hold() throws IOException {
      IdxFile file = large(Idx.IMAGES, 1, 1, Integer.MAX_VALUE);
      assertThatThrownBy(() -> read(file, IMAGES))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              file.name()
                  + ": announces 1 images of 1 x 2147483647 pixels, of which 1 are requested:"
                  + " 2147483647 values; at most 2147483639 can be held; set train-limit, if the"
                  + " file is sound");
    }

    @Test
    void when_what_is_wanted_of_it_takes_more_than_four_fifths_of_the_heap() throws IOException {
      IdxFile file = large(Idx.IMAGES, 1, 1, Integer.MAX_VALUE - 8);
      assertThatThrownBy(
              () -> file.read(IMAGES, OptionalInt.empty(), "set test-limit", 100L * 1024 * 1024))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              file.name()
                  + ": needs 10240 MB of memory, but 80 MB are available; set test-limit, or raise"
                  + " -Xmx");
    }

    @Test
    void unless_a_limit_makes_it_fit() throws IOException {
      IdxFile file = file(Idx.images(5, 2, 3)); // 5 bytes a value: 150 and 120, of 148
      assertThatThrownBy(() -> file.read(IMAGES, OptionalInt.empty(), "set train-limit", 185))
          .isInstanceOf(DecipherException.class)
          .hasMessageEndingWith("set train-limit, or raise -Xmx");
      assertThat(file.read(IMAGES, OptionalInt.of(4), "set train-limit", 185).values().array())
          .hasSize(24);
    }
  }

  @Nested
  class A_body_is_refused {
    @Test
    void when_it_is_cut_short() throws IOException {
      byte[] bytes = Idx.images(3, 2, 2);
      assertRefused(
          IMAGES,
          Arrays.copyOf(bytes, bytes.length - 1),
          "is truncated: its header announces 3 images of 2 x 2 pixels, which makes 28 bytes, but"
              + " it has 27; get the file again");
      assertRefused(
          IMAGES,
          Idx.gzip(Arrays.copyOf(bytes, bytes.length - 1)),
          "is truncated: its header announces 3 images of 2 x 2 pixels, 12 bytes, but only 11"
              + " follow it; get the file again");
    }

    @Test
    void when_it_is_too_long() throws IOException {
      byte[] bytes = Idx.images(3, 2, 2);
      assertRefused(
          IMAGES,
          Arrays.copyOf(bytes, bytes.length + 1),
          "is too long: its header announces 3 images of 2 x 2 pixels, which makes 28 bytes, but"
              + " it has 29; get the file again");
      assertRefused(
          LABELS,
          Idx.gzip(Arrays.copyOf(Idx.labels(1, 2), 11)),
          "continues after the 2 labels that its header announces; expected it to end after these"
              + " 2 bytes; get the file again");
    }

    /** A limit is about what is held, not about what is noticed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10})
    void whatever_the_limit_is(int limit) throws IOException {
      byte[] sound = Idx.images(10, 28, 28);
      var random = new java.util.SplittableRandom(1);
      for (int i = 16; i < sound.length; i++) {
        sound[i] = (byte) random.nextInt();
      }
      byte[] damaged = Idx.gzip(sound);
      damaged[damaged.length - 100] ^= 0x10;
      byte[] checksum = Idx.gzip(sound);
      checksum[checksum.length - 8] ^= 1;
      byte[] broken = Idx.gzip(sound);
      for (byte[] bytes :
          List.of(
              Arrays.copyOf(sound, sound.length - 1),
              Arrays.copyOf(sound, sound.length + 1),
              Idx.gzip(Arrays.copyOf(sound, sound.length - 1)),
              Idx.gzip(Arrays.copyOf(sound, sound.length + 1)),
              Idx.gzip(Arrays.copyOf(sound, 5_000_000)),
              Arrays.copyOf(broken, broken.length - 9),
              damaged,
              checksum)) {
        IdxFile file = file(bytes);
        assertThatThrownBy(() -> file.read(IMAGES, OptionalInt.of(limit), "set train-limit"))
            .isInstanceOf(DecipherException.class)
            .hasMessageEndingWith("; get the file again");
      }
      IdxFile whole = file(Idx.gzip(sound));
      assertThat(whole.read(IMAGES, OptionalInt.of(limit), "set train-limit").values().array())
          .isEqualTo(Arrays.copyOfRange(sound, 16, 16 + limit * 784));
    }

    @Test
    void when_it_is_a_gzip_bomb_of_which_next_to_nothing_is_unpacked() throws IOException {
      // 64 kB that unpack to 64 MB.
      Path bomb = directory.resolve("bomb");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb), 1 << 16)) {
        out.write(Idx.images(3, 2, 2));
        byte[] zeros = new byte[1 << 20];
        for (int i = 0; i < 64; i++) {
          out.write(zeros);
        }
      }
      byte[] packed = Files.readAllBytes(bomb);
      // Damage near the start of the bomb would be met if it were unpacked any further.
      Arrays.fill(packed, packed.length / 8, packed.length, (byte) 0xff);
      assertRefused(
          IMAGES,
          packed,
          "continues after the 3 images of 2 x 2 pixels that its header announces; expected it to"
              + " end after these 12 bytes; get the file again");
    }

    @Test
    void when_it_is_empty() throws IOException {
      assertRefused(
          IMAGES, new byte[0], "is empty; expected images in IDX format; get the file again");
    }

    @Test
    void when_its_compressed_data_break_off() throws IOException {
      byte[] packed = Idx.gzip(Idx.images(50, 5, 5));
      for (int length : new int[] {2, 9, packed.length / 2, packed.length - 3}) {
        assertRefused(
            IMAGES,
            Arrays.copyOf(packed, length),
            "is truncated: its compressed data break off; get the file again");
      }
    }

    @Test
    void when_its_compressed_data_are_damaged() throws IOException {
      byte[] packed = Idx.gzip(Idx.images(50, 5, 5));
      byte[] sum = packed.clone();
      sum[sum.length - 6] ^= 1;
      assertRefused(
          IMAGES,
          sum,
          "is damaged: it cannot be unpacked (Corrupt GZIP trailer); get the file again");
      byte[] block = packed.clone();
      block[10] |= 6;
      IdxFile file = file(block);
      assertThatThrownBy(() -> read(file, IMAGES))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(file.name() + ": is damaged: it cannot be unpacked (");
    }

    @Test
    void when_it_is_not_there() {
      IdxFile gone = IdxFile.at(directory.resolve("gone"));
      assertThatThrownBy(() -> read(gone, IMAGES))
          .isInstanceOf(DecipherException.class)
          .hasMessage(gone.name() + ": does not exist");
    }

    @Test
    void when_it_is_a_directory() {
      IdxFile file = IdxFile.at(directory);
      assertThatThrownBy(() -> read(file, IMAGES))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(directory + ": cannot be read (");
    }

    @Test
    void when_it_may_not_be_read() throws IOException {
      Path secret = Idx.write(directory, "secret", Idx.labels(1));
      assumeFalse(
          !secret.toFile().setReadable(false) || Files.isReadable(secret),
          "this user may read everything");
      assertThatThrownBy(() -> read(IdxFile.at(secret), LABELS))
          .isInstanceOf(DecipherException.class)
          .hasMessage(secret + ": is not readable; check its permissions");
    }
  }
}
