package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a run writes. Each file is written beside its place and moved there whole, so that a run
 * that is stopped leaves complete files only.
 */
final class RunDirectory {
  private final Path path;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /**
   * Makes the directory, which must not hold anything yet.
   *
   * @throws ConfigurationException if it does, or cannot be made
   */
  static RunDirectory create(Path path) {
    try {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw new ConfigurationException(
            List.of(path + " is a file; expected a directory to write the run to"));
      }
      Files.createDirectories(path);
      try (Stream<Path> held = Files.list(path)) {
        if (held.findAny().isPresent()) {
          throw new ConfigurationException(
              List.of(
                  path
                      + " is not empty; name another directory (-o DIR), or remove it if what it"
                      + " holds is not needed"));
        }
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          List.of(path + " cannot be written to: " + reason(e) + "; name another directory"));
    }
    return new RunDirectory(path);
  }

  Path path() {
    return path;
  }

  /** Writes a file to its place at once. */
  interface Writing {
    void to(Path file) throws IOException;
  }

  void write(String name, Writing writing) {
    Path file = path.resolve(name);
    Path beside = path.resolve("." + name + ".part");
    try {
      writing.to(beside);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DecipherException(
          file + " cannot be written: " + reason(e) + "; what was written before is kept", e);
    } finally {
      delete(beside);
    }
  }

  /** Removes what was left half written, if anything. */
  private static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new DecipherException(path + " cannot be removed: " + reason(e), e);
    }
  }

  /** Writes a directory of files to its place at once. */
  void writeDirectory(String name, Writing writing) {
    write(
        name,
        beside -> {
          Files.createDirectories(beside);
          writing.to(beside);
        });
  }

  void writeText(String name, String text) {
    write(name, file -> Files.writeString(file, text, StandardCharsets.UTF_8));
  }

  void appendLine(String name, String line) {
    Path file = path.resolve(name);
    try {
      Files.writeString(
          file,
          line + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be written: " + reason(e), e);
    }
  }

  static String reason(IOException e) {
    String message = e.getMessage();
    return e.getClass().getSimpleName().replace("Exception", "")
        + (message == null ? "" : ": " + message);
  }
}
