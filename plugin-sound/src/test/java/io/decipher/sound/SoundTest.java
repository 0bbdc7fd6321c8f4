// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import io.decipher.api.Plugins;
import io.decipher.api.Recognized;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.sound.audio.Wav;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoundTest {
  private static final double RATE = 16_000;

  @TempDir private Path folder;

  private static float[] song(double seconds, double... begins) {
    float[] sound = new float[(int) (seconds * RATE)];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (float) (0.0005 * Math.sin(1234.5 * i * i)); // as good as noise
    }
    for (int call = 0; call < begins.length; call++) {
      for (int i = 0; i < 0.1 * RATE; i++) {
        double hertz = call % 2 == 0 ? 2000 : 4000;
        double ramp = Math.min(1, Math.min(i, 0.1 * RATE - i) / 48);
        sound[(int) (begins[call] * RATE) + i] +=
            (float) (0.2 * ramp * Math.sin(2 * Math.PI * hertz * i / RATE));
      }
    }
    return sound;
  }

  private void raven(String name, String... rows) throws IOException {
    Files.writeString(
        folder.resolve(name),
        "Selection\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tNote\n"
            + String.join("\n", rows));
  }

  private SoundDataset dataset(String settings) {
    Settings block = Settings.parse("test", settings).with("path", folder.toString());
    return (SoundDataset)
        new SoundProvider()
            .create(
                Plugins.of(List.of(new SoundProvider()))
                    .resolve(DatasetProvider.class, block.with("type", "sound")));
  }

  @Nested
  class Units {
    @Test
    void rows_of_tables_are_units_with_their_columns() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(4, 1, 2));
      raven(
          "a.Table.1.selections.txt",
          "7\t1\t2.0\t2.1\t1000\t6000\tloud",
          "8\t1\t1.0\t1.1\t900\t5000\t");
      Samples samples = dataset("").samples();
      assertThat(samples.names()).hasValue(List.of("a.wav#1.000-1.100", "a.wav#2.000-2.100"));
      assertThat(samples.type()).isEqualTo(SampleType.image(32, 32));
      assertThat(samples.attributes().names())
          .containsExactly(
              "recording", "begin", "end", "duration", "selection", "low", "high", "Note");
      assertThat(samples.attributes().numbers("selection")).hasValue(new double[] {8, 7});
      assertThat(samples.attributes().text("Note")).containsExactly("", "loud");
      assertThat(samples.attributes().numbers("duration").orElseThrow()[1])
          .isCloseTo(0.1, within(1e-9));
    }

    @Test
    void a_tone_lies_in_its_row_of_the_tables_band() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(4, 1, 2));
      raven("a.txt", "1\t1\t1.0\t1.1\t1000\t5000\t", "2\t1\t2.0\t2.1\t1000\t5000\t");
      Samples samples = dataset("spectrogram { scale = linear }").samples();
      for (int i = 0; i < 2; i++) {
        float[] picture = samples.row(i);
        int best = 0;
        for (int row = 0; row < 32; row++) {
          best = picture[row * 32 + 16] > picture[best * 32 + 16] ? row : best;
        }
        double hertz = 1000 + 4000 * (32 - best) / 33.0;
        assertThat(hertz).isCloseTo(i == 0 ? 2000 : 4000, within(130.0));
      }
    }

    @ParameterizedTest
    @CsvSource({
      "8000, 1, 8",
      "11025, 2, 16",
      "44100, 6, 24",
      "96000, 1, 32",
      "250000, 4, 16",
      "500000, 1, 16"
    })
    void a_tone_lies_in_its_row_at_any_rate_depth_and_number_of_channels(
        double rate, int channels, int bits) throws IOException {
      float[] tone = Wav.sine(rate / 8, 0.5, rate, (int) (0.2 * rate));
      float[] all = new float[channels * tone.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = tone[i / channels];
      }
      Files.write(folder.resolve("a.wav"), Wav.bytes(rate, channels, bits, false, true, all));

      Samples samples =
          dataset("spectrogram { scale = linear, band { low = " + rate / 100 + ", high = null } }")
              .samples();

      float[] picture = samples.row(0);
      int best = 0;
      for (int row = 0; row < 32; row++) {
        best = picture[row * 32 + 16] > picture[best * 32 + 16] ? row : best;
      }
      double hertz = rate / 100 + (rate / 2 - rate / 100) * (31.5 - best) / 32;
      assertThat(hertz).isCloseTo(rate / 8, within(rate / 2 / 32));
      assertThat(samples.attributes().numbers("duration").orElseThrow()[0])
          .isCloseTo(0.2, within(1e-3));
    }

    @Test
    void short_recordings_without_tables_are_units_themselves() throws IOException {
      Wav.write(folder.resolve("b.wav"), RATE, song(0.5, 0.1));
      Files.createDirectory(folder.resolve("deep"));
      Wav.write(folder.resolve("deep/a.wav"), RATE, song(1, 0.1));
      SoundDataset dataset = dataset("");
      assertThat(dataset.samples().names()).hasValue(List.of("b.wav", "deep/a.wav"));
      assertThat(dataset.notes()).contains("2 units: whole recordings");
    }

    @Test
    void long_ones_are_cut_by_the_segmenter() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(8, 1, 2, 3.5, 6));
      SoundDataset dataset = dataset("segmenter = songbird");
      double[] begins = dataset.samples().attributes().numbers("begin").orElseThrow();
      assertThat(begins).hasSize(4);
      assertThat(begins[2]).isCloseTo(3.5, within(0.01));
      assertThat(dataset.notes().toString()).contains("segmenter: 4 units; dropped");
    }

    @Test
    void each_channel_can_have_units_of_its_own() throws IOException {
      float[] left = song(1, 0.2);
      float[] both = new float[2 * left.length];
      for (int i = 0; i < left.length; i++) {
        both[2 * i] = left[i];
        both[2 * i + 1] = left[left.length - 1 - i];
      }
      Files.write(folder.resolve("a.wav"), Wav.bytes(RATE, 2, 16, false, false, both));
      assertThat(dataset("channel = each").samples().names())
          .hasValue(List.of("a.wav", "a.wav[2]"));
      float[] second = dataset("channel = 2").samples().row(0);
      assertThat(dataset("channel = each").samples().row(1)).isEqualTo(second);
      assertThat(dataset("").samples().row(0)).isNotEqualTo(second);
    }

    @Test
    void a_row_that_names_no_time_of_its_recording_is_said() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(2, 1));
      raven("a.txt", "1\t1\t1.0\t1.1\t\t\t", "2\t1\t1.9\t2.5\t\t\t", "3\t1\t1.5\t1.4\t\t\t");
      SoundDataset dataset = dataset("");
      assertThat(dataset.samples().count()).isOne();
      assertThat(dataset.notes().toString())
          .contains("row 2 is from 1.900 to 2.500 s, but the recording ends at 2.000 s")
          .contains("line 4 is from '1.5' to '1.4' s");
      assertThatThrownBy(() -> dataset("strict = true").samples())
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("set strict = false");
    }

    @Test
    void one_table_can_be_of_many_recordings() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(2, 1));
      Wav.write(folder.resolve("b.wav"), RATE, song(2, 1));
      Files.writeString(
          folder.resolve("all.txt"),
          "Selection\tBegin Time (s)\tEnd Time (s)\tBegin File\tFile Offset (s)\n"
              + "1\t1.0\t1.1\ta.wav\t1.0\n2\t3.0\t3.1\tb.wav\t1.0\n3\t9\t9.1\tc.wav\t1\n");
      SoundDataset dataset = dataset("");
      assertThat(dataset.samples().names())
          .hasValue(List.of("a.wav#1.000-1.100", "b.wav#1.000-1.100"));
      assertThat(dataset.notes().toString()).contains("not exactly one recording 'c.wav'");
    }
  }

  @Nested
  class Truths {
    @Test
    void classes_are_found_by_file_and_time() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(4, 1, 2, 3));
      raven("a.txt", "1\t1\t1.0\t1.1\t\t\t", "2\t1\t2.0\t2.1\t\t\t", "3\t1\t3.0\t3.1\t\t\t");
      Path truth = folder.resolve("truth.csv");
      Files.writeString(truth, "file,begin,end,class\na.wav,1.01,1.1,z\na.wav,2.0,2.09,k\n");
      SoundDataset dataset =
          (SoundDataset)
              new Sound(
                      folder,
                      Sound.Units.AUTO,
                      "mean",
                      new Sound(folder).segmenter(),
                      new Sound(folder).spectrogram(),
                      60,
                      Optional.of(truth),
                      Optional.of(truth),
                      false)
                  .open();
      assertThat(dataset.truth().orElseThrow().labels()).isEqualTo(Labels.of(1, 0, -1));
      assertThat(dataset.notes().toString()).contains("has no class for 1 units");
      assertThat(dataset.samples().attributes().text("class")).containsExactly("z", "k", "");
    }

    @Test
    void a_table_about_other_things_is_refused() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(1, 0.2));
      Path truth = Files.writeString(folder.resolve("truth.csv"), "name,class\nx.wav,1\n");
      String settings = "truth = \"" + truth.toString().replace("\\", "/") + "\"";
      assertThatThrownBy(() -> dataset(settings).truth())
          .hasMessageContaining("refers to none of the 1 units")
          .hasMessageContaining("'a.wav'");
    }
  }

  @Nested
  class Damage {
    @Test
    void broken_recordings_are_named_counted_and_left_out() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(1, 0.2));
      byte[] whole = Wav.bytes(RATE, 1, 16, false, false, song(1, 0.2));
      Files.write(folder.resolve("cut.wav"), Arrays.copyOf(whole, 1000));
      Files.write(folder.resolve("empty.flac"), new byte[0]);
      Files.writeString(folder.resolve("note.mp3"), "not a recording");
      SoundDataset dataset = dataset("");
      assertThat(dataset.samples().names()).hasValue(List.of("a.wav"));
      assertThat(dataset.notes().toString())
          .contains("3 could not be used and were left out")
          .contains("cut.wav: ends too early")
          .contains("empty.flac: is empty");
      assertThatThrownBy(() -> dataset("strict = true").samples())
          .isInstanceOf(DecipherException.class);
    }

    @Test
    void nothing_to_read_is_an_error_that_says_what_was_expected() throws IOException {
      assertThatThrownBy(() -> dataset("").samples())
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("expected files that end in .wav, .flac, .mp3 or .ogg");
      Files.write(folder.resolve("a.wav"), new byte[0]);
      assertThatThrownBy(() -> dataset("").samples())
          .hasMessageContaining("none of its 1 recordings can be read");
    }

    @Test
    void more_pictures_than_the_heap_should_hold_lie_in_a_file() {
      SampleType type = SampleType.image(2, 2);
      PictureStore disk = PictureStore.of(5, type, 16, 2 * type.size() + 1);
      PictureStore heap = PictureStore.of(5, type, 1000, 1);
      for (PictureStore store : new PictureStore[] {disk, heap}) {
        store.put(1, new float[] {0, 0.25f, 0.5f, 1});
        store.put(2, new float[] {1, 0.75f, 0, 0.125f});
      }
      assertThat(disk.samples().toMatrix()).isEqualTo(heap.samples().toMatrix());
      assertThat(disk.samples().sha256()).isEqualTo(heap.samples().sha256());
      assertThat(disk.samples().row(4)).containsOnly(0);
    }
  }

  @Nested
  class Kinds {
    @Test
    void a_folder_of_recordings_is_recognized() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(1, 0.2));
      raven("a.txt", "1\t1\t0.2\t0.3\t\t\t");
      Recognized found = new SoundProvider().recognize(folder).orElseThrow();
      assertThat(found.confidence()).isGreaterThan(90);
      assertThat(found.summary())
          .isEqualTo("1 recording in WAV, with Raven selections among 1 text file");
      assertThat(found.overrides().at("dataset").type()).hasValue("sound");
    }

    @Test
    void a_folder_of_pictures_with_one_recording_is_hardly() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(1, 0.2));
      for (int i = 0; i < 9; i++) {
        Files.createFile(folder.resolve(i + ".png"));
      }
      assertThat(new SoundProvider().recognize(folder).orElseThrow().confidence()).isLessThan(10);
      Files.delete(folder.resolve("a.wav"));
      assertThat(new SoundProvider().recognize(folder)).isEmpty();
      assertThat(new SoundProvider().recognize(folder.resolve("none"))).isEmpty();
    }

    @Test
    void a_reader_reads_what_a_data_set_would() throws IOException {
      Wav.write(folder.resolve("a.wav"), RATE, song(1, 0.2));
      Sound settings = new Sound(Path.of("elsewhere"));
      SoundReader reader = new SoundReader(settings);
      assertThat(reader.accepts(folder)).isTrue();
      assertThat(reader.accepts(folder.resolve("a.wav"))).isTrue();
      assertThat(reader.accepts(folder.resolve("b.csv"))).isFalse();
      Samples read = reader.read(folder.resolve("a.wav"), RunContext.seeded(1));
      assertThat(read.sha256()).isEqualTo(new Sound(folder).open().samples().sha256());
    }
  }
}
