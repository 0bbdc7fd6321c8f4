// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Missing;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class NearestRowsTest {
  private static final float NONE = 500; // what a reader fills in, which lies between

  private static Samples samples() {
    float[] values = new float[2 * 21];
    for (int i = 0; i < 20; i++) {
      values[2 * i] = i < 10 ? i : 1000 + i;
      values[2 * i + 1] = i < 10 ? 0.1f : 0.9f;
    }
    values[40] = NONE;
    values[41] = 0.9f;
    return Samples.of(FloatMatrix.wrap(21, 2, values), SampleType.vector(2))
        .withNames(List.of("abcdefghijklmnopqrstu".split("")));
  }

  @Test
  void a_missing_value_is_that_of_the_nearest_rows() {
    Samples lacking =
        samples().withMissing(Missing.of(21, 2, (row, value) -> row == 20 && value == 0));
    Samples filled = NearestRows.filled(lacking);
    assertThat(filled.missing()).isEmpty();
    assertThat(filled.row(20)[0]).isCloseTo(1012, within(0.01f)); // of rows 10 to 14
    assertThat(filled.row(20)[1]).isEqualTo(0.9f);
    assertThat(filled.row(3)).isEqualTo(lacking.row(3));
    assertThat(filled.name(20)).isEqualTo("u");
  }

  @Test
  void what_lacks_nothing_or_has_no_complete_row_is_left() {
    Samples whole = samples();
    assertThat(NearestRows.filled(whole)).isSameAs(whole);
    Samples lacking = whole.withMissing(Missing.of(21, 2, (row, value) -> value == row % 2));
    assertThat(NearestRows.filled(lacking)).isSameAs(lacking);
  }
}
