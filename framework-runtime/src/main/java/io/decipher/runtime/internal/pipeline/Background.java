// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Work on another thread; whoever starts it must wait for its result. */
public final class Background<T> {
  private final FutureTask<T> task;

  private Background(FutureTask<T> task) {
    this.task = task;
  }

  /**
   * Starts work.
   *
   * @param name the name of the thread
   */
  public static <T> Background<T> start(String name, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return new Background<>(task);
  }

  /** Does other work on this thread; if that fails, waits for the background work to end. */
  public void during(Runnable other) {
    try {
      other.run();
    } catch (RuntimeException | Error e) {
      try {
        result();
      } catch (RuntimeException | Error hidden) {
        e.addSuppressed(hidden);
      }
      throw e;
    }
  }

  /**
   * Waits for the work to end.
   *
   * @return what it returned; an exception that it threw is rethrown
   * @throws CancellationException if this thread is interrupted while waiting; it remains
   *     interrupted
   */
  public T result() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled = new CancellationException("interrupted while waiting");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("a Supplier throws no checked exceptions", e);
    }
  }
}
