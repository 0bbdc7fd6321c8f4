// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/**
 * A run cannot go on, for a reason that a person can act on. The message says where, what was
 * found, what was expected and what to do; it is shown as it is, without a stack trace.
 */
public class DecipherException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes one of a message for people. */
  public DecipherException(String message) {
    super(message);
  }

  /** Makes one of a message for people and what led to it. */
  public DecipherException(String message, Throwable cause) {
    super(message, cause);
  }
}
