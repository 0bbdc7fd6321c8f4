// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers failures: output cut off by a full disk must not count as printed,
 * whereas the reader of a pipe may close it early.
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

  /** Returns whether output was lost for another reason than that the reader closed a pipe. */
  boolean isCutOff() {
    return failure != null && !reason().toLowerCase(Locale.ROOT).contains("pipe");
  }

  /** Returns why output was lost. */
  String reason() {
    return failure == null ? "" : String.valueOf(failure.getMessage());
  }
}
