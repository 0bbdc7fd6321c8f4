// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.store;

import io.decipher.api.Sha256;
import io.decipher.djl.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named tensors in one file, which is either read completely or rejected.
 *
 * <p>The format is little-endian: 8 bytes {@code DECIPHT1}, the length of the header (int32), the
 * header in UTF-8, all values as float32, and the SHA-256 of all that. Each line of the header has
 * a name and the dimensions, separated by blanks. The file is written under a temporary name,
 * forced to the disk and renamed, so that a crash or a power failure leaves the old one.
 */
public final class TensorFile {
  private static final byte[] MAGIC = "DECIPHT1".getBytes(StandardCharsets.US_ASCII);
  private static final int START = MAGIC.length + Integer.BYTES;
  private static final int DIGEST = 32;
  private static final long MOST = 1L << 30;

  /** The maximum number of values in a file, with a header of up to 1 MiB. */
  public static final long MOST_VALUES = (MOST - START - DIGEST - (1 << 20)) / Float.BYTES;

  private TensorFile() {}

  /**
   * Writes tensors.
   *
   * @param tensors by name; names contain no white space
   */
  public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    StringBuilder header = new StringBuilder();
    long bytes = (long) START + DIGEST;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      if (entry.getKey().isEmpty() || entry.getKey().chars().anyMatch(Character::isWhitespace)) {
        throw new IllegalArgumentException("'" + entry.getKey() + "' is not a name for a tensor");
      }
      header.append(entry.getKey());
      for (int side : entry.getValue().shape()) {
        header.append(' ').append(side);
      }
      header.append('\n');
      bytes += (long) entry.getValue().size() * Float.BYTES;
    }
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    bytes += text.length;
    if (bytes > MOST) {
      throw new IOException(file + ": would take " + bytes + " bytes; the maximum is " + MOST);
    }
    ByteBuffer out = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putInt(text.length).put(text);
    for (Tensor tensor : tensors.values()) {
      out.asFloatBuffer().put(tensor.values());
      out.position(out.position() + tensor.size() * Float.BYTES);
    }
    out.put(digest(out.array(), out.position()));
    replace(file, out.array());
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (FileChannel channel = DurableFiles.create(beside)) {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        while (all.hasRemaining()) {
          channel.write(all);
        }
        channel.force(true);
      }
      DurableFiles.replace(beside, file);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * Reads tensors.
   *
   * @throws IOException if the file is missing, or not exactly as written
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    byte[] bytes = bytes(file);
    int data = bytes.length - DIGEST;
    if (!Arrays.equals(digest(bytes, data), Arrays.copyOfRange(bytes, data, bytes.length))) {
      throw new IOException(
          file
              + ": is damaged: its SHA-256 does not match its "
              + bytes.length
              + " bytes; copy or train it again");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = in.getInt(MAGIC.length);
    if (length < 0 || length > data - START) {
      throw malformed(file, "a header of " + length + " bytes");
    }
    String header = new String(bytes, START, length, StandardCharsets.UTF_8);
    in.position(START + length);
    in.limit(data);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String line : header.lines().toList()) {
      String[] parts = line.split(" ", -1);
      try {
        int[] sides = Arrays.stream(parts).skip(1).mapToInt(Integer::parseInt).toArray();
        long size = Tensor.size(sides);
        if (size > in.remaining() / Float.BYTES) {
          throw malformed(file, parts[0] + " " + Tensor.describe(sides) + " and too little data");
        }
        float[] values = new float[(int) size];
        in.asFloatBuffer().get(values);
        in.position(in.position() + values.length * Float.BYTES);
        tensors.put(parts[0], Tensor.of(values, sides));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw malformed(file, "the line '" + line + "'");
      }
    }
    if (in.hasRemaining()) {
      throw malformed(file, in.remaining() + " surplus bytes");
    }
    return tensors;
  }

  private static byte[] bytes(Path file) throws IOException {
    long size;
    try {
      size = Files.size(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file; expected the weights of a model", e);
    }
    if (size < START + DIGEST || size > MOST) {
      throw new IOException(
          file + ": has " + size + " bytes; expected " + (START + DIGEST) + " to " + MOST);
    }
    byte[] bytes = Files.readAllBytes(file);
    if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IOException(
          file
              + ": begins with 0x"
              + java.util.HexFormat.of().formatHex(bytes, 0, MAGIC.length)
              + "; expected DECIPHT1, as Decipher's weights do");
    }
    return bytes;
  }

  private static IOException malformed(Path file, String found) {
    return new IOException(file + ": has " + found + "; it was not written by Decipher");
  }

  private static byte[] digest(byte[] bytes, int length) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes, 0, length);
    return digest.digest();
  }
}
