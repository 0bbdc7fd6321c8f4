// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Prepares each batch on a separate thread while the training uses the one before it. */
final class Prefetch<B> implements AutoCloseable {
  private final BatchSource<B> source;
  private final long end;
  private final ExecutorService thread;
  private long next;
  private @Nullable Future<B> coming;

  /**
   * Starts to prepare batches.
   *
   * @param first the index of the first, counted through all epochs
   * @param end the index after the last
   */
  Prefetch(BatchSource<B> source, long first, long end) {
    this.source = source;
    this.next = first;
    this.end = end;
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "decipher-batches");
              thread.setDaemon(true);
              return thread;
            });
    prepare();
  }

  private void prepare() {
    if (next >= end) {
      coming = null;
      return;
    }
    int epoch = (int) (next / source.count());
    int batch = (int) (next % source.count());
    next++;
    coming = thread.submit(() -> source.get(epoch, batch));
  }

  B next() {
    if (coming == null) {
      throw new IllegalStateException("there are " + end + " batches and no more");
    }
    try {
      B batch = coming.get();
      prepare();
      return batch;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the run was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      throw new IllegalStateException("a batch could not be made", e.getCause());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
