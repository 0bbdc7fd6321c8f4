// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files under {@code npy/} were written by NumPy 1.24.2 ({@code numpy.save}). */
class NpyTest {
  private static final FloatMatrix MATRIX =
      FloatMatrix.ofRows(new float[] {1.5f, -2.25f, 3e-8f}, new float[] {4, 5.125f, -6e30f});

  @TempDir Path directory;

  private static Path numpy(String name) {
    try {
      return Path.of(Objects.requireNonNull(NpyTest.class.getResource("npy/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("x.npy"), bytes);
  }

  private static byte[] version1(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(text.length & 0xff);
    out.write(text.length >> 8);
    out.writeBytes(text);
    out.writeBytes(new byte[dataBytes]);
    return out.toByteArray();
  }

  private AbstractThrowableAssert<?, ? extends Throwable> reading(byte[] bytes) throws IOException {
    Path file = file(bytes);
    return assertThatThrownBy(() -> Npy.read(file)).isInstanceOf(DecipherException.class);
  }

  private String at(String message) {
    return directory.resolve("x.npy") + ": " + message;
  }

  /** What others than NumPy write. */
  @Nested
  class Reading_what_others_wrote {
    private FloatMatrix read(String header, int bytes) throws IOException {
      return Npy.read(file(version1(header, bytes)));
    }

    @Test
    void a_header_may_have_other_quotes_and_another_order() throws IOException {
      String quoted = "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2, 3)}";
      assertThat(read(quoted, 24).columns()).isEqualTo(3);
      String mixed = "{\"shape\": (2, 3), 'descr': \"<f4\", \"fortran_order\": False, }";
      assertThat(read(mixed, 24).rows()).isEqualTo(2);
    }

    @Test
    void half_precision_is_read() throws IOException {
      byte[] bytes = version1("{'descr': '<f2', 'fortran_order': False, 'shape': (8,)}", 16);
      // 1, -2, the least number above 0, 65504, 1/3, infinity, NaN, -0
      int[] halves = {0x3c00, 0xc000, 0x0001, 0x7bff, 0x3555, 0x7c00, 0x7e00, 0x8000};
      for (int i = 0; i < 8; i++) {
        bytes[bytes.length - 16 + 2 * i] = (byte) halves[i];
        bytes[bytes.length - 15 + 2 * i] = (byte) (halves[i] >> 8);
      }
      assertThat(Npy.read(file(bytes)).toArray())
          .containsExactly(
              1, -2, 0x1p-24f, 65504, 0.33325195f, Float.POSITIVE_INFINITY, Float.NaN, -0f);
    }

    @Test
    void what_floats_cannot_hold_is_refused_in_fortran_order_too() throws IOException {
      byte[] bytes = version1("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2)}", 32);
      java.nio.ByteBuffer.wrap(bytes)
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .putDouble(bytes.length - 8, 1e300);
      reading(bytes).hasMessageContaining("the value at row 1, column 1 is 1.0E300, beyond");
    }
  }

  @Nested
  class Reading_what_numpy_wrote {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "float32",
          "float32-fortran",
          "float64",
          "float64-big-endian",
          "version-2",
          "version-3"
        })
    void the_same_matrix_comes_of_every_form(String name) throws IOException {
      assertThat(Npy.read(numpy(name + ".npy"))).isEqualTo(MATRIX);
    }

    @ParameterizedTest
    @CsvSource({
      "int8, -128, 127",
      "int16, -32768, 32767",
      "int64, -1099511627776, 16777216",
      "uint16, 0, 65535",
      "uint32, 0, 4294967040",
      "uint64, 9223407221226864640, 3",
    })
    void whole_numbers_of_every_width_become_floats(String name, float first, float second)
        throws IOException {
      assertThat(Npy.read(numpy(name + ".npy")))
          .isEqualTo(FloatMatrix.wrap(2, 1, new float[] {first, second}));
    }

    @Test
    void bytes_and_truth_values_are_not_negative() throws IOException {
      assertThat(Npy.read(numpy("uint8.npy")))
          .isEqualTo(FloatMatrix.ofRows(new float[] {0, 128, 255}));
      assertThat(Npy.read(numpy("bool.npy")))
          .isEqualTo(FloatMatrix.ofRows(new float[] {1, 0}, new float[] {0, 1}));
      assertThat(Npy.read(numpy("int32-big-endian.npy")))
          .isEqualTo(FloatMatrix.ofRows(new float[] {1, -2}, new float[] {300, -70000}));
    }

    @Test
    void other_numbers_of_dimensions_become_rows_and_columns() throws IOException {
      assertThat(Npy.read(numpy("float32-vector.npy")))
          .isEqualTo(FloatMatrix.wrap(3, 1, new float[] {1.5f, -2, 0.1f}));
      assertThat(Npy.read(numpy("three-dimensions.npy")))
          .isEqualTo(
              FloatMatrix.ofRows(new float[] {0, 1, 2, 3, 4, 5}, new float[] {6, 7, 8, 9, 10, 11}));
      assertThat(Npy.read(numpy("scalar.npy"))).isEqualTo(FloatMatrix.ofRows(new float[] {2.5f}));
      assertThat(Npy.read(numpy("empty.npy"))).isEqualTo(FloatMatrix.empty(3));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = ';',
        quoteCharacter = '"',
        value = {
          "object; 'descr': '|O'",
          "record; 'descr': [('a', '<i4'), ('b', '<f4')]",
          "text; 'descr': '<U2'",
          "complex; holds numbers of type 'c8'",
          "three-dimensions-fortran; holds numpy float32 [2, 3, 2] in Fortran order",
        })
    void what_cannot_be_read_as_a_matrix_is_refused(String name, String found) {
      Path file = numpy(name + ".npy");
      assertThatThrownBy(() -> Npy.read(file))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(file + ": ")
          .hasMessageContaining(found)
          .hasMessageContaining("; expected ");
    }
  }

  @Nested
  class Writing {
    @Test
    void gives_the_bytes_that_numpy_writes() throws IOException {
      Path file = directory.resolve("x.npy");
      Npy.write(file, MATRIX);
      assertThat(file).hasSameBinaryContentAs(numpy("float32.npy"));

      Npy.writeVector(file, FloatMatrix.wrap(3, 1, new float[] {1.5f, -2, 0.1f}));
      assertThat(file).hasSameBinaryContentAs(numpy("float32-vector.npy"));

      Npy.write(file, Labels.of(0, -1, 7, Integer.MAX_VALUE - 1));
      byte[] written = Files.readAllBytes(file);
      byte[] expected = Files.readAllBytes(numpy("int32-vector.npy"));
      expected[expected.length - 4]--; // NumPy's file holds 2^31 - 1 itself
      assertThat(written).isEqualTo(expected);

      Npy.write(file, FloatMatrix.empty(3));
      assertThat(file).hasSameBinaryContentAs(numpy("empty.npy"));
    }

    @ParameterizedTest
    @CsvSource({"0,4", "1,1", "3,70000", "70000,3", "65537,1", "5,0"})
    void reading_gives_back_what_was_written(int rows, int columns) throws IOException {
      float[] values = new float[rows * columns];
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 1000 == 7 ? Float.NaN : (i * 31 % 1001) / 7f;
      }
      FloatMatrix matrix = FloatMatrix.wrap(rows, columns, values);
      Path file = directory.resolve("x.npy");
      Npy.write(file, matrix);
      assertThat(Npy.read(file)).isEqualTo(matrix);
    }

    @Test
    void whole_and_double_numbers_come_back_to_the_bit() throws IOException {
      int[] whole = {Integer.MIN_VALUE, -1, 0, 16_777_217, 7, Integer.MAX_VALUE};
      double[] doubles = {0.1, -0.0, Double.MIN_VALUE, 1e300, Double.NaN, Double.NEGATIVE_INFINITY};
      Path file = directory.resolve("x.npy");
      Npy.write(file, whole, 3, 2);
      assertThat(Npy.readInts(file, 3, 2)).isEqualTo(whole);
      Npy.write(file, doubles, 6);
      assertThat(Npy.readDoubles(file, 6)).isEqualTo(doubles);
      double[] many = new double[70_000]; // more than one chunk
      Arrays.setAll(many, Math::sqrt);
      Npy.write(file, many, 2, 35_000);
      assertThat(Npy.readDoubles(file, 2, 35_000)).isEqualTo(many);
      assertThat(Npy.read(file).get(1, 34_999)).isEqualTo((float) many[69_999]);
      assertThat(Npy.readDoubles(numpy("float64-big-endian.npy"), 2, 3)[1]).isEqualTo(-2.25);
      assertThatThrownBy(() -> Npy.write(file, whole, 5))
          .hasMessage("6 values do not have the shape [5]");
    }

    @Test
    void a_vector_has_one_column() {
      assertThatThrownBy(() -> Npy.writeVector(directory.resolve("x.npy"), MATRIX))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a vector has one column, found 3");
    }
  }

  @Nested
  class Reading_what_is_broken {
    @Test
    void too_few_and_too_many_bytes_are_counted() throws IOException {
      byte[] whole = Files.readAllBytes(numpy("float32.npy"));
      reading(Arrays.copyOf(whole, whole.length - 1))
          .hasMessage(
              at("holds 23 bytes of data, but its header, numpy float32 [2, 3]," + " needs 24"));
      reading(Arrays.copyOf(whole, whole.length + 4))
          .hasMessage(
              at("holds 28 bytes of data, but its header, numpy float32 [2, 3]," + " needs 24"));
    }

    @Test
    void every_cut_is_noticed() throws IOException {
      byte[] whole = Files.readAllBytes(numpy("float32.npy"));
      for (int length = 0; length < whole.length; length++) {
        reading(Arrays.copyOf(whole, length)).hasMessageStartingWith(at(""));
      }
    }

    @Test
    void another_type_order_or_shape_than_asked_for_is_named() throws IOException {
      assertThatThrownBy(() -> Npy.readInts(numpy("float64.npy"), 2, 3))
          .isInstanceOf(DecipherException.class)
          .hasMessageEndingWith(": holds numpy float64 [2, 3]; expected numpy int32 [2, 3]");
      assertThatThrownBy(() -> Npy.readDoubles(numpy("float64.npy"), 6))
          .hasMessageEndingWith(": holds numpy float64 [2, 3]; expected numpy float64 [6]");
      assertThatThrownBy(() -> Npy.readDoubles(numpy("float32-fortran.npy"), 2, 3))
          .hasMessageEndingWith(
              ": holds numpy float32 [2, 3] in Fortran order; expected numpy float64 [2, 3]");
    }

    @Test
    void another_format_is_named() throws IOException {
      reading("1.0,2.0\n3.0,4.0\n".getBytes(StandardCharsets.UTF_8))
          .hasMessage(at("is not in NumPy's .npy format; expected it to begin with \\x93NUMPY"));
      reading(new byte[0])
          .hasMessage(at("is not in NumPy's .npy format; expected it to begin with \\x93NUMPY"));
    }

    @Test
    void an_unknown_version_is_refused() throws IOException {
      byte[] future = Files.readAllBytes(numpy("float32.npy"));
      future[6] = 4;
      reading(future).hasMessage(at("has no header of .npy version 1, 2 or 3"));
      future[6] = 0;
      reading(future).hasMessage(at("has no header of .npy version 1, 2 or 3"));
    }

    @Test
    void a_header_longer_than_the_file_is_refused_before_it_is_read() throws IOException {
      byte[] bytes = Files.readAllBytes(numpy("version-2.npy"));
      Arrays.fill(bytes, 8, 12, (byte) 0xff);
      reading(bytes)
          .hasMessage(
              at("announces a header of 4294967295 bytes, but has " + bytes.length + " in all"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "(99999999999999999999,)",
          "(4294967296, 4294967296)",
          "(0, 4294967296, 4294967296, 4294967296)"
        })
    void a_shape_beyond_counting_is_impossible(String shape) throws IOException {
      reading(version1("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }", 0))
          .hasMessageStartingWith(at("has the impossible shape "));
    }

    @Test
    void a_huge_shape_is_refused_without_allocating() throws IOException {
      reading(version1("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 900), }", 8))
          .hasMessage(
              at(
                  "holds 8 bytes of data, but its header, numpy float32 [1000000000, 900],"
                      + " needs 3600000000000"));
    }

    @Test
    void an_absurd_width_is_an_unknown_type() throws IOException {
      reading(version1("{'descr': '<f99999999999', 'fortran_order': False, 'shape': (1,), }", 8))
          .hasMessage(
              at(
                  "holds numbers of type 'f99999999999';"
                      + " expected float16, float32, float64, bool or integers"));
    }

    @Test
    void a_long_or_binary_header_is_shown_short_and_clean() throws IOException {
      String bell = String.valueOf((char) 7);
      reading(version1(bell + "x".repeat(5000), 0))
          .hasMessage(at("has the header ?" + "x".repeat(119) + "…; expected an array of numbers"));
    }

    @Test
    void a_file_that_is_not_there_is_an_io_error() {
      assertThatThrownBy(() -> Npy.read(directory.resolve("none.npy")))
          .isInstanceOf(NoSuchFileException.class);
    }
  }
}
