// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.DecipherException;

/** Thrown when a run to be resumed has already finished successfully. */
public final class RunFinishedException extends DecipherException {
  private static final long serialVersionUID = 1L;

  public RunFinishedException(String message) {
    super(message);
  }
}
