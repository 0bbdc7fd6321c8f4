// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.TaskEndReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Notes why executors failed: what Spark reports in the end is often only a consequence, such as a
 * shuffle file that was lost with its executor.
 */
final class ExecutorFailures extends SparkListener {
  private final String memory;
  private final AtomicBoolean outOfMemory = new AtomicBoolean();
  private final AtomicInteger removed = new AtomicInteger();

  /**
   * Creates a listener.
   *
   * @param memory the heap of an executor as configured, e.g. 1g
   */
  ExecutorFailures(String memory) {
    this.memory = memory;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    note(task.reason());
  }

  void note(TaskEndReason reason) {
    if (reason instanceof ExceptionFailure failure
        && String.valueOf(failure.fullStackTrace()).contains("java.lang.OutOfMemoryError")) {
      outOfMemory.set(true);
    }
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved executor) {
    removed.incrementAndGet();
  }

  /** Returns why a job failed and what to do, if it is known to be the executors. */
  Optional<String> reason() {
    if (outOfMemory.get()) {
      return Optional.of(
          "executors ran out of memory with a heap of "
              + memory
              + "; give them more: spark-submit --executor-memory");
    }
    return removed.get() == 0
        ? Optional.empty()
        : Optional.of(
            removed.get()
                + (removed.get() == 1 ? " executor was" : " executors were")
                + " lost; the logs of executors say why (often too little memory: spark-submit"
                + " --executor-memory)");
  }
}
