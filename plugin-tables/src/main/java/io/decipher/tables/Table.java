// SPDX-License-Identifier: Apache-2.0
package io.decipher.tables;

import io.decipher.api.Dataset;
import io.decipher.api.Settings;
import io.decipher.text.ColumnKind;
import io.decipher.text.Encoding;
import io.decipher.text.Scaling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which table to read, and how its columns become a sample's values.
 *
 * <p>Each column is a number, a category, a date, an id, text or constant, as its cells show or
 * {@code columns} says. Numbers are centred and scaled, categories become weighted indicators (see
 * {@link Encoding}), the others are left out and kept as attributes. Missing cells (nothing, NA, ?,
 * NaN, null, -) are a mask.
 *
 * @param path CSV, TSV or alike in any usual encoding, gzipped or not; Parquet, where that is
 *     installed; or .npy, (n x d)
 * @param header {@code auto}, {@code true} or {@code false}: whether the first row holds names
 * @param decimal {@code auto}, {@code .} or {@code ,}
 * @param columns what columns are, by their names: number, category, date, id, text or ignore
 * @param missing what else stands for a missing value
 * @param scale how numbers are scaled
 * @param truth what people say the classes are: {@code column NAME} of this table, or another table
 *     with columns {@code name} and {@code class}
 * @param strict whether a cell that is no number in a column of numbers, or a row without any
 *     value, is refused; if not, the cell counts as missing, the row is left out, and that is said
 * @param limit how many rows to use, the first ones; all if empty
 * @param chosen how columns of an earlier table were encoded, as this one's are to be
 */
public record Table(
    Path path,
    String header,
    String decimal,
    Settings columns,
    List<String> missing,
    Scaling scale,
    Optional<String> truth,
    boolean strict,
    OptionalInt limit,
    List<Encoding> chosen) {
  private static final List<String> HEADERS = List.of("auto", "true", "false");
  private static final List<String> DECIMALS = List.of("auto", ".", ",");

  /** Checks the settings. */
  public Table {
    missing = List.copyOf(missing);
    chosen = List.copyOf(chosen);
    if (!HEADERS.contains(header)) {
      throw new IllegalArgumentException("header must be auto, true or false, but was " + header);
    }
    if (!DECIMALS.contains(decimal)) {
      throw new IllegalArgumentException("decimal must be auto, . or , but was " + decimal);
    }
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "limit must be at least 1, but was " + limit.getAsInt() + "; leave it out for all");
    }
    columns.texts().forEach(ColumnKind::of);
  }

  /** Makes the one of a file, all else found out. */
  public Table(Path path) {
    this(
        path,
        "auto",
        "auto",
        Settings.empty(),
        List.of(),
        Scaling.ROBUST,
        Optional.empty(),
        false,
        OptionalInt.empty(),
        List.of());
  }

  /** Returns the same with other scaling. */
  Table scaled(Scaling scaling) {
    return new Table(
        path, header, decimal, columns, missing, scaling, truth, strict, limit, chosen);
  }

  /** Returns the same that refuses what it does not understand. */
  Table strictly() {
    return new Table(path, header, decimal, columns, missing, scale, truth, true, limit, chosen);
  }

  /** Returns the same with other kinds of columns. */
  Table withColumns(Settings kinds) {
    return new Table(path, header, decimal, kinds, missing, scale, truth, strict, limit, chosen);
  }

  Optional<Boolean> headerTold() {
    return header.equals("auto") ? Optional.empty() : Optional.of(Boolean.valueOf(header));
  }

  Optional<Character> decimalTold() {
    return decimal.equals("auto") ? Optional.empty() : Optional.of(decimal.charAt(0));
  }

  /**
   * Returns the data set. It reads its file when it is first asked for something, once, whichever
   * thread asks; if that fails, by {@link io.decipher.api.DecipherException}, it tries again when
   * it is next asked.
   */
  public Dataset open() {
    return new TableDataset(this);
  }
}
