// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import io.decipher.api.spi.SampleReaderProvider;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleFilesTest {
  private static final SampleType GREY = SampleType.image(2, 3);
  private static final SampleType COLOUR = new SampleType.Image(3, 2, 3);

  @TempDir Path temporary;

  private Path file(String name) {
    return temporary.resolve(name);
  }

  /** Reads whatever begins with its mark as two samples of a type, named by the file. */
  private record MarkedProvider(SampleType type) implements SampleReaderProvider {
    @Override
    public String name() {
      return "marked";
    }

    @Override
    public String description() {
      return "files named *.marked";
    }

    @Override
    public SampleReader create(Settings settings) {
      return new SampleReader() {
        @Override
        public boolean accepts(Path path) {
          return path.toString().endsWith(".marked");
        }

        @Override
        public Samples read(Path path, RunContext run) {
          return Samples.of(FloatMatrix.wrap(2, type.size(), new float[2 * type.size()]), type);
        }
      };
    }
  }

  private static SampleFiles read(List<Path> paths, SampleType type, Provider<?>... readers) {
    return SampleFiles.read(paths, type, Plugins.of(List.of(readers)), RunContext.seeded(1));
  }

  private float[] read(Path path, SampleType shape) {
    return read(List.of(path), shape).samples().toMatrix().toArray();
  }

  private void refused(Path path, SampleType shape, String... saying) {
    assertThatThrownBy(() -> read(List.of(path), shape))
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith(path + ": ")
        .hasMessageContainingAll(saying);
  }

  /** A picture whose pixels are 0, 51, 102, …, in reading order. */
  private Path grey(String name, int type) throws IOException {
    BufferedImage image = new BufferedImage(3, 2, type);
    for (int i = 0; i < 6; i++) {
      int level = 51 * i;
      if (type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY) {
        image
            .getRaster()
            .setSample(i % 3, i / 3, 0, type == BufferedImage.TYPE_BYTE_GRAY ? level : level * 257);
      } else {
        image.setRGB(i % 3, i / 3, new Color(level, level, level).getRGB());
      }
    }
    ImageIO.write(image, "png", file(name).toFile());
    return file(name);
  }

  @Nested
  class Pictures {
    @ParameterizedTest
    @ValueSource(
        ints = {
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_USHORT_GRAY,
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_INT_ARGB
        })
    void are_read_as_they_are_whatever_their_kind(int type) throws IOException {
      float[] values = read(grey("a.png", type), GREY);
      for (int i = 0; i < 6; i++) {
        assertThat(values[i]).isCloseTo(0.2f * i, org.assertj.core.data.Offset.offset(1e-6f));
      }
    }

    @Test
    void in_grey_stand_for_each_channel() throws IOException {
      float[] plane = read(grey("a.png", BufferedImage.TYPE_BYTE_GRAY), GREY);
      float[] values = read(file("a.png"), COLOUR);
      for (int i = 0; i < 18; i++) {
        assertThat(values[i]).isEqualTo(plane[i % 6]);
      }
    }

    @Test
    void in_colour_keep_it_or_become_grey_by_their_luma() throws IOException {
      BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, 0xff0000);
      image.setRGB(1, 0, 0x00ff00);
      image.setRGB(2, 0, 0x0000ff);
      ImageIO.write(image, "png", file("c.png").toFile());
      assertThat(read(file("c.png"), COLOUR))
          .containsExactly(1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0);
      assertThat(read(file("c.png"), GREY)).containsExactly(0.299f, 0.587f, 0.114f, 0, 0, 0);
    }

    @Test
    void of_a_directory_come_by_name() throws IOException {
      Path folder = Files.createDirectory(file("folder"));
      Files.copy(grey("a.png", BufferedImage.TYPE_BYTE_GRAY), folder.resolve("b.PNG"));
      Files.copy(file("a.png"), folder.resolve("a.png"));
      Files.writeString(folder.resolve("notes.txt"), "not a picture");
      SampleFiles read = read(List.of(folder, file("a.png")), GREY);
      assertThat(read.parts())
          .extracting(part -> part.file().getFileName().toString())
          .containsExactly("a.png", "b.PNG", "a.png");
      assertThat(read.samples().count()).isEqualTo(3);
    }

    @Test
    void that_do_not_fit_are_refused() throws IOException {
      grey("a.png", BufferedImage.TYPE_BYTE_GRAY);
      refused(
          file("a.png"),
          SampleType.image(3, 3),
          "is 2 x 3 pixels (height x width); expected 3 x 3",
          "crop or scale it");
      refused(
          file("a.png"), new SampleType.Image(2, 2, 3), "expected 2 channels: convert it to .npy");
      BufferedImage clear = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
      ImageIO.write(clear, "png", file("clear.png").toFile());
      refused(file("clear.png"), GREY, "is partly transparent; put it on the background");
      byte[] whole = Files.readAllBytes(file("a.png"));
      Files.write(file("cut.png"), java.util.Arrays.copyOf(whole, whole.length / 2));
      refused(file("cut.png"), GREY, "is damaged (", "; get the file again");
      refused(Files.createDirectory(file("empty")), GREY, "holds no PNG file");
    }
  }

  @Nested
  class What_a_plugin_reads {
    @Test
    void comes_from_the_plugin_beside_other_files() throws IOException {
      Files.writeString(file("a.csv"), "0,1,0,1,0,1\n");
      SampleFiles read =
          SampleFilesTest.read(
              List.of(file("a.marked"), file("a.csv")), GREY, new MarkedProvider(GREY));
      assertThat(read.samples().count()).isEqualTo(3);
      assertThat(read.parts()).extracting(SampleFiles.Part::size).containsExactly(2, 1);
    }

    @Test
    void is_refused_if_the_run_had_other_samples() {
      assertRefused(SampleType.image(3, 2), "is 3 x 2 pixels", "expected 2 x 3");
      assertRefused(COLOUR, "holds images of 3 channels; expected 1 channel");
      assertRefused(
          SampleType.vector(6),
          "holds samples of type vector (vector of 6 values); expected image (1 x 2 x 3)");
    }

    private void assertRefused(SampleType found, String... saying) {
      assertThatThrownBy(
              () ->
                  SampleFilesTest.read(List.of(file("a.marked")), GREY, new MarkedProvider(found)))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(file("a.marked") + ": ")
          .hasMessageContainingAll(saying);
    }
  }

  @Nested
  class Arrays_and_text {
    @Test
    void hold_a_sample_a_row() throws IOException {
      FloatMatrix matrix = FloatMatrix.wrap(2, 6, new float[] {0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0});
      Npy.write(file("a.npy"), matrix);
      Files.writeString(file("a.csv"), "0,1,0,1,0,1\n1,0,1,0,1,0\n");
      SampleFiles read = read(List.of(file("a.npy"), file("a.csv")), GREY);
      assertThat(read.samples().toMatrix()).isEqualTo(FloatMatrix.concat(matrix, matrix));
      assertThat(read.parts()).extracting(SampleFiles.Part::size).containsExactly(2, 2);
    }

    @Test
    void that_do_not_fit_are_refused() throws IOException {
      Npy.write(file("wide.npy"), FloatMatrix.wrap(1, 7, new float[7]));
      refused(file("wide.npy"), GREY, "has samples of 7 values; expected 6", "1 x 2 x 3");
      Npy.write(file("bytes.npy"), FloatMatrix.wrap(1, 6, new float[] {0, 0, 0, 255, 0, 0}));
      refused(
          file("bytes.npy"), GREY, "sample 0 has the value 255.0; expected lightness in [0, 1]");
      assertThat(read(file("bytes.npy"), SampleType.vector(6))).contains(255f);
      Npy.write(file("nan.npy"), FloatMatrix.wrap(1, 6, new float[] {0, 0, Float.NaN, 0, 0, 0}));
      refused(file("nan.npy"), SampleType.vector(6), "has the value NaN; expected finite numbers");
      Files.write(file("a.jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2, 3});
      refused(file("a.jpg"), GREY, "is not PNG, IDX", "convert it");
      refused(file("none.png"), GREY, "there is no such file");
    }
  }
}
