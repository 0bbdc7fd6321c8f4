// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import static io.decipher.mnist.Mnist.Split.TEST;
import static io.decipher.mnist.Mnist.Split.TRAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.mnist.Mnist.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other data sets in a directory. */
class MnistTest {
  @TempDir private Path directory;

  private Dataset dataset(Split... splits) {
    return new Mnist(
            Optional.of(directory), OptionalInt.empty(), OptionalInt.empty(), List.of(splits))
        .open();
  }

  private void write(String name, byte[] bytes) throws IOException {
    Idx.write(directory, name, bytes);
  }

  private void assertRefused(String message, Split... splits) {
    assertThatThrownBy(() -> dataset(splits).train())
        .isInstanceOf(DecipherException.class)
        .hasMessage(message.replace("DIR", directory.toString()));
  }

  @Nested
  class A_whole_data_set {
    @Test
    void is_read_whether_gzipped_or_not() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 3, 4));
      write("train-labels-idx1-ubyte.gz", Idx.gzip(Idx.labels(26, 255)));
      write("t10k-images-idx3-ubyte.gz", Idx.gzip(Idx.images(1, 3, 4)));
      write("t10k-labels-idx1-ubyte", Idx.labels(1));

      Dataset dataset = dataset(TRAIN, TEST);

      assertThat(dataset.type()).isEqualTo(SampleType.image(3, 4));
      assertThat(dataset.train().row(1))
          .containsExactly(
              12 / 255f, 13 / 255f, 14 / 255f, 15 / 255f, 16 / 255f, 17 / 255f, 18 / 255f,
              19 / 255f, 20 / 255f, 21 / 255f, 22 / 255f, 23 / 255f);
      assertThat(dataset.test().count()).isEqualTo(1);
      assertThat(dataset.truth().orElseThrow().labels().toArray()).containsExactly(26, 255, 1);
    }

    @Test
    void has_pixels_from_zero_to_one() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(1, 16, 16));
      float[] pixels = dataset(TRAIN).train().row(0);
      assertThat(pixels[0]).isZero();
      assertThat(pixels[255]).isEqualTo(1f);
    }

    @Test
    void may_go_by_the_names_of_emnist() throws IOException {
      write("emnist-letters-train-images-idx3-ubyte.gz", Idx.gzip(Idx.images(2, 2, 2)));
      write("emnist-letters-train-labels-idx1-ubyte.gz", Idx.gzip(Idx.labels(1, 2)));
      write("emnist-letters-test-images-idx3-ubyte.gz", Idx.gzip(Idx.images(1, 2, 2)));
      write("emnist-letters-test-labels-idx1-ubyte.gz", Idx.gzip(Idx.labels(3)));
      write("emnist-letters-mapping.txt", new byte[] {65});
      assertThat(dataset(TRAIN, TEST).truth().orElseThrow().labels().toArray())
          .containsExactly(1, 2, 3);
    }

    @Test
    void may_have_a_dot_in_its_names() throws IOException {
      write("train-images.idx3-ubyte", Idx.images(2, 2, 2));
      write("train-labels.idx1-ubyte", Idx.labels(4, 5));
      assertThat(dataset(TRAIN).truth().orElseThrow().labels().toArray()).containsExactly(4, 5);
    }

    @Test
    void is_named_by_a_setting() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 2, 2));
      Settings settings =
          Settings.parse("test", "splits = train, train-limit = 1")
              .with("directory", directory.toString());
      assertThat(new MnistProvider().create(settings).samples().count()).isEqualTo(1);
    }
  }

  @Nested
  class What_may_be_missing {
    @Test
    void labels_for_then_there_is_no_truth() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 2, 2));
      assertThat(dataset(TRAIN, TEST).truth()).isEmpty();
    }

    @Test
    void labels_of_one_part_for_then_there_is_no_truth_either() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 2, 2));
      write("train-labels-idx1-ubyte", Idx.labels(1, 2));
      write("t10k-images-idx3-ubyte", Idx.images(1, 2, 2));
      assertThat(dataset(TRAIN, TEST).truth()).isEmpty();
      assertThat(dataset(TRAIN).truth()).isPresent();
    }

    @Test
    void the_test_files_for_then_there_are_no_test_images() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 2, 2));
      write("train-labels-idx1-ubyte", Idx.labels(1, 2));
      Dataset dataset = dataset(TRAIN, TEST);
      assertThat(dataset.test().toMatrix()).isEqualTo(FloatMatrix.empty(4));
      assertThat(dataset.truth().orElseThrow().labels().size()).isEqualTo(2);
    }
  }

  @Nested
  class What_may_not_be {
    @Test
    void a_directory_that_is_not_there() {
      directory = directory.resolve("gone");
      assertRefused(
          "DIR: does not exist; expected a directory with IDX files such as"
              + " train-images-idx3-ubyte.gz",
          TRAIN);
    }

    @Test
    void a_file_for_a_directory() throws IOException {
      directory = Files.createFile(directory.resolve("file"));
      assertRefused(
          "DIR: is not a directory; expected a directory with IDX files such as"
              + " train-images-idx3-ubyte.gz",
          TRAIN);
    }

    @Test
    void a_directory_without_images() throws IOException {
      assertRefused(
          "DIR: has no images; expected train-images-idx3-ubyte or t10k-images-idx3-ubyte,"
              + " gzipped or not, but found no file",
          TRAIN);
      write("b.txt", new byte[0]);
      write("a.csv", new byte[0]);
      assertRefused(
          "DIR: has no images; expected train-images-idx3-ubyte or t10k-images-idx3-ubyte,"
              + " gzipped or not, but found a.csv, b.txt",
          TRAIN);
    }

    @Test
    void a_long_list_of_what_was_found_is_cut() throws IOException {
      for (int i = 10; i < 30; i++) {
        write(i + ".txt", new byte[0]);
      }
      assertThatThrownBy(() -> dataset(TRAIN).type()).hasMessageEndingWith("21.txt and 8 more");
    }

    @Test
    void a_file_beside_its_packed_self_is_one() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 2, 2));
      write("train-images-idx3-ubyte.gz", Idx.gzip(Idx.images(2, 2, 2)));
      assertThat(dataset(TRAIN).train().count()).isEqualTo(2);
    }

    @Test
    void two_files_for_one() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 2, 2));
      write("train-images-idx3-ubyte.gz", Idx.gzip(Idx.images(3, 2, 2)));
      assertRefused(
          "DIR: has 2 files that could be the training images: train-images-idx3-ubyte,"
              + " train-images-idx3-ubyte.gz; keep one of them: each data set needs a directory"
              + " of its own",
          TRAIN);
    }

    @Test
    void labels_without_their_images() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 2, 2));
      write("t10k-labels-idx1-ubyte", Idx.labels(1, 2));
      assertRefused(
          "DIR: has no test images, though there are labels for them; expected"
              + " train-images-idx3-ubyte or t10k-images-idx3-ubyte, gzipped or not, but found"
              + " t10k-labels-idx1-ubyte, train-images-idx3-ubyte",
          TRAIN);
    }

    @Test
    void a_split_that_is_asked_for_by_itself() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 2, 2));
      assertRefused("DIR: has no test images, which splits asks for; set splits = [train]", TEST);
      Files.move(
          directory.resolve("train-images-idx3-ubyte"),
          directory.resolve("t10k-images-idx3-ubyte"));
      assertRefused(
          "DIR: has no training images, which splits asks for; set splits = [test]", TRAIN, TEST);
      assertThat(dataset(TEST).samples().count()).isEqualTo(2);
    }

    @Test
    void more_images_than_labels() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(3, 2, 2));
      write("train-labels-idx1-ubyte", Idx.labels(1, 2));
      assertRefused(
          "DIR/train-labels-idx1-ubyte: has 2 labels, but DIR/train-images-idx3-ubyte has 3"
              + " images; expected a label for each image",
          TRAIN);
    }

    @Test
    void nor_may_a_limit_hide_that_there_are_more_images_than_labels() throws IOException {
      write("train-images-idx3-ubyte.gz", Idx.gzip(Idx.images(3, 2, 2)));
      write("train-labels-idx1-ubyte.gz", Idx.gzip(Idx.labels(1, 2)));
      var limited =
          new Mnist(Optional.of(directory), OptionalInt.of(1), OptionalInt.empty(), List.of(TRAIN));
      assertThatThrownBy(() -> limited.open().train()).hasMessageContaining("has 2 labels, but");
    }

    @Test
    void counts_that_differ_are_told_before_anything_is_unpacked() throws IOException {
      // After its header the file of images is damaged, which nobody sees.
      byte[] header = Idx.bytes(0, Idx.IMAGES, 3, 200, 200);
      byte[] packed = Arrays.copyOf(Idx.gzip(header), 1_000);
      Arrays.fill(packed, packed.length - 900, packed.length, (byte) 0xff);
      write("train-images-idx3-ubyte.gz", packed);
      write("train-labels-idx1-ubyte.gz", Idx.gzip(Idx.labels(1, 2)));
      assertRefused(
          "DIR/train-labels-idx1-ubyte.gz: has 2 labels, but DIR/train-images-idx3-ubyte.gz has 3"
              + " images; expected a label for each image",
          TRAIN);
    }

    @Test
    void images_of_two_sizes() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 2, 2));
      write("t10k-images-idx3-ubyte", Idx.images(2, 2, 3));
      assertRefused(
          "DIR/t10k-images-idx3-ubyte: has images of 2 x 3 pixels, but"
              + " DIR/train-images-idx3-ubyte has images of 2 x 2 pixels; expected one size in a"
              + " data set",
          TRAIN,
          TEST);
      assertThat(dataset(TEST).type()).isEqualTo(SampleType.image(2, 3));
    }
  }

  @Nested
  class Being_read {
    @BeforeEach
    void write_images() throws IOException {
      write("train-images-idx3-ubyte", Idx.images(2, 2, 2));
    }

    @Test
    void happens_when_first_asked_and_once() throws IOException {
      Files.delete(directory.resolve("train-images-idx3-ubyte"));
      Dataset dataset = dataset(TRAIN);
      write_images();
      Samples first = dataset.samples();
      Files.delete(directory.resolve("train-images-idx3-ubyte"));
      assertThat(dataset.samples()).isSameAs(first);
    }

    @Test
    void is_tried_again_after_a_failure() throws IOException {
      Files.delete(directory.resolve("train-images-idx3-ubyte"));
      Dataset dataset = dataset(TRAIN);
      assertThatThrownBy(dataset::train).isInstanceOf(DecipherException.class);
      write_images();
      assertThat(dataset.train().count()).isEqualTo(2);
    }
  }

  @Nested
  class Settings_are_refused {
    private Mnist mnist(OptionalInt limit, Split... splits) {
      return new Mnist(Optional.empty(), limit, limit, List.of(splits));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void with_a_limit_below_one(int limit) {
      assertThatThrownBy(() -> mnist(OptionalInt.of(limit), TRAIN))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "train-limit must be at least 1, but was " + limit + "; leave it out for all");
    }

    @Test
    void without_a_split_or_with_one_twice() {
      assertThatThrownBy(() -> mnist(OptionalInt.empty()))
          .hasMessage("splits must be train, test or both, each once, but there are 0");
      assertThatThrownBy(() -> mnist(OptionalInt.empty(), TRAIN, TRAIN))
          .hasMessage(
              "splits must be train, test or both, each once, but there are 2: [TRAIN, TRAIN]");
    }
  }
}
