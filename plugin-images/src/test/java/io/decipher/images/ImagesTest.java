// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.Plugins;
import io.decipher.api.Prepared;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  @TempDir private Path folder;

  private static Prepared open(String settings) {
    Settings block = Settings.parse("test", "type = images, " + settings);
    return (Prepared) Plugins.discover().create(DatasetProvider.class, block);
  }

  private Prepared open() {
    return (Prepared) new Images(folder).open();
  }

  private void write(String name, BufferedImage image) {
    Drawings.write(folder, name, Drawings.bytes(image, "png"));
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    double all = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
      all += (a[i] + b[i]) / 2;
    }
    return sum / all;
  }

  @Nested
  class Signs {
    @Test
    void are_the_same_sample_whatever_the_paper_and_the_polarity() {
      Color cream = new Color(240, 230, 200);
      write("a.png", Drawings.cross(80, 80, Color.BLACK, Color.WHITE));
      write("b.png", Drawings.cross(80, 80, Color.WHITE, Color.BLACK));
      write("c.png", Drawings.cross(120, 160, new Color(60, 30, 20), cream));
      write("d.png", Drawings.transparentCross(80, 80, Color.BLACK));
      write("e.png", Drawings.transparentCross(80, 80, Color.WHITE));
      write("f.png", Drawings.onUnevenPaper(120, 1, -90));
      write("g.png", Drawings.onUnevenPaper(120, 2, 60));

      Samples samples = open().samples();

      assertThat(samples.type()).isInstanceOf(SampleType.Image.class);
      for (int i = 1; i < samples.count(); i++) {
        assertThat(distance(samples.row(0), samples.row(i))).as(samples.name(i)).isLessThan(0.35);
      }
    }

    @Test
    void lie_light_on_nothing_with_their_mass_in_the_middle() {
      write("a.png", Drawings.cross(80, 80, Color.BLACK, Color.WHITE));

      Samples samples = open().samples();
      int size = ((SampleType.Image) samples.type()).width();
      float[] row = samples.row(0);
      double mass = 0;
      double x = 0;
      double y = 0;
      for (int i = 0; i < row.length; i++) {
        mass += row[i];
        x += row[i] * (i % size + 0.5);
        y += row[i] * (Math.floorDiv(i, size) + 0.5);
      }

      assertThat(x / mass).isCloseTo(size / 2.0, within(0.6));
      assertThat(y / mass).isCloseTo(size / 2.0, within(0.6));
      assertThat(row[0]).isZero();
      assertThat(IntStream.range(0, size).mapToDouble(i -> row[i]).sum()).isZero();
    }

    @Test
    void may_be_told_to_be_of_one_polarity() {
      write("a.png", Drawings.cross(80, 80, Color.WHITE, Color.BLACK));

      float[] light = open("path = \"" + folder + "\", ink = light").samples().row(0);
      float[] either = open("path = \"" + folder + "\", ink = either").samples().row(0);

      assertThat(distance(light, either)).isLessThan(1e-6);
    }

    @Test
    void keep_their_colour_if_told() {
      write("a.png", Drawings.cross(80, 80, new Color(255, 40, 40), Color.BLACK));

      Samples samples = open("path = \"" + folder + "\", channels = 3, ink = light").samples();
      int n = samples.type().size() / 3;
      float[] row = samples.row(0);
      double red = IntStream.range(0, n).mapToDouble(i -> row[i]).sum();
      double blue = IntStream.range(0, n).mapToDouble(i -> row[2 * n + i]).sum();

      assertThat(red).isGreaterThan(4 * blue);
    }
  }

  @Nested
  class Scenes {
    @Test
    void stay_as_they_are() {
      for (int i = 0; i < 6; i++) {
        write(i + ".png", Drawings.scene(64, i));
      }

      Prepared dataset = open();
      Samples samples = dataset.samples();
      BufferedImage first = Drawings.scene(64, 0);

      assertThat(samples.type()).isEqualTo(new SampleType.Image(3, 64, 64));
      assertThat(samples.row(0)[5 * 64 + 7])
          .isCloseTo((first.getRGB(7, 5) >> 16 & 255) / 255f, within(0.005f));
      assertThat(dataset.notes().get(0))
          .isEqualTo("6 images, 64 px -> 64 x 64, colour, taken whole");
    }

    @Test
    void keep_their_proportion_on_their_borders_tone() {
      var wide = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < 64 * 32; i++) {
        wide.setRGB(i % 64, i / 64, 0x808080);
      }
      write("a.png", wide);

      Samples samples = open("path = \"" + folder + "\", ink = keep, size = 64").samples();

      assertThat(samples.type()).isEqualTo(SampleType.image(64, 64));
      for (float value : samples.row(0)) {
        assertThat(value).isCloseTo(128 / 255f, within(0.003f));
      }
    }

    @Test
    void lose_a_frame_that_all_have() {
      for (int i = 0; i < 10; i++) {
        BufferedImage framed = Drawings.cross(100, 100, Color.BLACK, Color.WHITE);
        framed.getGraphics().fillRect(0, 0, 100, 100);
        framed.getGraphics().drawImage(Drawings.scene(60, i), 30, 10, null);
        write(i + ".png", framed);
      }

      Prepared dataset = open("path = \"" + folder + "\", ink = keep");

      assertThat(dataset.samples().type()).isEqualTo(new SampleType.Image(3, 60, 60));
      assertThat(dataset.notes()).anySatisfy(note -> assertThat(note).contains("same frame"));
    }
  }

  @Nested
  class A_folder {
    @Test
    void is_read_to_any_depth_in_the_order_of_names() throws IOException {
      Drawings.signs(folder);
      Files.writeString(folder.resolve("notes.txt"), "not an image");
      Drawings.write(folder, ".hidden.png", new byte[] {1});
      Drawings.write(folder, "__MACOSX/sign.png", new byte[] {1});

      Prepared dataset = open("path = \"" + folder + "\", truth = folder, attributes = folder");

      List<String> names = dataset.samples().names().orElseThrow();
      assertThat(names).hasSize(12).isSorted().startsWith("a/sign-0.png");
      assertThat(dataset.samples().attributes().text("folder")).contains("a", "b");
      assertThat(dataset.truth().orElseThrow().labels().toArray()).startsWith(0, 0).endsWith(1, 1);
      assertThat(dataset.notes()).contains("1 other files ignored: notes.txt");
    }

    @Test
    void may_be_a_zip_file() throws IOException {
      Drawings.signs(folder.resolve("signs"));
      Path zip = folder.resolve("signs.zip");
      try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
        for (String name : List.of("a/sign-0.png", "b/sign-1.png", "a/sign-2.png")) {
          out.putNextEntry(new ZipEntry(name));
          Files.copy(folder.resolve("signs").resolve(name), out);
        }
      }

      Samples samples = ((Prepared) new Images(zip).open()).samples();

      assertThat(samples.names().orElseThrow())
          .containsExactly("a/sign-0.png", "a/sign-2.png", "b/sign-1.png");
    }

    @Test
    void names_and_leaves_out_what_cannot_be_read() {
      Drawings.signs(folder);
      byte[] whole = Drawings.bytes(Drawings.scene(100, 1), "png");
      byte[] jpeg = Drawings.bytes(Drawings.scene(200, 1), "jpg");
      Drawings.write(folder, "empty.png", new byte[0]);
      Drawings.write(
          folder, "words.jpg", "these are words".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      Drawings.write(folder, "cut.png", java.util.Arrays.copyOf(whole, whole.length / 2));
      Drawings.write(folder, "cut.jpg", java.util.Arrays.copyOf(jpeg, jpeg.length / 2));
      Drawings.write(folder, "bomb.png", bomb(whole));
      write("blank.png", Drawings.cross(50, 50, Color.WHITE, Color.WHITE));

      Prepared dataset = open();

      assertThat(dataset.samples().count()).isEqualTo(12);
      assertThat(dataset.notes().get(0))
          .contains("6 unreadable: blank.png (shows nothing")
          .contains("bomb.png (announces 100000 x 100000 pixels")
          .contains("cut.jpg (is truncated")
          .contains("empty.png (is empty)");
      assertThatThrownBy(() -> open("path = \"" + folder + "\", strict = true").samples())
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("6 unreadable")
          .hasMessageContaining("set strict = false");
    }

    private static byte[] bomb(byte[] png) {
      byte[] bomb = png.clone();
      java.nio.ByteBuffer.wrap(bomb).putInt(16, 100_000).putInt(20, 100_000);
      var crc = new java.util.zip.CRC32();
      crc.update(bomb, 12, 17);
      java.nio.ByteBuffer.wrap(bomb).putInt(29, (int) crc.getValue());
      return bomb;
    }

    @Test
    void says_how_many_images_are_the_same_to_the_byte() {
      write("a.png", Drawings.cross(80, 80, Color.BLACK, Color.WHITE));
      write("b.png", Drawings.cross(80, 80, Color.BLACK, Color.WHITE));

      assertThat(open().notes())
          .contains("1 image is byte-identical to another (e.g. b.png is a.png): kept");
    }

    @Test
    void without_images_is_refused_with_what_was_found() throws IOException {
      Files.writeString(folder.resolve("notes.txt"), "not an image");

      assertThatThrownBy(() -> open().samples())
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("holds no image")
          .hasMessageContaining("notes.txt");
    }

    @Test
    void gives_the_same_on_one_core() throws Exception {
      Drawings.signs(folder);
      var one = new ForkJoinPool(1);
      try {
        String alone = one.submit(() -> open().samples().sha256()).get();
        assertThat(alone).isEqualTo(open().samples().sha256());
      } finally {
        one.shutdown();
      }
    }
  }

  @Nested
  class What_was_chosen {
    @Test
    void makes_the_same_samples_of_the_same_images_one_by_one() {
      Drawings.signs(folder);
      Prepared all = open();
      Settings chosen = all.preparation();

      for (int i = 0; i < all.samples().count(); i++) {
        Path file = folder.resolve(all.samples().name(i));
        Settings block = chosen.withValue("path", file.toString());
        Prepared one = (Prepared) Plugins.discover().create(DatasetProvider.class, block);
        assertThat(one.samples().row(0)).isEqualTo(all.samples().row(i));
      }
    }
  }

  @Nested
  class The_reader {
    @Test
    void brings_images_to_the_wanted_size_and_leaves_prepared_ones_alone() {
      write("a.png", Drawings.cross(300, 200, Color.BLACK, Color.WHITE));
      write("b.png", Drawings.cross(28, 28, Color.WHITE, Color.BLACK));

      Samples samples =
          new ImageReader().read(folder, SampleType.image(28, 28), RunContext.seeded(1));

      assertThat(samples.type()).isEqualTo(SampleType.image(28, 28));
      BufferedImage before = Drawings.cross(28, 28, Color.WHITE, Color.BLACK);
      for (int i = 0; i < 28 * 28; i++) {
        assertThat(samples.row(1)[i])
            .isCloseTo((before.getRGB(i % 28, i / 28) & 255) / 255f, within(0.003f));
      }
    }
  }

  @Nested
  class Recognition {
    @Test
    void takes_folders_that_are_images_for_the_most_part() throws IOException {
      Drawings.signs(folder);
      Files.writeString(folder.resolve("notes.txt"), "not an image");

      var recognized = new ImagesProvider().recognize(folder).orElseThrow();

      assertThat(recognized.summary()).isEqualTo("12 images among 13 files");
      assertThat(recognized.overrides().at("dataset").type()).contains("images");
      assertThat(new ImagesProvider().recognize(folder.resolve("notes.txt"))).isEmpty();
      assertThat(new ImagesProvider().recognize(folder.resolve("nothing"))).isEmpty();
    }
  }

  @Test
  void many_images_lie_in_a_mapped_file_and_read_as_on_the_heap() {
    var type = new SampleType.Image(1, 8, 8);
    ByteRows heap = ByteRows.of(100, type);
    ByteRows mapped = ByteRows.of(100, type, 0);
    for (int i = 0; i < 100; i++) {
      float[] row = new float[64];
      java.util.Arrays.fill(row, i / 100f);
      heap.put(i, row);
      mapped.put(i, row);
    }

    assertThat(mapped.rows(3, 99, 7).toMatrix()).isEqualTo(heap.rows(3, 99, 7).toMatrix());
    assertThat(mapped.rows(99).row(0)[0]).isCloseTo(0.99f, within(0.002f));
  }
}
