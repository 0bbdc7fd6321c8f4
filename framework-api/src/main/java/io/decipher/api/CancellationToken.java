// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.concurrent.CancellationException;

/**
 * Asks a run to stop, from any thread. A run looks at it at least once an epoch and a stage.
 *
 * <p>{@link Thread#interrupt} of the thread that runs asks for the same: the run ends by a {@link
 * CancellationException}, which stands for the interruption, so that the thread's flag is cleared.
 */
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
   * Ends the run if it was asked to stop, or the current thread was interrupted.
   *
   * @throws CancellationException if so
   */
  public void throwIfCancelled() {
    if (Thread.interrupted()) {
      cancelled = true; // for the run's other threads
    }
    if (cancelled) {
      throw new CancellationException("the run was cancelled");
    }
  }
}
