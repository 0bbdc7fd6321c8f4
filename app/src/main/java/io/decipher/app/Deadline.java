// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.CancellationToken;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Cancels work that takes too long. Several may run at once; its one thread ends no process. */
final class Deadline implements AutoCloseable {
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "clock");
            thread.setDaemon(true);
            return thread;
          });

  /** Cancels by a token once the seconds are over, unless what it returns is cancelled before. */
  ScheduledFuture<?> after(int seconds, CancellationToken token) {
    return clock.schedule(token::cancel, seconds, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
