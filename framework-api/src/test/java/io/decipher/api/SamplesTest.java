// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplesTest {
  private static final FloatMatrix MATRIX = FloatMatrix.wrap(3, 2, new float[] {1, 2, 3, 4, 5, 6});
  private static final Samples PLAIN = Samples.of(MATRIX, SampleType.vector(2));
  private static final Samples FULL =
      PLAIN
          .withNames(List.of("a", "b", "c"))
          .withAttributes(Attributes.none(3).withNumbers("age", 7, 8, 9))
          .withMissing(Missing.of(3, 2, (sample, value) -> sample == 1 && value == 0));

  @TempDir Path directory;

  /** Samples of another class than the API's own, as a plugin may write them. */
  private record Counting(int count, SampleType type) implements Samples {
    @Override
    public void copyRows(int first, int count, float[] target, int offset) {
      for (int i = 0; i < count * type.size(); i++) {
        target[offset + i] = (float) ((long) first * type.size() + i);
      }
    }
  }

  private static FloatMatrix random(int rows, int columns) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return FloatMatrix.wrap(rows, columns, values);
  }

  @Nested
  class Of_a_matrix {
    @Test
    void give_its_rows() {
      assertThat(PLAIN.count()).isEqualTo(3);
      assertThat(PLAIN.row(1)).containsExactly(3, 4);
      float[] target = new float[6];
      PLAIN.copyRows(1, 2, target, 1);
      assertThat(target).containsExactly(0, 3, 4, 5, 6, 0);
      PLAIN.gather(new int[] {2, 0}, target, 2);
      assertThat(target).containsExactly(0, 3, 5, 6, 1, 2);
    }

    @Test
    void are_that_matrix_without_a_copy() {
      assertThat(PLAIN.toMatrix()).isSameAs(MATRIX);
      assertThat(FULL.toMatrix()).isSameAs(MATRIX);
      assertThat(PLAIN.bytes()).isEqualTo(24);
    }

    @Test
    void must_be_of_its_width() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Samples.of(MATRIX, SampleType.image(2, 2)))
          .withMessage("samples have 2 values, but one of type 1 x 2 x 2 has 4");
    }

    @Test
    void do_not_reach_beyond_their_ends() {
      float[] target = new float[6];
      assertThatThrownBy(() -> PLAIN.copyRows(2, 2, target, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> PLAIN.copyRows(0, 3, target, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> PLAIN.name(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Nested
  class What_is_known_of_them {
    @Test
    void is_nothing_but_a_number_if_nobody_says_more() {
      assertThat(PLAIN.names()).isEmpty();
      assertThat(PLAIN.name(2)).isEqualTo("2");
      assertThat(PLAIN.attributes()).isEqualTo(Attributes.none(3));
      assertThat(PLAIN.missing()).isEmpty();
      assertThat(PLAIN.length(0)).isEqualTo(2);
    }

    @Test
    void is_names_attributes_and_missing_values() {
      assertThat(FULL.name(2)).isEqualTo("c");
      assertThat(FULL.attributes().text("age")).containsExactly("7", "8", "9");
      assertThat(FULL.missing().orElseThrow().isMissing(1, 0)).isTrue();
    }

    @Test
    void must_be_known_of_each() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PLAIN.withNames(List.of("a")))
          .withMessage("there are 3 samples, but 1 names");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PLAIN.withAttributes(Attributes.none(2)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PLAIN.withMissing(Missing.of(3, 3, (s, v) -> false)))
          .withMessage("a mask of 3 values does not fit samples of vector of 2 values");
    }

    @Test
    void goes_with_those_that_are_selected() {
      for (Samples some : List.of(FULL.select(1, 2), FULL.slice(1, 2))) {
        assertThat(some.toMatrix()).isEqualTo(MATRIX.slice(1, 2));
        assertThat(some.names().orElseThrow()).containsExactly("b", "c");
        assertThat(some.attributes().text("age")).containsExactly("8", "9");
        assertThat(some.missing().orElseThrow().total()).isEqualTo(1);
      }
      assertThat(FULL.select(2, 2).toMatrix()).isEqualTo(MATRIX.select(2, 2));
      assertThatThrownBy(() -> FULL.select(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void goes_with_those_that_are_put_together() {
      Samples all = Samples.concat(PLAIN, FULL);
      assertThat(all.toMatrix()).isEqualTo(FloatMatrix.concat(MATRIX, MATRIX));
      assertThat(all.names().orElseThrow()).containsExactly("0", "1", "2", "a", "b", "c");
      assertThat(all.attributes().text("age")).containsExactly("", "", "", "7", "8", "9");
      assertThat(all.missing().orElseThrow().total()).isEqualTo(1);
      assertThat(all.missing().orElseThrow().isMissing(4, 0)).isTrue();
      assertThat(all.slice(2, 2).toMatrix())
          .isEqualTo(FloatMatrix.ofRows(MATRIX.row(2), MATRIX.row(0)));
      assertThat(Samples.concat(FULL, PLAIN).names().orElseThrow())
          .containsExactly("a", "b", "c", "3", "4", "5");
    }

    @Test
    void stays_when_values_move_to_the_heap_or_into_a_file() throws IOException {
      Samples moved = FULL.mappedTo(directory.resolve("values"));
      assertThat(moved.names()).isEqualTo(FULL.names());
      assertThat(moved.toMatrix()).isEqualTo(MATRIX);
      assertThat(moved.sha256()).isEqualTo(FULL.sha256());
      assertThat(moved.onHeap().attributes()).isEqualTo(FULL.attributes());
    }
  }

  @Test
  void samples_of_two_types_cannot_be_put_together() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Samples.concat(PLAIN, Samples.none(SampleType.image(1, 2))))
        .withMessage("cannot put samples of 1 x 1 x 2 behind samples of vector of 2 values");
    assertThat(Samples.concat(PLAIN, Samples.none(SampleType.vector(2)))).isSameAs(PLAIN);
    assertThat(Samples.concat(Samples.none(SampleType.vector(2)), FULL)).isSameAs(FULL);
  }

  @Nested
  class The_digest {
    @ParameterizedTest
    @CsvSource({"0, 3", "1, 1", "200, 784", "3, 65536", "2, 70001", "65537, 2", "1400, 784"})
    void is_that_of_the_matrix_wherever_the_values_lie(int rows, int columns) throws IOException {
      FloatMatrix matrix = random(rows, columns);
      Samples samples = Samples.of(matrix, SampleType.image(1, columns));
      String expected = matrix.sha256();
      assertThat(samples.sha256()).isEqualTo(expected);
      assertThat(samples.mappedTo(directory.resolve("values")).sha256()).isEqualTo(expected);
      assertThat(
              Samples.view(
                      samples,
                      samples.type(),
                      (row, length, target, offset) ->
                          System.arraycopy(row, 0, target, offset, row.length))
                  .sha256())
          .isEqualTo(expected);
      int half = rows / 2;
      assertThat(Samples.concat(samples.slice(0, half), samples.slice(half, rows - half)).sha256())
          .isEqualTo(expected);
    }

    @Test
    void of_samples_that_a_plugin_wrote_is_that_of_their_values() {
      Samples counting = new Counting(5, SampleType.vector(3));
      assertThat(counting.sha256()).isEqualTo(counting.toMatrix().sha256());
      assertThat(counting.toMatrix().get(4, 2)).isEqualTo(14);
    }

    @Test
    void is_another_for_each_thing_that_differs() {
      Attributes age = Attributes.none(3).withNumbers("age", 7, 8, 9);
      List<Samples> all =
          List.of(
              PLAIN,
              Samples.of(MATRIX.select(0, 2, 1), PLAIN.type()),
              PLAIN.withNames(List.of("a", "b", "c")),
              PLAIN.withNames(List.of("ab", "", "c")),
              PLAIN.withAttributes(age),
              PLAIN.withAttributes(age.without("age").withNumbers("year", 7, 8, 9)),
              PLAIN.withAttributes(age.without("age").withText("age", List.of("7", "8", "9"))),
              PLAIN.withMissing(Missing.of(3, 2, (s, v) -> s == 0)),
              PLAIN.withMissing(Missing.of(3, 2, (s, v) -> s == 1)),
              FULL);
      assertThat(all.stream().map(Samples::sha256).distinct()).hasSize(all.size());
    }
  }

  @Nested
  class In_a_file {
    private Path write(float... values) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      return Files.write(directory.resolve("values.f32"), bytes.array());
    }

    @Test
    void are_read_from_an_offset_on() throws IOException {
      Samples samples = Samples.mapped(write(0, 1, 2, 3, 4), 4, 2, SampleType.vector(2));
      assertThat(samples.toMatrix()).isEqualTo(FloatMatrix.wrap(2, 2, new float[] {1, 2, 3, 4}));
      assertThat(samples.row(1)).containsExactly(3, 4);
    }

    @Test
    void must_all_be_there() throws IOException {
      Path file = write(0, 1, 2);
      assertThatThrownBy(() -> Samples.mapped(file, 4, 2, SampleType.vector(2)))
          .isInstanceOf(DecipherException.class)
          .hasMessage(
              file + ": holds 12 bytes; expected 4 and then 2 x 2 float32 values, 20 bytes");
    }

    @Test
    void must_be_finite_which_is_seen_when_they_are_read() throws IOException {
      Path file = write(0, 1, 2, Float.NaN);
      Samples samples = Samples.mapped(file, 0, 2, SampleType.vector(2));
      assertThat(samples.row(0)).containsExactly(0, 1);
      assertThatThrownBy(() -> samples.row(1))
          .isInstanceOf(DecipherException.class)
          .hasMessage(file + ": value 1 of row 1 is NaN; expected finite numbers");
    }
  }

  @Nested
  class A_view {
    @Test
    void is_computed_when_it_is_asked_for_and_keeps_names() {
      AtomicInteger computed = new AtomicInteger();
      Samples doubled =
          Samples.view(
              FULL,
              SampleType.vector(1),
              (row, length, target, offset) -> {
                computed.incrementAndGet();
                target[offset] = row[0] * 10 + row[1];
              });
      assertThat(computed).hasValue(0);
      assertThat(doubled.row(1)).containsExactly(34);
      assertThat(computed).hasValue(1);
      assertThat(doubled.toMatrix().toArray()).containsExactly(12, 34, 56);
      assertThat(doubled.select(2, 0).toMatrix().toArray()).containsExactly(56, 12);
      assertThat(doubled.names()).isEqualTo(FULL.names());
      assertThat(doubled.attributes()).isEqualTo(FULL.attributes());
      assertThat(doubled.missing()).isEmpty();
    }

    @Test
    void leaves_what_it_is_made_of_as_it_was() {
      Samples.view(
              PLAIN,
              PLAIN.type(),
              (row, length, target, offset) -> {
                row[0] = -1;
                System.arraycopy(row, 0, target, offset, 2);
              })
          .toMatrix();
      assertThat(PLAIN.toMatrix().toArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }
  }

  @Nested
  class Sequences {
    private final Samples two =
        Samples.sequences(2, 50, List.of(new float[] {1, 2, 3, 4, 5, 6}, new float[] {7, 8}));

    @Test
    void of_unequal_lengths_lie_in_rows_of_the_greatest_and_end_in_zeros() {
      assertThat(two.type()).isEqualTo(new SampleType.Sequence(2, 3, 50));
      assertThat(two.length(0)).isEqualTo(3);
      assertThat(two.length(1)).isEqualTo(1);
      assertThat(two.row(0)).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(two.row(1)).containsExactly(7, 0, 0, 8, 0, 0);
    }

    @Test
    void keep_their_lengths() {
      assertThat(two.select(1).length(0)).isEqualTo(1);
      assertThat(two.slice(1, 1).length(0)).isEqualTo(1);
      assertThat(two.withNames(List.of("a", "b")).length(1)).isEqualTo(1);
      Samples all = Samples.concat(two.slice(0, 1), two);
      assertThat(IntStream.range(0, 3).map(all::length)).containsExactly(3, 3, 1);
      Samples mono =
          Samples.view(
              two,
              new SampleType.Sequence(1, 3, 50),
              (row, length, target, offset) -> {
                for (int i = 0; i < 3; i++) {
                  target[offset + i] = i < length ? row[i] + row[3 + i] : 0;
                }
              });
      assertThat(mono.length(1)).isEqualTo(1);
      assertThat(mono.row(1)).containsExactly(15, 0, 0);
    }

    @Test
    void of_other_lengths_have_another_digest() {
      Samples full = Samples.of(two.toMatrix(), two.type());
      assertThat(full.sha256()).isEqualTo(two.toMatrix().sha256()).isNotEqualTo(two.sha256());
      assertThat(full.withLengths(3, 3).sha256()).isEqualTo(full.sha256());
    }

    @Test
    void are_refused_if_a_length_is_none() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> two.withLengths(3, 4))
          .withMessage("the length of sample 1 must be in [1, 3], but was 4");
      assertThatIllegalArgumentException().isThrownBy(() -> PLAIN.withLengths(1, 1, 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Samples.sequences(2, 50, List.of(new float[3])))
          .withMessage("sequence 0 has 3 values for 2 channels");
      assertThatIllegalArgumentException().isThrownBy(() -> Samples.sequences(2, 50, List.of()));
    }
  }

  @Test
  void more_than_an_array_holds_is_refused_by_a_message() {
    Samples vast = new Counting(60_000, new SampleType.Image(3, 224, 224));
    assertThat(vast.bytes()).isEqualTo(60_000L * 3 * 224 * 224 * 4);
    assertThatThrownBy(vast::toMatrix)
        .isInstanceOf(DecipherException.class)
        .hasMessageStartingWith(
            "60000 samples of 3 x 224 x 224 are 9031680000 values, too many to hold at once");
    assertThat(vast.slice(59_999, 1).row(0)[0]).isEqualTo((float) (59_999L * 150_528));
  }
}
