// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.concurrent.CancellationException;

/** Asks a run to stop, from any thread. A run looks at it at least once an epoch and a stage. */
public final class CancellationToken {
  private volatile boolean cancelled;

  /** Asks the run to stop. */
  public void cancel() {
    cancelled = true;
  }

  /** Returns whether the run was asked to stop. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Ends the run if it was asked to stop.
   *
   * @throws CancellationException if it was
   */
  public void throwIfCancelled() {
    if (cancelled) {
      throw new CancellationException("the run was cancelled");
    }
  }
}
