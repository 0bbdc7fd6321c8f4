// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellRowsTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 100_000, Long.MAX_VALUE}) // all in the file, some, none
  void it_returns_what_was_added_wherever_it_is_stored(long onHeap) {
    SplittableRandom random = new SplittableRandom(4);
    List<List<String>> added = new ArrayList<>();
    CellRows rows = new CellRows(onHeap);
    for (int row = 0; row < 3000; row++) {
      List<String> cells = new ArrayList<>();
      int width = row % 7 == 3 ? 0 : random.nextInt(6);
      for (int i = 0; i < width; i++) {
        cells.add("\u00e4\u6f22-\uD83D\uDE00 ".substring(0, 2).repeat(random.nextInt(40)) + i);
      }
      if (row == 1500) {
        cells.add("x".repeat(70_000)); // ends that two bytes cannot hold
        cells.add("after");
      }
      added.add(cells);
      rows.add(cells, 2 * row + 1);
    }
    rows.seal();
    assertThat(rows.count()).isEqualTo(3000);
    for (int row = 0; row < 3000; row++) {
      assertThat(rows.cells(row)).containsExactlyElementsOf(added.get(row));
      assertThat(rows.width(row)).isEqualTo(added.get(row).size());
      assertThat(rows.line(row)).isEqualTo(2 * row + 1);
    }
  }
}
