// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import io.decipher.api.DecipherException;
import io.decipher.api.PluginFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A table format other than text, found by {@link ServiceLoader}: wherever tables are read, files
 * in this format can be read as well, and item tables are also written in it.
 */
public interface TableFormat {
  /** Returns the human-readable name of the format. */
  String name();

  /** Returns the file name extension, without the dot. */
  String ending();

  /** Returns whether a file is in this format, judging by its first bytes. */
  boolean accepts(Path file);

  /**
   * Reads a table, row by row.
   *
   * @param row receives the cells of each row as text, with a decimal point; empty where there is
   *     no value
   * @return the names of the columns
   * @throws DecipherException if the file cannot be read
   */
  List<String> read(Path file, Consumer<List<String>> row);

  /**
   * Writes a table of items in this format.
   *
   * @param items a table like {@code items.csv}: the columns {@code name} and {@code class_name}
   *     are text, the types of the others follow from their cells
   * @param target the file to create
   * @throws IOException if the file cannot be written
   */
  void writeItems(Path items, Path target) throws IOException;

  /**
   * Returns whether a file is Parquet, judging by its first bytes, whether or not it can be read.
   */
  static boolean isParquet(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(4), new byte[] {'P', 'A', 'R', '1'});
    } catch (IOException e) {
      return false; // whoever reads it reports the error
    }
  }

  /** Returns the installed formats. */
  static List<TableFormat> installed() {
    return Stream.concat(
            ServiceLoader.load(TableFormat.class).stream(),
            PluginFolder.installed().stream()
                .flatMap(folder -> folder.layers().stream())
                .flatMap(TableFormat::providedIn))
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  private static Stream<ServiceLoader.Provider<TableFormat>> providedIn(ModuleLayer layer) {
    return ServiceLoader.load(layer, TableFormat.class).stream()
        .filter(format -> format.type().getModule().getLayer() == layer);
  }

  /**
   * Returns the format of a file; empty if it is text.
   *
   * @throws DecipherException if the format is known but not installed
   */
  static Optional<TableFormat> of(Path file) {
    Optional<TableFormat> known =
        installed().stream().filter(format -> format.accepts(file)).findFirst();
    if (known.isEmpty() && isParquet(file)) {
      throw new DecipherException(
          file
              + ": is Parquet, which no installed plugin reads; put the folder parquet back into"
              + " plugins, or save the table as CSV");
    }
    return known;
  }
}
