// SPDX-License-Identifier: Apache-2.0
package io.decipher.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.DecipherException;
import io.decipher.api.Missing;
import io.decipher.api.Plugins;
import io.decipher.api.Prepared;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
  @TempDir private Path folder;

  private Path write(String text) {
    try {
      return Files.writeString(folder.resolve("t.csv"), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Prepared open(String text, String settings) {
    Settings block =
        Settings.parse("test", "type = table, " + settings)
            .withValue("path", write(text).toString());
    return (Prepared) Plugins.discover().create(DatasetProvider.class, block);
  }

  private static List<String> columns(Prepared dataset) {
    return ((SampleType.Vector) dataset.type()).names();
  }

  @Nested
  class Columns {
    private static final String BIRDS =
        """
        ring,site,found,stage,mass,notes
        A1,north,2024-05-17,adult,10.5,
        A2,south,2024-05-18,adult,12,seen near the old lighthouse again
        A3,north,2024-06-01,adult,NA,
        A4,south,2024-06-02,adult,9.25,two of them on the roof of the house
        """;

    @Test
    void are_used_or_left_out_by_what_they_are_and_that_is_said() {
      Prepared dataset = open(BIRDS, "");

      assertThat(columns(dataset)).containsExactly("site = north", "site = south", "mass");
      assertThat(dataset.samples().names().orElseThrow()).containsExactly("A1", "A2", "A3", "A4");
      assertThat(dataset.samples().attributes().text("found")).startsWith("2024-05-17");
      assertThat(dataset.notes())
          .contains(
              "  column  kind      missing  becomes",
              "  ring    id                 the rows' names",
              "  site    category           2 indicators, weighted as one number",
              "  mass    number          1  (value - 10.50) / 1.102",
              "1 missing values: mass 1",
              "1 category, each weighted to count as one number: site (2)",
              "ids left out, rows are named by 'ring': ring",
              "dates left out: found; set columns { NAME = number } to use days",
              "free text left out: notes",
              "constant columns left out: stage");
    }

    @Test
    void are_what_a_person_says() {
      Prepared dataset = open(BIRDS, "columns { found = number, site = ignore }, scale = none");

      assertThat(columns(dataset)).containsExactly("found", "mass");
      assertThat(dataset.samples().row(1)[0] - dataset.samples().row(0)[0]).isEqualTo(1);
    }

    @Test
    void with_dots_in_their_names_may_be_quoted_or_not() {
      String text = "plant.stand,x\n1,0.5\n2,0.7\n1,0.25\n2,0.3\n";

      assertThat(columns(open(text, "columns { plant.stand = category }"))).hasSize(3);
      assertThat(columns(open(text, "columns { \"plant.stand\" = category }"))).hasSize(3);
    }

    @Test
    void that_are_not_there_are_refused_with_those_that_are() {
      assertThatThrownBy(() -> open(BIRDS, "columns { weight = number }").samples())
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("has no column 'weight', which columns names")
          .hasMessageContaining("mass");
    }

    @Test
    void that_count_up_are_no_values() {
      assertThat(columns(open("nest,x,y\n1,0.5,2\n2,0.7,2.5\n3,0.2,2.25\n", "")))
          .containsExactly("x", "y");
    }

    @Test
    void that_floats_can_hardly_tell_are_named_unless_an_offset_is_taken_off() {
      StringBuilder stamps = new StringBuilder("time,x\n");
      for (int i = 0; i < 20; i++) {
        stamps.append(1_700_000_000 + 3 * i).append(',').append(i % 5).append('\n');
      }
      assertThat(open(stamps.toString(), "scale = none").notes())
          .anySatisfy(note -> assertThat(note).startsWith("column 'time' has values from 1.7E9"));
      assertThat(open(stamps.toString(), "scale = robust").notes())
          .noneSatisfy(note -> assertThat(note).contains("32-bit"));
    }

    @Test
    void alone_are_values_even_if_they_count_up() {
      assertThat(columns(open("28\n26\n32\n", ""))).hasSize(1);
      assertThat(columns(open("nr\n1\n2\n3\n4\n", ""))).containsExactly("nr");
    }

    @Test
    void without_names_of_their_own_are_ids_only_where_a_header_names_the_others() {
      assertThat(columns(open("3,0.5\n1,0.7\n2,0.2\n", ""))).hasSize(2);
      assertThat(columns(open(",x\n3,0.5\n1,0.7\n2,0.2\n", ""))).containsExactly("x"); // pandas
    }

    @Test
    void of_few_whole_numbers_are_named_since_they_may_be_codes() {
      Prepared dataset = open("a,b\n1,0.5\n2,0.7\n3,0.1\n1,0.2\n2,0.9\n", "");

      assertThat(dataset.notes())
          .anySatisfy(note -> assertThat(note).startsWith("1 column holds few whole numbers (a)"));
    }

    @Test
    void none_of_which_differs_make_no_samples() {
      assertThatThrownBy(() -> open("a,b\n1,x\n1,x\n1,x\n", "").samples())
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("no column holds numbers or categories that differ");
    }
  }

  @Nested
  class Values {
    @Test
    void of_numbers_are_scaled_by_what_outliers_do_not_move() {
      StringBuilder text = new StringBuilder("a\n");
      var random = new SplittableRandom(1);
      for (int i = 0; i < 1000; i++) {
        text.append(i == 500 ? 1e30 : 100 + 5 * random.nextGaussian()).append('\n');
      }

      Prepared dataset = open(text.toString(), "");
      double squares = 0;
      for (int i = 0; i < 500; i++) {
        squares += Math.pow(dataset.samples().row(i)[0], 2) / 500;
      }

      assertThat(Math.sqrt(squares)).isCloseTo(1, within(0.1));
      assertThat(dataset.notes())
          .anySatisfy(
              note ->
                  assertThat(note)
                      .contains("1 value is more than 1,000 times the usual spread")
                      .contains("line 502"));
    }

    @Test
    void of_a_category_vary_as_much_as_those_of_a_number() {
      StringBuilder text = new StringBuilder("kind,b\n");
      for (int i = 0; i < 120; i++) {
        text.append("k").append(i % 7 % 4).append(',').append(i * 37 % 100).append('\n');
      }

      Samples samples = open(text.toString(), "").samples();
      double variance = 0;
      for (int i = 0; i < samples.count(); i++) {
        for (int k = 0; k < 4; k++) {
          variance += Math.pow(samples.row(i)[k], 2) / samples.count();
        }
      }

      assertThat(variance).isCloseTo(1, within(1e-4));
    }

    @Test
    void that_are_missing_are_masked_and_neutral() {
      Prepared dataset = open("a,k\n1,x\n?,y\n3,\n5,y\n2,x\n", "");
      Missing missing = dataset.samples().missing().orElseThrow();

      assertThat(missing.isMissing(1, 0)).isTrue();
      assertThat(missing.isMissing(2, 1)).isTrue();
      assertThat(missing.isMissing(2, 2)).isTrue();
      assertThat(missing.total()).isEqualTo(3);
      assertThat(dataset.samples().row(1)[0]).isZero();
      assertThat(dataset.samples().row(2)).endsWith(0, 0);
    }

    @Test
    void may_be_told_to_mean_missing() {
      Prepared dataset = open("a,b\n1,0.5\n-9999,0.7\n3,0.1\n5,0.2\n", "missing = [\"-9999\"]");

      assertThat(dataset.samples().missing().orElseThrow().isMissing(1, 0)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12f", "0x1F", "inf", "Infinity", "1e400", "-3.5e38", "3..4"})
    void that_are_no_numbers_are_refused_with_line_and_column(String cell) {
      String text = "a,b\n1,2\n2,3\n3,4\n4,5\n" + cell + ",6\n7,8\n";

      assertThatThrownBy(() -> open(text, "strict = true").samples())
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("t.csv: line 6, column 'a': is '" + cell + "'; expected a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca. 12", "inf", "1e400", "3..4"})
    void that_are_no_numbers_are_named_and_count_as_missing(String cell) {
      String text = "a,b\n1,2\n2,3\n3,4\n4,5\n" + cell + ",6\n7,8\n";

      Prepared dataset = open(text, "");

      assertThat(dataset.samples().missing().orElseThrow().isMissing(4, 0)).isTrue();
      assertThat(dataset.samples().missing().orElseThrow().total()).isEqualTo(1);
      assertThat(dataset.notes())
          .contains(
              "column 'a': 1 cell is not a number and counts as missing: '" + cell + "' in line 6");
    }

    @Test
    void of_nines_far_from_all_others_count_as_missing_and_near_ones_do_not() {
      String text = "a,b\n70,99\n75,98\n-9999,97\n81,99\n77,95\n-9999,96\n";

      Prepared dataset = open(text, "");

      assertThat(dataset.samples().missing().orElseThrow().total()).isEqualTo(2);
      assertThat(dataset.notes())
          .contains(
              "column 'a': -9999 (2) lies far from all other values and counts as missing;"
                  + " strict = true keeps it");
      assertThat(open(text, "strict = true").samples().missing()).isEmpty();
    }

    @Test
    void that_are_no_numbers_for_the_most_part_make_no_column_of_numbers() {
      assertThatThrownBy(
              () -> open("a,b\n1,2\nx,3\ny,4\nz,5\n", "columns { a = number }").samples())
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("line 3, column 'a': is 'x'; expected a number");
    }

    @Test
    void none_of_which_is_there_leave_a_row_out_and_that_is_said() throws IOException {
      Path file = Files.writeString(folder.resolve("truth.csv"), "row,class\n0,a\n2,b\n3,a\n");

      Prepared dataset = open("x,y\n1,2\nNA,\n3,4\n5,1\n", "truth = \"" + file + "\"");

      assertThat(dataset.samples().names().orElseThrow()).containsExactly("0", "2", "3");
      assertThat(dataset.notes()).contains("1 of the first 4 rows hold no value and are left out");
      assertThat(dataset.truth().orElseThrow().labels().toArray()).containsExactly(0, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NA,NA", ",", "?,null"})
    void none_of_which_is_there_make_no_row(String row) {
      String text = row + "\n1.5,2\n2,3.5\n3,4\n";

      assertThatThrownBy(() -> open(text, "").samples())
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("line 1: holds no value");
    }

    @Test
    void keep_what_32_bits_cannot_hold_unscaled() {
      Samples samples =
          open("a\n1000000000.0\n1000000000.5\n1000000001.0\n1000000002.5\n", "").samples();

      assertThat(samples.row(0)[0]).isLessThan(samples.row(1)[0]);
    }
  }

  @Nested
  class Truth {
    @Test
    void may_be_a_column_which_then_is_no_value() {
      Prepared dataset = open("x,kind\n1,b\n2,a\n4,b\n", "truth = \"column kind\"");

      assertThat(columns(dataset)).containsExactly("x");
      assertThat(dataset.truth().orElseThrow().labels().toArray()).containsExactly(1, 0, 1);
    }

    @Test
    void may_be_another_table() throws IOException {
      Path file = Files.writeString(folder.resolve("truth.csv"), "row,class\n1,a\n0,b\n2,a\n");

      Prepared dataset = open("id,y\n7,2\n8,4\n9,9\n", "truth = \"" + file + "\"");

      assertThat(dataset.truth().orElseThrow().labels().toArray()).containsExactly(1, 0, 0);
    }
  }

  @Test
  void what_was_chosen_encodes_other_rows_as_these() throws IOException {
    String text = "id,k,x,y\n1,a,10,0.5\n2,b,20,0.25\n3,a,,0.75\n4,b,40,1\n";
    Prepared all = open(text, "");
    Settings chosen = all.preparation();
    Path other =
        Files.writeString(folder.resolve("new.csv"), "y,x,k\n0.25,20,b\n0.75,NA,a\n1,1,z\n");

    Prepared some =
        (Prepared)
            Plugins.discover()
                .create(DatasetProvider.class, chosen.withValue("path", other.toString()));

    assertThat(some.type()).isEqualTo(all.type());
    assertThat(some.samples().row(0)).isEqualTo(all.samples().row(1));
    assertThat(some.samples().row(1)).isEqualTo(all.samples().row(2));
  }

  @Test
  void npy_is_a_table_too() throws IOException {
    byte[] header =
        "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }"
            .getBytes(StandardCharsets.ISO_8859_1);
    var buffer = java.nio.ByteBuffer.allocate(128 + 48).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    buffer.put(header);
    while (buffer.position() < 127) {
      buffer.put((byte) ' ');
    }
    buffer.put((byte) '\n');
    for (double value : new double[] {1, 10, 2, 30, 3, 20}) {
      buffer.putDouble(value);
    }
    Path file = Files.write(folder.resolve("a.npy"), buffer.array());

    Samples samples = new Table(file).open().samples();

    assertThat(samples.count()).isEqualTo(3);
    assertThat(samples.row(1)[0]).isZero();
    assertThat(samples.row(2)[1]).isZero();
  }

  @Nested
  class The_reader {
    @Test
    void gives_numbers_as_they_stand() {
      Path file = write("id,x,y\n1,10,2\n2,20,4\n3,50,9\n");
      SampleReader reader = Plugins.discover().reader(file).orElseThrow();

      Samples samples = reader.read(file, RunContext.seeded(1));

      assertThat(samples.row(2)).containsExactly(50, 9);
      assertThat(samples.name(2)).isEqualTo("3");
    }

    @Test
    void gives_the_columns_that_are_wanted_in_their_order() {
      Path file = write("y,z,x\n1,2,3\n1,5,6\n");
      var type =
          new SampleType.Vector(
              List.of(SampleType.Column.number("x"), SampleType.Column.number("y")));

      Samples samples = new TableReader().read(file, type, RunContext.seeded(1));

      assertThat(samples.type()).isEqualTo(type);
      assertThat(samples.row(1)).containsExactly(6, 1);
    }

    @Test
    void gives_pixels_by_their_place_and_none_beyond_white() {
      var type = SampleType.image(2, 2);
      RunContext run = RunContext.seeded(1);

      assertThat(new TableReader().read(write("0,0.5,1,0\n0,0,1,1\n"), type, run).row(0))
          .containsExactly(0, 0.5f, 1, 0);
      assertThatThrownBy(() -> new TableReader().read(write("0,128,255,0\n0,0,1,1\n"), type, run))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("expected lightness in [0, 1]");
      assertThatThrownBy(() -> new TableReader().read(write("0,1,0\n0,0,1\n"), type, run))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("has samples of 3 values; expected 4");
    }
  }

  @Test
  void a_folder_with_one_table_alone_is_that_table() throws IOException {
    Path home = Files.createDirectory(folder.resolve("sheet"));
    Files.writeString(home.resolve("birds.csv"), "a,b\n1,2\n");
    assertThat(new TableProvider().recognize(home).orElseThrow().summary())
        .isEqualTo("a table (a,b)");
    Files.writeString(home.resolve("more.csv"), "a,b\n1,2\n");
    assertThat(new TableProvider().recognize(home)).isEmpty();
  }

  @Test
  void a_table_is_recognized_by_its_name_and_beginning() throws IOException {
    var recognized = new TableProvider().recognize(write("a,b\n1,2\n")).orElseThrow();

    assertThat(recognized.summary()).isEqualTo("a table (a,b)");
    assertThat(recognized.overrides().at("dataset").type()).contains("table");
    assertThat(new TableProvider().recognize(folder.resolve("none"))).isEmpty();
    assertThat(new TableProvider().recognize(Files.createFile(folder.resolve("e.csv")))).isEmpty();
  }
}
