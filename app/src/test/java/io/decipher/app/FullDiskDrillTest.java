// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.report.corrections.Correction;
import io.decipher.report.corrections.CorrectionJournal;
import io.decipher.report.corrections.Refinement;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets commands write to a disk that becomes full at moments drawn at random: each must end with 1
 * and say where there was no room, how much there is, and what to do; nothing half written may be
 * left; and once there is room, a run goes on, or is begun again, and every byte is as if nothing
 * had happened. {@code mvn verify -pl app -am -Dgroups=slow -DexcludedGroups=
 * -Dtest=FullDiskDrillTest -Dsurefire.failIfNoSpecifiedTests=false -Ddecipher.fills=20
 * -Ddecipher.fills.seed=1}, on Linux, as a user who may mount a file system in memory.
 */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class FullDiskDrillTest {
  private static final int FILLS = Integer.getInteger("decipher.fills", 20);
  private static final long SEED = Long.getLong("decipher.fills.seed", 1);
  private static final long SECONDS = Long.getLong("decipher.fills.seconds", Long.MAX_VALUE >> 32);
  private static final String SIZE = "64m";

  /** What the disk becomes full of. */
  private enum Job {
    DISCOVER(true),
    TRAIN(true),
    CLUSTER(false),
    ASSIGN(false),
    GENERATE(false),
    REFINE(false);

    private final boolean goesOn;

    Job(boolean goesOn) {
      this.goesOn = goesOn;
    }
  }

  @TempDir Path temporary;
  private Path disk;
  private Path bars;
  private Path points;
  private boolean mounted;

  /** A run with room: what it left, and the most that the disk held meanwhile, in bytes. */
  private record Whole(Map<String, String> contents, long most) {}

  private record Ended(int status, String said) {}

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(call("umount", disk.toString())).isZero();
    }
  }

  private static int call(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException notThere) {
      return -1;
    }
  }

  @Test
  void a_full_disk_is_told_and_damages_nothing() throws Exception {
    disk = Files.createDirectory(temporary.resolve("disk"));
    mounted = call("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", disk.toString()) == 0;
    assumeTrue(mounted, "no file system may be mounted");
    bars = TinyRuns.bars(temporary.resolve("bars"));
    points = TinyRuns.points(temporary.resolve("points.csv"));
    prepare();
    Map<Job, Whole> wholes = new EnumMap<>(Job.class);
    for (Job job : Job.values()) {
      wholes.put(job, whole(job));
    }
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, Integer> story = new TreeMap<>();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    List<String> failures = new ArrayList<>();
    int fills = 0;
    while (fills < FILLS && System.nanoTime() < until) {
      Job job = Job.values()[fills % Job.values().length];
      long room = random.nextLong(wholes.get(job).most);
      fills++;
      try {
        String where = fill(job, room, wholes.get(job));
        story.merge(job + ": " + where, 1, Integer::sum);
        System.out.println(job + " with " + room + " bytes: " + where);
      } catch (AssertionError e) { // all of them, for a run takes minutes
        failures.add(String.valueOf(e.getMessage()));
        for (Path left : List.of(disk.resolve("run"), disk.resolve("ballast"))) {
          if (Files.exists(left)) {
            remove(left);
          }
        }
      }
    }
    assertThat(failures).isEmpty();
    assertThat(fills).isPositive();
    System.out.printf("%d full disks, seed %d: %s%n", fills, SEED, story);
  }

  /** A run and groups that have ended, elsewhere, to be used and refined. */
  private void prepare() throws Exception {
    Path found = temporary.resolve("found");
    Ended ended = decipher(TinyRuns.arguments("discover", bars, found));
    assertThat(ended.status).as(ended.said).isZero();
    Path groups = temporary.resolve("groups");
    done(arguments(Job.CLUSTER, groups), "");
    done(
        List.of(
            "assign",
            "-m",
            groups.toString(),
            points.toString(),
            "-o",
            temporary.resolve("grouped").toString()),
        "");
    try (CorrectionJournal journal = CorrectionJournal.open(found, Refinement.labels(found))) {
      journal.add(new Correction.Rename(0, "high"), "");
    }
  }

  private List<String> arguments(Job job, Path output) {
    String to = output.toString();
    String found = temporary.resolve("found").toString();
    return switch (job) {
      case DISCOVER -> TinyRuns.arguments("discover", bars, output);
      case TRAIN -> TinyRuns.arguments("train", bars, output);
      case CLUSTER -> TinyRuns.clustering(points.toString(), to);
      case ASSIGN ->
          List.of(
              "assign", "-m", found, bars.resolve("t10k-images-idx3-ubyte").toString(), "-o", to);
      case GENERATE -> List.of("generate", "-m", found, "--count", "200", "-o", to);
      case REFINE -> List.of("refine", found, "-o", to);
    };
  }

  private Whole whole(Job job) throws Exception {
    Path output = disk.resolve("whole");
    FileStore store = Files.getFileStore(disk);
    long before = store.getUsableSpace();
    long least = before;
    CompletableFuture<Ended> running =
        CompletableFuture.supplyAsync(() -> decipher(arguments(job, output)));
    while (!running.isDone()) {
      least = Math.min(least, store.getUsableSpace());
      Thread.sleep(2);
    }
    Ended ended = running.get();
    assertThat(ended.status).as(ended.said).isZero();
    Map<String, String> contents = TinyRuns.lasting(output);
    assertThat(contents).isNotEmpty();
    remove(output);
    return new Whole(contents, before - Math.min(least, store.getUsableSpace()));
  }

  /** Runs a job where there is so much room, and returns what it was at when there was none. */
  private String fill(Job job, long room, Whole whole) throws Exception {
    Path output = disk.resolve("run");
    Path ballast = disk.resolve("ballast");
    occupy(ballast, Files.getFileStore(disk).getUsableSpace() - room);
    Ended ended = decipher(arguments(job, output));
    String what = job + " with " + room + " bytes: " + ended.said;
    assertThat(ended.said).as(what).doesNotContain("\tat ", "error inside", "Exception", "null");
    boolean isWhole = ended.status == 0;
    if (isWhole && !ended.said.contains("No space left")) {
      requireSame(output, whole, what);
      Files.delete(ballast);
      remove(output);
      return "it was enough";
    }
    if (isWhole) { // the page alone is none that a run fails for
      assertThat(ended.said)
          .as(what)
          .contains("warning: there is no report.html", "decipher report " + output);
    } else {
      assertThat(ended.status).as(what).isEqualTo(Main.FAILED);
      assertThat(ended.said)
          .as(what)
          .contains("the run failed: ", disk.toString(), "No space left on device")
          .containsPattern("[\\d.,]+ [kM]B (is|are) free")
          .containsAnyOf("--resume " + output, "-o DIR", "then resume the run");
    }
    requireNothingHalf(output, whole, what);
    Files.delete(ballast);
    boolean begun = Files.exists(output);
    if (isWhole) {
      done(List.of("report", output.toString()), what);
    } else if (begun && job.goesOn && ended.said.contains("resume")) {
      String command = job == Job.TRAIN ? "train" : "discover";
      done(List.of(command, "--resume", output.toString()), what);
    } else {
      if (begun) { // which says itself that it is to be removed
        requireUnused(job, output, what);
        remove(output);
      }
      done(arguments(job, output), what);
    }
    requireSame(output, whole, what);
    remove(output);
    return isWhole ? "report.html" : place(ended.said, output);
  }

  private static void requireSame(Path output, Whole whole, String what) throws IOException {
    Map<String, String> contents = TinyRuns.lasting(output);
    assertThat(contents.keySet()).as(what).isEqualTo(whole.contents.keySet());
    contents.forEach(
        (file, bytes) -> {
          String expected = whole.contents.get(file);
          assertThat(bytes.equals(expected))
              .as(() -> what + ": " + file + ": " + shown(bytes) + " for " + shown(expected))
              .isTrue();
        });
  }

  private static String shown(String text) {
    return text.substring(0, Math.min(600, text.length()));
  }

  /** Returns what is said to have had no room, without what differs between runs. */
  private static String place(String said, Path output) {
    String line = said.lines().filter(each -> each.startsWith("the run failed")).findFirst().get();
    return line.replaceFirst(" cannot be .*", "")
        .replaceFirst(": the checkpoint.*", "")
        .replaceFirst(".*" + output.getFileName() + "/?", "");
  }

  /** What stands in its place is what the whole run has there; nothing else is left. */
  private static void requireNothingHalf(Path output, Whole whole, String what) throws IOException {
    if (!Files.exists(output)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(output)) {
      assertThat(tree.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .as(what)
          .noneMatch(name -> name.endsWith(".part") || name.equals(".lock"));
    }
    TinyRuns.lasting(output)
        .forEach(
            (file, bytes) -> {
              String expected = whole.contents.get(file);
              if (expected != null && !file.matches("metrics.jsonl|manifest.sha256")) {
                assertThat(bytes.equals(expected)).as(what + ": " + file).isTrue();
              }
            });
  }

  /** What was left of what can't go on is refused, or answers as the whole does. */
  private void requireUnused(Job job, Path output, String what) throws Exception {
    if (job == Job.CLUSTER || job == Job.REFINE) {
      List<String> use =
          job == Job.CLUSTER
              ? List.of("assign", "-m", output.toString(), points.toString(), "-o")
              : List.of("report", output.toString());
      List<String> all = new ArrayList<>(use);
      if (job == Job.CLUSTER) {
        all.add(disk.resolve("used").toString());
      }
      Ended ended = decipher(all);
      assertThat(ended.said).doesNotContain("\tat ", "error inside");
      if (ended.status == 0 && job == Job.CLUSTER) { // the model was there, whole, with its digests
        assertThat(disk.resolve("used/labels.npy"))
            .as(what)
            .hasSameBinaryContentAs(temporary.resolve("grouped/labels.npy"));
        remove(disk.resolve("used"));
      } else {
        assertThat(ended.status).as(what + "; used: " + ended.said).isNotZero();
      }
    }
  }

  private static void occupy(Path ballast, long bytes) throws IOException {
    byte[] some = new byte[1 << 12];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      for (long left = bytes; left > 0; left -= some.length) {
        out.write(some, 0, (int) Math.min(left, some.length));
      }
    }
  }

  private void done(List<String> arguments, String after) throws Exception {
    Ended ended = decipher(arguments);
    assertThat(ended.status).as("%s; then %s: %s", after, arguments, ended.said).isZero();
  }

  private static Ended decipher(List<String> arguments) {
    TinyRuns.Answer answer = TinyRuns.decipher(arguments);
    return new Ended(answer.status(), answer.out() + answer.err());
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
