// SPDX-License-Identifier: Apache-2.0
package io.decipher.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class NativeFileTest {
  @Test
  void a_list_of_digests_is_read_and_closed() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    String text = "# of version 1\nlinux x64/libone.so 00FF\nlibtwo.so ab\n";
    InputStream list =
        new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    assertThat(NativeFile.digests(list))
        .containsOnlyKeys("linux x64/libone.so", "libtwo.so")
        .containsEntry("linux x64/libone.so", "00ff");
    assertThat(closed).isTrue();
  }

  @Test
  void a_jar_without_its_list_of_digests_is_refused() {
    assertThatThrownBy(() -> NativeFile.digests(null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lacks the list");
  }
}
