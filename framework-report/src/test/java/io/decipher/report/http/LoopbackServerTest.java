// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopbackServerTest {
  @Test
  void ranges_are_those_of_rfc_9110() {
    assertThat(LoopbackServer.part("bytes=0-3", 10)).containsExactly(0, 3);
    assertThat(LoopbackServer.part("bytes=4-", 10)).containsExactly(4, 9);
    assertThat(LoopbackServer.part("bytes=-3", 10)).containsExactly(7, 9);
    assertThat(LoopbackServer.part("bytes=5-99", 10)).containsExactly(5, 9);
    assertThat(LoopbackServer.part("bytes=10-", 10)).isNull();
    assertThat(LoopbackServer.part("bytes=-", 10)).isNull();
    assertThat(LoopbackServer.part("bytes=1-2,4-5", 10)).isNull();
  }
}
