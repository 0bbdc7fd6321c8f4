// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.SampleReaderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxReaderTest extends SampleReaderContract {
  private static final RunContext RUN = RunContext.seeded(1);

  @TempDir private Path directory;

  @Override
  public Provider<SampleReader> provider() {
    return new IdxReaderProvider();
  }

  @Override
  public Path write(Path folder) throws IOException {
    return Idx.write(folder, "images", Idx.images(2, 3, 4));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void images_are_read_gzipped_or_not_whatever_the_file_is_called(boolean gzipped)
      throws IOException {
    byte[] bytes = Idx.images(2, 3, 4);
    Path file = Idx.write(directory, "of-any-name", gzipped ? Idx.gzip(bytes) : bytes);

    SampleReader reader = Plugins.discover().reader(file).orElseThrow();
    Samples samples = reader.read(file, RUN);

    assertThat(reader).isInstanceOf(IdxReader.class);
    assertThat(samples.type()).isEqualTo(SampleType.image(3, 4));
    assertThat(samples.count()).isEqualTo(2);
    assertThat(samples.row(1)).startsWith(12 / 255f, 13 / 255f).endsWith(23 / 255f);
  }

  @Test
  void other_files_folders_and_nothing_are_not_accepted() throws IOException {
    SampleReader reader = new IdxReader();
    assertThat(reader.accepts(Idx.write(directory, "text", new byte[] {'a', 'b'}))).isFalse();
    assertThat(reader.accepts(Idx.write(directory, "empty", new byte[0]))).isFalse();
    assertThat(reader.accepts(Idx.write(directory, "broken.gz", new byte[] {0x1f, (byte) 0x8b})))
        .isFalse();
    assertThat(reader.accepts(directory)).isFalse();
    assertThat(reader.accepts(directory.resolve("missing"))).isFalse();
  }

  @Test
  void labels_are_refused_by_name() throws IOException {
    Path file = Idx.write(directory, "labels", Idx.labels(1, 2));
    assertThatThrownBy(() -> new IdxReader().read(file, RUN))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("were images and labels swapped?");
  }

  @Test
  void a_folder_of_idx_files_is_recognized_and_read_by_what_was_recognized() throws IOException {
    Idx.write(directory, "train-images-idx3-ubyte", Idx.images(2, 3, 4));
    Idx.write(directory, "t10k-images-idx3-ubyte", Idx.images(1, 3, 4));

    var recognized = new MnistProvider().recognize(directory).orElseThrow();

    assertThat(recognized.summary()).isEqualTo("3 grey images of 3 x 4 pixels in IDX files");
    Settings dataset = recognized.overrides().at("dataset").without("type");
    assertThat(new MnistProvider().create(filled(dataset)).samples().count()).isEqualTo(3);
  }

  private static Settings filled(Settings dataset) {
    return Plugins.discover().resolve(DatasetProvider.class, dataset.with("type", "mnist"));
  }

  @Test
  void what_is_no_folder_of_idx_files_is_not_recognized() throws IOException {
    Files.writeString(directory.resolve("notes.txt"), "nothing");
    assertThat(new MnistProvider().recognize(directory)).isEmpty();
    assertThat(new MnistProvider().recognize(directory.resolve("notes.txt"))).isEmpty();
  }
}
