// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills runs with SIGKILL at random moments, again and again, and goes on with each until it ends:
 * every file must be what it is in a run that nobody killed. {@code mvn verify -Dgroups=slow
 * -DexcludedGroups= -Dtest=KillDrillTest -Ddecipher.kills=100 -Ddecipher.kills.seed=1}; {@code
 * -Ddecipher.kills.engine=PyTorch} for the other engine, where the build took it.
 *
 * <p>A moment is drawn evenly from the time that a whole run takes, from the start of the process
 * on, so every part of a run is met, and a run is killed some times before it ends.
 */
@Tag("slow")
class KillDrillTest {
  private static final int KILLS = Integer.getInteger("decipher.kills", 5);
  private static final long SEED = Long.getLong("decipher.kills.seed", 1);
  private static final String ENGINE = System.getProperty("decipher.kills.engine", "MXNet");

  @TempDir Path temporary;

  @Test
  void a_run_that_is_killed_at_any_moment_ends_as_one_that_is_not() throws Exception {
    long start = System.nanoTime();
    ended(begin("whole"));
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    Map<String, String> whole = contents("whole");
    assertThat(whole).containsKeys("labels.npy", "stages/1-gradients.npy");
    assertThat(whole.keySet()).anyMatch(name -> name.startsWith("model/"));

    SplittableRandom random = new SplittableRandom(SEED);
    List<String> story = new ArrayList<>();
    int runs = 0;
    for (int kills = 0; kills < KILLS; ) {
      String name = "killed-" + ++runs;
      int times = 0;
      boolean first = true;
      boolean over = false;
      while (!over) {
        Path configuration = temporary.resolve(name).resolve("decipher.conf");
        Process run = !first && Files.exists(configuration) ? goOn(name) : begin(name);
        first = false;
        if (kills < KILLS && !run.waitFor(random.nextLong(millis), TimeUnit.MILLISECONDS)) {
          run.destroyForcibly().waitFor();
          kills++;
          times++;
          story.add(held(name));
        } else {
          ended(run);
          over = true;
        }
      }
      Map<String, String> contents = contents(name);
      assertThat(contents.keySet()).as(name).isEqualTo(whole.keySet());
      contents.forEach(
          (file, bytes) ->
              assertThat(bytes.equals(whole.get(file))).as(name + "/" + file).isTrue());
      System.out.printf("%s: killed %d times, ended as one that was not%n", name, times);
    }
    System.out.printf(
        "%d kills in %d runs of %d ms, seed %d; held when killed:%n%s%n",
        KILLS,
        runs,
        millis,
        SEED,
        story.stream()
            .collect(Collectors.groupingBy(held -> held, TreeMap::new, Collectors.counting())));
  }

  private Process begin(String name) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("discover", "--preset", "quick", "-o", path(name)));
    for (String setting :
        List.of(
            "dataset.train-limit=500",
            "dataset.test-limit=100",
            "clusterer.min-cluster-share=0.05",
            "model.fit.epochs=4",
            "model.fit.min-steps=0",
            "model.engine=" + ENGINE)) {
      arguments.add("-D");
      arguments.add("decipher." + setting);
    }
    return decipher(name, arguments);
  }

  private Process goOn(String name) throws IOException {
    return decipher(name, List.of("discover", "--resume", path(name)));
  }

  private String path(String name) {
    return temporary.resolve(name).toString();
  }

  /** Starts the program in a process of its own, on the modules of this one. */
  private Process decipher(String name, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty(
                    "java.class.path"), // what has no module name, and what Surefire left there
                "-p",
                System.getProperty("jdk.module.path"),
                "-m",
                "io.decipher.app/io.decipher.app.Main"));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
        .start();
  }

  private Path log(String name) {
    return temporary.resolve(name + ".log");
  }

  private void ended(Process run) throws Exception {
    assertThat(run.waitFor(20, TimeUnit.MINUTES)).isTrue();
    if (run.exitValue() != 0) {
      try (Stream<Path> files = Files.list(temporary)) {
        Path latest =
            files
                .filter(file -> file.toString().endsWith(".log"))
                .max(Comparator.comparing(file -> file.toFile().lastModified()))
                .orElseThrow();
        throw new AssertionError("it failed:\n" + Files.readString(latest));
      }
    }
  }

  /** What a killed run had by then, in a word a part. */
  private String held(String name) throws IOException {
    Path run = temporary.resolve(name);
    if (!Files.isDirectory(run)) {
      return "nothing";
    }
    List<String> parts = new ArrayList<>();
    for (Path directory : List.of(run, run.resolve("checkpoints"))) {
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.list(directory)) {
          files
              .map(file -> file.getFileName().toString())
              .filter(
                  part ->
                      part.matches(
                          "decipher.conf|stage-.*|model.*|compared-.*|report.json|\\..*part"))
              .forEach(parts::add);
        }
      }
    }
    parts.sort(Comparator.naturalOrder());
    return String.join(" ", parts);
  }

  /** Every file's bytes, less what tells seconds and memory. */
  private Map<String, String> contents(String name) throws IOException {
    Path run = temporary.resolve(name);
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(run)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        String inside = run.relativize(file).toString().replace('\\', '/');
        all.put(
            inside,
            switch (inside) {
              case "decipher.conf" -> text.replace(path(name), "RUN");
              case "metrics.jsonl" -> text.replaceAll("\"seconds\":[0-9.E-]+", "");
              case "report.json" ->
                  text.replaceAll("(?s)\"seconds\": \\{.*?\\}", "")
                      .replaceAll("\"(resumed|peakMemoryMegabytes)\": \\d+,?\\s*", "")
                      .replaceAll("\\s+", "");
              case "report.html" -> "made of the other files";
              default -> text;
            });
      }
    }
    return all;
  }
}
