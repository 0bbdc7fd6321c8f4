// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.runtime.ServedModel;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * How long a run's model takes to say what one sample is, warm, and how many a second it names one
 * by one and in one call:
 *
 * <pre>
 * mvn -q -o -Pbench -pl benchmarks -am verify -DskipTests \
 *     -Dbench.main=RecognitionLatency -Drun=runs/mnist
 * </pre>
 *
 * <p>The samples are drawn by the model itself. 2,000 calls warm up, then 2,000 are timed. CPU is
 * what the process took, all threads: under load it says more than the clock.
 */
public final class RecognitionLatency {
  private static final int CALLS = 2000;
  private static final double MILLIS = 1e6;

  private RecognitionLatency() {}

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Arguments: the directory of the run, or none where the property {@code run} names it. */
  public static void main(String[] arguments) {
    Path run =
        Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("run", "runs/mnist"));
    RunContext context = RunContext.seeded(1);
    try (ServedModel model = ServedModel.load(run, Plugins.discover())) {
      FloatMatrix drawn = model.generate(CALLS, OptionalInt.empty(), context);
      Samples samples = Samples.of(drawn, model.type());
      for (int i = 0; i < CALLS; i++) {
        model.assign(samples.slice(i, 1), 0.99, context);
      }
      double[] millis = new double[CALLS];
      long before = cpu();
      for (int i = 0; i < CALLS; i++) {
        long begun = System.nanoTime();
        model.assign(samples.slice(i, 1), 0.99, context);
        millis[i] = (System.nanoTime() - begun) / MILLIS;
      }
      double single = (cpu() - before) / MILLIS;
      before = cpu();
      long begun = System.nanoTime();
      model.assign(samples, 0.99, context);
      double together = (cpu() - before) / MILLIS;
      double all = (System.nanoTime() - begun) / MILLIS;
      double sum = Arrays.stream(millis).sum();
      Arrays.sort(millis);
      System.out.printf(
          Locale.ROOT,
          "one sample: median %.2f ms, 99 %% within %.2f ms, CPU %.2f ms, %.0f a second; %d in one"
              + " call: %.0f a second, CPU %.2f ms each%n",
          millis[CALLS / 2],
          millis[CALLS * 99 / 100],
          single / CALLS,
          1000 * CALLS / sum,
          CALLS,
          1000 * CALLS / all,
          together / CALLS);
    }
  }
}
