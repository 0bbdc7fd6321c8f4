// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.file.FileSystemException;

/**
 * Thrown when a run cannot continue for a reason that a person can act on. The message says where,
 * what was found, what was expected and what to do; it is shown verbatim, without a stack trace.
 */
public class DecipherException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception with a message for people. */
  public DecipherException(String message) {
    super(message);
  }

  /** Creates an exception with a message for people and its cause. */
  public DecipherException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Returns why a file cannot be read, written or removed, as text that follows a colon, without a
   * full stop: the message of {@code e}, after the kind of error where the message alone may not
   * say it, as that of a missing file, which is only its path.
   *
   * @param e the exception of the system, or of a reader, whose message says what is wrong
   */
  public static String reason(IOException e) {
    String message = e.getMessage();
    Class<?> type = e.getClass();
    boolean isSaid =
        type == IOException.class
            || type == FileSystemException.class
            || type.getModule() != IOException.class.getModule();
    if (message != null && isSaid) {
      return message;
    }
    return type.getSimpleName().replace("Exception", "") + (message == null ? "" : ": " + message);
  }
}
