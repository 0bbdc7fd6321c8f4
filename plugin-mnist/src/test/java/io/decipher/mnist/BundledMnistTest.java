// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.Dataset;
import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.mnist.Mnist.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is bundled is MNIST, to the byte. */
class BundledMnistTest {
  // Sums of the unpacked files as LeCun, Cortes and Burges published them.
  @ParameterizedTest
  @CsvSource({
    "train-images-idx3-ubyte, ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte, 65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte, 0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte, ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
  })
  void each_file_has_the_published_sum(String name, String sum) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (var in = new GZIPInputStream(Mnist.class.getResourceAsStream(name + ".gz"), 1 << 16)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sum);
  }

  @Test
  void its_images_and_labels_are_the_known_ones() {
    Dataset mnist = new Mnist().open();

    assertThat(mnist.type()).isEqualTo(SampleType.image(28, 28));
    assertThat(mnist.train().count()).isEqualTo(60_000);
    assertThat(mnist.test().count()).isEqualTo(10_000);
    int[] labels = mnist.truth().orElseThrow().labels().toArray();
    assertThat(labels).hasSize(70_000).startsWith(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
    assertThat(Arrays.copyOfRange(labels, 60_000, 60_010))
        .containsExactly(7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
    assertThat(mnist.truth().orElseThrow().labels().sizes())
        .containsExactly(6903, 7877, 6990, 7141, 6824, 6313, 6876, 7293, 6825, 6958);
    // The mean and the deviation that most programs normalise MNIST by: 0.1307 and 0.3081.
    double sum = 0;
    double squares = 0;
    float[] pixels = mnist.train().toMatrix().toArray();
    for (float pixel : pixels) {
      sum += pixel;
      squares += (double) pixel * pixel;
    }
    double mean = sum / pixels.length;
    assertThat(mean).isCloseTo(0.13066, within(1e-5));
    assertThat(Math.sqrt(squares / pixels.length - mean * mean)).isCloseTo(0.30811, within(1e-5));
    // The first five's top stroke begins with these values in row 5.
    assertThat(Arrays.copyOfRange(mnist.train().row(0), 5 * 28 + 12, 5 * 28 + 16))
        .containsExactly(3 / 255f, 18 / 255f, 18 / 255f, 18 / 255f);
  }

  @Test
  void a_limit_takes_the_first_ones() {
    Dataset some =
        new Mnist(
                Optional.empty(),
                OptionalInt.of(7),
                OptionalInt.of(3),
                List.of(Split.TRAIN, Split.TEST))
            .open();
    assertThat(some.train().count()).isEqualTo(7);
    assertThat(some.test().count()).isEqualTo(3);
    assertThat(some.truth().orElseThrow().labels().toArray())
        .containsExactly(5, 0, 4, 1, 9, 2, 1, 7, 2, 1);
  }

  @Test
  void one_split_alone_leaves_the_other_empty() {
    Dataset test =
        new Mnist(Optional.empty(), OptionalInt.empty(), OptionalInt.of(3), List.of(Split.TEST))
            .open();
    assertThat(test.train().toMatrix()).isEqualTo(FloatMatrix.empty(784));
    assertThat(test.samples().count()).isEqualTo(3);
    assertThat(test.truth().orElseThrow().labels().toArray()).containsExactly(7, 2, 1);
  }

  @Test
  void its_authors_are_named_beside_it() throws IOException {
    try (var in = Mnist.class.getModule().getResourceAsStream("META-INF/NOTICE")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains("Yann LeCun", "Corinna Cortes", "Christopher J.C. Burges", "by-sa/3.0");
    }
  }
}
