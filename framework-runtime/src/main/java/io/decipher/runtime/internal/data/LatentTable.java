// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Samples;
import io.decipher.text.TableFormat;
import io.decipher.text.TextTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Vectors of named samples as a table: a column of names, followed by {@code z0, z1, …}.
 *
 * @param names of the samples
 * @param values (n x d)
 */
public record LatentTable(List<String> names, FloatMatrix values) {
  private static final String NAME = "name";
  private static final String LATENT = "z";

  /** Copies the names. */
  public LatentTable {
    names = List.copyOf(names);
  }

  /** Writes latent vectors, (n x d), of samples, (n). */
  public static void write(Path file, Samples samples, FloatMatrix values) throws IOException {
    write(file, LATENT, samples, values);
  }

  /**
   * Writes vectors, with enough digits to recover each float exactly.
   *
   * @param prefix the column names, before their index
   */
  public static void write(Path file, String prefix, Samples samples, FloatMatrix values)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write(NAME);
      for (int j = 0; j < values.columns(); j++) {
        out.write("," + prefix + j);
      }
      out.write('\n');
      for (int i = 0; i < values.rows(); i++) {
        out.write(Csv.quoted(samples.name(i)));
        for (int j = 0; j < values.columns(); j++) {
          out.write(',');
          out.write(Float.toString(values.get(i, j)));
        }
        out.write('\n');
      }
    }
  }

  /**
   * Reads a table with columns {@code z0, z1, …}, as text or in another installed format (Parquet);
   * other columns are ignored.
   *
   * @return empty if the file is not such a table
   * @throws DecipherException if a cell of those columns is not a number; names the cell
   */
  public static Optional<LatentTable> read(Path file) {
    String ending = file.toString().toLowerCase(Locale.ROOT);
    boolean text = List.of(".csv", ".tsv", ".txt").stream().anyMatch(ending::endsWith);
    if (!Files.isRegularFile(file) || (!text && TableFormat.of(file).isEmpty())) {
      return Optional.empty();
    }
    TextTable table = TextTable.read(file);
    List<Integer> columns = new ArrayList<>();
    for (int j = 0; table.column(LATENT + j).isPresent(); j++) {
      columns.add(table.column(LATENT + j).getAsInt());
    }
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    OptionalInt named = table.column(NAME);
    List<String> names = new ArrayList<>();
    float[] values = new float[Math.multiplyExact(table.count(), columns.size())];
    for (int i = 0; i < table.count(); i++) {
      names.add(named.isPresent() ? table.cell(i, named.getAsInt()) : Integer.toString(i));
      for (int j = 0; j < columns.size(); j++) {
        OptionalDouble value = table.number(i, columns.get(j));
        if (value.isEmpty()) {
          throw new DecipherException(
              table.place(i, columns.get(j))
                  + ": is '"
                  + table.cell(i, columns.get(j))
                  + "'; expected a number");
        }
        values[i * columns.size() + j] = (float) value.getAsDouble();
      }
    }
    return Optional.of(
        new LatentTable(names, FloatMatrix.wrap(table.count(), columns.size(), values)));
  }
}
