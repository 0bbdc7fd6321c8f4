// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.concurrent.CancellationException;

/**
 * Requests that a run stops; can be used from any thread. A run checks the token at least once per
 * epoch and stage.
 *
 * <p>{@link Thread#interrupt} of the running thread has the same effect: the run ends with a {@link
 * CancellationException}, which stands for the interruption, so the thread's interrupt status is
 * cleared.
 */
public final class CancellationToken {
  private volatile boolean cancelled;

  /** Requests that the run stops. */
  public void cancel() {
    cancelled = true;
  }

  /** Returns whether the run has been asked to stop. */
  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Ends the run if it has been asked to stop or if the current thread has been interrupted.
   *
   * @throws CancellationException if so
   */
  public void throwIfCancelled() {
    if (Thread.interrupted()) {
      cancelled = true; // for the other threads of the run
    }
    if (cancelled) {
      throw new CancellationException("the run was cancelled");
    }
  }
}
