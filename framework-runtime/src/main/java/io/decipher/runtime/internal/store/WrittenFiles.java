// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import io.decipher.api.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files that a run has written so far, each with its SHA-256, recorded in the file {@value
 * #FILE} until the run finishes: a file that is damaged in between must not get into the manifest
 * as if it were correct.
 */
final class WrittenFiles {
  static final String FILE = ".written";

  /** The beginning of a line that names a file removed by the run itself. */
  private static final String FORGOTTEN = "- ";

  private final Path directory;
  private final boolean kept;
  private final Map<String, String> digests;

  /**
   * Files that the run had written and that do not exist: they are written again, or were removed.
   */
  private final Set<String> missing = new TreeSet<>();

  private WrittenFiles(Path directory, boolean kept, Map<String, String> digests) {
    this.directory = directory;
    this.kept = kept;
    this.digests = digests;
  }

  /** Starts without files, for a run that cannot be resumed. */
  static WrittenFiles none(Path directory) {
    return new WrittenFiles(directory, false, new LinkedHashMap<>());
  }

  /** Starts without files, for a run that can be resumed. */
  static WrittenFiles begin(Path directory) {
    return new WrittenFiles(directory, true, new LinkedHashMap<>());
  }

  /**
   * Reads the files written by an unfinished run, and compares them with what exists.
   *
   * @throws DecipherException if a file has been modified; names the file
   */
  static WrittenFiles of(Path directory) throws IOException {
    WrittenFiles files = begin(directory);
    Path journal = directory.resolve(FILE);
    if (!Files.isRegularFile(journal, LinkOption.NOFOLLOW_LINKS)) {
      return files;
    }
    byte[] kept = Files.readAllBytes(journal);
    int whole = kept.length;
    while (whole > 0 && kept[whole - 1] != '\n') {
      whole--;
    }
    if (whole < kept.length) { // left by a process that was killed, or met a full disk
      cut(journal, whole);
    }
    for (String line : new String(kept, 0, whole, StandardCharsets.UTF_8).split("\n", -1)) {
      int blank = line.indexOf(' ');
      if (line.startsWith(FORGOTTEN)) {
        files.forgetHere(line.substring(FORGOTTEN.length()));
      } else if (blank > 0) {
        files.digests.put(line.substring(blank + 1), line.substring(0, blank));
      }
    }
    for (Map.Entry<String, String> entry : List.copyOf(files.digests.entrySet())) {
      Path file = directory.resolve(entry.getKey());
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        files.digests.remove(entry.getKey()); // perhaps not renamed yet
        files.missing.add(entry.getKey());
      } else if (!entry.getKey().equals(RunDirectory.CONFIGURATION) // a person may edit it
          && !Sha256.hex(file).equals(entry.getValue())) {
        throw new DecipherException(
            file
                + ": is not what the run wrote; it was damaged or changed while the run was stopped"
                + Checkpoints.again(directory, Checkpoints.job(directory)));
      }
    }
    return files;
  }

  /** Records a file, or a directory of files, that is about to be renamed. */
  void note(String name, Path beside) throws IOException {
    StringBuilder lines = new StringBuilder();
    try (Stream<Path> tree = Files.walk(beside)) {
      for (Path part : tree.filter(each -> Files.isRegularFile(each)).sorted().toList()) {
        String inner = beside.relativize(part).toString().replace('\\', '/');
        String whole = inner.isEmpty() ? name : name + "/" + inner;
        String digest = Sha256.hex(part);
        digests.put(whole, digest);
        missing.remove(whole);
        lines.append(digest + " " + whole + "\n");
      }
    }
    if (kept) {
      append(lines.toString());
    }
  }

  /** Removes the record of a file, or a directory of files, that the run is about to delete. */
  void forget(String name) throws IOException {
    if (forgetHere(name) && kept) {
      append(FORGOTTEN + name + "\n");
    }
  }

  private boolean forgetHere(String name) {
    boolean known = digests.keySet().removeIf(file -> isWithin(file, name));
    return missing.removeIf(file -> isWithin(file, name)) || known;
  }

  private static boolean isWithin(String file, String name) {
    return file.equals(name) || file.startsWith(name + "/");
  }

  private void append(String lines) throws IOException {
    Path journal = directory.resolve(FILE);
    long before = Files.exists(journal, LinkOption.NOFOLLOW_LINKS) ? Files.size(journal) : 0;
    try {
      Files.write(
          journal,
          lines.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      if (Files.exists(journal, LinkOption.NOFOLLOW_LINKS)) {
        cut(journal, before); // a partial line would damage the next one
      }
      throw e;
    }
  }

  private static void cut(Path journal, long length) throws IOException {
    try (FileChannel channel =
        FileChannel.open(journal, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.truncate(length);
    }
  }

  /**
   * Writes the manifest of the run.
   *
   * @param to where to write it
   * @param last the file that marks the run as finished, which does not exist yet
   * @param text its future content
   * @param others directories with manifests of their own
   * @throws IOException if a file of the run has been modified or removed
   */
  void list(Path to, String last, String text, Set<String> others) throws IOException {
    missing.removeAll(Set.of(last, Manifest.FILE));
    if (!missing.isEmpty()) {
      throw removed(directory.resolve(missing.iterator().next()));
    }
    Map<String, String> all = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : digests.entrySet()) {
      Path file = directory.resolve(entry.getKey());
      if (entry.getKey().equals(Manifest.FILE) || entry.getKey().equals(last)) {
        continue; // of an attempt to finish that failed
      }
      if (!Files.exists(file)) {
        throw removed(file);
      }
      if (entry.getKey().equals(RunDirectory.CONFIGURATION)) {
        continue; // as it is: a person may have edited it, as far as resuming allows
      }
      if (!Sha256.hex(file).equals(entry.getValue())) {
        throw new IOException(file + " is no longer what the run wrote");
      }
      all.put(entry.getKey(), entry.getValue());
    }
    all.put(last, Sha256.hex(text.getBytes(StandardCharsets.UTF_8)));
    Set<String> without = new HashSet<>(others);
    without.add(Checkpoints.NAME);
    Manifest.write(directory, to, all, without);
  }

  private static IOException removed(Path file) {
    return new IOException(
        file + ", which the run had written, was removed; restore it, or start the run again");
  }
}
