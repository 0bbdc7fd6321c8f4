// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.DecipherException;

/** A run that was to go on has ended, and ended well: there is nothing left to do. */
public final class RunFinishedException extends DecipherException {
  private static final long serialVersionUID = 1L;

  public RunFinishedException(String message) {
    super(message);
  }
}
