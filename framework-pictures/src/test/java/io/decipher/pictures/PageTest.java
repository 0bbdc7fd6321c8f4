// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageTest {
  @Test
  void a_legend_has_counts_and_names() {
    assertThat(Page.legend(new int[] {3, 0, 1200}, 7, List.of("trill", "", "call")))
        .extracting(Page.Entry::text)
        .containsExactly("0 trill: 3", "2 call: 1,200", "noise: 7");
    assertThat(Page.legend(new int[] {3}, 0, List.of()))
        .extracting(Page.Entry::text)
        .containsExactly("0: 3");
  }

  @Test
  void a_long_legend_says_how_many_it_leaves_out() {
    List<Page.Entry> legend = Page.legend(IntStream.rangeClosed(1, 130).toArray(), 0, List.of());
    assertThat(legend).hasSize(121);
    assertThat(legend.get(0).text()).isEqualTo("10: 11"); // of sizes 1 to 130 the first ten are not
    assertThat(legend.get(120).text()).isEqualTo("and 10 smaller");
  }

  @Test
  void ticks_are_round_and_in_range() {
    assertThat(Page.ticks(new double[] {-3.2, 12.9})).containsExactly(-2, 0, 2, 4, 6, 8, 10, 12);
    assertThat(Page.ticks(new double[] {1, 1})).isEmpty();
    assertThat(Page.ticks(new double[] {0, Double.POSITIVE_INFINITY})).isEmpty();
    assertThat(Page.ticks(new double[] {1e17, 1e17 + 32})).hasSizeLessThan(21);
  }
}
