// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.Plugins;
import io.decipher.api.Prepared;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads files that pandas 1.5.3 with PyTables 3.7.0 (as DeepLabCut saves its tables) and h5py 3.7.0
 * wrote (in the layout of SLEAP's analysis files). Their animals walk in a curve and turn: the nose
 * is 20 pixels ahead of the body, the tail 25 behind; frame 5 has a likelihood of 0.1.
 */
class PoseFileTest {
  @TempDir private Path folder;

  private Path copy(String name) throws IOException {
    Path target = folder.resolve(name);
    try (InputStream in = Objects.requireNonNull(PoseFileTest.class.getResourceAsStream(name))) {
      Files.copy(in, target);
    }
    return target;
  }

  private static Prepared open(Path path, String settings) {
    Settings block =
        Settings.parse("test", "type = series, scale = none, " + settings)
            .withValue("path", path.toString());
    return (Prepared) Plugins.discover().create(DatasetProvider.class, block);
  }

  private static float[] channel(Samples samples, int sample, int channel) {
    int length = ((SampleType.Sequence) samples.type()).length();
    return Arrays.copyOfRange(samples.row(sample), channel * length, (channel + 1) * length);
  }

  @Test
  void a_table_of_deeplabcut_has_a_channel_a_coordinate() throws IOException {
    Prepared dataset = open(copy("deeplabcut.h5"), "rate = 30");

    assertThat(dataset.type()).isEqualTo(new SampleType.Sequence(6, 24, 30));
    assertThat(dataset.notes().get(0))
        .endsWith("6 channels: nose x, nose y, body x, body y, tail x and 1 more");
    assertThat(channel(dataset.samples(), 0, 2)[0]).isEqualTo(200);
    assertThat(dataset.samples().missing().orElseThrow().isMissing(0, 5)).isTrue();
    assertThat(dataset.samples().missing().orElseThrow().total()).isEqualTo(6);
  }

  @Test
  void each_of_several_animals_is_a_series() throws IOException {
    Samples samples = open(copy("deeplabcut-two.h5"), "").samples();

    assertThat(samples.names().orElseThrow())
        .containsExactly("deeplabcut-two.h5:mouse1", "deeplabcut-two.h5:mouse2");
    assertThat(channel(samples, 1, 0)[0]).isEqualTo(220);
  }

  @Test
  void so_is_each_track_of_sleap_that_has_a_point() throws IOException {
    Prepared dataset = open(copy("sleap.analysis.h5"), "");
    Samples samples = dataset.samples();

    assertThat(samples.names().orElseThrow()).containsExactly("sleap.analysis.h5:female");
    assertThat(samples.type()).isEqualTo(new SampleType.Sequence(6, 12, Double.NaN));
    assertThat(channel(samples, 0, 0)).startsWith(0, 1, 2);
    assertThat(channel(samples, 0, 1)).startsWith(36, 37);
    assertThat(samples.missing().orElseThrow().isMissing(0, 2 * 12 + 7)).isTrue(); // NaN
    assertThat(samples.missing().orElseThrow().isMissing(0, 4 * 12 + 3)).isTrue(); // score 0.05
    assertThat(open(folder.resolve("sleap.analysis.h5"), "pose { confidence = 0 }").samples())
        .extracting(all -> all.missing().orElseThrow().total())
        .isEqualTo(2L);
  }

  @Test
  void in_the_bodys_own_frame_neither_place_nor_heading_counts() throws IOException {
    Samples samples =
        open(copy("deeplabcut.h5"), "pose { confidence = 0, centre = body, front = nose }")
            .samples();

    assertThat(((SampleType.Sequence) samples.type()).channels()).isEqualTo(3);
    for (int frame = 0; frame < 24; frame++) {
      assertThat(channel(samples, 0, 0)[frame]).isCloseTo(20, within(1e-3f)); // nose x
      assertThat(channel(samples, 0, 1)[frame]).isCloseTo(-25, within(1e-3f)); // tail x
      assertThat(channel(samples, 0, 2)[frame]).isCloseTo(0, within(1e-3f)); // tail y
    }
  }

  @Test
  void a_point_that_is_not_there_is_refused_with_those_that_are() throws IOException {
    Path file = copy("deeplabcut.h5");
    assertThatThrownBy(() -> open(file, "pose { centre = belly }").samples())
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("has no point 'belly' with x and y, which pose.centre names")
        .hasMessageContaining("nose, body, tail");
  }

  @Test
  void csv_of_several_animals_has_a_header_more() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            scorer,net,net,net,net,net,net
            individuals,a,a,a,b,b,b
            bodyparts,nose,nose,nose,nose,nose,nose
            coords,x,y,likelihood,x,y,likelihood
            """);
    IntStream.range(0, 10).forEach(i -> text.append(i + ",1" + i + ",50,0.99,2" + i + ",60,0.3\n"));
    Path file = Files.writeString(folder.resolve("two.csv"), text);

    Samples samples = open(file, "pose { confidence = 0.2 }").samples();

    assertThat(samples.names().orElseThrow()).containsExactly("two.csv:a", "two.csv:b");
    assertThat(channel(samples, 1, 0)).startsWith(20, 21);
    assertThat(new SeriesProvider().recognize(file).orElseThrow().summary())
        .isEqualTo("poses of DeepLabCut");
  }

  @Test
  void what_was_chosen_prepares_other_poses_as_these() throws IOException {
    Prepared first = open(copy("deeplabcut.h5"), "pose { centre = body, front = nose }");
    Path other = Files.copy(folder.resolve("deeplabcut.h5"), folder.resolve("other.h5"));

    Prepared second =
        (Prepared)
            Plugins.discover()
                .create(
                    DatasetProvider.class, first.preparation().withValue("path", other.toString()));

    assertThat(second.samples().row(0)).isEqualTo(first.samples().row(0));
  }

  @Test
  void hdf5_of_another_kind_is_refused_with_what_it_holds() throws IOException {
    byte[] noHdf5 = "name,class\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("x.h5"), noHdf5);
    assertThatThrownBy(() -> open(file, "").samples())
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("x.h5: is not an HDF5 file, although its name says so");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deeplabcut-two.h5", "sleap.analysis.h5"})
  void damaged_files_are_series_or_reasons(String name) throws IOException {
    byte[] whole = Files.readAllBytes(copy(name));
    SplittableRandom random = new SplittableRandom(11);
    Path damaged = folder.resolve("damaged.h5");
    int refused = 0;
    for (int round = 0; round < 150; round++) {
      byte[] bytes =
          round % 5 == 0 ? Arrays.copyOf(whole, 8 + random.nextInt(whole.length)) : whole.clone();
      for (int i = 0; i < 1 + round % 8; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(damaged, bytes);
      try {
        for (float value : open(damaged, "").samples().row(0)) {
          assertThat(value).isFinite();
        }
      } catch (DecipherException e) {
        assertThat(e.getMessage()).contains("damaged.h5");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void of_a_pickle_nothing_is_run() {
    assertThat(PickledNames.of("(lp0\n(I1\n(lp1\n(Va\np2\nVb\np3\ntp4\na(g2\nVc\ntp5\natp6\na."))
        .containsExactly(List.of("a", "b"), List.of("a", "c"));
    assertThatThrownBy(() -> PickledNames.of("cos\nsystem\n(S'echo'\ntR."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("operation 'c'");
  }
}
