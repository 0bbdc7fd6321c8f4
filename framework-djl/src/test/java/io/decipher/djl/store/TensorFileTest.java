// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.djl.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFileTest {
  @TempDir Path directory;

  private static Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a.weight", Tensor.of(new float[] {1, -2, 3.5f, Float.MIN_VALUE, 0, 6}, 2, 3));
    tensors.put("größe", Tensor.of(new float[] {7}));
    tensors.put("b", Tensor.filled(0.25f, 5));
    return tensors;
  }

  private Path written() throws IOException {
    Path file = directory.resolve("net.tensors");
    TensorFile.write(file, tensors());
    return file;
  }

  private static void refused(Path file, byte[] bytes, String... parts) throws IOException {
    Files.write(file, bytes);
    assertThatThrownBy(() -> TensorFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContainingAll(parts);
  }

  @Test
  void what_was_written_is_read_in_the_same_order() throws IOException {
    Map<String, Tensor> read = TensorFile.read(written());
    assertThat(read).isEqualTo(tensors());
    assertThat(read.keySet()).containsExactlyElementsOf(tensors().keySet());
  }

  @Test
  void the_same_tensors_give_the_same_bytes_over_an_older_file() throws IOException {
    byte[] first = Files.readAllBytes(written());
    assertThat(Files.readAllBytes(written())).isEqualTo(first);
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_write_that_fails_leaves_the_older_file() throws IOException {
    Path file = written();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorFile.write(file, Map.of("two words", Tensor.filled(0, 1))));
    assertThat(TensorFile.read(file)).isEqualTo(tensors());
  }

  @Nested
  class A_file_that_is_not_what_was_written {
    @Test
    void is_refused_whichever_byte_differs() throws IOException {
      Path file = written();
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < bytes.length; i++) {
        byte[] changed = bytes.clone();
        changed[i] ^= (byte) (1 << (i % 8));
        refused(file, changed, "net.tensors");
      }
    }

    @Test
    void is_refused_wherever_it_ends() throws IOException {
      Path file = written();
      byte[] bytes = Files.readAllBytes(file);
      for (int length = 0; length < bytes.length; length++) {
        refused(file, Arrays.copyOf(bytes, length), "net.tensors");
      }
      refused(file, Arrays.copyOf(bytes, bytes.length + 1), "is damaged");
    }

    @Test
    void is_called_by_what_it_begins_with() throws IOException {
      refused(directory.resolve("x"), new byte[100], "0x0000000000000000", "DECIPHT1");
    }
  }

  @Nested
  class A_header_that_lies {
    /** A file whose checksum is right. */
    private byte[] sealed(int length, String header, int floats) throws Exception {
      byte[] text = header.getBytes(StandardCharsets.UTF_8);
      ByteBuffer out =
          ByteBuffer.allocate(12 + text.length + 4 * floats).order(ByteOrder.LITTLE_ENDIAN);
      out.put("DECIPHT1".getBytes(StandardCharsets.US_ASCII)).putInt(length).put(text);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(out.array());
      byte[] bytes = Arrays.copyOf(out.array(), out.capacity() + 32);
      System.arraycopy(digest, 0, bytes, out.capacity(), 32);
      return bytes;
    }

    @Test
    void is_refused_before_anything_large_is_allocated() throws Exception {
      Path file = directory.resolve("x");
      refused(file, sealed(1 << 30, "a 2\n", 2), "a header of 1073741824 bytes");
      refused(file, sealed(-1, "a 2\n", 2), "a header of -1 bytes");
      refused(file, sealed(17, "a 1000000 1000000", 2), "too little data");
      // Times 4 bytes, 2^62 - 2^31 is below 0 and 2^62 is 0 in 64 bits.
      refused(file, sealed(25, "a 1073741824 2147483647 2", 2), "too little data");
      refused(file, sealed(25, "a 1073741824 1073741824 4", 2), "too little data");
      refused(file, sealed(6, "a -2 3", 2), "the line 'a -2 3'");
      refused(file, sealed(33, "a 2147483647 2147483647 999999999", 2), "the line");
      refused(file, sealed(3, "a x", 2), "the line 'a x'");
      refused(file, sealed(3, "a 1", 2), "4 surplus bytes");
    }
  }

  @Test
  void a_missing_file_is_named() {
    assertThatThrownBy(() -> TensorFile.read(directory.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("none", "there is no such file");
  }
}
