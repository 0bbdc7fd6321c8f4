// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import io.decipher.api.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directory of a run, locked for exclusive writing ({@link RunLock}). Each file is written
 * under a temporary name, forced to disk and renamed, so that a run that is stopped or killed, or a
 * full disk, leaves only complete files: the new content or the old.
 */
public final class RunDirectory implements AutoCloseable {
  /** The settings of a run, which are written first. */
  public static final String CONFIGURATION = "decipher.conf";

  // All that exists if a run was killed at the very beginning; treated as empty.
  private static final String FIRST_PART = "." + CONFIGURATION + DurableDirectory.PART;

  private final DurableDirectory files;
  private final Optional<RunLock> lock;
  private final String advice;
  private final WrittenFiles written;
  private final List<Path> made;

  private RunDirectory(
      DurableDirectory files,
      Optional<RunLock> lock,
      String advice,
      WrittenFiles written,
      List<Path> made) {
    this.files = files;
    this.lock = lock;
    this.advice = advice;
    this.written = written;
    this.made = made;
  }

  /**
   * Creates the directory, which must be empty, and locks it.
   *
   * @throws ConfigurationException if it is not empty, in use, or cannot be created
   */
  public static RunDirectory create(Path path) {
    return create(path, WrittenFiles.none(path));
  }

  /**
   * Creates the directory likewise, for a resumable run: the digests of files are recorded as they
   * are written.
   */
  public static RunDirectory createResumable(Path path) {
    return create(path, WrittenFiles.begin(path));
  }

  private static RunDirectory create(Path path, WrittenFiles written) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new ConfigurationException(
          List.of(path + " is a file; expected a directory to write the run to"));
    }
    List<Path> made = missing(path);
    try {
      Files.createDirectories(path);
      if (!Files.exists(path.resolve(RunLock.FILE))) {
        requireEmpty(path); // does not lock what belongs to others
      }
      RunLock lock = RunLock.acquire(path);
      try {
        requireEmpty(path);
        return new RunDirectory(new DurableDirectory(path), Optional.of(lock), "", written, made);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      removeEmpty(made);
      if (OutputFile.isDiskFull(path, e)) {
        throw new DecipherException(
            path
                + " cannot be written to: "
                + OutputFile.problem(path, e)
                + "; free some space, or name another directory (-o DIR)",
            e);
      }
      throw new ConfigurationException(
          List.of(
              path
                  + " cannot be written to: "
                  + DecipherException.reason(e)
                  + "; name another directory"));
    }
  }

  /**
   * Checks that the directory of a run to be read exists.
   *
   * @param commands the commands of Decipher that write such directories, e.g. {@code discover}
   * @throws ConfigurationException if it does not
   */
  public static void require(Path run, String... commands) {
    if (!Files.isDirectory(run)) {
      String wrote =
          Stream.of(commands)
              .map(command -> "`decipher " + command + "`")
              .collect(Collectors.joining(" or "));
      throw new ConfigurationException(
          List.of(run + " is not a directory; expected one that " + wrote + " wrote"));
    }
  }

  /**
   * Locks the directory of an earlier run, and deletes its partial files.
   *
   * @throws ConfigurationException if it is in use, or cannot be written to
   * @throws DecipherException if a file in it has been modified
   */
  public static RunDirectory reopen(Path path) {
    try {
      RunLock lock = RunLock.acquire(path);
      try {
        DurableDirectory files = new DurableDirectory(path);
        files.removeHalfWritten();
        return new RunDirectory(files, Optional.of(lock), "", WrittenFiles.of(path), List.of());
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      if (OutputFile.isDiskFull(path, e)) {
        throw new DecipherException(
            path
                + " cannot be written to: "
                + OutputFile.problem(path, e)
                + "; free some space, then "
                + resumption(path),
            e);
      }
      throw new ConfigurationException(
          List.of(path + " cannot be written to: " + DecipherException.reason(e)));
    }
  }

  private static void requireEmpty(Path path) throws IOException {
    List<String> held = names(path);
    if (held.isEmpty()) {
      return;
    }
    throw new ConfigurationException(
        List.of(
            Checkpoints.areIn(path) || StudyState.isUnfinished(path)
                ? path
                    + (StudyState.isUnfinished(path) ? " holds a study" : " holds a run")
                    + " that has not ended; resume it: "
                    + resumption(path)
                    + ", or name another directory (-o DIR)"
                : path
                    + " is not empty; name another directory (-o DIR), or remove it if what it"
                    + " holds is not needed"));
  }

  /** Returns the names in a directory, without its lock, ascending. */
  public static List<String> names(Path path) throws IOException {
    try (Stream<Path> held = Files.list(path)) {
      return held.filter(file -> !isOwn(file))
          .map(file -> String.valueOf(file.getFileName()))
          .sorted()
          .toList();
    }
  }

  /** Returns whether a file is left by locking or starting a run; a link never is. */
  private static boolean isOwn(Path file) {
    String name = String.valueOf(file.getFileName());
    return (RunLock.NAMES.contains(name)
            || name.equals(FIRST_PART)
            || name.equals(WrittenFiles.FILE))
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns the command that resumes a run. */
  public static String resumption(Path run) {
    return resumption(run, Checkpoints.job(run));
  }

  /** Returns the command that resumes a run of a job. */
  public static String resumption(Path run, String command) {
    return "decipher "
        + command
        + " --resume "
        + (run.toString().contains(" ") ? '"' + run.toString() + '"' : run);
  }

  /** Returns this directory, with an advice appended to its error messages. */
  public RunDirectory advising(String more) {
    return new RunDirectory(files, lock, more, written, made);
  }

  /**
   * Returns a subdirectory, created if necessary and without partial files; it shares this
   * directory's lock.
   */
  public RunDirectory within(String name) {
    Path inner = path().resolve(name);
    try {
      DurableDirectory within = files.within(name);
      within.removeHalfWritten();
      return new RunDirectory(
          within, Optional.empty(), advice, WrittenFiles.none(inner), List.of());
    } catch (IOException e) {
      throw failed(inner, e);
    }
  }

  /** Returns a subdirectory for others to write to, created if necessary. */
  Path lent(String name) {
    try {
      return files.within(name).path();
    } catch (IOException e) {
      throw failed(path().resolve(name), e);
    }
  }

  /** Returns its path. */
  public Path path() {
    return files.path();
  }

  /** Writes a file atomically. */
  public interface Writing {
    /** Writes to a file that is renamed afterwards. */
    void to(Path file) throws IOException;
  }

  /**
   * Writes a file, or a directory of files, atomically, and records its digests for the manifest.
   */
  public void write(String name, Writing writing) {
    try {
      files.write(
          name,
          beside -> {
            writing.to(beside);
            if (lock.isPresent()) { // subdirectories record their own digests
              written.note(name, beside);
            }
          });
    } catch (IOException e) {
      throw failed(path().resolve(name), e);
    }
  }

  /**
   * Finishes a run: writes its manifest and then, last of all, the file that marks it as finished.
   *
   * @throws DecipherException if a file of the run has been modified
   */
  public void finish(String name, String text) {
    finish(name, text, Set.of());
  }

  /**
   * Does the same for a directory that contains others with manifests of their own.
   *
   * @param others their names, which are left out of this manifest
   */
  public void finish(String name, String text, Set<String> others) {
    write(Manifest.FILE, file -> written.list(file, name, text, others));
    writeText(name, text);
    remove(WrittenFiles.FILE);
  }

  /** Deletes what is only needed for resuming, after a run has finished. */
  public void sweep() {
    remove(WrittenFiles.FILE);
  }

  private DecipherException failed(Path file, IOException e) {
    return new DecipherException(
        file
            + " cannot be written: "
            + OutputFile.problem(file, e)
            + "; what was written before is kept: once that is fixed, "
            + (advice.isEmpty()
                ? "remove " + path() + " and start again, or name another directory (-o DIR)"
                : advice),
        e);
  }

  /** Deletes a file, or a directory and its content, if it exists. */
  public void remove(String name) {
    try {
      written.forget(name);
      files.remove(name);
    } catch (IOException e) {
      throw new DecipherException(
          path().resolve(name) + " cannot be removed: " + DecipherException.reason(e), e);
    }
  }

  /** Writes a directory of files, including their manifest, atomically. */
  public void writeDirectory(String name, Writing writing) {
    write(
        name,
        beside -> {
          Files.createDirectory(beside);
          writing.to(beside);
          Manifest.write(beside, beside.resolve(Manifest.FILE), Map.of(), Set.of());
        });
  }

  public void writeText(String name, String text) {
    write(name, file -> Files.writeString(file, text, StandardCharsets.UTF_8));
  }

  public void appendLine(String name, String line) {
    Path file = path().resolve(name);
    try {
      Files.write(
          file,
          (line + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Returns the directories to create for a path, innermost first. */
  private static List<Path> missing(Path path) {
    List<Path> missing = new ArrayList<>();
    for (Path at = path.toAbsolutePath();
        at != null && !Files.exists(at, LinkOption.NOFOLLOW_LINKS);
        at = at.getParent()) {
      missing.add(at);
    }
    return missing;
  }

  /** Unlocks the directory. One that was created for this run and is empty is deleted. */
  @Override
  public void close() {
    boolean isEmpty;
    try {
      isEmpty = !made.isEmpty() && names(path()).isEmpty();
      if (isEmpty) {
        Files.deleteIfExists(path().resolve(FIRST_PART));
        Files.deleteIfExists(path().resolve(WrittenFiles.FILE));
      }
    } catch (IOException e) {
      isEmpty = false; // keeps it, which is harmless
    }
    lock.ifPresent(RunLock::close);
    if (isEmpty) {
      removeEmpty(made);
    }
  }

  private static void removeEmpty(List<Path> made) {
    try {
      for (Path each : made) {
        Files.deleteIfExists(each);
      }
    } catch (IOException anothersByNow) {
      return; // others write to it
    }
  }
}
