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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesTest {
  @TempDir private Path folder;

  private Prepared open(String settings) {
    Settings block =
        Settings.parse("test", "type = series, " + settings).withValue("path", folder.toString());
    return (Prepared) Plugins.discover().create(DatasetProvider.class, block);
  }

  @Nested
  class A_folder {
    @Test
    void holds_a_series_a_file_of_unequal_lengths_at_one_rate() {
      Waves.write(folder);

      Prepared dataset = open("truth = folder");
      Samples samples = dataset.samples();

      assertThat(samples.type()).isEqualTo(new SampleType.Sequence(2, 41, 50));
      assertThat(samples.name(0)).isEqualTo("fast/0.csv");
      assertThat(samples.length(0)).isEqualTo(20);
      assertThat(samples.row(0)[20]).isZero();
      assertThat(samples.attributes().numbers("end").orElseThrow()[0]).isEqualTo(0.4);
      assertThat(dataset.truth().orElseThrow().labels().toArray())
          .containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
      assertThat(dataset.notes().get(0))
          .isEqualTo("8 series in 8 files, 20 to 41 steps at 50 a second, 2 channels: x, y");
    }

    @Test
    void names_and_leaves_out_what_is_no_series() throws IOException {
      Waves.write(folder);
      Files.writeString(
          folder.resolve("bad.csv"),
          "time,x,y\n0,1,2\n0.02,1,abc\n0.04,1,2\n0.06,1,2\n0.08,1,2\n0.1,1,3\n");
      Files.writeString(folder.resolve("other.csv"), "time,z\n0,1\n0.02,2\n");
      Files.createFile(folder.resolve("empty.csv"));

      Prepared dataset = open("");

      assertThat(dataset.samples().count()).isEqualTo(8);
      assertThat(dataset.notes())
          .anySatisfy(
              note ->
                  assertThat(note)
                      .startsWith("3 of 11 left out")
                      .contains("line 3, column 'y': is 'abc'")
                      .contains("empty.csv: is empty")
                      .contains("other.csv has channels z, not x, y"));
    }

    @Test
    void of_unequal_rates_is_brought_to_the_usual_one() throws IOException {
      Waves.write(folder);
      StringBuilder slow = new StringBuilder("time,x,y\n");
      for (int i = 0; i < 10; i++) {
        slow.append(i / 10.0).append(',').append(2 * i).append(",5\n");
      }
      Files.writeString(folder.resolve("slow.csv"), slow.toString());

      Samples samples = open("scale = none").samples();
      int own = samples.names().orElseThrow().indexOf("slow.csv");
      assertThat(samples.length(own)).isEqualTo(46);
      assertThat(samples.row(own)[1]).isCloseTo(0.4f, within(1e-4f));
    }

    @Test
    void is_recognized() throws IOException {
      Waves.write(folder);

      assertThat(new SeriesProvider().recognize(folder).orElseThrow().summary())
          .isEqualTo("8 series, one per file");
      Files.writeString(folder.resolve("a-broken-one.csv"), "no series\n");
      assertThat(new SeriesProvider().recognize(folder)).isPresent();
      for (int i = 0; i < 9; i++) {
        Files.createFile(folder.resolve(i + ".png"));
      }
      assertThat(new SeriesProvider().recognize(folder)).isEmpty();
    }
  }

  @Nested
  class A_long_log {
    private void write(int steps) throws IOException {
      Files.writeString(folder.resolve("log.csv"), Waves.table(steps, 0.3));
    }

    @Test
    void is_cut_into_windows_that_know_where_they_lie() throws IOException {
      write(200);

      Samples samples = open("windows { length = 1, hop = 0.5 }").samples();

      assertThat(samples.count()).isEqualTo(7);
      assertThat(samples.type()).isEqualTo(new SampleType.Sequence(2, 50, 50));
      assertThat(samples.name(1)).isEqualTo("log.csv@0.5");
      assertThat(samples.attributes().text("recording").get(1)).isEqualTo("log.csv");
      assertThat(samples.attributes().numbers("begin").orElseThrow()[1]).isEqualTo(0.5);
      assertThat(samples.attributes().numbers("end").orElseThrow()[1]).isEqualTo(1.5);
    }

    @Test
    void is_cut_without_being_told_and_that_is_said() throws IOException {
      write(1500);

      Prepared dataset = open("");

      assertThat(dataset.samples().count()).isEqualTo(29);
      assertThat(dataset.notes())
          .anySatisfy(note -> assertThat(note).contains("cut into windows of 2 s"));
    }

    @Test
    void that_was_cut_without_being_told_is_cut_so_again() throws IOException {
      write(1500);
      Prepared first = open("");

      Prepared again =
          (Prepared)
              Plugins.discover()
                  .create(
                      DatasetProvider.class,
                      first.preparation().withValue("path", folder.toString()));

      assertThat(again.type()).isEqualTo(first.type());
      assertThat(again.samples().count()).isEqualTo(29);
    }

    @Test
    void may_be_cut_where_it_becomes_another() throws IOException {
      StringBuilder text = new StringBuilder("time,x\n");
      var random = new SplittableRandom(2);
      for (int i = 0; i < 1200; i++) {
        double level = i < 500 ? 0 : i < 800 ? 5 : 1;
        text.append(i / 50.0).append(',').append(level + random.nextDouble()).append('\n');
      }
      Files.writeString(folder.resolve("log.csv"), text);

      Samples samples = open("windows { length = 0.8, by = change-points }").samples();

      assertThat(samples.attributes().numbers("begin").orElseThrow()).containsExactly(0, 10, 16);
      assertThat(samples.attributes().numbers("duration").orElseThrow()).containsExactly(10, 6, 8);
    }

    @Test
    void is_recognized_by_rows_evenly_in_time_and_a_table_is_not() throws IOException {
      write(300);
      assertThat(new SeriesProvider().recognize(folder.resolve("log.csv")).orElseThrow().summary())
          .isEqualTo("a log (rows evenly in time by 'time')");
      StringBuilder table = new StringBuilder("time,x\n");
      var random = new SplittableRandom(4);
      double time = 0;
      for (int i = 0; i < 300; i++) {
        time += random.nextDouble();
        table.append(time).append(',').append(i % 7).append('\n');
      }
      Files.writeString(folder.resolve("table.csv"), table);
      assertThat(new SeriesProvider().recognize(folder.resolve("table.csv"))).isEmpty();
    }

    @Test
    void alone_in_a_folder_is_recognized_and_a_table_alone_is_not() throws IOException {
      write(300);
      assertThat(new SeriesProvider().recognize(folder).orElseThrow().confidence()).isEqualTo(85);
      Files.writeString(folder.resolve("log.csv"), "a,b\n1,2\n3,4\n5,1\n");
      assertThat(new SeriesProvider().recognize(folder)).isEmpty();
    }

    @Test
    void shorter_than_a_window_is_refused() throws IOException {
      write(20);

      assertThatThrownBy(() -> open("windows { length = 5, hop = 1 }").samples())
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("no series is as long as a window; the longest has 20 steps");
    }
  }

  @Test
  void rows_of_a_table_are_series_where_columns_are_channels_and_steps() throws IOException {
    StringBuilder text = new StringBuilder("bird");
    for (int step = 1; step <= 16; step++) {
      text.append(",x").append(step).append(",y").append(step);
    }
    for (int row = 0; row < 12; row++) {
      text.append("\nb").append(row);
      for (int step = 0; step < 16; step++) {
        text.append(',').append(row + step).append(',').append(step == 3 ? "NA" : "" + -step);
      }
    }
    Path file = Files.writeString(folder.resolve("wide.csv"), text);

    assertThat(new SeriesProvider().recognize(file).orElseThrow().summary())
        .startsWith("one series per row (16 steps of x, y; -D decipher.dataset.type=table");
    Samples samples = open("scale = none").samples();
    assertThat(samples.type()).isEqualTo(new SampleType.Sequence(2, 16, Double.NaN));
    assertThat(samples.name(2)).isEqualTo("b2");
    assertThat(samples.row(2)[5]).isEqualTo(7);
    assertThat(samples.row(2)[16 + 5]).isEqualTo(-5);
    assertThat(samples.missing().orElseThrow().total()).isEqualTo(12);
  }

  @Test
  void what_was_coded_of_a_log_is_told_by_time() throws IOException {
    Files.writeString(folder.resolve("log.csv"), Waves.table(200, 0.3));
    Path coded =
        Files.writeString(
            Files.createTempDirectory(folder.getParent(), "coded").resolve("coded.csv"),
            "file,begin,end,class\nlog.csv,0,1.6,walks\nlog.csv,1.6,9,rests\n");

    Prepared dataset = open("windows { length = 1 }, truth = \"" + coded + "\"");

    assertThat(dataset.truth().orElseThrow().labels().toArray())
        .containsExactly(1, 1, 1, 0, 0, 0, 0);
    Files.writeString(coded, "begin,end,class\n0,1.6,walks\n");
    assertThatThrownBy(() -> open("windows { length = 1 }, truth = \"" + coded + "\"").truth())
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("states no class for 4 of 7 samples: log.csv at 2.0 s");
  }

  @Test
  void groups_of_rows_are_series() throws IOException {
    Files.writeString(
        folder.resolve("all.csv"), "bird,t,x\na,0,1\na,1,2\nb,0,5\na,2,3\nb,1,6\nb,2,8\nb,3,9\n");

    Samples samples = open("group = bird, time = t, scale = none").samples();

    assertThat(samples.names().orElseThrow()).containsExactly("a", "b");
    assertThat(samples.row(0)).containsExactly(1, 2, 3, 0);
    assertThat(samples.row(1)).containsExactly(5, 6, 8, 9);
  }

  @Test
  void gaps_are_interpolated_and_masked() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "x\n1\nNA\n3\n2\n");
    Files.writeString(folder.resolve("b.csv"), "x\n?\n5\n4\n9\n");

    Samples samples = open("scale = none").samples();

    assertThat(samples.row(0)).containsExactly(1, 2, 3, 2);
    assertThat(samples.row(1)).containsExactly(5, 5, 4, 9);
    assertThat(samples.missing().orElseThrow().isMissing(0, 1)).isTrue();
    assertThat(samples.missing().orElseThrow().total()).isEqualTo(2);
  }

  @Test
  void points_of_deeplabcut_are_missing_where_they_were_hardly_seen() throws IOException {
    StringBuilder text =
        new StringBuilder(
            "scorer,net,net,net,net,net,net\n"
                + "bodyparts,nose,nose,nose,tail,tail,tail\n"
                + "coords,x,y,likelihood,x,y,likelihood\n");
    for (int i = 0; i < 10; i++) {
      text.append(i).append(',').append(100 + i).append(",50,").append(i == 4 ? "0.1" : "0.99");
      text.append(",20,").append(30 + i % 3).append(",0.9\n");
    }
    Files.writeString(folder.resolve("pose.csv"), text.toString());

    Prepared dataset = open("scale = none, rate = 25");
    Samples samples = dataset.samples();

    assertThat(samples.type()).isEqualTo(new SampleType.Sequence(4, 10, 25));
    assertThat(dataset.notes().get(0)).endsWith("4 channels: nose x, nose y, tail x, tail y");
    assertThat(samples.missing().orElseThrow().isMissing(0, 4)).isTrue();
    assertThat(samples.row(0)[4]).isEqualTo(104);
  }

  @Test
  void dates_with_times_are_times() throws IOException {
    Files.writeString(
        folder.resolve("a.csv"),
        "timestamp,x\n2024-05-17 10:00:00.00,1\n2024-05-17 10:00:00.25,2\n2024-05-17 10:00:00.50,1\n");

    assertThat(((SampleType.Sequence) open("").type()).rate()).isEqualTo(4);
  }

  @Test
  void what_was_chosen_prepares_other_series_as_these() {
    Waves.write(folder);
    Prepared all = open("");
    Settings chosen = all.preparation();

    Prepared one =
        (Prepared)
            Plugins.discover()
                .create(
                    DatasetProvider.class,
                    chosen.withValue("path", folder.resolve("slow/3.csv").toString()));

    assertThat(one.type()).isEqualTo(all.type());
    assertThat(one.samples().row(0))
        .isEqualTo(all.samples().row(all.samples().names().orElseThrow().indexOf("slow/3.csv")));
  }

  /** Whatever the bytes: series or a reason. */
  @Test
  void damaged_tables_are_series_or_reasons() throws IOException {
    byte[] whole = Waves.table(12, 0.4).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var random = new SplittableRandom(3);
    int read = 0;
    for (int round = 0; round < 500; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 1 + round % 4; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(folder.resolve("a.csv"), bytes);
      try {
        for (float value : new Series(folder).open().samples().row(0)) {
          assertThat(value).isFinite();
        }
        read++;
      } catch (DecipherException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(read).isPositive();
  }
}
