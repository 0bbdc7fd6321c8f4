// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatricesTest {
  private static final FloatMatrix EXPECTED =
      FloatMatrix.ofRows(new float[] {1, 2.5f}, new float[] {-3, 4e3f});

  @TempDir Path temporary;

  private Path file(String text) throws IOException {
    return Files.writeString(temporary.resolve("points.csv"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2.5\n-3,4e3\n",
        "1;2.5\r\n-3;4e3",
        "1\t2.5\n-3\t4e3\n\n",
        " 1   2.5 \n-3 4e3",
        "x,y\n1,2.5\n-3,4e3",
        "# made by hand\n\n1, 2.5\n# half way\n-3, 4e3\n"
      })
  void text_is_read_whatever_separates_the_numbers(String text) throws IOException {
    assertThat(Matrices.read(file(text))).isEqualTo(EXPECTED);
  }

  @Test
  void npy_is_read_by_its_ending() throws IOException {
    Path npy = temporary.resolve("points.NPY");
    Npy.write(npy, EXPECTED);
    assertThat(Matrices.read(npy)).isEqualTo(EXPECTED);
  }

  @Test
  void many_rows_are_read() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      text.append(i).append(',').append(-i).append('\n');
    }
    FloatMatrix matrix = Matrices.read(file(text.toString()));
    assertThat(matrix.rows()).isEqualTo(5000);
    assertThat(matrix.get(4999, 1)).isEqualTo(-4999);
  }

  @Test
  void an_empty_file_is_refused() throws IOException {
    assertThatThrownBy(() -> Matrices.read(file("# nothing\n")))
        .hasMessageEndingWith("points.csv: holds no numbers; expected one point per line");
  }

  @Test
  void a_decimal_comma_is_no_separator_where_there_is_another() throws IOException {
    assertThatThrownBy(() -> Matrices.read(file("1,5;2,5\n")))
        .hasMessageEndingWith("points.csv: holds no numbers; expected one point per line");
    assertThatThrownBy(() -> Matrices.read(file("1;2\n1,5;2,5\n")))
        .hasMessageEndingWith("points.csv: 2: value 1 is '1,5'; expected a number");
  }

  @Test
  void what_numpy_and_spreadsheets_write_is_read() throws IOException {
    assertThat(Matrices.read(file("nan 1\n2 3\n")).get(0, 0)).isNaN();
    assertThat(Matrices.read(file("\uFEFF1,2.5\n-3,4e3\n"))).isEqualTo(EXPECTED);
  }

  @Test
  void mistakes_are_told_with_their_place() throws IOException {
    assertThatThrownBy(() -> Matrices.read(file("1,2\n3,4,5\n")))
        .isInstanceOf(DecipherException.class)
        .hasMessageEndingWith("points.csv: 2: has 3 values; expected 2 as in the first row");
    assertThatThrownBy(() -> Matrices.read(file("1,2\n3,four\n")))
        .hasMessageEndingWith("points.csv: 2: value 2 is 'four'; expected a number");
    assertThatThrownBy(() -> Matrices.read(temporary.resolve("none.csv")))
        .hasMessageEndingWith("none.csv: there is no such file; expected a matrix in .npy or .csv");
    Path binary = Files.write(temporary.resolve("x.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> Matrices.read(binary)).hasMessageContaining("is not text in UTF-8");
  }
}
