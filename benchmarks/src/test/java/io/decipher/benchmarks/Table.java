// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

/** Runs the benchmarks and prints their results as one table. */
public final class Table {
  private Table() {}

  /**
   * Runs the benchmarks that match a regular expression, each in its own JVM, once per iteration.
   *
   * @param arguments the expression, or nothing for all; then any JMH options
   */
  public static void main(String[] arguments) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(arguments.length == 0 ? ".*" : arguments[0])
                    .mode(Mode.SingleShotTime)
                    .timeUnit(TimeUnit.SECONDS)
                    .forks(1)
                    .timeout(TimeValue.hours(1))
                    .jvmArgs("-Xmx4g")
                    .build())
            .run();
    System.out.printf(
        "%nJDK %s, %d cores, %s; seconds a run, each in a warm JVM of its own%n%n",
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.arch"));
    System.out.println("| work | median | least | most | runs |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    for (RunResult result : results) {
      Statistics seconds = result.getPrimaryResult().getStatistics();
      System.out.printf(
          Locale.ROOT,
          "| %s | %.3f | %.3f | %.3f | %d |%n",
          name(result),
          seconds.getPercentile(50),
          seconds.getMin(),
          seconds.getMax(),
          seconds.getN());
    }
  }

  private static String name(RunResult result) {
    String[] path = result.getParams().getBenchmark().split("\\.");
    String name =
        Arrays.stream(path, path.length - 2, path.length).collect(Collectors.joining("."));
    String parameters =
        result.getParams().getParamsKeys().stream()
            .map(key -> key + " = " + result.getParams().getParam(key))
            .collect(Collectors.joining(", "));
    return parameters.isEmpty() ? name : name + ", " + parameters;
  }
}
