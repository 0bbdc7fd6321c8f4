// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import io.decipher.api.DecipherException;
import io.decipher.api.InputFile;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The text of a file in whichever encoding it is: UTF-8, UTF-16 with or without a mark, or else
 * Windows-1252, in which every byte of Latin-1 means what it should; gzipped or not.
 *
 * @param text without byte order mark
 * @param encoding its name
 */
record TextFile(String text, String encoding) {
  private static final int MOST_BYTES = 1 << 30;
  private static final int LOOKED_AT = 4096;

  /**
   * Reads a file.
   *
   * @throws DecipherException if it cannot be read, is empty, too large, or no text
   */
  static TextFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DecipherException(
          file + ": " + InputFile.problem(file) + "; expected a table in text");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
          bytes = unpacked.readNBytes(MOST_BYTES + 1);
        }
      }
    } catch (EOFException | ZipException e) {
      throw new DecipherException(
          file + ": cannot be unpacked (" + e.getMessage() + "); get the file again", e);
    } catch (IOException e) {
      throw new DecipherException(file + ": cannot be read (" + e + ")", e);
    } catch (OutOfMemoryError e) {
      throw new DecipherException(file + ": does not fit into memory; raise -Xmx, or split it", e);
    }
    if (bytes.length > MOST_BYTES) {
      throw new DecipherException(
          file + ": has more than " + (MOST_BYTES >> 20) + " MB of text; split it, or take .npy");
    }
    TextFile decoded = of(file, bytes);
    if (decoded.text.isBlank()) {
      throw new DecipherException(file + ": is empty; expected a table, a sample a line");
    }
    return decoded;
  }

  private static TextFile of(Path file, byte[] bytes) {
    if (begins(bytes, 0xef, 0xbb, 0xbf)) {
      return new TextFile(strict(file, bytes, 3, StandardCharsets.UTF_8), "UTF-8 with a mark");
    }
    if (begins(bytes, 0xff, 0xfe)) {
      return new TextFile(strict(file, bytes, 2, StandardCharsets.UTF_16LE), "UTF-16");
    }
    if (begins(bytes, 0xfe, 0xff)) {
      return new TextFile(strict(file, bytes, 2, StandardCharsets.UTF_16BE), "UTF-16");
    }
    int[] zeros = new int[2];
    int looked = Math.min(bytes.length, LOOKED_AT);
    for (int i = 0; i < looked; i++) {
      zeros[i & 1] += bytes[i] == 0 ? 1 : 0;
    }
    if (zeros[0] + zeros[1] > looked / 4 && Math.min(zeros[0], zeros[1]) <= looked / 50) {
      Charset charset = zeros[1] > zeros[0] ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
      return new TextFile(strict(file, bytes, 0, charset), "UTF-16 without a mark");
    }
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw new DecipherException(
            file + ": byte " + i + " is 0, so this is no text; expected a table in text, or .npy");
      }
    }
    try {
      return new TextFile(decode(bytes, 0, StandardCharsets.UTF_8), "UTF-8");
    } catch (CharacterCodingException notUtf8) {
      return new TextFile(new String(bytes, Charset.forName("windows-1252")), "Windows-1252");
    }
  }

  private static boolean begins(byte[] bytes, int... with) {
    if (bytes.length < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (bytes[i] != (byte) with[i]) {
        return false;
      }
    }
    return true;
  }

  private static String strict(Path file, byte[] bytes, int from, Charset charset) {
    try {
      return decode(bytes, from, charset);
    } catch (CharacterCodingException e) {
      throw new DecipherException(
          file + ": is marked as " + charset + ", but is not; save it as UTF-8", e);
    }
  }

  private static String decode(byte[] bytes, int from, Charset charset)
      throws CharacterCodingException {
    return charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
        .toString();
  }
}
