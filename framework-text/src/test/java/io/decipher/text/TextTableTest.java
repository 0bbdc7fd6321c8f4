// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTableTest {
  private static final String CHARACTERS = ",;\t|\"#\n\r 0123456789.-eE\u00e4N";

  @TempDir private Path folder;

  private TextTable read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private TextTable read(byte[] bytes) {
    try {
      return TextTable.read(Files.write(folder.resolve("t.csv"), bytes));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Nested
  class What_a_number_is {
    @ParameterizedTest
    @ValueSource(strings = {"1", "-1.5", "+2", ".5", "5.", "1e3", "1E-3", " 7 ", "-0.0e+00"})
    void decimal_digits_with_sign_mark_and_exponent(String cell) {
      assertThat(Cells.number(cell, '.')).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "12f",
          "3d",
          "0x1p3",
          "0x10",
          "Infinity",
          "inf",
          "NaN",
          "1_000",
          "1,5",
          "",
          ".",
          "e5",
          "1e",
          "--1",
          "1 2",
          "٣"
        })
    void and_nothing_that_a_language_adds(String cell) {
      assertThat(Cells.number(cell, '.')).isEmpty();
    }

    /** Expression of 20,000 genes is an ordinary table; the library's own limit is 16,384 cells. */
    @Test
    void a_table_may_have_many_columns() {
      StringBuilder text = new StringBuilder();
      for (int row = -1; row < 30; row++) {
        for (int column = 0; column < 20_000; column++) {
          text.append(column == 0 ? "" : ",").append(row < 0 ? "g" + column : row + column + ".5");
        }
        text.append('\n');
      }
      TextTable table = read(text.toString());
      assertThat(table.columns()).hasSize(20_000).endsWith("g19999");
      assertThat(table.count()).isEqualTo(30);
      assertThat(table.cell(29, 19_999)).isEqualTo("20028.5");
    }

    @Test
    void of_any_length_costs_no_more_than_its_length() {
      assertThat(Cells.number("1".repeat(1_000_000), '.')).isEmpty();
    }
  }

  @Nested
  class Encodings {
    private static final String TEXT = "größe,breite\n1.5,2\n3,4.5\n";

    @ParameterizedTest
    @CsvSource({
      "UTF-8, UTF-8",
      "UTF-16, UTF-16",
      "UTF-16LE, UTF-16 without a byte order mark",
      "UTF-16BE, UTF-16 without a byte order mark",
      "windows-1252, Windows-1252"
    })
    void are_told(String written, String told) {
      TextTable table = read(TEXT.getBytes(Charset.forName(written)));

      assertThat(table.columns()).containsExactly("größe", "breite");
      assertThat(table.dialect().encoding()).isEqualTo(told);
      assertThat(table.number(1, 1)).hasValue(4.5);
    }

    @Test
    void a_mark_is_no_part_of_the_first_name() {
      assertThat(read("\ufeffa,b\n1,2\n").columns()).containsExactly("a", "b");
    }

    @Test
    void gzipped_text_is_unpacked() throws IOException {
      var out = new ByteArrayOutputStream();
      try (var gzip = new GZIPOutputStream(out)) {
        gzip.write(TEXT.getBytes(StandardCharsets.UTF_8));
      }
      assertThat(read(out.toByteArray()).count()).isEqualTo(2);
      byte[] cut = Arrays.copyOf(out.toByteArray(), out.size() - 12);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("cannot be unpacked");
    }

    @Test
    void bytes_that_are_no_text_are_refused() {
      assertThatThrownBy(() -> read(new byte[] {1, 2, 0, 3, 4, 5, 6, 7, 8, 9, 10}))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("byte 2 is 0, so this is not text");
    }
  }

  @Nested
  class Separators {
    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|", "  "})
    void are_told(String separator) {
      TextTable table =
          read(
              String.join(separator, "a", "b", "c")
                  + "\n"
                  + String.join(separator, "1", "2.5", "3")
                  + "\n"
                  + String.join(separator, "4", "5", "6.5")
                  + "\n");

      assertThat(table.columns()).containsExactly("a", "b", "c");
      assertThat(table.number(1, 2)).hasValue(6.5);
    }

    @Test
    void a_comma_may_be_the_decimal_mark() {
      TextTable table = read("a;b\n0,5;1,25\n-1,5;2\n");

      assertThat(table.dialect().decimal()).isEqualTo(',');
      assertThat(table.number(0, 1)).hasValue(1.25);
    }

    @Test
    void excel_names_its_own() {
      assertThat(read("sep=;\na;b\n1;2\n").columns()).containsExactly("a", "b");
    }

    @Test
    void quotation_marks_hold_separators_line_breaks_and_themselves() {
      TextTable table = read("name,x\n\"a, \"\"b\"\"\nc\",1\n\"d\", \"2\"\n");

      assertThat(table.cell(0, 0)).isEqualTo("a, \"b\"\nc");
      assertThat(table.number(1, 1)).hasValue(2);
      assertThat(table.line(1)).isEqualTo(4);
    }
  }

  @Nested
  class Headers {
    @Test
    void are_text_above_numbers() {
      assertThat(read("Bill length,Bill depth\n1,2\n").columns())
          .containsExactly("Bill length", "Bill depth");
      assertThat(read("1,2\n3,4\n").dialect().header()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NA,NA", ",", "inf,inf", "?,-"})
    void are_no_missing_values(String first) {
      TextTable table = read(first + "\n1,2\n3,4\n");

      assertThat(table.dialect().header()).isFalse();
      assertThat(table.count()).isEqualTo(3);
    }

    @Test
    void of_pandas_count() {
      TextTable table = read(",0,1\n0,0.5,0.7\n1,0.25,0.1\n");

      assertThat(table.dialect().header()).isTrue();
      assertThat(table.columns()).containsExactly("column 1", "0", "1");
    }

    @Test
    void above_text_never_come_again() {
      assertThat(read("cap,gill\nx,n\nb,n\n").dialect().header()).isTrue();
      assertThat(read("x,n\nx,y\nb,n\n").dialect().header()).isFalse();
    }

    @Test
    void may_be_told() throws IOException {
      Path file = Files.writeString(folder.resolve("t.csv"), "1,2\n3,4\n");

      assertThat(TextTable.read(file, Optional.of(true), Optional.empty()).columns())
          .containsExactly("1", "2");
    }

    @Test
    void get_different_names() {
      assertThat(read("a,a,,a\n1,2,3,4\n").columns())
          .containsExactly("a", "a (2)", "column 3", "a (3)");
    }
  }

  @Nested
  class Rows {
    @Test
    void comments_and_blank_lines_are_none() {
      TextTable table = read("# field sheet\n# 2024\na,b\n\n1,2\n# broken\n3,4\n\n");

      assertThat(table.count()).isEqualTo(2);
      assertThat(table.line(1)).isEqualTo(7);
    }

    @Test
    void few_that_are_uneven_are_left_out_and_named() {
      StringBuilder text = new StringBuilder("a,b\n");
      for (int i = 0; i < 30; i++) {
        text.append(i).append(i == 11 ? ",1,2\n" : ",1\n");
      }

      TextTable table = read(text.toString());

      assertThat(table.count()).isEqualTo(29);
      assertThat(table.notes())
          .containsExactly("1 row without the 2 cells of the others left out: line 13 has 3");
    }

    @Test
    void many_that_are_uneven_make_no_table() {
      assertThatThrownBy(() -> read("a,b\n1,2\n3\n4,5,6\n"))
          .isInstanceOf(DecipherException.class)
          .hasMessageContaining("do not have 2 cells, as most do: line 3 has 1, line 4 has 3");
    }

    @Test
    void empty_ones_at_the_end_are_left_out() {
      TextTable table = read("a,b\n1,2\n,\n,\n");

      assertThat(table.count()).isEqualTo(1);
      assertThat(table.notes()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n\n", "# only\n", "a,b\n"})
  void nothing_to_read_is_refused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(DecipherException.class);
  }

  @Test
  void a_quotation_mark_that_is_left_open_ends_with_the_file() {
    assertThat(read("a,b\n1,2\n3,\"4\n5,6\n").count()).isEqualTo(2);
  }

  @Test
  void blanks_cost_no_more_than_their_number() {
    String blanks = " ".repeat(200_000);
    long start = System.nanoTime();

    read("a" + blanks + ",b\n1" + blanks + ",2\n");

    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
  }

  /** Whatever the bytes: a table or a reason. */
  @Test
  void damaged_and_random_bytes_are_tables_or_reasons() {
    byte[] whole =
        "id;größe;\"art\"\n1;0,5;\"a;b\"\n2;1,5;\"c\"\"d\"\n3;;x\n"
            .getBytes(StandardCharsets.UTF_8);
    var random = new SplittableRandom(1);
    int tables = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = whole.clone();
      if (round % 3 == 0) {
        bytes = new byte[random.nextInt(200)];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        }
      } else {
        for (int i = 0; i < 3; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      try {
        TextTable table = read(bytes);
        for (int row = 0; row < table.count(); row++) {
          for (int column = 0; column < table.columns().size(); column++) {
            assertThat(table.cell(row, column)).isNotNull();
          }
        }
        tables++;
      } catch (DecipherException e) {
        assertThat(e.getMessage()).contains("t.csv");
      }
    }
    assertThat(tables).isPositive();
  }
}
