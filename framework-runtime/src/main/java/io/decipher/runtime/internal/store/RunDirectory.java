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
 * Where a run writes, and nobody else meanwhile ({@link RunLock}). Each file is written beside its
 * place, forced to disk, and moved there whole, so that a run that is stopped or killed, or meets a
 * full disk, leaves complete files only: what it wrote, or what was there before.
 */
public final class RunDirectory implements AutoCloseable {
  /** The settings of a run, which it writes before all else. */
  public static final String CONFIGURATION = "decipher.conf";

  // All there is if a run was killed before it had anything: as good as nothing.
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
   * Makes the directory, which must not hold anything yet, and locks it.
   *
   * @throws ConfigurationException if it does, is in use, or cannot be made
   */
  public static RunDirectory create(Path path) {
    return create(path, WrittenFiles.none(path));
  }

  /**
   * Makes the directory likewise, for a run that another process may go on with: what it writes is
   * known by its digest from then on.
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
        requireEmpty(path); // what is another's is not even locked
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
                + "; make room, or name another directory (-o DIR)",
            e);
      }
      throw new ConfigurationException(
          List.of(path + " cannot be written to: " + reason(e) + "; name another directory"));
    }
  }

  /**
   * Requires that what a run is to be read from is a directory.
   *
   * @param commands of Decipher that write what is looked for there, e.g. {@code discover}
   * @throws ConfigurationException if it is none
   */
  public static void require(Path run, String... commands) {
    if (!Files.isDirectory(run)) {
      String wrote =
          Stream.of(commands)
              .map(command -> "`decipher " + command + "`")
              .collect(Collectors.joining(" or "));
      throw new ConfigurationException(
          List.of(run + " is no directory; expected one that " + wrote + " wrote"));
    }
  }

  /**
   * Locks a directory that a run wrote to before, and removes what that run left half written.
   *
   * @throws ConfigurationException if it is in use, or cannot be written to
   * @throws DecipherException if a file in it is not what the run wrote
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
                + "; make room, then "
                + resumption(path),
            e);
      }
      throw new ConfigurationException(List.of(path + " cannot be written to: " + reason(e)));
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

  /** Returns what a directory holds beside its lock, ascending. */
  public static List<String> names(Path path) throws IOException {
    try (Stream<Path> held = Files.list(path)) {
      return held.filter(file -> !isOwn(file))
          .map(file -> String.valueOf(file.getFileName()))
          .sorted()
          .toList();
    }
  }

  /** Returns whether a file is one that locking and beginning leave; a link never is. */
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

  /** Returns this directory, ending what it says of failures with an advice. */
  public RunDirectory advising(String more) {
    return new RunDirectory(files, lock, more, written, made);
  }

  /**
   * Returns a directory in this one, made if it is not there, without what was left half written
   * there; its lock is this one's.
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

  /** Returns a directory in this one for others to write to, made if it is not there. */
  Path lent(String name) {
    try {
      return files.within(name).path();
    } catch (IOException e) {
      throw failed(path().resolve(name), e);
    }
  }

  /** Returns where it is. */
  public Path path() {
    return files.path();
  }

  /** Writes a file to its place at once. */
  public interface Writing {
    /** Writes to a file that is moved to its place afterwards. */
    void to(Path file) throws IOException;
  }

  /**
   * Writes a file, or a directory of files, to its place at once, and keeps its digests for the
   * manifest.
   */
  public void write(String name, Writing writing) {
    try {
      files.write(
          name,
          beside -> {
            writing.to(beside);
            if (lock.isPresent()) { // what lies within has digests of its own
              written.note(name, beside);
            }
          });
    } catch (IOException e) {
      throw failed(path().resolve(name), e);
    }
  }

  /**
   * Ends a run: writes its manifest and then, as the last of all, the file by which it is known to
   * have ended.
   *
   * @throws DecipherException if a file is not any more what the run wrote
   */
  public void finish(String name, String text) {
    finish(name, text, Set.of());
  }

  /**
   * Does the same of a directory that holds others with manifests of their own.
   *
   * @param others their names, which this one's manifest leaves out
   */
  public void finish(String name, String text, Set<String> others) {
    write(Manifest.FILE, file -> written.list(file, name, text, others));
    writeText(name, text);
    remove(WrittenFiles.FILE);
  }

  /** Removes what only a run that goes on needs, of one that has ended. */
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
                ? "remove " + path() + " and begin again, or name another directory (-o DIR)"
                : advice),
        e);
  }

  /** Removes a file, or a directory with all it holds, if it is there. */
  public void remove(String name) {
    try {
      written.forget(name);
      files.remove(name);
    } catch (IOException e) {
      throw new DecipherException(path().resolve(name) + " cannot be removed: " + reason(e), e);
    }
  }

  /** Writes a directory of files, their manifest among them, to its place at once. */
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

  /** Returns the folders that are to be made for a path to be there, the innermost first. */
  private static List<Path> missing(Path path) {
    List<Path> missing = new ArrayList<>();
    for (Path at = path.toAbsolutePath();
        at != null && !Files.exists(at, LinkOption.NOFOLLOW_LINKS);
        at = at.getParent()) {
      missing.add(at);
    }
    return missing;
  }

  /** Lets others write here. A directory that was made for this run and holds nothing goes. */
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
      isEmpty = false; // it stays: nothing is lost by that
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
      return; // somebody writes there
    }
  }

  public static String reason(IOException e) {
    String message = e.getMessage();
    if (e instanceof DamagedFileException && message != null) {
      return message;
    }
    return e.getClass().getSimpleName().replace("Exception", "")
        + (message == null ? "" : ": " + message);
  }
}
