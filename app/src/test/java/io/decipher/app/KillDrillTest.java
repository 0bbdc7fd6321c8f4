// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills discoveries, trainings and studies of two seeds with SIGKILL at random moments, again and
 * again, and goes on with each until it ends: every file must be what it is in a run that nobody
 * killed, and no other may be there, hidden ones and temporary ones included. {@code mvn verify -pl
 * app -am -Dgroups=slow -DexcludedGroups= -Dtest=KillDrillTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Ddecipher.kills=1000 -Ddecipher.kills.seed=1}; {@code
 * -Ddecipher.kills.engine=PyTorch} for the other engine, where the build took it, and {@code
 * -Ddecipher.kills.seconds=400} for as many as that time allows.
 *
 * <p>A moment is drawn evenly from the time that a whole run takes, from the start of the process
 * on, so every part of a run is met, and a run is killed some times before it ends.
 */
@Tag("slow")
class KillDrillTest {
  private static final int KILLS = Integer.getInteger("decipher.kills", 6);
  private static final long SEED = Long.getLong("decipher.kills.seed", 1);
  private static final long SECONDS = Long.getLong("decipher.kills.seconds", Long.MAX_VALUE >> 32);
  private static final String ENGINE = System.getProperty("decipher.kills.engine", "MXNet");

  @TempDir Path temporary;
  private Path bars;
  private Path scratch;

  /** What is killed. */
  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private enum Job {
    DISCOVER("discover"),
    TRAIN("train"),
    STUDY("discover", "--seeds", "2");

    private final String command;
    private final List<String> more;

    Job(String command, String... more) {
      this.command = command;
      this.more = List.of(more);
    }
  }

  /** A run that nobody killed: how long it took, and what it left. */
  private record Whole(long millis, Map<String, String> contents) {}

  @Test
  void what_is_killed_at_any_moment_ends_as_what_is_not() throws Exception {
    bars = TinyRuns.bars(temporary.resolve("bars"));
    scratch = Files.createDirectory(temporary.resolve("scratch"));
    Map<Job, Whole> wholes = new EnumMap<>(Job.class);
    for (Job job : Job.values()) {
      String name = "whole-" + job;
      long start = System.nanoTime();
      ended(begin(job, name), name);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      wholes.put(job, new Whole(millis, TinyRuns.lasting(temporary.resolve(name))));
    }
    assertThat(wholes.get(Job.DISCOVER).contents)
        .containsKeys("labels.npy", "stages/1-gradients.npy", "model/vae.tensors", "report.html");
    assertThat(wholes.get(Job.TRAIN).contents).containsKeys("model/vae.tensors", "report.html");
    assertThat(wholes.get(Job.STUDY).contents)
        .containsKeys("summary.json", "seed-42/report.html", "seed-43/labels.npy");

    SplittableRandom random = new SplittableRandom(SEED);
    List<String> story = new ArrayList<>();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    int runs = 0;
    int kills = 0;
    while (kills < KILLS && System.nanoTime() < until) {
      Job job = Job.values()[runs++ % Job.values().length];
      String name = "killed-" + runs;
      boolean first = true;
      boolean over = false;
      while (!over) {
        boolean begun = Files.exists(temporary.resolve(name).resolve("decipher.conf"));
        Process run = !first && begun ? goOn(job, name) : begin(job, name);
        first = false;
        boolean more = kills < KILLS && System.nanoTime() < until;
        if (more && !run.waitFor(random.nextLong(wholes.get(job).millis), TimeUnit.MILLISECONDS)) {
          run.destroyForcibly().waitFor();
          kills++;
          story.add(job + ": " + held(name));
        } else {
          ended(run, name);
          over = true;
        }
      }
      requireSame(name, wholes.get(job).contents);
      remove(temporary.resolve(name));
    }
    assertThat(kills).isPositive();
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).as("temporary files").isEmpty();
    }
    System.out.printf(
        "%d kills in %d runs, seed %d: 0 differences, 0 files left; held when killed:%n%s%n",
        kills,
        runs,
        SEED,
        story.stream()
            .collect(Collectors.groupingBy(held -> held, TreeMap::new, Collectors.counting())));
  }

  private void requireSame(String name, Map<String, String> whole) throws IOException {
    Map<String, String> contents = TinyRuns.lasting(temporary.resolve(name));
    assertThat(contents.keySet()).as(name).isEqualTo(whole.keySet());
    contents.forEach(
        (file, bytes) -> assertThat(bytes.equals(whole.get(file))).as(name + "/" + file).isTrue());
    Path run = temporary.resolve(name);
    for (String directory : whole.keySet()) {
      if (directory.endsWith(Manifest.FILE) && !Files.exists(run.resolve("study.json"))) {
        Path place = run.resolve(directory).getParent();
        Manifest.of(place).requireAll(Set.of());
      }
    }
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private Process begin(Job job, String name) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            TinyRuns.arguments(
                job.command, bars, temporary.resolve(name), "model.engine=" + ENGINE));
    arguments.addAll(job.more);
    return decipher(name, arguments);
  }

  private Process goOn(Job job, String name) throws IOException {
    return decipher(name, List.of(job.command, "--resume", path(name)));
  }

  private String path(String name) {
    return temporary.resolve(name).toString();
  }

  /** Starts the program in a process of its own, on the modules of this one. */
  private Process decipher(String name, List<String> arguments) throws IOException {
    return new ProcessBuilder(TinyRuns.program(List.of("-Djava.io.tmpdir=" + scratch), arguments))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
        .start();
  }

  private Path log(String name) {
    return temporary.resolve(name + ".log");
  }

  private void ended(Process run, String name) throws Exception {
    assertThat(run.waitFor(20, TimeUnit.MINUTES)).isTrue();
    assertThat(run.exitValue()).as(() -> read(log(name))).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
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
                          "decipher.conf|stage-.*|model.*|compared-.*|report.json|study.json|seed-.*|\\..*part"))
              .forEach(parts::add);
        }
      }
    }
    parts.sort(Comparator.naturalOrder());
    return String.join(" ", parts);
  }
}
