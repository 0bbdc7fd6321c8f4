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
 * Which table to read, and how its columns become the values of samples.
 *
 * <p>Each column is a number, a category, a date, an id, text or constant, as inferred from its
 * cells or set in {@code columns}. Numbers are centred and scaled, categories become weighted
 * indicators (see {@link Encoding}); the others are left out and, unless constant, kept as
 * attributes or names of rows. Missing cells (nothing, NA, ?, NaN, null, -) are recorded in a mask.
 *
 * @param path CSV, TSV or similar in any common encoding, optionally gzipped; Parquet, if support
 *     for it is installed; or .npy, (n x d)
 * @param header {@code auto}, {@code true} or {@code false}: whether the first row contains names
 * @param decimal {@code auto}, {@code .} or {@code ,}
 * @param columns the kinds of columns, by name: number, category, date, id, text or ignore
 * @param missing additional texts that stand for a missing value
 * @param scale how numbers are scaled
 * @param truth the ground truth: {@code column NAME} of this table, or another table with columns
 *     {@code name} and {@code class}
 * @param strict whether a cell that is not a number in a column of numbers, or a row without any
 *     value, is an error; otherwise the cell counts as missing, the row is left out, and a note
 *     says so
 * @param limit how many rows to use, the first ones; all if empty
 * @param chosen how the columns of an earlier table were encoded, to be reused for this one
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

  /** Creates the recipe for a file with default settings. */
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

  /** Returns a copy with different scaling. */
  Table scaled(Scaling scaling) {
    return new Table(
        path, header, decimal, columns, missing, scaling, truth, strict, limit, chosen);
  }

  /** Returns a copy that treats anything it does not understand as an error. */
  Table strictly() {
    return new Table(path, header, decimal, columns, missing, scale, truth, true, limit, chosen);
  }

  /** Returns a copy with different kinds of columns. */
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
   * Returns the data set. It reads its file once, on first access, whichever thread makes it; if
   * that fails with a {@link io.decipher.api.DecipherException}, it tries again on the next access.
   */
  public Dataset open() {
    return new TableDataset(this);
  }
}
