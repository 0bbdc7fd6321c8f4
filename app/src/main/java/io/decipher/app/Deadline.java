// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.CancellationToken;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Cancels work that takes too long. Several deadlines may be pending at once; its single thread is
 * a daemon, so it does not keep the process alive.
 */
final class Deadline implements AutoCloseable {
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "clock");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Cancels through a token after the given seconds, unless the returned future is cancelled first.
   */
  ScheduledFuture<?> after(int seconds, CancellationToken token) {
    return clock.schedule(token::cancel, seconds, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
