// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import ai.djl.engine.Engine;
import io.decipher.api.DecipherException;
import io.decipher.djl.Engines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how many images per second three nets train on, with both engines and beside Python's
 * PyTorch:
 *
 * <pre>
 * mvn -q -o -Pbench -Dpytorch -pl benchmarks -am verify -DskipTests \
 *     -Dbench.main=TrainingThroughput -Dpeer=torch_throughput.py
 * </pre>
 *
 * <p>The nets ({@link TrainingNet}) are those of the peer's script: a convolutional VAE, a dense
 * autoencoder and a DCGAN. Each run is a separate process: after 20 steps of warm-up, 150 steps of
 * 128 images each are timed, on random images, with Adam. Before these, two hundred steps of two
 * images give Java's compiler time, which does not matter in a training of minutes. Three rounds go
 * through all nets, and for each net through both engines and the peer, so that other load on the
 * machine affects all of them. Ten minutes on two idle cores.
 *
 * <p>{@code -Dbench=REGEX} selects nets ({@code vae}, {@code dense}, {@code dcgan}). Without {@code
 * -Dpytorch} that engine is skipped; without {@code -Dpeer}, or if no Python has PyTorch, the peer
 * is. CPU is the time used by all threads of the process, in milliseconds per step: under load it
 * is more informative than wall-clock time.
 */
public final class TrainingThroughput {
  private static final int BATCH = 128;
  private static final int WARM_UP = 20;
  private static final int STEPS = 150;
  private static final int ROUNDS = 3;
  private static final int COMPILING = 200;
  private static final int IMAGES = 60_000;

  private static final String PEER = "Python PyTorch";
  private static final List<String> ENGINES = List.of(Engines.MXNET, "PyTorch");
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
  private static final Pattern SPEED = Pattern.compile("([0-9.]+) images/s");
  private static final Pattern CPU = Pattern.compile("([0-9.]+) ms CPU");

  private TrainingThroughput() {}

  /**
   * Runs the nets that match a regular expression and prints the table; or, given the names of a
   * net and an engine, times that combination in this process.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length == 2) {
      time(TrainingNet.Kind.valueOf(arguments[0].toUpperCase(Locale.ROOT)), arguments[1]);
    } else {
      table(Pattern.compile(arguments.length == 0 ? ".*" : arguments[0]));
    }
  }

  private static void time(TrainingNet.Kind kind, String name) {
    Engine engine;
    try {
      engine = Engines.open(name);
    } catch (DecipherException e) {
      System.out.println("left out: " + e.getMessage());
      return;
    }
    SplittableRandom random = new SplittableRandom(1);
    float[] data = new float[IMAGES * TrainingNet.PIXELS];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextDouble();
    }
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (TrainingNet net = kind.open(engine)) {
      if (net.parameters() != kind.parameters()) {
        throw new IllegalStateException(
            "the peer's net has " + kind.parameters() + " parameters, ours " + net.parameters());
      }
      for (int step = 0; step < COMPILING; step++) {
        net.step(batch(data, random, 2));
      }
      float loss = Float.NaN;
      long start = 0;
      long cpu = 0;
      for (int step = 0; step < WARM_UP + STEPS; step++) {
        if (step == WARM_UP) {
          start = System.nanoTime();
          cpu = system.getProcessCpuTime();
        }
        loss = net.step(batch(data, random, BATCH));
      }
      System.out.printf(
          Locale.ROOT,
          "%s on %s %s: %.0f images/s, %.1f ms CPU a step, %d parameters, loss %.4f%n",
          kind.title(),
          name,
          engine.getVersion(),
          STEPS * BATCH / ((System.nanoTime() - start) / 1e9),
          (system.getProcessCpuTime() - cpu) / 1e6 / STEPS,
          net.parameters(),
          loss);
    }
  }

  private static float[] batch(float[] data, SplittableRandom random, int size) {
    float[] images = new float[size * TrainingNet.PIXELS];
    for (int i = 0; i < size; i++) {
      System.arraycopy(
          data,
          random.nextInt(IMAGES) * TrainingNet.PIXELS,
          images,
          i * TrainingNet.PIXELS,
          TrainingNet.PIXELS);
    }
    return images;
  }

  /** The results of one net on one side, one number per round. */
  private record Figures(List<Double> speeds, List<Double> cpu) {
    Figures() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private static void table(Pattern chosen) throws IOException, InterruptedException {
    List<TrainingNet.Kind> kinds =
        Arrays.stream(TrainingNet.Kind.values())
            .filter(kind -> chosen.matcher(kind.title()).matches())
            .toList();
    String python = python();
    List<String> sides = new ArrayList<>();
    if (python != null) {
      sides.add(PEER);
    }
    sides.addAll(ENGINES);
    Map<TrainingNet.Kind, Map<String, Figures>> all = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (TrainingNet.Kind kind : kinds) {
        for (String side : List.copyOf(sides)) {
          String said =
              side.equals(PEER)
                  ? run(List.of(python, peer(), kind.title()))
                  : run(
                      List.of(
                          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                          "-cp",
                          System.getProperty("java.class.path"),
                          TrainingThroughput.class.getName(),
                          kind.title(),
                          side));
          System.out.println(said);
          if (said.startsWith("left out")) {
            sides.remove(side);
            continue;
          }
          Figures figures =
              all.computeIfAbsent(kind, any -> new TreeMap<>())
                  .computeIfAbsent(side, any -> new Figures());
          figures.speeds().add(figure(SPEED, said));
          figures.cpu().add(figure(CPU, said));
        }
      }
    }
    print(all, sides);
  }

  private static void print(Map<TrainingNet.Kind, Map<String, Figures>> all, List<String> sides) {
    System.out.printf(
        "%nJDK %s, %d cores, %s; batch %d, %d steps, %d runs each, alternated%n%n",
        System.getProperty("java.version"),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.arch"),
        BATCH,
        STEPS,
        ROUNDS);
    System.out.println(
        "| net | parameters | engine | images/s, median | least | most | of " + PEER + " | CPU |");
    System.out.println("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
    all.forEach(
        (kind, figures) -> {
          for (String side : sides) {
            double[] speeds = sorted(figures.get(side).speeds());
            double cpu = median(sorted(figures.get(side).cpu()));
            System.out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %.0f | %.0f | %.0f | %s | %s |%n",
                kind.title(),
                kind.parameters(),
                side,
                median(speeds),
                speeds[0],
                speeds[speeds.length - 1],
                sides.contains(PEER)
                    ? String.format(
                        Locale.ROOT,
                        "%.2f",
                        median(speeds) / median(sorted(figures.get(PEER).speeds())))
                    : "",
                Double.isNaN(cpu) ? "" : String.format(Locale.ROOT, "%.1f", cpu));
          }
        });
  }

  private static double[] sorted(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  private static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static double figure(Pattern pattern, String said) {
    Matcher matcher = pattern.matcher(said);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
  }

  private static String peer() {
    return System.getProperty("peer", "");
  }

  /**
   * Returns a Python with PyTorch, or null, after printing the reason, if there is no peer to run.
   */
  private static String python() throws InterruptedException {
    if (peer().isEmpty() || !Files.isReadable(Path.of(peer()))) {
      System.out.println(
          "without a peer: " + (peer().isEmpty() ? "no -Dpeer" : peer() + " cannot be read"));
      return null;
    }
    for (String python : PYTHONS) {
      try {
        run(List.of(python, "-c", "import torch"));
        return python;
      } catch (IOException | IllegalStateException e) {
        continue; // another one may have it
      }
    }
    System.out.println("without a peer: no PyTorch in any of " + PYTHONS);
    return null;
  }

  /** Runs a command, and returns the last line of its output. */
  private static String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
    // Our engines set this themselves. Otherwise the peer's threads, which spin while waiting, take
    // each other's processors: a third of its speed on two virtual ones.
    program.environment().putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
    Process process = program.start();
    List<String> said;
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      said = reader.lines().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          String.join(" ", command.get(0), command.get(command.size() - 1))
              + " failed: "
              + String.join("\n", said));
    }
    return said.isEmpty() ? "" : said.get(said.size() - 1);
  }
}
