// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableWriterTest {
  @TempDir private Path folder;

  private static ClassifiedUnit unit(String recording, double begin, double end, String name) {
    return new ClassifiedUnit(
        recording, 1, begin, end, OptionalDouble.of(500), OptionalDouble.empty(), name, 0.75);
  }

  private static final List<ClassifiedUnit> UNITS =
      List.of(
          unit("b.wav", 0.5, 0.75, "a"),
          unit("a.wav", 2, 2.25, "b"),
          unit("a.wav", 1, 1.5, "a"),
          unit("a.wav", 9, 9.5, "a"));

  @Test
  void what_raven_gets_is_read_back_as_it_was() throws IOException {
    new TableWriter(UNITS).writeRaven(folder);
    SelectionTable own = SelectionTable.read(folder.resolve("a.Table.1.selections.txt"));
    assertThat(own.selections()).extracting(Selection::begin).containsExactly(1.0, 2.0, 9.0);
    assertThat(own.selections().get(1).columns())
        .containsEntry("Class", "b")
        .containsEntry("Strength", "0.750");
    SelectionTable all = SelectionTable.read(folder.resolve("all.selections.txt"));
    assertThat(all.selections()).hasSize(4);
    assertThat(all.selections().get(3).recording()).hasValue("b.wav");
    assertThat(all.selections().get(3).begin()).isEqualTo(0.5);
    assertThat(all.selections().get(3).end()).isEqualTo(0.75);
  }

  @Test
  void what_audacity_gets_is_read_back_as_it_was() throws IOException {
    new TableWriter(UNITS).writeAudacity(folder);
    SelectionTable labels = SelectionTable.read(folder.resolve("a.txt"));
    assertThat(labels.format()).isEqualTo(SelectionTable.Format.AUDACITY);
    assertThat(labels.selections().get(0).end()).isEqualTo(1.5);
    assertThat(labels.selections().get(0).columns()).containsEntry("Label", "a");
  }

  @Test
  void what_praat_gets_is_read_back_as_it_was() throws IOException {
    List<ClassifiedUnit> units =
        List.of(
            unit("a.wav", 1, 2, "a \"big\" one"),
            unit("a.wav", 1.5, 2.5, "over it"),
            unit("a.wav", 3, 3.5, "b"));
    new TableWriter(units).writeTextGrids(folder, Map.of("a.wav", 10.0));
    String text = Files.readString(folder.resolve("a.TextGrid"));
    assertThat(text).contains("xmax = 10.000000").contains("name = \"class 2\"");
    SelectionTable grid = SelectionTable.read(folder.resolve("a.TextGrid"));
    assertThat(grid.selections()).hasSize(2);
    assertThat(grid.selections().get(0).columns()).containsEntry("Label", "a \"big\" one");
    assertThat(grid.selections().get(1).begin()).isEqualTo(3);
  }

  @Test
  void sequences_are_cut_at_long_gaps_and_transitions_counted() throws IOException {
    TableWriter writer = new TableWriter(UNITS);
    assertThat(writer.sequences(5)).extracting(ClassSequence::text).containsExactly("ab", "a", "a");
    assertThat(writer.sequences(Double.POSITIVE_INFINITY))
        .extracting(ClassSequence::text)
        .containsExactly("aba", "a");
    writer.writeSequences(folder, Double.POSITIVE_INFINITY);
    assertThat(folder.resolve("sequences.csv"))
        .hasContent(
            """
            recording,begin,end,units,sequence
            a.wav,1.000000,9.500000,3,aba
            b.wav,0.500000,0.750000,1,a
            """);
    assertThat(folder.resolve("transitions.csv"))
        .hasContent(
            """
            from,to,count,share
            a,b,1,1.0000
            b,a,1,1.0000
            """);
  }

  @Test
  void transitions_are_drawn_as_a_graph() throws IOException {
    new TableWriter(UNITS).writeSequences(folder, Double.POSITIVE_INFINITY);
    assertThat(Files.readString(folder.resolve("transitions.dot")))
        .contains("\"a\" -> \"b\" [label=\"1.00\"", "\"b\" -> \"a\"");
    String svg = Files.readString(folder.resolve("transitions.svg"));
    assertThat(svg).contains("<title>a to b: 1, 100.0 %</title>").endsWith("</svg>\n");
    assertThat(svg.split("<circle", -1)).hasSize(3);
  }

  @Test
  void behaviour_gets_events_in_the_columns_of_boris_and_noise_is_none() throws IOException {
    List<ClassifiedUnit> units =
        List.of(unit("day 1.csv", 1, 2, "a"), unit("day 1.csv", 2, 4.5, "-1"));
    new TableWriter(units).writeEvents(folder, "-1");
    assertThat(Files.readAllLines(folder.resolve("events.csv")))
        .hasSize(2)
        .contains(
            "day 1.csv,day 1.csv,No focal subject,a,,,STATE,1.000000,2.000000,1.000000,strength 0.750,");
  }

  @Test
  void windows_that_overlap_become_bouts() {
    List<ClassifiedUnit> bouts =
        TableWriter.bouts(
            List.of(
                unit("x", 0, 2, "a"),
                unit("x", 1, 3, "a"),
                unit("x", 2, 4, "b"),
                unit("x", 3, 5, "a"),
                unit("x", 9, 11, "a"),
                unit("y", 0, 2, "a")));
    assertThat(bouts)
        .extracting(bout -> bout.recording() + bout.className() + bout.begin() + "-" + bout.end())
        .containsExactly("xa0.0-2.5", "xb2.5-3.5", "xa3.5-5.0", "xa9.0-11.0", "ya0.0-2.0");
    assertThat(bouts.get(0).strength()).isEqualTo(0.75);
  }

  @Test
  void recordings_of_one_name_have_files_of_their_own_within_the_folder() throws IOException {
    new TableWriter(
            List.of(
                unit("a.wav", 1, 2, "a"),
                unit("a.flac", 1, 2, "a"),
                unit("../x/a.wav", 1, 2, "a"),
                unit("10", 1, 2, "10")))
        .writeAudacity(folder);
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("a.txt", "a~2.txt", "__x_a.txt", "10.txt");
    }
  }
}
