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
import java.util.stream.Stream;

/**
 * A format of tables that is not text, found by {@link ServiceLoader}: whatever reads tables reads
 * these, too, and each table of items is written in them as well.
 */
public interface TableFormat {
  /**
   * What a table holds.
   *
   * @param columns the columns' names
   * @param rows of cells as text, with a point for decimals; empty where there is no value
   */
  record Content(List<String> columns, List<String[]> rows) {
    /** Copies the names; rows are as many as there are. */
    public Content {
      columns = List.copyOf(columns);
    }
  }

  /** Returns what people call the format. */
  String name();

  /** Returns how names of such files end, without a point. */
  String ending();

  /** Returns whether a file is of the format, by its first bytes. */
  boolean accepts(Path file);

  /**
   * Reads a table.
   *
   * @throws DecipherException if it cannot be read
   */
  Content read(Path file);

  /**
   * Writes a table of items in this format.
   *
   * @param items a table as {@code items.csv}: the columns {@code name} and {@code class_name} are
   *     texts, the others what their cells are
   * @param target is made
   * @throws IOException if that fails
   */
  void writeItems(Path items, Path target) throws IOException;

  /** Returns whether a file is Parquet, by its first bytes, whether or not anything reads it. */
  static boolean isParquet(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(4), new byte[] {'P', 'A', 'R', '1'});
    } catch (IOException e) {
      return false; // whoever reads it says so
    }
  }

  /** Returns the formats that are installed. */
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
   * Returns the format of a file, if it is none in text.
   *
   * @throws DecipherException if it is of a format that is known but not installed
   */
  static Optional<TableFormat> of(Path file) {
    Optional<TableFormat> known =
        installed().stream().filter(format -> format.accepts(file)).findFirst();
    if (known.isEmpty() && isParquet(file)) {
      throw new DecipherException(
          file
              + ": is Parquet, which nothing here reads; put the folder parquet back into plugins,"
              + " or save it as CSV");
    }
    return known;
  }
}
