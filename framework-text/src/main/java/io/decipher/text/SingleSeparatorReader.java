// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/** Replaces each run of blanks between cells with one tab, except within quotation marks. */
final class SingleSeparatorReader extends FilterReader {
  private static final int NONE = -1;

  private boolean quoted;
  private boolean begun; // whether the current line already has a cell
  private boolean blank; // whether blanks have been read since the last cell
  private int pending = NONE;

  /**
   * Creates a reader.
   *
   * @param in a buffered reader
   */
  SingleSeparatorReader(Reader in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    if (pending != NONE) {
      int next = pending;
      pending = NONE;
      return next;
    }
    int c = in.read();
    while (!quoted && (c == ' ' || c == '\t')) {
      blank = true;
      c = in.read();
    }
    if (c < 0) {
      return NONE;
    }
    boolean separated = blank && begun && c != '\n' && c != '\r';
    blank = false;
    begun = c != '\n' && c != '\r';
    if (begun) {
      quoted ^= c == '"';
    }
    if (separated) {
      pending = c;
      return '\t';
    }
    return c;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int count = 0;
    while (count < length) {
      int c = read();
      if (c < 0) {
        break;
      }
      target[offset + count++] = (char) c;
    }
    return count == 0 && length > 0 ? NONE : count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
