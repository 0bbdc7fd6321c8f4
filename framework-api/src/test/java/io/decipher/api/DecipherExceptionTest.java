// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class DecipherExceptionTest {
  /** An exception of a reader, with a sentence for people. */
  private static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException() {
      super("a.json is not what was written");
    }
  }

  @Test
  void the_reason_is_the_message_if_that_says_it() {
    assertThat(DecipherException.reason(new IOException("ends too early")))
        .isEqualTo("ends too early");
    assertThat(DecipherException.reason(new FileSystemException("a", null, "Stale file handle")))
        .isEqualTo("a: Stale file handle");
    assertThat(DecipherException.reason(new DamagedException()))
        .isEqualTo("a.json is not what was written");
  }

  @Test
  void the_reason_names_the_kind_of_error_if_the_message_does_not_say_it() {
    assertThat(DecipherException.reason(new NoSuchFileException("a.npy")))
        .isEqualTo("NoSuchFile: a.npy");
    assertThat(DecipherException.reason(new EOFException())).isEqualTo("EOF");
  }
}
