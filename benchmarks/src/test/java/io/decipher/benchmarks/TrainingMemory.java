// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import ai.djl.engine.Engine;
import io.decipher.djl.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Checks that the memory used by training stays flat: over 10,000 steps of the convolutional VAE,
 * and over 200 cycles of creating a net, training it for five steps and closing it, after 1,000
 * cycles in which the JVM settles (compiled code, the C library's arenas).
 *
 * <pre>
 * mvn -q -o -Pbench -pl benchmarks -am verify -DskipTests -Dbench.main=TrainingMemory
 * </pre>
 *
 * <p>The resident memory of the process (VmRSS, Linux) and the heap after a collection are sampled
 * throughout; a line is fitted to the last three quarters, the first being warm-up. Memory is flat
 * if the slope is within two standard errors of zero, or at most 1 MB per 1,000 steps or 100
 * cycles, which is a JVM that settles: a net that is not freed, with its gradients and moments,
 * takes 330 MB per 100 cycles. {@code -Dpytorch -Dbench=PyTorch} selects that engine. Batches are
 * of 16, to limit the time: three minutes on two idle cores.
 */
public final class TrainingMemory {
  private static final int STEPS = 10_000;
  private static final int CYCLES = 200;
  private static final int SETTLING = 1_000;
  private static final int CYCLE = 5;
  private static final int SAMPLES = 80;
  private static final int BATCH = 16;

  /** In MB per thousand steps, and MB per hundred cycles. */
  private static final double BOUND = 1;

  private TrainingMemory() {}

  private record Sample(double at, double resident, double heap) {}

  private record Line(double slope, double error) {
    /** Fits {@code y} to {@code x} by least squares. */
    static Line through(double[] x, double[] y) {
      int n = x.length;
      double meanX = 0;
      double meanY = 0;
      for (int i = 0; i < n; i++) {
        meanX += x[i] / n;
        meanY += y[i] / n;
      }
      double xx = 0;
      double xy = 0;
      for (int i = 0; i < n; i++) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        xy += (x[i] - meanX) * (y[i] - meanY);
      }
      double slope = xy / xx;
      double rest = 0;
      for (int i = 0; i < n; i++) {
        double off = y[i] - meanY - slope * (x[i] - meanX);
        rest += off * off;
      }
      return new Line(slope, Math.sqrt(rest / (n - 2) / xx));
    }
  }

  /** Runs the measurement on the given engine, MXNet by default. */
  public static void main(String[] arguments) throws IOException {
    String name = arguments.length == 0 || arguments[0].equals(".*") ? Engines.MXNET : arguments[0];
    Engine engine = Engines.open(name);
    System.out.printf("%s %s%n", name, engine.getVersion());
    SplittableRandom random = new SplittableRandom(1);
    List<Sample> steps = new ArrayList<>();
    try (TrainingNet net = TrainingNet.Kind.VAE.open(engine)) {
      for (int step = 1; step <= STEPS; step++) {
        net.step(images(random));
        if (step % (STEPS / SAMPLES) == 0) {
          steps.add(sample(step / 1000.0));
        }
      }
    }
    print(STEPS + " steps", "1,000 steps", steps);

    List<Sample> cycles = new ArrayList<>();
    for (int cycle = 1 - SETTLING; cycle <= CYCLES; cycle++) {
      try (TrainingNet net = TrainingNet.Kind.VAE.open(engine)) {
        for (int step = 0; step < CYCLE; step++) {
          net.step(images(random));
        }
      }
      if (cycle > 0 && cycle * SAMPLES / CYCLES > (cycle - 1) * SAMPLES / CYCLES) {
        cycles.add(sample(cycle / 100.0));
      }
    }
    print(CYCLES + " cycles", "100 cycles", cycles);
  }

  private static float[] images(SplittableRandom random) {
    float[] images = new float[BATCH * TrainingNet.PIXELS];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    return images;
  }

  private static Sample sample(double at) throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Sample(
        at, resident(), (runtime.totalMemory() - runtime.freeMemory()) / (double) (1 << 20));
  }

  private static double resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(Pattern.compile("\\D+").split(line)[1]) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static void print(String over, String unit, List<Sample> samples) {
    List<Sample> settled = samples.subList(samples.size() / 4, samples.size());
    double[] at = settled.stream().mapToDouble(Sample::at).toArray();
    System.out.printf("%n%s%n", over);
    System.out.printf("| memory | first | middle | last | MB / %s | verdict |%n", unit);
    System.out.println("| --- | ---: | ---: | ---: | ---: | --- |");
    row("process", samples, at, samples.stream().mapToDouble(Sample::resident).toArray());
    row("heap", samples, at, samples.stream().mapToDouble(Sample::heap).toArray());
  }

  private static void row(String name, List<Sample> samples, double[] at, double[] values) {
    int from = samples.size() - at.length;
    double[] settled = java.util.Arrays.copyOfRange(values, from, values.length);
    Line line = Line.through(at, settled);
    double size = Math.abs(line.slope());
    String verdict =
        size <= 2 * line.error()
            ? "flat: within noise"
            : size <= BOUND ? "flat: below " + BOUND + " MB" : "not flat";
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f MB | %.0f MB | %.0f MB | %+.3f ± %.3f | %s |%n",
        name,
        values[0],
        values[values.length / 2],
        values[values.length - 1],
        line.slope(),
        line.error(),
        verdict);
  }
}
