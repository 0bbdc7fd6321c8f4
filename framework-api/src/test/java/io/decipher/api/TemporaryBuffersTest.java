// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TemporaryBuffersTest {
  private static final int LARGE = (1 << 19) + 3; // more than is written at once

  @TempDir private Path folder;

  @Test
  void blocks_are_zero_and_separate() {
    try (TemporaryBuffers buffers = new TemporaryBuffers(folder)) {
      ByteBuffer first = buffers.allocate(LARGE, "bytes");
      for (int i = 0; i < LARGE; i++) {
        assertThat(first.get(i)).isZero();
        first.put(i, (byte) 7);
      }
      ByteBuffer second = buffers.allocate(5, "bytes");
      assertThat(second.capacity()).isEqualTo(5);
      assertThat(second).isEqualTo(ByteBuffer.allocate(5));
      second.put(0, (byte) 9);
      assertThat(first.get(LARGE - 1)).isEqualTo((byte) 7);
    }
  }

  @Test
  void blocks_can_be_read_and_written_after_the_close() {
    ByteBuffer block;
    try (TemporaryBuffers buffers = new TemporaryBuffers(folder)) {
      block = buffers.allocate(LARGE, "bytes");
      block.putLong(LARGE - 8, 42);
    }
    block.putInt(0, 43);
    assertThat(block.getLong(LARGE - 8)).isEqualTo(42);
    assertThat(block.getInt(0)).isEqualTo(43);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void the_folder_lists_no_file_once_a_block_is_there() {
    try (TemporaryBuffers buffers = new TemporaryBuffers(folder)) {
      buffers.allocate(LARGE, "bytes");
      assertThat(folder).isEmptyDirectory();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void without_a_block_there_is_no_file() {
    new TemporaryBuffers(folder.resolve("missing")).close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_folder_that_is_missing_is_told_with_what_it_should_hold_and_what_to_do() {
    Path missing = folder.resolve("missing");
    try (TemporaryBuffers buffers = new TemporaryBuffers(missing)) {
      assertThatThrownBy(() -> buffers.allocate(1, "300 MB of images"))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(missing + ": cannot hold 300 MB of images (NoSuchFile: ")
          .hasMessageEndingWith("; make room, or name another folder by -Djava.io.tmpdir");
    }
  }

  @Test
  void by_default_the_folder_is_that_of_the_platform() {
    try (TemporaryBuffers buffers = new TemporaryBuffers()) {
      assertThat(buffers.allocate(3, "bytes")).isEqualTo(ByteBuffer.allocate(3));
    }
  }
}
