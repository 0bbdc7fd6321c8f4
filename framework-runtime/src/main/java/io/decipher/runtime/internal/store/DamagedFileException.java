// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import java.io.IOException;

/** A file that Decipher wrote is not what it was. */
final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(String message) {
    super(message);
  }

  DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
