// SPDX-License-Identifier: Apache-2.0
package io.decipher.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** An ONNX file that only puts the values of each image one after the other, written by hand. */
final class TinyEncoder {
  private TinyEncoder() {}

  /**
   * Returns a file with one operation of one input.
   *
   * @param operation {@code Flatten}, or {@code Identity}
   * @param sides of the input after the batch
   */
  static byte[] of(String operation, int... sides) {
    byte[] node = message(text(1, "x"), text(2, "y"), text(4, operation));
    byte[] graph =
        message(
            field(1, node), text(2, "tiny"), field(11, value("x", sides)), field(12, value("y")));
    byte[] opset = message(text(1, ""), number(2, 13));
    return message(number(1, 8), field(8, opset), field(7, graph));
  }

  private static byte[] value(String name, int... sides) {
    byte[] shape = field(1, text(2, "batch")); // a side with a name is any
    for (int side : sides) {
      shape = message(shape, field(1, number(1, side)));
    }
    byte[] tensor =
        sides.length == 0 ? number(1, 1) : message(number(1, 1), field(2, shape)); // of floats
    return message(text(1, name), field(2, field(1, tensor)));
  }

  private static byte[] text(int number, String text) {
    return field(number, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] field(int number, byte[] content) {
    return message(varint(number << 3 | 2), varint(content.length), content);
  }

  private static byte[] number(int number, int value) {
    return message(varint(number << 3), varint(value));
  }

  private static byte[] varint(int value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int rest = value;
    while (rest > 127) {
      bytes.write((rest & 127) | 128);
      rest >>>= 7;
    }
    bytes.write(rest);
    return bytes.toByteArray();
  }

  private static byte[] message(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
