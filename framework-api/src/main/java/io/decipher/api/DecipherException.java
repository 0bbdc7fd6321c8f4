// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

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
}
