// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers what became of it: what a full disk cut off must not count as
 * printed, while whoever reads a pipe may close it when he has seen enough.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private @Nullable IOException failure;

  StandardOutput() {}

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Returns whether a part was not taken, by other than a reader who closed a pipe. */
  boolean isCutOff() {
    return failure != null && !reason().toLowerCase(Locale.ROOT).contains("pipe");
  }

  /** Returns why it was not taken. */
  String reason() {
    return failure == null ? "" : String.valueOf(failure.getMessage());
  }
}
