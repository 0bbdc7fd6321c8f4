// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks the encoding that the JVM assumes for file names. The JVM takes it from the locale,
 * whereas names are UTF-8 almost everywhere: in a Latin-1 locale every name can be read and
 * written, but the names in {@code items.csv} are garbled.
 */
final class FileNames {
  static final String ADVICE = "if the locale is not in UTF-8, set LC_ALL=C.UTF-8";

  private FileNames() {}

  /** Returns a warning if names are not read as UTF-8; empty if they are. */
  static Optional<String> misread() {
    return misread(
        System.getProperty("os.name", ""), System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  static Optional<String> misread(String system, String encoding) {
    if (system.toLowerCase(Locale.ROOT).startsWith("win") || isUtf8(encoding)) {
      return Optional.empty(); // Windows provides names in Unicode
    }
    return Optional.of(
        "warning: file names are read as "
            + encoding
            + ", the encoding of the locale; if they are in UTF-8, as nearly all are, set"
            + " LC_ALL=C.UTF-8, or letters other than English ones will be wrong in items.csv");
  }

  private static boolean isUtf8(String encoding) {
    try {
      return Charset.forName(encoding).equals(StandardCharsets.UTF_8);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return false;
    }
  }
}
