// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs the stages of a job one after another, and records their durations. */
public final class Stopwatch {
  private static final String TOTAL = "total";

  private final RunContext run;
  private final Map<String, Double> seconds;
  private final double before;
  private final Consumer<Map<String, Double>> heard;
  private final long start = System.nanoTime();
  private String stage = "";
  private long began;

  public Stopwatch(RunContext run) {
    this(run, Map.of(), all -> {});
  }

  /**
   * Creates a stopwatch that continues from earlier processes.
   *
   * @param before the {@link #seconds} of earlier processes
   * @param heard receives the seconds whenever a stage begins
   */
  public Stopwatch(
      RunContext run, Map<String, Double> before, Consumer<Map<String, Double>> heard) {
    this.run = run;
    this.seconds = new LinkedHashMap<>(before);
    this.before = Objects.requireNonNullElse(seconds.remove(TOTAL), 0.0);
    this.heard = heard;
  }

  public <T> T time(String stage, Supplier<T> work) {
    run.step(new Progress(stage, 0, ""));
    heard.accept(seconds()); // not after: a result would have to be freed
    this.stage = stage;
    began = System.nanoTime();
    T result = work.get();
    seconds.merge(stage, since(began), Double::sum);
    this.stage = "";
    run.listener().progress(new Progress(stage, 1, "")); // not cancellable: a result would leak
    return result;
  }

  public void time(String stage, Runnable work) {
    this.<Boolean>time(
        stage,
        () -> {
          work.run();
          return true;
        });
  }

  /** Returns seconds by stage, including the current one, and {@code total}. */
  public Map<String, Double> seconds() {
    Map<String, Double> all = new LinkedHashMap<>(seconds);
    if (!stage.isEmpty()) {
      all.merge(stage, since(began), Double::sum);
    }
    all.put(TOTAL, before + since(start));
    all.replaceAll((name, value) -> Math.rint(value * 1e3) / 1e3);
    return Collections.unmodifiableMap(all);
  }

  private static double since(long nanos) {
    return Math.rint((System.nanoTime() - nanos) / 1e6) / 1e3;
  }
}
