// SPDX-License-Identifier: Apache-2.0
package io.decipher.parquet;

import io.decipher.api.DecipherException;
import io.decipher.text.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads and writes Parquet with DuckDB, in this process. */
public final class Parquet implements TableFormat {

  /** The types of the columns of items, whether or not any cell is filled. */
  private static final Map<String, List<String>> TYPES =
      Map.of(
          "VARCHAR", List.of("name", "class_name"),
          "INTEGER", List.of("class", "second_class", "old_class"),
          "DOUBLE", List.of("strength", "outlier_score", "x", "y", "begin", "end"));

  /** Creates the format; called by {@link java.util.ServiceLoader}. */
  public Parquet() {}

  @Override
  public String name() {
    return "Parquet";
  }

  @Override
  public String ending() {
    return "parquet";
  }

  @Override
  public boolean accepts(Path file) {
    return TableFormat.isParquet(file);
  }

  /**
   * {@inheritDoc} Columns of lists, structures and bytes become text as DuckDB formats them;
   * booleans are true and false, dates and times are in ISO 8601.
   */
  @Override
  public List<String> read(Path file, Consumer<List<String>> row) {
    try (Connection connection = DuckDb.connect();
        PreparedStatement query = connection.prepareStatement("SELECT * FROM read_parquet(?)")) {
      query.setString(1, literal(file));
      try (ResultSet result = query.executeQuery()) {
        return read(result, row);
      }
    } catch (SQLException e) {
      throw new DecipherException(
          file
              + ": cannot be read as Parquet ("
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + "); get the file again, or save it as CSV",
          e);
    }
  }

  /** Returns a path in which glob characters are escaped. */
  private static String literal(Path file) {
    return file.toAbsolutePath().toString().replaceAll("([\\[*?])", "[$1]");
  }

  private static List<String> read(ResultSet result, Consumer<List<String>> row)
      throws SQLException {
    ResultSetMetaData about = result.getMetaData();
    int width = about.getColumnCount();
    List<String> columns = new ArrayList<>();
    for (int c = 1; c <= width; c++) {
      columns.add(about.getColumnName(c));
    }
    while (result.next()) {
      String[] cells = new String[width];
      for (int c = 0; c < width; c++) {
        Object value = result.getObject(c + 1);
        cells[c] = value == null ? "" : text(value);
      }
      row.accept(Arrays.asList(cells));
    }
    return columns;
  }

  private static String text(Object value) {
    return value instanceof java.sql.Timestamp moment
        ? moment.toLocalDateTime().toString()
        : value.toString();
  }

  @Override
  public void writeItems(Path items, Path target) throws IOException {
    try (Connection connection = DuckDb.connect();
        Statement statement = connection.createStatement()) {
      String header;
      try (var lines = Files.lines(items)) {
        header = lines.findFirst().orElse("");
      }
      List<String> known = Arrays.asList(header.split(","));
      List<String> types = new ArrayList<>();
      TYPES.forEach(
          (type, columns) ->
              columns.stream()
                  .filter(known::contains)
                  .forEach(column -> types.add("'" + column + "': '" + type + "'")));
      statement.execute(
          "COPY (SELECT * FROM read_csv("
              + quoted(literal(items))
              + ", header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '',"
              + " sample_size = -1"
              + (types.isEmpty() ? "" : ", types = {" + String.join(", ", types) + "}")
              + ")) TO "
              + quoted(target.toAbsolutePath().toString())
              + " (FORMAT parquet, COMPRESSION zstd)");
    } catch (SQLException e) {
      throw new IOException(
          String.valueOf(e.getMessage()).lines().findFirst().orElse("DuckDB failed"), e);
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
