package io.decipher.runtime.internal.store;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a run writes, and nobody else meanwhile ({@link RunLock}). Each file is written beside its
 * place, forced to disk, and moved there whole, so that a run that is stopped or killed, or meets a
 * full disk, leaves complete files only: what it wrote, or what was there before.
 */
public final class RunDirectory implements AutoCloseable {
  /** The settings of a run, which it writes before all else. */
  public static final String CONFIGURATION = "decipher.conf";

  private static final String PART = ".part";
  private static final String OLD = ".old";

  // All there is if a run was killed before it had anything: as good as nothing.
  private static final String FIRST_PART = "." + CONFIGURATION + PART;

  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  /** Names of files and their SHA-256, a line each, in the order in which they were written. */
  private static final String WRITTEN = ".written";

  private final Path path;
  private final Optional<RunLock> lock;
  private final String advice;
  private final Map<String, String> written;
  private final List<Path> made;

  private RunDirectory(
      Path path,
      Optional<RunLock> lock,
      String advice,
      Map<String, String> written,
      List<Path> made) {
    this.path = path;
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
        return new RunDirectory(path, Optional.of(lock), "", new LinkedHashMap<>(), made);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(path + " cannot be written to: " + reason(e) + "; name another directory"));
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
        for (Path left : halfWritten(path)) {
          delete(left);
        }
        return new RunDirectory(path, Optional.of(lock), "", intact(path), List.of());
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ConfigurationException(List.of(path + " cannot be written to: " + reason(e)));
    }
  }

  /**
   * Returns what a run has written so far, each file compared with its digest: what was damaged
   * while the run was down must not end up in its result.
   */
  private static Map<String, String> intact(Path path) throws IOException {
    Map<String, String> written = new LinkedHashMap<>();
    Path journal = path.resolve(WRITTEN);
    if (!Files.isRegularFile(journal, LinkOption.NOFOLLOW_LINKS)) {
      return written;
    }
    for (String line : Files.readString(journal, StandardCharsets.UTF_8).split("\n", -1)) {
      int blank = line.indexOf(' ');
      if (blank > 0) { // the last line of a process that was killed may be a part
        written.put(line.substring(blank + 1), line.substring(0, blank));
      }
    }
    for (Map.Entry<String, String> entry : List.copyOf(written.entrySet())) {
      Path file = path.resolve(entry.getKey());
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        written.remove(entry.getKey()); // not moved to its place yet, or removed: written again
      } else if (!Manifest.digest(file).equals(entry.getValue())
          && !entry.getKey().equals(CONFIGURATION)) {
        throw new DecipherException(
            file
                + ": is not what the run wrote; it was damaged or changed while the run was down."
                + " Begin it again: decipher "
                + Checkpoints.job(path)
                + " -c "
                + path.resolve(CONFIGURATION)
                + " -o DIR");
      }
    }
    return written;
  }

  private static void requireEmpty(Path path) throws IOException {
    List<String> held = names(path);
    if (held.isEmpty()) {
      return;
    }
    throw new ConfigurationException(
        List.of(
            Checkpoints.areIn(path)
                ? path
                    + " holds a run that has not ended; go on with it: "
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
    return (RunLock.NAMES.contains(name) || name.equals(FIRST_PART) || name.equals(WRITTEN))
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static List<Path> halfWritten(Path path) throws IOException {
    return names(path).stream()
        .filter(name -> name.startsWith(".") && (name.endsWith(PART) || name.endsWith(OLD)))
        .map(path::resolve)
        .toList();
  }

  /** Returns the command that goes on with a run. */
  public static String resumption(Path run) {
    return "decipher "
        + Checkpoints.job(run)
        + " --resume "
        + (run.toString().contains(" ") ? '"' + run.toString() + '"' : run);
  }

  /** Returns this directory, ending what it says of failures with an advice. */
  public RunDirectory advising(String more) {
    return new RunDirectory(path, lock, more, written, made);
  }

  /**
   * Returns a directory in this one, made if it is not there, without what was left half written
   * there; its lock is this one's.
   */
  public RunDirectory within(String name) {
    Path inner = lent(name);
    try {
      for (Path left : halfWritten(inner)) {
        delete(left);
      }
    } catch (IOException e) {
      throw failed(inner, e);
    }
    return new RunDirectory(inner, Optional.empty(), advice, new LinkedHashMap<>(), List.of());
  }

  /** Returns a directory in this one for others to write to, made if it is not there. */
  Path lent(String name) {
    Path inner = path.resolve(name);
    try {
      if (Files.isSymbolicLink(inner)) {
        throw new IOException("it is a link, and a run's directory holds none; remove it");
      }
      Files.createDirectories(inner);
      force(path);
    } catch (IOException e) {
      throw failed(inner, e);
    }
    return inner;
  }

  public Path path() {
    return path;
  }

  /** Writes a file to its place at once. */
  public interface Writing {
    void to(Path file) throws IOException;
  }

  /**
   * Writes a file, or a directory of files, to its place at once, and keeps its digests for the
   * manifest.
   */
  public void write(String name, Writing writing) {
    Path file = path.resolve(name);
    Path beside = path.resolve("." + name + PART);
    try {
      delete(beside); // also a link of that name, which would lead the writing elsewhere
      writing.to(beside);
      forceAll(beside);
      note(name, beside);
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) { // which no move replaces
        Path old = path.resolve("." + name + OLD);
        delete(old);
        Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        delete(old);
      } else {
        Files.move(
            beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
      force(path);
    } catch (IOException e) {
      throw failed(file, e);
    } finally {
      delete(beside);
    }
  }

  /** Keeps the digests of what was written, before it is moved to its place. */
  private void note(String name, Path beside) throws IOException {
    if (lock.isEmpty()) {
      return; // what lies within is for the run itself, which has digests of its own
    }
    StringBuilder lines = new StringBuilder();
    try (Stream<Path> tree = Files.walk(beside)) {
      for (Path part : tree.filter(each -> Files.isRegularFile(each)).sorted().toList()) {
        String inner = beside.relativize(part).toString().replace('\\', '/');
        String whole = inner.isEmpty() ? name : name + "/" + inner;
        String digest = Manifest.digest(part);
        written.put(whole, digest);
        lines.append(digest + " " + whole + "\n");
      }
    }
    append(path.resolve(WRITTEN), lines.toString());
  }

  /**
   * Ends a run: writes its manifest and then, as the last of all, the file by which it is known to
   * have ended.
   *
   * @throws DecipherException if a file is not any more what the run wrote
   */
  public void finish(String name, String text) {
    write(
        Manifest.FILE,
        file -> {
          Map<String, String> all = new LinkedHashMap<>(written);
          for (Map.Entry<String, String> entry : written.entrySet()) {
            Path there = path.resolve(entry.getKey());
            if (entry.getKey().equals(Manifest.FILE) || !Files.exists(there)) {
              all.remove(entry.getKey());
            } else if (!Manifest.digest(there).equals(entry.getValue())) {
              throw new IOException(there + " is not any more what the run wrote");
            }
          }
          Path report = path.resolve("." + name + PART);
          Files.writeString(report, text, StandardCharsets.UTF_8);
          all.put(name, Manifest.digest(report));
          Manifest.write(path, file, all, Set.of(Checkpoints.NAME));
        });
    writeText(name, text);
    delete(path.resolve(WRITTEN));
  }

  private DecipherException failed(Path file, IOException e) {
    return new DecipherException(
        file
            + " cannot be written: "
            + reason(e)
            + "; what was written before is kept"
            + (advice.isEmpty() ? "" : ": once that is mended, " + advice),
        e);
  }

  /** Forces a file, or a directory with all it holds, to disk. */
  private static void forceAll(Path path) throws IOException {
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path file : tree.toList()) {
        force(file);
      }
    }
  }

  /** A file that is moved before it is on disk may be empty after a power failure. */
  private static void force(Path path) throws IOException {
    boolean directory = Files.isDirectory(path);
    if (directory && WINDOWS) {
      return; // its directories cannot be opened; moves are in a journal
    }
    try (FileChannel channel =
        FileChannel.open(path, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Removes a file, or a directory with all it holds, if it is there. */
  public void remove(String name) {
    delete(path.resolve(name));
  }

  private static void delete(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) { // which follows no link
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new DecipherException(path + " cannot be removed: " + reason(e), e);
    }
  }

  /** Writes a directory of files, and their manifest among them, to its place at once. */
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
    Path file = path.resolve(name);
    try {
      append(file, line + "\n");
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static void append(Path file, String text) throws IOException {
    Files.write(
        file,
        text.getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        LinkOption.NOFOLLOW_LINKS);
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
      isEmpty = !made.isEmpty() && names(path).isEmpty();
      if (isEmpty) {
        Files.deleteIfExists(path.resolve(FIRST_PART));
        Files.deleteIfExists(path.resolve(WRITTEN));
      }
    } catch (IOException e) {
      isEmpty = false; // it stays: nothing is lost by that
    }
    lock.ifPresent(RunLock::close);
    if (!isEmpty) {
      return;
    }
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
