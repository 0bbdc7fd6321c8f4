// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The SHA-256 of every file of a finished run or a saved model, in the file {@value #FILE} in the
 * format of {@code sha256sum --check}, which ignores the last line, the digest of the list itself,
 * as a comment. Listed files are verified before use, so that a damaged or modified file is
 * reported instead of silently giving different results. It is not a signature: anyone who modifies
 * a file on purpose can write a new list.
 */
public final class Manifest {
  public static final String FILE = "manifest.sha256";

  /** The extension of a temporary file, which is renamed once it is complete. */
  private static final String PART = ".part";

  /**
   * The beginning of the last line, which has the SHA-256 of the preceding lines. A comment to
   * sha256sum.
   */
  private static final String LAST = "# this list: ";

  private static final int DIGITS = 64;
  private static final long LONGEST = 16 << 20;

  private final Path directory;
  private final Map<String, String> digests;

  private Manifest(Path directory, Map<String, String> digests) {
    this.directory = directory;
    this.digests = digests;
  }

  /**
   * Writes the list of all files of a directory except hidden files and the list itself.
   *
   * @param to the file to write the list to
   * @param known digests computed while files were written, which are used as they are
   * @param without subdirectories to leave out
   * @throws IOException if a file cannot be read, or the list cannot be written
   */
  public static void write(Path directory, Path to, Map<String, String> known, Set<String> without)
      throws IOException {
    Map<String, String> digests = new TreeMap<>(known);
    for (String name : files(directory)) {
      int slash = name.indexOf('/');
      if (!digests.containsKey(name)
          && (slash < 0 || !without.contains(name.substring(0, slash)))) {
        digests.put(name, Sha256.hex(directory.resolve(name)));
      }
    }
    Files.writeString(to, rendered(digests), StandardCharsets.UTF_8);
  }

  private static String rendered(Map<String, String> digests) {
    StringBuilder text = new StringBuilder();
    digests.forEach((name, digest) -> text.append(digest + "  " + name + "\n"));
    return text + LAST + Sha256.hex(text.toString().getBytes(StandardCharsets.UTF_8)) + "\n";
  }

  /**
   * Adds a file of a directory to the list, or updates its entry if it was rewritten; the list is
   * replaced atomically. Does nothing if there is no list.
   *
   * @throws DecipherException if the list is damaged or cannot be written
   */
  public static void add(Path directory, String name) {
    Optional<Manifest> list = find(directory);
    if (list.isEmpty()) {
      return;
    }
    Path file = directory.resolve(FILE);
    Path beside = directory.resolve("." + FILE + PART);
    try {
      Map<String, String> digests = new TreeMap<>(list.get().digests);
      digests.put(name, Sha256.hex(directory.resolve(name)));
      Files.deleteIfExists(beside); // a link of that name would redirect the write
      try {
        Files.writeString(
            beside, rendered(digests), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        Files.move(
            beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside); // exists only if the move failed
      }
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be written: " + OutputFile.problem(file, e), e);
    }
  }

  /** Returns the names of all files, with forward slashes, ascending. */
  private static Set<String> files(Path directory) throws IOException {
    Map<String, String> names = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path file : tree.filter(each -> Files.isRegularFile(each)).toList()) {
        String name = directory.relativize(file).toString().replace('\\', '/');
        if (!name.equals(FILE) && !name.startsWith(".") && !name.contains("/.")) {
          names.put(name, name);
        }
      }
    }
    return names.keySet();
  }

  /**
   * Reads the list of a directory.
   *
   * @throws DecipherException if there is no list, or it is invalid, with what to do
   */
  public static Manifest of(Path directory) {
    return find(directory)
        .orElseThrow(
            () ->
                new DecipherException(
                    directory
                        + " holds no "
                        + FILE
                        + ", so what it holds cannot be checked; it was copied only in part, is"
                        + " unfinished, or was written by an older Decipher. Copy all of it, or"
                        + " create it again"));
  }

  /**
   * Reads the list of a directory; empty if it has none.
   *
   * @throws DecipherException if the list is invalid
   */
  public static Optional<Manifest> find(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > LONGEST) {
        throw damaged(file);
      }
      Map<String, String> digests = new TreeMap<>();
      String text = list(file);
      for (String line : text.split("\n", -1)) {
        if (line.isEmpty()) {
          continue;
        }
        if (line.length() < DIGITS + 3
            || !line.startsWith("  ", DIGITS)
            || !line.substring(0, DIGITS).matches("[0-9a-f]*")
            || digests.put(line.substring(DIGITS + 2), line.substring(0, DIGITS)) != null) {
          throw damaged(file);
        }
      }
      if (digests.isEmpty()) {
        throw damaged(file);
      }
      return Optional.of(new Manifest(directory, digests));
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be read: " + DecipherException.reason(e), e);
    }
  }

  /**
   * Returns whether a directory contains a file. A listed file must exist and be unmodified, so
   * that a file that was removed is not mistaken for one that never existed.
   *
   * @param name with forward slashes
   * @throws DecipherException if a listed file is missing or modified, or the list is damaged
   */
  public static boolean has(Path directory, String name) {
    Optional<Manifest> manifest = find(directory);
    if (manifest.isPresent() && manifest.get().lists(name)) {
      manifest.get().require(name);
      return true;
    }
    return Files.isRegularFile(directory.resolve(name));
  }

  /** Returns all lines except the last, after verifying them against it. */
  private static String list(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    int last = text.lastIndexOf('\n', text.length() - 2) + 1;
    String lines = text.substring(0, last);
    String digest = Sha256.hex(lines.getBytes(StandardCharsets.UTF_8));
    if (!text.substring(last).equals(LAST + digest + "\n")) {
      throw damaged(file);
    }
    return lines;
  }

  private static DecipherException damaged(Path file) {
    return new DecipherException(
        file
            + ": is not what was written; expected one line per file, with its SHA-256, two"
            + " blanks and its name, and at the end a line with the SHA-256 of the lines before."
            + " It was damaged or changed, or written by an older Decipher; copy the directory"
            + " again, or create it again");
  }

  /**
   * Verifies a file before it is used.
   *
   * @throws DecipherException if it is modified, missing or not listed
   */
  public void require(String name) {
    String expected = digests.get(name);
    if (expected == null) {
      throw new DecipherException(
          directory.resolve(name) + ": is not listed in " + FILE + "; it was added later");
    }
    require(name, expected);
  }

  /**
   * Verifies every file, and that there are no additional ones.
   *
   * @param edited names of files that a person may change
   * @throws DecipherException if a file is modified, missing or additional; names the first one
   */
  public void requireAll(Set<String> edited) {
    for (Map.Entry<String, String> entry : digests.entrySet()) {
      if (!edited.contains(entry.getKey())) {
        require(entry.getKey(), entry.getValue());
      }
    }
    try {
      for (String name : files(directory)) {
        if (!digests.containsKey(name) && !edited.contains(name)) {
          throw new DecipherException(
              directory.resolve(name)
                  + ": is not listed in "
                  + FILE
                  + "; it was added later. Remove it");
        }
      }
    } catch (IOException e) {
      throw new DecipherException(directory + " cannot be read: " + DecipherException.reason(e), e);
    }
  }

  /** Returns the names of the listed files, with forward slashes, ascending. */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(digests.keySet()));
  }

  /** Returns whether a file is listed, whether or not it exists. */
  public boolean lists(String name) {
    return digests.containsKey(name);
  }

  /** Returns whether a file is unmodified. */
  public boolean holds(String name) {
    try {
      return Objects.equals(digests.get(name), Sha256.hex(directory.resolve(name)));
    } catch (IOException e) {
      return false;
    }
  }

  private void require(String name, String expected) {
    Path file = directory.resolve(name);
    try {
      if (!Files.isRegularFile(file)) {
        throw new DecipherException(file + ": is missing; " + FILE + " lists it");
      }
      if (!Sha256.hex(file).equals(expected)) {
        throw new DecipherException(
            file
                + ": is not what was written: its SHA-256 differs from "
                + FILE
                + ". It was damaged or changed; copy the directory again, or create it again");
      }
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be read: " + DecipherException.reason(e), e);
    }
  }
}
