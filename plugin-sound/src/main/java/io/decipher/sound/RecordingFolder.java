// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.DecipherException;
import io.decipher.sound.audio.AudioFormat;
import io.decipher.sound.tables.SelectionTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The files of a folder: those named like recordings, and those that look like tables of units.
 *
 * @param root the folder, or the parent folder of a single recording
 * @param audio recordings, sorted by name
 * @param tables tables, sorted by name
 * @param others number of other files
 */
record RecordingFolder(Path root, List<Path> audio, List<Path> tables, int others) {
  private static final int DEPTH = 32;

  /**
   * Lists a folder recursively, skipping hidden files; or a recording and the tables beside it.
   *
   * @throws DecipherException if the path does not exist or cannot be listed
   */
  static RecordingFolder list(Path path) {
    if (!Files.exists(path)) {
      throw new DecipherException(
          path + ": does not exist; expected a folder of recordings, or one recording");
    }
    Path given = path.toAbsolutePath().normalize();
    boolean single = !Files.isDirectory(path);
    Path parent = given.getParent();
    Path root = single && parent != null ? parent : given;
    List<Path> audio = new ArrayList<>();
    List<Path> tables = new ArrayList<>();
    int others = 0;
    try (Stream<Path> files = Files.walk(root.toRealPath(), single ? 1 : DEPTH)) {
      Path real = root.toRealPath();
      for (Path file : files.sorted(Comparator.comparing(file -> name(real, file))).toList()) {
        if (!Files.isRegularFile(file) || isHidden(real, file)) {
          continue;
        }
        if (single
            ? file.getFileName().equals(given.getFileName())
            : AudioFormat.named(file).isPresent()) {
          audio.add(file);
        } else if (SelectionTable.recognize(file).isPresent()) {
          tables.add(file);
        } else {
          others++;
        }
      }
      return new RecordingFolder(real, audio, tables, others);
    } catch (IOException | UncheckedIOException e) {
      throw new DecipherException(
          path + ": cannot be listed (" + e.getMessage() + "); check its permissions", e);
    }
  }

  private static boolean isHidden(Path root, Path file) {
    for (Path part : root.relativize(file)) {
      if (part.toString().startsWith(".") || part.toString().equals("__MACOSX")) {
        return true;
      }
    }
    return false;
  }

  /** Returns a file's path within the folder, with slashes. */
  String name(Path file) {
    return name(root, file);
  }

  private static String name(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** Returns a path without its file extension. */
  static String stem(String name) {
    int slash = name.lastIndexOf('/');
    int dot = name.lastIndexOf('.');
    return dot > slash + 1 ? name.substring(0, dot) : name;
  }

  /** Returns the file name of a path with slashes or backslashes, in lower case. */
  static String file(String name) {
    String slashes = name.replace('\\', '/');
    return slashes.substring(slashes.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }
}
