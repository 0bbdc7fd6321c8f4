// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Runs work like a run does, and checks its behaviour. */
final class Runs {
  private static final double NEAR = 1e-5;

  private Runs() {}

  /** Records all reports and their threads, and can cancel at the first one. */
  static final class Recording implements ProgressListener {
    final List<Progress> reports = new ArrayList<>();
    final List<EpochMetrics> epochs = new ArrayList<>();
    final List<Thread> threads = new ArrayList<>();
    private final Runnable atFirst;

    Recording(Runnable atFirst) {
      this.atFirst = atFirst;
    }

    @Override
    public synchronized void progress(Progress progress) {
      threads.add(Thread.currentThread());
      reports.add(progress);
      if (reports.size() == 1) {
        atFirst.run();
      }
    }

    @Override
    public synchronized void epoch(EpochMetrics metrics) {
      threads.add(Thread.currentThread());
      epochs.add(metrics);
    }
  }

  static Recording recorded(long seed, Consumer<RunContext> work) {
    var recording = new Recording(() -> {});
    work.accept(RunContext.of(seed, recording, new CancellationToken()));
    return recording;
  }

  /** Checks that a cancelled run ends with {@link CancellationException}, early and midway. */
  static void assertStops(Consumer<RunContext> work) {
    var before = new CancellationToken();
    before.cancel();
    assertThatThrownBy(() -> work.accept(RunContext.of(1, ProgressListener.none(), before)))
        .as("cancelled before it began")
        .isInstanceOf(CancellationException.class);
    var midway = new CancellationToken();
    var recording = new Recording(midway::cancel);
    boolean stopped = false;
    try {
      work.accept(RunContext.of(1, recording, midway));
    } catch (CancellationException expected) {
      stopped = true;
    }
    if (!recording.reports.isEmpty() && recording.reports.get(0).done() < 1) {
      assertThat(stopped)
          .as("cancelled at its first report, %s, it stops", recording.reports.get(0))
          .isTrue();
    }
    assertThat(recording.reports)
        .as("reports after it was cancelled at the first")
        .hasSizeLessThanOrEqualTo(1);
  }

  /** Checks that reports are made on the run's own thread and that progress never decreases. */
  static void assertReports(Recording recording) {
    assertThat(recording.threads)
        .as("the threads that report: the run's own alone")
        .allMatch(thread -> thread == Thread.currentThread());
    String stage = "";
    double done = 0;
    for (Progress report : recording.reports) {
      assertThat(report.stage()).as("the stage that %s names", report).isNotBlank();
      assertThat(report.done())
          .as("the share done, %s", report)
          .isBetween(report.stage().equals(stage) ? done : 0.0, 1.0);
      stage = report.stage();
      done = report.done();
    }
  }

  /** Returns the result of {@code work} with parallel streams limited to one thread. */
  static <R> R onOneThread(Supplier<R> work) {
    var pool = new ForkJoinPool(1);
    try {
      return pool.submit(work::get).join();
    } finally {
      pool.shutdown();
    }
  }

  static FloatMatrix copy(FloatMatrix matrix) {
    return FloatMatrix.wrap(matrix.rows(), matrix.columns(), matrix.toArray());
  }

  /** Returns a product as a capability; skips the test with a message if it does not have it. */
  static <C> C assumed(Object product, Class<C> capability) {
    assumeTrue(
        capability.isInstance(product),
        () -> product.getClass().getSimpleName() + " is no " + capability.getSimpleName());
    return capability.cast(product);
  }

  /** Checks that samples are equal in everything visible to a caller. */
  static void assertSame(Samples actual, Samples expected, String what) {
    assertThat(actual.type()).as("%s: type", what).isEqualTo(expected.type());
    assertThat(actual.names()).as("%s: names", what).isEqualTo(expected.names());
    assertThat(actual.attributes()).as("%s: attributes", what).isEqualTo(expected.attributes());
    assertThat(actual.missing()).as("%s: missing values", what).isEqualTo(expected.missing());
    assertThat(actual.toMatrix()).as("%s: values", what).isEqualTo(expected.toMatrix());
    assertThat(actual.sha256()).as("%s: digest", what).isEqualTo(expected.sha256());
  }

  static void assertFinite(FloatMatrix matrix, String what) {
    assertBetween(matrix, -Float.MAX_VALUE, Float.MAX_VALUE, what);
  }

  static void assertBetween(FloatMatrix matrix, float least, float most, String what) {
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        float value = matrix.get(i, j);
        if (!(value >= least && value <= most)) {
          throw new AssertionError(
              what
                  + ", row "
                  + i
                  + ", column "
                  + j
                  + ": expected "
                  + least
                  + " to "
                  + most
                  + ", but was "
                  + value);
        }
      }
    }
  }

  static void assertShape(FloatMatrix matrix, int rows, int columns, String what) {
    assertThat(matrix.rows() + " x " + matrix.columns()).as(what).isEqualTo(rows + " x " + columns);
  }

  static void assertNear(FloatMatrix actual, FloatMatrix expected, String what) {
    assertShape(actual, expected.rows(), expected.columns(), what);
    for (int i = 0; i < actual.rows(); i++) {
      for (int j = 0; j < actual.columns(); j++) {
        double allowed = NEAR * Math.max(1, Math.abs(expected.get(i, j)));
        if (!(Math.abs(actual.get(i, j) - expected.get(i, j)) <= allowed)) {
          throw new AssertionError(
              what
                  + ", row "
                  + i
                  + ", column "
                  + j
                  + ": expected "
                  + expected.get(i, j)
                  + ", but was "
                  + actual.get(i, j));
        }
      }
    }
  }

  /** Checks that work rejects a value, naming its row and column. */
  static void assertRefusesValue(float value, FloatMatrix points, Consumer<FloatMatrix> work) {
    int row = points.rows() / 2;
    int column = points.columns() - 1;
    float[] values = points.toArray();
    values[row * points.columns() + column] = value;
    var bad = FloatMatrix.wrap(points.rows(), points.columns(), values);
    assertRefused("a value that is " + value, () -> work.accept(bad))
        .hasMessageContaining("row " + row)
        .hasMessageContaining("column " + column);
  }

  /** Checks that a call throws an exception with a message for users. */
  static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      String what, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .as(what)
        .isInstanceOfAny(DecipherException.class, IllegalArgumentException.class);
  }
}
