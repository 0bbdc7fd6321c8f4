// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskEndReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Notes why tasks failed with their executors: what Spark reports in the end is often only a
 * consequence, such as a shuffle file that was lost with its executor.
 */
final class ExecutorFailures extends SparkListener {
  /** How Spark names a failure that executors cause, or that follows from their loss. */
  private static final Pattern BY_EXECUTORS =
      Pattern.compile("OutOfMemoryError|ExecutorLostFailure|FetchFailedException");

  private final String memory;
  private final Set<String> lost = ConcurrentHashMap.newKeySet(); // while they ran a task
  private volatile boolean outOfMemory;

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
      outOfMemory = true;
    } else if (reason instanceof ExecutorLostFailure failure && failure.exitCausedByApp()) {
      lost.add(failure.execId());
    }
  }

  /**
   * Returns why a job failed and what to do, if its failure comes from executors; empty for others,
   * even if executors were lost and replaced before.
   */
  Optional<String> reason(Throwable failure) {
    boolean byExecutors = false;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      byExecutors |= BY_EXECUTORS.matcher(String.valueOf(e.getMessage())).find();
    }
    if (!byExecutors || (!outOfMemory && lost.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        outOfMemory
            ? "executors ran out of memory with a heap of "
                + memory
                + "; give them more: spark-submit --executor-memory"
            : lost.size()
                + (lost.size() == 1 ? " executor was" : " executors were")
                + " lost; the logs of executors say why (often too little memory: spark-submit"
                + " --executor-memory)");
  }
}
