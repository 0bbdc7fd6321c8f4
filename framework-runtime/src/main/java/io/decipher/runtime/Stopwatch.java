package io.decipher.runtime;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Runs the stages of a job one after another, and keeps how long each took. */
final class Stopwatch {
  private final RunContext run;
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final long start = System.nanoTime();

  Stopwatch(RunContext run) {
    this.run = run;
  }

  <T> T time(String stage, Supplier<T> work) {
    run.step(new Progress(stage, 0, ""));
    long began = System.nanoTime();
    T result = work.get();
    seconds.merge(stage, since(began), Double::sum);
    run.listener().progress(new Progress(stage, 1, "")); // no place to cancel: a result is in hand
    return result;
  }

  void time(String stage, Runnable work) {
    this.<Boolean>time(
        stage,
        () -> {
          work.run();
          return true;
        });
  }

  /** Returns seconds by stage, and {@code total}. */
  Map<String, Double> seconds() {
    Map<String, Double> all = new LinkedHashMap<>(seconds);
    all.put("total", since(start));
    return Collections.unmodifiableMap(all);
  }

  private static double since(long nanos) {
    return Math.rint((System.nanoTime() - nanos) / 1e6) / 1e3;
  }
}
