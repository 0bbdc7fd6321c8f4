// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import java.io.IOException;

/** Thrown when a file written by Decipher has been modified. */
final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(String message) {
    super(message);
  }

  DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
