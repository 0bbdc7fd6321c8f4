// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
  private static final List<String> KNOWN =
      List.of("mnist", "umap", "pca", "hdbscan", "min-cluster-size", "min-cluster-share");

  @ParameterizedTest
  @CsvSource({
    "mnsit,mnist",
    "mnits,mnist",
    "umpa,umap",
    "upca,pca",
    "hdbscn,hdbscan",
    "hdb-scan,hdbscan",
    "min-clustersize,min-cluster-size",
    "min-cluster-shape,min-cluster-share",
    "cluster-size,min-cluster-size",
  })
  void a_slip_of_the_finger_is_understood(String typed, String meant) {
    assertThat(Suggestions.nearest(typed, KNOWN)).contains(meant);
  }

  @Test
  void of_two_as_near_the_first_in_the_alphabet_is_meant() {
    assertThat(Suggestions.nearest("ba", List.of("bb", "bc", "aa"))).contains("aa");
  }

  @Test
  void what_is_near_to_nothing_gets_the_list() {
    assertThat(Suggestions.nearest("convolution", KNOWN)).isEmpty();
    assertThat(Suggestions.suggest("convolution", List.of("b", "a"))).isEqualTo("; known: a, b");
    assertThat(Suggestions.suggest("x", List.of())).isEqualTo("; none is known");
  }
}
