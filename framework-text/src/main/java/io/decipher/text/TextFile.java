// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import io.decipher.api.DecipherException;
import io.decipher.api.InputFile;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A text file in any of the usual encodings: UTF-8, UTF-16 with or without a byte order mark, or
 * else Windows-1252, which includes the characters of Latin-1; gzipped or not. It is read as a
 * stream: in one pass to determine the encoding, or two for Windows-1252, and in one more each time
 * it is opened.
 *
 * @param file the file
 * @param gzipped whether it is compressed
 * @param mark the length of its byte order mark in bytes
 * @param charset its character set
 * @param encoding the human-readable name of its encoding
 */
public record TextFile(Path file, boolean gzipped, int mark, Charset charset, String encoding) {
  private static final long MOST_UNPACKED = 1L << 30;
  private static final int MOST_AT_ONCE = 1 << 28;
  private static final int LOOKED_AT = 4096;
  private static final int BUFFER = 1 << 16;
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  /**
   * Determines the encoding of a file.
   *
   * @throws DecipherException if it cannot be read, is empty, is not text, or is gzipped and larger
   *     than 1 GB when unpacked
   */
  public static TextFile of(Path file) {
    return of(file, Long.MAX_VALUE);
  }

  /**
   * Determines the encoding of a file from its beginning.
   *
   * @param most the number of bytes after which to stop
   * @throws DecipherException as {@link #of(Path)} does, if detected in the beginning
   */
  public static TextFile of(Path file, long most) {
    if (!Files.isRegularFile(file)) {
      throw new DecipherException(
          file + ": " + InputFile.problem(file) + "; expected a table in text");
    }
    try {
      return assumed(file, isGzipped(file)).checked(most);
    } catch (EOFException | ZipException e) {
      throw new DecipherException(
          file + ": cannot be unpacked (" + e.getMessage() + "); get the file again", e);
    } catch (IOException e) {
      throw new DecipherException(
          file + ": cannot be read (" + DecipherException.reason(e) + ")", e);
    }
  }

  private static boolean isGzipped(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] first = in.readNBytes(3);
      return first.length > 2 && first[0] == 0x1f && first[1] == (byte) 0x8b;
    }
  }

  /** Returns the file with the encoding that its beginning suggests. */
  private static TextFile assumed(Path file, boolean gzipped) throws IOException {
    byte[] bytes;
    try (InputStream in = bytes(file, gzipped)) {
      bytes = in.readNBytes(LOOKED_AT);
    }
    if (begins(bytes, 0xef, 0xbb, 0xbf)) {
      return new TextFile(file, gzipped, 3, StandardCharsets.UTF_8, "UTF-8 with a byte order mark");
    }
    if (begins(bytes, 0xff, 0xfe)) {
      return new TextFile(file, gzipped, 2, StandardCharsets.UTF_16LE, "UTF-16");
    }
    if (begins(bytes, 0xfe, 0xff)) {
      return new TextFile(file, gzipped, 2, StandardCharsets.UTF_16BE, "UTF-16");
    }
    int[] zeros = new int[2];
    for (int i = 0; i < bytes.length; i++) {
      zeros[i & 1] += bytes[i] == 0 ? 1 : 0;
    }
    int fewer = Math.min(zeros[0], zeros[1]);
    if (zeros[0] + zeros[1] > bytes.length / 4 && fewer <= bytes.length / 50) {
      Charset charset = zeros[1] > zeros[0] ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
      return new TextFile(file, gzipped, 0, charset, "UTF-16 without a byte order mark");
    }
    return new TextFile(file, gzipped, 0, StandardCharsets.UTF_8, "UTF-8");
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

  /** Returns this file if all of it is in the assumed encoding, or else in Windows-1252. */
  private TextFile checked(long most) throws IOException {
    try {
      if (isBlank(most)) {
        throw new DecipherException(file + ": is empty; expected a table with one sample per line");
      }
      return this;
    } catch (CharacterCodingException e) {
      if (mark == 0 && charset.equals(StandardCharsets.UTF_8)) {
        return new TextFile(file, gzipped, 0, WINDOWS, "Windows-1252").checked(most);
      }
      throw new DecipherException(
          file
              + ": has the byte order mark of "
              + charset
              + ", but a different encoding; save it"
              + " as UTF-8",
          e);
    }
  }

  /**
   * Reads the file and checks its encoding.
   *
   * @param most the number of bytes after which to stop
   * @return whether there is only white space
   * @throws CharacterCodingException if it is not in this encoding
   */
  private boolean isBlank(long most) throws IOException {
    boolean mayHoldZeros = charset.equals(StandardCharsets.UTF_16LE);
    mayHoldZeros |= charset.equals(StandardCharsets.UTF_16BE) || mark > 0;
    CharsetDecoder decoder = strict();
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    CharBuffer chars = CharBuffer.allocate(BUFFER);
    boolean blank = true;
    long read = 0;
    try (InputStream in = bytes(file, gzipped)) {
      in.skipNBytes(mark);
      boolean ended = false;
      while (!ended && read < most) {
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = count < 0;
        if (!ended) {
          if (!mayHoldZeros) {
            requireNoZero(bytes.array(), bytes.position(), count, read);
          }
          read += count;
          bytes.position(bytes.position() + count);
        }
        if (gzipped && read > MOST_UNPACKED) {
          throw new DecipherException(
              file
                  + ": has more than "
                  + (MOST_UNPACKED >> 20)
                  + " MB of text when unpacked; unpack it yourself, or split it");
        }
        bytes.flip();
        CoderResult result;
        do {
          result = decoder.decode(bytes, chars, ended);
          chars.flip();
          blank &= chars.chars().allMatch(Character::isWhitespace);
          chars.clear();
        } while (result.isOverflow());
        if (result.isError()) {
          result.throwException();
        }
        bytes.compact();
      }
    }
    return blank;
  }

  private void requireNoZero(byte[] bytes, int from, int count, long before) {
    for (int i = 0; i < count; i++) {
      if (bytes[from + i] == 0) {
        throw new DecipherException(
            file
                + ": byte "
                + (before + i)
                + " is 0, so this is not text; expected a table in text, or .npy");
      }
    }
  }

  private CharsetDecoder strict() {
    CodingErrorAction action =
        charset.equals(WINDOWS) ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT;
    return charset.newDecoder().onMalformedInput(action).onUnmappableCharacter(action);
  }

  private static InputStream bytes(Path file, boolean gzipped) throws IOException {
    InputStream plain = Files.newInputStream(file);
    try {
      return gzipped ? new GZIPInputStream(plain, BUFFER) : plain;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  /** Opens the text, without its byte order mark. */
  Reader open() throws IOException {
    InputStream in = bytes(file, gzipped);
    in.skipNBytes(mark);
    return new BufferedReader(
        new InputStreamReader(new BufferedInputStream(in, BUFFER), strict()), BUFFER);
  }

  /**
   * Returns the first complete lines, or the beginning of the first line if it is longer.
   *
   * @param characters the greatest number of characters
   * @throws IOException if it cannot be read
   */
  public String beginning(int characters) throws IOException {
    try (Reader reader = open()) {
      StringBuilder text = new StringBuilder();
      char[] buffer = new char[BUFFER];
      int count = reader.read(buffer);
      while (count >= 0 && text.length() <= characters) {
        text.append(buffer, 0, count);
        count = reader.read(buffer);
      }
      if (text.length() > characters) {
        int end = text.lastIndexOf("\n", characters);
        text.setLength(end > 0 ? end : characters);
      }
      return text.toString();
    }
  }

  /**
   * Returns the whole text, without its byte order mark.
   *
   * @throws DecipherException if it cannot be read, or has more than 2^28 characters
   */
  public String text() {
    try (Reader reader = open()) {
      StringBuilder text = new StringBuilder();
      char[] buffer = new char[BUFFER];
      for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
        if (text.length() + count > MOST_AT_ONCE) {
          throw new DecipherException(
              file
                  + ": has more than "
                  + (MOST_AT_ONCE >> 20)
                  + " million characters, too many to read at once; split it");
        }
        text.append(buffer, 0, count);
      }
      return text.toString();
    } catch (IOException e) {
      throw new DecipherException(
          file + ": cannot be read (" + DecipherException.reason(e) + ")", e);
    }
  }
}
