// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

/** Thrown if an image cannot be used; the message is only the reason, for a list of such files. */
final class UnreadableImageException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableImageException(String reason) {
    super(reason);
  }

  UnreadableImageException(String reason, Throwable cause) {
    super(reason, cause);
  }

  /** Returns the reason. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
