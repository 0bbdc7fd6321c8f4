// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.Manifest;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.report.corrections.Correction;
import io.decipher.report.corrections.CorrectionJournal;
import io.decipher.report.corrections.Refinement;
import io.decipher.runtime.Discovery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Changes every file of run directories and of the models in them, in every way that a disk, a copy
 * or a person may, and uses them: a command must refuse, or do just what it did before, or say that
 * a configuration was edited. A changed result without a word is what must not be.
 *
 * <p>A few hundred by default; ten thousand: {@code mvn verify -pl app -am -Dtest=MutationDrillTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Ddecipher.mutations=10000 -Ddecipher.mutations.seed=1};
 * {@code -Ddecipher.mutations.seconds=400} for as many as that time allows.
 *
 * <p>A run that was stopped is changed likewise and gone on with: it must end with what it would
 * have ended with, or be refused. That takes seconds each, so there are fewer: {@code
 * -Ddecipher.mutations.resumed=200}.
 *
 * <p>One file is left out: {@code corrections.jsonl}, which is no part of what a run wrote but what
 * a person adds to it, line by line.
 */
class MutationDrillTest {
  private static final int MUTATIONS = Integer.getInteger("decipher.mutations", 60);
  private static final long SEED = Long.getLong("decipher.mutations.seed", 1);
  private static final int RESUMED =
      Integer.getInteger("decipher.mutations.resumed", Math.max(3, MUTATIONS / 50));
  private static final long SECONDS =
      Long.getLong("decipher.mutations.seconds", Long.MAX_VALUE >> 32);
  private static final long PATIENCE_SECONDS = 60;
  private static final int ONE_OTHER_IN = 5;
  private static final String REPORT = "report.html";

  /** What a training is told classes by. */
  private static final Set<String> CLASSES =
      Set.of("labels.npy", "strengths.npy", "decipher.conf", "manifest.sha256");

  @TempDir Path temporary;

  private final ExecutorService worker =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "command");
            thread.setDaemon(true);
            return thread;
          });

  /** What became of a use of a changed directory. */
  private enum Outcome {
    REFUSED,
    SAME,
    TOLD,
    SILENT_CHANGE,
    CRASH,
    HANG
  }

  /** How a file is changed. */
  private enum Change {
    FLIP,
    CUT,
    LENGTHEN,
    SWAP,
    OVERWRITE,
    EXCHANGE,
    REMOVE
  }

  /** A command that uses a directory; the last of its arguments may be {@code -o} and a place. */
  private record Use(String name, List<String> arguments) {}

  /** A directory and the commands that use it. */
  private record Subject(Path place, List<Use> uses) {}

  /** What a command answered. */
  private record Answer(int status, String out, String err, Map<String, String> written) {}

  private Answer run(Use use, Subject subject) throws Exception {
    Path output = temporary.resolve("output");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        worker
            .submit(
                () ->
                    Main.run(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        use.arguments.toArray(String[]::new)))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Map<String, String> written = new TreeMap<>(contents(output));
    if (use.name.equals("report") && Files.exists(subject.place.resolve(REPORT))) {
      written.put(REPORT, text(subject.place.resolve(REPORT)));
    }
    if (use.name.equals("train")) { // all but the model tells seconds
      written.keySet().removeIf(name -> !name.startsWith("model/"));
    }
    remove(output);
    return new Answer(status, lasting(out.toString()), lasting(err.toString()), written);
  }

  /** Leaves out what differs from time to time. */
  private static String lasting(String text) {
    return text.replaceAll("(?m)^ *[0-9.]+ s  .*\\R", "")
        .replaceAll("in \\d+ s|[0-9.]+ s\\b", "")
        .replaceAll("\"(seconds|peakMemoryMegabytes)\": ?[0-9.E-]+", "");
  }

  private static String text(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return name.endsWith(".json") ? lasting(text) : text;
  }

  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> all = new TreeMap<>();
    if (Files.isDirectory(directory)) {
      for (Path file : files(directory)) {
        all.put(directory.relativize(file).toString(), text(file));
      }
    }
    return all;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  private static void remove(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> tree = Files.walk(directory)) {
        for (Path each : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private void done(List<String> arguments) {
    StringWriter err = new StringWriter();
    int status =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            arguments.toArray(String[]::new));
    assertThat(status).as("%s: %s", arguments, err).isZero();
  }

  private List<Subject> subjects() throws IOException {
    Path bars = TinyRuns.bars(temporary.resolve("bars"));
    Path points = TinyRuns.points(temporary.resolve("points.csv"));
    String images = bars.resolve("t10k-images-idx3-ubyte").toString();
    Path found = temporary.resolve("found");
    Path trained = temporary.resolve("trained");
    Path groups = temporary.resolve("groups");
    Path refined = temporary.resolve("refined");
    done(TinyRuns.arguments("discover", bars, found));
    done(TinyRuns.arguments("train", bars, trained));
    done(
        List.of(
            "cluster",
            points.toString(),
            "-D",
            "decipher.clusterer.min-cluster-size=10",
            "-D",
            "decipher.projector.type=pca",
            "-D",
            "decipher.projector.dimensions=2",
            "-o",
            groups.toString()));
    try (CorrectionJournal journal = CorrectionJournal.open(found, Refinement.labels(found))) {
      journal.add(new Correction.Rename(0, "high"), "");
    }
    done(List.of("refine", found.toString(), "-o", refined.toString()));
    return List.of(
        new Subject(
            found,
            List.of(
                use("assign", "-m", found.toString(), images),
                use("generate", "-m", found.toString(), "--count", "4"),
                use("evaluate", "-m", found.toString(), "--images", "4", "--samples", "2"),
                new Use("report", List.of("report", found.toString())),
                use("refine", found.toString()),
                new Use(
                    "train",
                    TinyRuns.arguments(
                        "train",
                        bars,
                        temporary.resolve("output"),
                        "classes=" + found,
                        "model.fit.epochs=1")))),
        new Subject(
            trained,
            List.of(
                use("generate", "-m", trained.toString(), "--count", "4"),
                use("evaluate", "-m", trained.toString(), "--images", "4", "--samples", "2"),
                new Use("report", List.of("report", trained.toString())))),
        new Subject(
            groups,
            List.of(
                use("assign", "-m", groups.toString(), points.toString()),
                new Use(
                    "report",
                    List.of("report", groups.toString(), "--points", points.toString())))),
        new Subject(refined, List.of(new Use("report", List.of("report", refined.toString())))));
  }

  private Use use(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(Arrays.asList(more));
    arguments.addAll(List.of("-o", temporary.resolve("output").toString()));
    return new Use(command, arguments);
  }

  @Test
  void no_change_of_a_file_changes_a_result_in_silence() throws Exception {
    List<Subject> subjects = subjects();
    Map<Use, Answer> before = new HashMap<>();
    List<Map.Entry<Subject, Path>> files = new ArrayList<>();
    Map<Path, byte[]> pristine = new HashMap<>();
    Map<Subject, Set<Path>> held = new HashMap<>();
    for (Subject subject : subjects) {
      for (Use use : subject.uses) {
        Answer answer = run(use, subject);
        assertThat(answer.status).as("%s: %s", use, answer.err).isZero();
        before.put(use, answer);
      }
      for (Path file : files(subject.place)) {
        pristine.put(file, Files.readAllBytes(file));
        if (!file.endsWith(CorrectionJournal.FILE)) {
          files.add(Map.entry(subject, file));
        }
      }
      held.put(subject, new HashSet<>(files(subject.place)));
    }

    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    Map<Change, Integer> changes = new EnumMap<>(Change.class);
    Map<Path, Set<Use>> heedful = new HashMap<>();
    List<String> faults = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(SEED);
    long start = System.nanoTime();
    int done = 0;
    for (int i = 0; i < MUTATIONS && System.nanoTime() - start < SECONDS * 1_000_000_000; i++) {
      done++;
      Map.Entry<Subject, Path> one = files.get(i % files.size());
      Subject subject = one.getKey();
      Path file = one.getValue();
      Change change = Change.values()[random.nextInt(Change.values().length)];
      byte[] whole = pristine.get(file);
      byte[] changed = changed(whole, change, pristine, files, random);
      if (changed != null && Arrays.equals(whole, changed)) {
        changed = null; // nothing to swap, say: it is removed
      }
      changes.merge(changed == null ? Change.REMOVE : change, 1, Integer::sum);
      Outcome worst = Outcome.SAME;
      for (Use use : uses(subject, file, heedful, random)) {
        if (changed == null) {
          Files.delete(file);
        } else {
          Files.write(file, changed);
        }
        Outcome outcome = outcome(use, subject, file, before.get(use), faults, i, change);
        if (outcome == Outcome.REFUSED || outcome == Outcome.TOLD) {
          heedful.get(file).add(use);
        }
        worst = worse(worst, outcome);
        Files.write(file, whole);
        if (use.name.equals("report")) {
          for (String name : List.of(REPORT, "manifest.sha256")) {
            Files.write(subject.place.resolve(name), pristine.get(subject.place.resolve(name)));
          }
        }
      }
      counts.merge(worst, 1, Integer::sum);
      if (!held.get(subject).equals(new HashSet<>(files(subject.place)))) {
        faults.add(i + ": files are left in " + subject.place);
      }
    }
    System.out.printf(
        "%d mutations of %d files, seed %d, in %d s: %s; by change %s%n",
        done, files.size(), SEED, (System.nanoTime() - start) / 1_000_000_000, counts, changes);
    worker.shutdownNow();
    assertThat(faults).isEmpty();
    assertThat(counts.keySet()).isSubsetOf(Outcome.REFUSED, Outcome.SAME, Outcome.TOLD);
    assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(done);
    assertThat(counts.get(Outcome.REFUSED)).isGreaterThan(done / 3);
  }

  @Test
  void no_change_of_a_file_changes_what_a_resumed_run_ends_with() throws Exception {
    Path bars = TinyRuns.bars(temporary.resolve("bars"));
    Path whole = temporary.resolve("whole");
    Path stopped = temporary.resolve("stopped");
    done(TinyRuns.arguments("discover", bars, whole));
    stop(bars, stopped);
    List<Path> files = files(stopped);
    assertThat(files)
        .extracting(file -> stopped.relativize(file).toString())
        .contains(".written", "checkpoints/run.json", "checkpoints/stage-1/stage.json");
    Map<String, String> expected = TinyRuns.lasting(whole);

    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    List<String> faults = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(SEED);
    Map<Path, byte[]> pristine = new HashMap<>();
    List<Map.Entry<Subject, Path>> all = new ArrayList<>();
    for (Path file : files) {
      pristine.put(file, Files.readAllBytes(file));
      all.add(Map.entry(new Subject(stopped, List.of()), file));
    }
    for (int i = 0; i < RESUMED; i++) {
      Path file = files.get((int) ((long) i * files.size() / RESUMED + i) % files.size());
      Path resumed = temporary.resolve("resumed");
      for (Path each : files) {
        Path copy = resumed.resolve(stopped.relativize(each).toString());
        Files.createDirectories(copy.getParent());
        Files.write(copy, pristine.get(each));
      }
      Change change = Change.values()[random.nextInt(Change.values().length)];
      byte[] changed = changed(pristine.get(file), change, pristine, all, random);
      Path copy = resumed.resolve(stopped.relativize(file).toString());
      if (changed == null) {
        Files.delete(copy);
      } else {
        Files.write(copy, changed);
      }
      String what = i + ": " + change + " of " + stopped.relativize(file) + ": ";
      Outcome outcome = resumed(resumed, expected, what, faults);
      counts.merge(outcome, 1, Integer::sum);
      remove(resumed);
    }
    System.out.printf(
        "%d mutations of %d files of a run that was stopped, seed %d: %s%n",
        RESUMED, files.size(), SEED, counts);
    worker.shutdownNow();
    assertThat(faults).isEmpty();
    assertThat(counts.keySet()).isSubsetOf(Outcome.REFUSED, Outcome.SAME, Outcome.TOLD);
  }

  /** Begins a run, and stops it late, when most is kept. */
  private void stop(Path bars, Path output) {
    List<String> arguments = TinyRuns.arguments("config", bars, output);
    StringWriter configuration = new StringWriter();
    Main.run(
        new PrintWriter(configuration),
        new PrintWriter(new StringWriter()),
        arguments.subList(0, arguments.size() - 2).toArray(String[]::new));
    CancellationToken cancel = new CancellationToken();
    Discovery discovery =
        Discovery.of(Settings.parse("configuration", configuration.toString()), Plugins.discover())
            .writingTo(output);
    RunContext context =
        RunContext.of(
            discovery.seed(),
            progress -> {
              if (Files.exists(output.resolve("checkpoints/compared-pixels"))) {
                cancel.cancel();
              }
            },
            cancel);
    assertThatThrownBy(() -> discovery.run(context)).isInstanceOf(CancellationException.class);
  }

  private Outcome resumed(Path run, Map<String, String> expected, String what, List<String> faults)
      throws Exception {
    StringWriter err = new StringWriter();
    int status;
    try {
      status =
          worker
              .submit(
                  () ->
                      Main.run(
                          new PrintWriter(new StringWriter()),
                          new PrintWriter(err),
                          "discover",
                          "--resume",
                          run.toString()))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      faults.add(what + "hangs");
      return Outcome.HANG;
    } catch (ExecutionException e) {
      faults.add(what + e.getCause());
      return Outcome.CRASH;
    }
    if (status != 0) {
      boolean said =
          (status == Main.FAILED || status == Main.MISUSED)
              && !err.toString().isBlank()
              && !err.toString().contains("error inside Decipher")
              && !err.toString().contains("Exception");
      if (!said) {
        faults.add(what + err);
      }
      return said ? Outcome.REFUSED : Outcome.CRASH;
    }
    if (err.toString().contains("was edited since the run began")) {
      return Outcome.TOLD;
    }
    Map<String, String> contents = TinyRuns.lasting(run);
    if (contents.equals(expected)) {
      return Outcome.SAME;
    }
    Set<String> names = new HashSet<>(contents.keySet());
    names.addAll(expected.keySet());
    names.removeIf(name -> String.valueOf(contents.get(name)).equals(expected.get(name)));
    faults.add(what + "ends with another " + names);
    return Outcome.SILENT_CHANGE;
  }

  private static Outcome worse(Outcome one, Outcome other) {
    if (one.compareTo(Outcome.TOLD) > 0 || other == Outcome.SAME) {
      return one;
    }
    return one == Outcome.REFUSED && other == Outcome.TOLD ? one : other;
  }

  /**
   * All uses at first, but for one that takes a second; then those that heeded the file, and now
   * and then another.
   */
  private static Set<Use> uses(
      Subject subject, Path file, Map<Path, Set<Use>> heedful, SplittableRandom random) {
    Set<Use> heeded = heedful.get(file);
    if (heeded == null) {
      heedful.put(file, new LinkedHashSet<>());
      boolean learned = CLASSES.contains(String.valueOf(file.getFileName()));
      Set<Use> all = new LinkedHashSet<>(subject.uses);
      all.removeIf(use -> use.name.equals("train") && !learned && random.nextInt(8) > 0);
      return all;
    }
    Set<Use> some = new LinkedHashSet<>(heeded);
    if (some.isEmpty() || random.nextInt(ONE_OTHER_IN) == 0) {
      List<Use> quick = subject.uses.stream().filter(use -> !use.name.equals("train")).toList();
      some.add(quick.get(random.nextInt(quick.size())));
    }
    return some;
  }

  private Outcome outcome(
      Use use,
      Subject subject,
      Path file,
      Answer before,
      List<String> faults,
      int number,
      Change change)
      throws Exception {
    String what =
        number + ": " + change + " of " + temporary.relativize(file) + ", " + use.name + ": ";
    Answer answer;
    try {
      answer = run(use, subject);
    } catch (TimeoutException e) {
      faults.add(what + "hangs");
      return Outcome.HANG;
    } catch (ExecutionException e) {
      faults.add(what + e.getCause());
      return Outcome.CRASH;
    }
    if (answer.status != 0) {
      boolean said =
          (answer.status == Main.FAILED || answer.status == Main.MISUSED)
              && !answer.err.isBlank()
              && !answer.err.contains("error inside Decipher")
              && !answer.err.contains("Exception");
      if (!said) {
        faults.add(what + answer.err);
      }
      return said ? Outcome.REFUSED : Outcome.CRASH;
    }
    if (answer.err.contains("is not what was written")
        || answer.err.contains("is missing; manifest")
        || answer.err.contains("is not listed")) {
      return Outcome.REFUSED; // of a page at the end of what could be done without
    }
    String name = String.valueOf(file.getFileName());
    if (answer.err.contains(name)
        || (name.equals(Manifest.FILE) && answer.err.contains("changed since the run ended"))) {
      return Outcome.TOLD; // with another list it is the file listed that looks changed
    }
    if (answer.equals(before)) {
      return Outcome.SAME;
    }
    faults.add(what + "another result without a word: " + difference(before, answer));
    return Outcome.SILENT_CHANGE;
  }

  private static String difference(Answer before, Answer after) {
    if (!before.out.equals(after.out)) {
      return after.out;
    }
    if (!before.err.equals(after.err)) {
      return "standard error was " + before.err + " and is " + after.err;
    }
    Set<String> names = new HashSet<>(before.written.keySet());
    names.addAll(after.written.keySet());
    names.removeIf(
        name -> String.valueOf(before.written.get(name)).equals(after.written.get(name)));
    return String.join(", ", names);
  }

  /** Returns the changed bytes; nothing if the file is to be removed. */
  private static byte[] changed(
      byte[] whole,
      Change change,
      Map<Path, byte[]> all,
      List<Map.Entry<Subject, Path>> files,
      SplittableRandom random) {
    if (whole.length == 0) {
      return new byte[] {1};
    }
    byte[] changed = whole.clone();
    switch (change) {
      case FLIP -> changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      case CUT -> changed = Arrays.copyOf(whole, random.nextInt(whole.length));
      case LENGTHEN -> {
        changed = Arrays.copyOf(whole, whole.length + random.nextInt(1, 65));
        for (int i = whole.length; i < changed.length; i++) {
          changed[i] = (byte) random.nextInt(256);
        }
      }
      case SWAP -> {
        int length = random.nextInt(1, Math.min(64, Math.max(2, whole.length / 2)));
        int from = random.nextInt(Math.max(1, whole.length / 2 - length + 1));
        int to = whole.length / 2 + random.nextInt(Math.max(1, whole.length / 2 - length + 1));
        for (int i = 0; i < length && to + i < whole.length; i++) {
          changed[from + i] = whole[to + i];
          changed[to + i] = whole[from + i];
        }
      }
      case OVERWRITE -> {
        int from = random.nextInt(whole.length);
        int length = Math.min(random.nextInt(1, 513), whole.length - from);
        for (int i = 0; i < length; i++) {
          changed[from + i] = (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
        }
      }
      case EXCHANGE -> changed = all.get(files.get(random.nextInt(files.size())).getValue());
      case REMOVE -> {
        return null;
      }
    }
    return changed;
  }
}
