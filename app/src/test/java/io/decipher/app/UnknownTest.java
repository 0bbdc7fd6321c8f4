// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a run on a subset of MNIST takes for unknown; some minutes. {@code mvn verify -Dgroups=slow
 * -DexcludedGroups= -Ddecipher.test.fashion=DIR}, DIR with Fashion-MNIST's files, without which one
 * test is left out.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnknownTest {
  private static final String FASHION = System.getProperty("decipher.test.fashion", "");

  private static FloatMatrix digits;

  @TempDir static Path temporary;

  @BeforeAll
  void discover() {
    digits =
        Plugins.discover()
            .create(DatasetProvider.class, Settings.parse("digits", "type = mnist"))
            .test()
            .toMatrix();
    decipher(
        "discover",
        "--preset",
        "quick",
        "-D",
        "decipher.compare=[]",
        "-D",
        "decipher.evidence.layouts=0",
        "-o",
        path("run"));
  }

  private static String path(String name) {
    return temporary.resolve(name).toString();
  }

  private static void decipher(String... arguments) {
    int status =
        Main.run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            arguments);
    assertThat(status).isZero();
  }

  /** Returns the share of images in a file that are like none of the digits. */
  private static double unknown(String name, String file, double keep) throws IOException {
    String output = path(name + "-" + keep);
    decipher("assign", "-m", path("run"), file, "--keep", Double.toString(keep), "-o", output);
    float[] labels = Npy.read(Path.of(output, "labels.npy")).toArray();
    int unknown = 0;
    for (float label : labels) {
      unknown += label < 0 ? 1 : 0;
    }
    return unknown / (double) labels.length;
  }

  private static double unknown(String name, FloatMatrix images, double keep) throws IOException {
    Npy.write(temporary.resolve(name + ".npy"), images);
    return unknown(name, path(name + ".npy"), keep);
  }

  @Test
  void new_digits_are_known() throws IOException {
    // Nine tenths of them are new to the run, so a little more than one in a hundred are refused.
    assertThat(unknown("digits", digits, 0.99)).isBetween(0.005, 0.025);
  }

  @Test
  void what_is_no_digit_is_not() throws IOException {
    FloatMatrix some = digits.slice(0, 1000);
    SplittableRandom random = new SplittableRandom(1);
    float[] inverted = some.toArray();
    float[] noise = new float[inverted.length];
    float[] shuffled = some.toArray();
    for (int i = 0; i < inverted.length; i++) {
      inverted[i] = 1 - inverted[i];
      noise[i] = random.nextFloat();
      int other = i / 784 * 784 + random.nextInt(784);
      float kept = shuffled[i];
      shuffled[i] = shuffled[other];
      shuffled[other] = kept;
    }
    assertThat(unknown("inverted", FloatMatrix.wrap(1000, 784, inverted), 0.995)).isEqualTo(1);
    assertThat(unknown("noise", FloatMatrix.wrap(1000, 784, noise), 0.995)).isEqualTo(1);
    assertThat(unknown("shuffled", FloatMatrix.wrap(1000, 784, shuffled), 0.995))
        .isGreaterThan(0.99);
    assertThat(unknown("blank", FloatMatrix.wrap(1, 784, new float[784]), 0.995)).isEqualTo(1);
  }

  @Test
  void clothes_are_not_where_ninety_nine_in_a_hundred_digits_are() throws IOException {
    assumeThat(FASHION).as("where Fashion-MNIST is").isNotEmpty();
    Path clothes = Path.of(FASHION, "t10k-images-idx3-ubyte.gz");
    assumeThat(Files.exists(clothes)).isTrue();
    // The bar is at the share that keeps 99 % of the test digits, which is not what was asked for.
    double keep = 0.99;
    while (unknown("bar", digits, keep) > 0.01) {
      keep = Math.round(keep * 1000 + 1) / 1000.0;
      assertThat(keep).isLessThan(1);
    }
    assertThat(unknown("clothes", clothes.toString(), keep)).isGreaterThan(0.95);
  }
}
