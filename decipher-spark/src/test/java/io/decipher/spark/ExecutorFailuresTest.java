// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskResultLost$;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

class ExecutorFailuresTest {
  private final Exception aborted =
      new IllegalStateException(
          "Job aborted due to stage failure: … Most recent failure reason:\n"
              + "org.apache.spark.shuffle.FetchFailedException: Error in reading …");

  private final ExecutorFailures failures = new ExecutorFailures("1g");

  @Test
  void knows_nothing_of_other_failures() {
    failures.note(TaskResultLost$.MODULE$);
    failures.note(failed(new IllegalStateException("a bug")));

    assertThat(failures.reason(aborted)).isEmpty();
  }

  @Test
  void tells_of_memory_even_if_it_is_the_cause_of_another_exception() {
    failures.note(
        failed(new IllegalStateException("task failed", new OutOfMemoryError("Java heap space"))));
    lose("1"); // a consequence

    assertThat(failures.reason(aborted))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("a heap of 1g", "--executor-memory"));
  }

  @Test
  void tells_of_lost_executors() {
    lose("1");
    lose("2");
    lose("2"); // with another task

    assertThat(failures.reason(aborted))
        .hasValueSatisfying(reason -> assertThat(reason).startsWith("2 executors were lost"));
  }

  @Test
  void another_failure_is_not_blamed_on_executors_that_were_replaced() {
    lose("1");

    assertThat(failures.reason(new IllegalStateException("there is no column 'x'"))).isEmpty();
  }

  private void lose(String executor) {
    failures.note(new ExecutorLostFailure(executor, true, Option.apply("exited with 52")));
  }

  private static ExceptionFailure failed(Throwable thrown) {
    java.io.StringWriter trace = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(trace));
    return new ExceptionFailure(
        thrown.getClass().getName(),
        thrown.getMessage(),
        thrown.getStackTrace(),
        trace.toString(),
        Option.empty(),
        none(),
        none(),
        none());
  }

  private static <T> Seq<T> none() {
    return CollectionConverters.asScala(List.<T>of()).toSeq();
  }
}
