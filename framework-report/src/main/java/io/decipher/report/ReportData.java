// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The data of a report page: a JSON header, and the arrays that it refers to. {@code
 * docs/report-format.md} describes both; neither contains markup.
 */
public final class ReportData {
  private static final byte[] MAGIC = "DCPHRPT1".getBytes(StandardCharsets.US_ASCII);
  private static final int ALIGNMENT = 8;

  private final String header;
  private final Map<String, byte[]> arrays;

  ReportData(String header, Map<String, byte[]> arrays) {
    this.header = header;
    this.arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /** Returns the header as JSON. */
  public String header() {
    return header;
  }

  /** Returns the names of the arrays, in order. */
  public List<String> names() {
    return List.copyOf(arrays.keySet());
  }

  /**
   * Returns a copy of the bytes of an array, with little-endian numbers.
   *
   * @throws IllegalArgumentException if there is no array of that name
   */
  public byte[] array(String name) {
    byte[] bytes = arrays.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "there is no array '" + name + "'; known: " + String.join(", ", arrays.keySet()));
    }
    return bytes.clone();
  }

  /** Returns the total size of all arrays in bytes. */
  public long bytes() {
    return arrays.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  /**
   * Writes header and arrays as one byte stream: the magic {@code DCPHRPT1}, the length of the
   * header as uint32, the header, and the arrays in order, each padded with leading zeros to a
   * multiple of 8 bytes from the start.
   */
  public void writeTo(OutputStream out) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    out.write(MAGIC);
    out.write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(json.length)
            .array());
    out.write(json);
    long at = MAGIC.length + Integer.BYTES + (long) json.length;
    for (byte[] bytes : arrays.values()) {
      int gap = (int) (-at & (ALIGNMENT - 1));
      out.write(new byte[gap]);
      out.write(bytes);
      at += gap + bytes.length;
    }
  }
}
