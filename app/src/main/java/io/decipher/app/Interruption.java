// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.RunContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Lets Ctrl-C stop a run cleanly: the run is asked to stop, given time to finish what it is
 * writing, and the user is told what is kept.
 */
final class Interruption {
  private static final long PATIENCE_SECONDS = 30;

  /** The command, up to the directory, that resumes a run. */
  static final String RESUME = "decipher discover --resume";

  private Interruption() {}

  /** Does work that cannot be resumed, but starts anew after a cancellation. */
  static <T> T guard(long seed, Path output, PrintWriter err, Function<RunContext, T> work) {
    return guard(seed, output, "", err, work);
  }

  /**
   * Does the work, shows its progress, and cancels it if the process is asked to terminate
   * meanwhile.
   *
   * @param seed the seed of the work
   * @param output where the work writes
   * @param resume the command that resumes the work; empty if there is none
   * @param err where to show progress, and to report what is kept
   */
  static <T> T guard(
      long seed, Path output, String resume, PrintWriter err, Function<RunContext, T> work) {
    return guard(seed, () -> kept(output, resume), err, work);
  }

  /** Does work that writes nothing, in the same way. */
  static <T> T guard(long seed, PrintWriter err, Function<RunContext, T> work) {
    return guard(seed, () -> "interrupted", err, work);
  }

  private static <T> T guard(
      long seed, Supplier<String> kept, PrintWriter err, Function<RunContext, T> work) {
    CancellationToken cancel = new CancellationToken();
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(cancel, ended, kept, err), "decipher-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    try (Console console = Console.of(err)) {
      return work.apply(RunContext.of(seed, console, cancel));
    } catch (OutOfMemoryError e) {
      throw new DecipherException(
          "there is not enough memory ("
              + e.getMessage()
              + "); use fewer samples, or allow more memory: DECIPHER_JAVA_OPTS="
              + Main.largerHeap()
              + kept.get().replaceFirst("^interrupted", ""),
          e);
    } finally {
      ended.countDown();
      if (!cancel.isCancelled()) {
        remove(hook);
      }
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // the process is being terminated: the hook runs, and reports what is kept
    }
  }

  private static void stop(
      CancellationToken cancel, CountDownLatch ended, Supplier<String> kept, PrintWriter err) {
    cancel.cancel();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        err.println("the run does not stop; it is being terminated now");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    err.println(kept.get());
    err.flush();
  }

  /** Returns a human-readable text about what interrupted work left, and how to resume it. */
  static String kept(Path output, String resume) {
    if (!Files.isDirectory(output)) {
      return "interrupted; nothing was written";
    }
    try (Stream<Path> files = Files.list(output)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.startsWith("."))
              .sorted()
              .toList();
      if (names.isEmpty()) {
        return "interrupted; nothing was written to " + output;
      }
      boolean resumable =
          !resume.isEmpty()
              && ((names.contains("checkpoints") && !names.contains("report.json"))
                  || (names.contains("study.json") && !names.contains("summary.json")));
      return "interrupted; kept in "
          + output
          + ": "
          + String.join(", ", names)
          + (resumable ? "; resume with: " + resume + " " + quoted(output) : "");
    } catch (IOException e) {
      return "interrupted; what was written to " + output + " is kept";
    }
  }

  private static String quoted(Path path) {
    return path.toString().contains(" ") ? '"' + path.toString() + '"' : path.toString();
  }
}
