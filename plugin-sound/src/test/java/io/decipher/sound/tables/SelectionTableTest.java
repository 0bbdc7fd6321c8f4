// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.sound.tables.SelectionTable.Format;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectionTableTest {
  private static final String LONG_GRID =
      """
      File type = "ooTextFile"
      Object class = "TextGrid"

      xmin = 0
      xmax = 2.5
      tiers? <exists>
      size = 2
      item []:
          item [1]:
              class = "TextTier"
              name = "bells"
              xmin = 0
              xmax = 2.5
              points: size = 1
              points [1]:
                  number = 1.5
                  mark = "ding"
          item [2]:
              class = "IntervalTier"
              name = "words"
              xmin = 0
              xmax = 2.5
              intervals: size = 3
              intervals [1]:
                  xmin = 0
                  xmax = 0.5
                  text = ""
              intervals [2]:
                  xmin = 0.5
                  xmax = 1.25
                  text = "a ""quoted"" word"
              intervals [3]:
                  xmin = 1.25
                  xmax = 2.5
                  text = "drei"
      """;
  private static final String SHORT_GRID =
      """
      "ooTextFile"
      "TextGrid"
      0
      2.5
      <exists>
      1
      "IntervalTier"
      "words"
      0
      2.5
      2
      0.5
      1.25
      "a ""quoted"" word"
      1.25
      2.5
      "drei"
      """;

  @TempDir private Path folder;

  private SelectionTable read(String name, String text, Charset charset) throws IOException {
    Path file = Files.write(folder.resolve(name), text.getBytes(charset));
    assertThat(SelectionTable.recognize(file)).isPresent();
    return SelectionTable.read(file);
  }

  private SelectionTable read(String name, String text) throws IOException {
    return read(name, text, StandardCharsets.UTF_8);
  }

  @Test
  void raven_tables_have_one_row_a_selection_whatever_the_views() throws IOException {
    SelectionTable table =
        read(
            "a.txt",
            """
            Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tCall
            1\tWaveform 1\t2\t0.5\t0.75\t100\t2000\ttrill
            1\tSpectrogram 1\t2\t0.5\t0.75\t100\t2000\ttrill
            2\tSpectrogram 1\t1\t1.5\t1.75\t\t\tbuzz
            """);
    assertThat(table.format()).isEqualTo(Format.RAVEN);
    assertThat(table.selections()).hasSize(2);
    Selection first = table.selections().get(0);
    assertThat(first.begin()).isEqualTo(0.5);
    assertThat(first.end()).isEqualTo(0.75);
    assertThat(first.channel()).hasValue(2);
    assertThat(first.low()).hasValue(100);
    assertThat(first.high()).hasValue(2000);
    assertThat(first.columns()).containsEntry("Call", "trill").containsKey("View");
    assertThat(table.selections().get(1).low()).isEmpty();
  }

  @Test
  void audacity_labels_may_have_frequencies_and_points() throws IOException {
    SelectionTable table =
        read("a.txt", "0,500\t0,750\tsong\n\\\t100\t2000\n1.0\t1.0\tpoint\n2.0\t2.5\n");
    assertThat(table.format()).isEqualTo(Format.AUDACITY);
    assertThat(table.selections()).hasSize(2);
    assertThat(table.selections().get(0).end()).isEqualTo(0.75);
    assertThat(table.selections().get(0).columns()).containsEntry("Label", "song");
    assertThat(table.problems()).containsExactly("line 3 is from 1.0 to 1.0 s");
  }

  @Test
  void long_and_short_text_grids_say_the_same() throws IOException {
    SelectionTable full = read("a.TextGrid", LONG_GRID, StandardCharsets.UTF_16); // as Praat writes
    SelectionTable brief = read("b.TextGrid", SHORT_GRID);
    assertThat(full.format()).isEqualTo(Format.TEXT_GRID);
    assertThat(full.selections()).hasSize(2);
    assertThat(full.selections().get(0).begin()).isEqualTo(0.5);
    assertThat(full.selections().get(0).columns())
        .containsEntry("Label", "a \"quoted\" word")
        .containsEntry("Tier", "words");
    assertThat(brief.selections().get(1).end()).isEqualTo(2.5);
    assertThat(brief.selections().get(1).columns()).isEqualTo(full.selections().get(1).columns());
  }

  @Test
  void csv_columns_are_known_by_many_names() throws IOException {
    SelectionTable table =
        read("a.csv", "Filename;onset_s;Offset (s);species\n\"x;1.wav\";0,5;1,25;Grus grus\n");
    assertThat(table.format()).isEqualTo(Format.CSV);
    Selection row = table.selections().get(0);
    assertThat(row.recording()).hasValue("x;1.wav");
    assertThat(row.begin()).isEqualTo(0.5);
    assertThat(row.end()).isEqualTo(1.25);
    assertThat(row.columns()).containsEntry("species", "Grus grus");
  }

  @Test
  void tables_are_read_in_any_of_the_usual_encodings() throws IOException {
    String text = "begin,end,species\n1,2,Höckerschwan – Ruf\n";
    for (String charset : new String[] {"UTF-8", "UTF-16", "UTF-16LE", "windows-1252"}) {
      SelectionTable table = read("a.csv", text, Charset.forName(charset));
      assertThat(table.selections().get(0).columns())
          .as(charset)
          .containsEntry("species", "Höckerschwan – Ruf");
    }
  }

  @Test
  void other_texts_are_no_tables() throws IOException {
    for (String text : new String[] {"", "a note\nof mine", "name,class\na,b\n", "\t\t\n"}) {
      Path file = Files.writeString(folder.resolve("n.txt"), text);
      assertThat(SelectionTable.recognize(file)).as(text).isEmpty();
      assertThatThrownBy(() -> SelectionTable.read(file))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(
              file + (text.isBlank() ? ": is empty; " : ": is not a table of units; "));
    }
  }

  @Test
  void a_text_grid_that_ends_too_early_is_refused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.TextGrid"), LONG_GRID.substring(0, LONG_GRID.length() - 30));
    assertThatThrownBy(() -> SelectionTable.read(file))
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith(file + ": is a damaged TextGrid: ");
  }

  @Test
  void mutations_are_read_or_refused() throws IOException {
    String raven = "Selection\tBegin Time (s)\tEnd Time (s)\n1\t0.5\t0.75\n2\t1\t2\n";
    String[] texts = {LONG_GRID, SHORT_GRID, raven, "file,begin,end\na,1,2\n", "1\t2\ta\n"};
    var random = new SplittableRandom(20261201);
    for (int round = 0; round < 1000; round++) {
      byte[] bytes = texts[round % texts.length].getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 1 + random.nextInt(6); i++) {
        int kind = random.nextInt(4);
        bytes[random.nextInt(bytes.length)] =
            (byte) (kind == 0 ? '"' : kind == 1 ? '\n' : kind == 2 ? '9' : random.nextInt(256));
      }
      if (round % 7 == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      Path file = Files.write(folder.resolve("m.txt"), bytes);
      try {
        for (Selection selection : SelectionTable.read(file).selections()) {
          assertThat(selection.end()).isGreaterThan(selection.begin()).isFinite();
        }
      } catch (DecipherException refused) {
        assertThat(refused.getMessage()).startsWith(file + ": ");
      }
    }
  }
}
