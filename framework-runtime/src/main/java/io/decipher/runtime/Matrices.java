// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.InputFile;
import io.decipher.api.Npy;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads matrices from NumPy's .npy files and from text files of numbers (.csv, .tsv, .txt). */
public final class Matrices {
  private static final Pattern STRONG = Pattern.compile("\\s*[;\\t]\\s*");
  private static final Pattern WEAK = Pattern.compile("\\s*,\\s*|\\s+");

  private Matrices() {}

  /**
   * Reads a matrix with one point per row.
   *
   * @param file .npy; or text with numbers separated by commas, semicolons, tabs or spaces, whose
   *     first line may name the columns; blank lines and lines that begin with # are skipped
   * @throws DecipherException if it is neither, with line and column
   */
  public static FloatMatrix read(Path file) {
    return read(file, ignored -> {});
  }

  /**
   * Reads a matrix like {@link #read(Path)}.
   *
   * @param warn receives a sentence for each column whose values are hardly distinguishable as
   *     floats
   */
  static FloatMatrix read(Path file, Consumer<String> warn) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new DecipherException(
            file + ": " + InputFile.problem(file) + "; expected a matrix in .npy or .csv");
      }
      return file.toString().toLowerCase(Locale.ROOT).endsWith(".npy")
          ? Npy.read(file, warn)
          : text(file);
    } catch (MalformedInputException e) {
      throw new DecipherException(
          file + ": is not text in UTF-8; expected a matrix in .npy or .csv", e);
    } catch (IOException e) {
      throw new DecipherException(file + ": cannot be read: " + DecipherException.reason(e), e);
    }
  }

  private static FloatMatrix text(Path file) throws IOException {
    float[] values = new float[1 << 10];
    int count = 0;
    int rows = 0;
    int columns = -1;
    boolean named = false;
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        String stripped = (number == 1 ? line.replace("\uFEFF", "") : line).strip();
        if (stripped.isEmpty() || stripped.startsWith("#")) {
          continue;
        }
        String[] cells = (STRONG.matcher(stripped).find() ? STRONG : WEAK).split(stripped, -1);
        if (columns < 0) {
          columns = cells.length;
          if (!named && Arrays.stream(cells).noneMatch(Matrices::isNumber)) {
            named = true;
            columns = -1;
            continue;
          }
        }
        if (cells.length != columns) {
          throw new DecipherException(
              file
                  + ": "
                  + number
                  + ": has "
                  + cells.length
                  + " values; expected "
                  + columns
                  + " as in the first row");
        }
        values =
            count + columns > values.length ? Arrays.copyOf(values, 2 * (count + columns)) : values;
        for (int j = 0; j < columns; j++) {
          if (!isNumber(cells[j])) {
            throw new DecipherException(
                file
                    + ": "
                    + number
                    + ": value "
                    + (j + 1)
                    + " is '"
                    + cells[j]
                    + "'; expected a number");
          }
          values[count++] = (float) parse(cells[j]);
        }
        rows++;
      }
    }
    if (rows == 0) {
      throw new DecipherException(file + ": holds no numbers; expected one point per line");
    }
    return FloatMatrix.wrap(rows, columns, Arrays.copyOf(values, count));
  }

  /** Parses a number in Java's syntax, or NumPy's NaN. */
  private static double parse(String cell) {
    return cell.equalsIgnoreCase("nan") ? Double.NaN : Double.parseDouble(cell);
  }

  private static boolean isNumber(String cell) {
    try {
      parse(cell);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
