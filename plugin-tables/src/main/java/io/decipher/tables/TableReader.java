// SPDX-License-Identifier: Apache-2.0
package io.decipher.tables;

import io.decipher.api.DecipherException;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.text.ColumnKind;
import io.decipher.text.Scaling;
import io.decipher.text.TableFormat;
import io.decipher.text.TextTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads text tables like {@link Table}, strictly and with columns unscaled: numbers are returned as
 * they are in the file, so that the caller decides on a scale. How the table was interpreted is
 * reported through {@link RunContext#note}.
 */
public record TableReader() implements SampleReader {
  private static final List<String> ENDINGS =
      List.of(
          ".csv",
          ".tsv",
          ".txt",
          ".tab",
          ".dat",
          ".csv.gz",
          ".tsv.gz",
          ".txt.gz",
          ".parquet",
          ".pq");
  private static final int SHOWN = 60;
  private static final float ROUNDING = 1e-4f;

  @Override
  public boolean accepts(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    return Files.isRegularFile(path) && ENDINGS.stream().anyMatch(name::endsWith);
  }

  @Override
  public int priority() {
    return -1;
  }

  @Override
  public Samples read(Path path, RunContext run) {
    run.cancellation().throwIfCancelled();
    TableContent content = TableContent.read(new Table(path).strictly().scaled(Scaling.NONE));
    content.notes().stream().skip(1).forEach(run::note);
    return content.samples();
  }

  /**
   * {@inheritDoc} Columns are matched by name, in any order, if the table has all names of a
   * vector; otherwise by position, like the pixels of an image, if there are as many. They must
   * contain numbers.
   */
  @Override
  public Samples read(Path path, SampleType type, RunContext run) {
    if (type instanceof SampleType.Sequence) {
      return read(path, run);
    }
    run.cancellation().throwIfCancelled();
    TextTable table = TextTable.read(path);
    List<String> names = table.columns();
    List<String> wanted =
        type instanceof SampleType.Vector vector && names.containsAll(vector.names())
            ? vector.names()
            : names;
    if (wanted.size() != type.size()) {
      throw new DecipherException(
          path
              + ": has samples of "
              + wanted.size()
              + " values; expected "
              + type.size()
              + ", since the run's samples are "
              + type);
    }
    Settings columns = Settings.empty();
    for (String name : names) {
      columns =
          columns.withValue(
              name, (wanted.contains(name) ? ColumnKind.NUMBER : ColumnKind.IGNORE).toString());
    }
    TableContent content =
        TableContent.read(new Table(path).strictly().scaled(Scaling.NONE).withColumns(columns));
    content.notes().stream().skip(1).forEach(run::note);
    List<String> read = ((SampleType.Vector) content.samples().type()).names();
    int[] places = wanted.stream().mapToInt(read::indexOf).toArray();
    if (type instanceof SampleType.Image) {
      checkLightness(path, content.samples());
    }
    return Samples.view(
        content.samples(),
        type,
        (row, length, target, offset) -> {
          for (int i = 0; i < places.length; i++) {
            target[offset + i] = row[places[i]];
          }
        });
  }

  private static void checkLightness(Path path, Samples samples) {
    for (int i = 0; i < samples.count(); i++) {
      for (float value : samples.row(i)) {
        if (!(value >= -ROUNDING && value <= 1 + ROUNDING)) {
          throw new DecipherException(
              path
                  + ": sample "
                  + i
                  + " has the value "
                  + value
                  + "; expected lightness in [0, 1]: divide by the greatest possible value");
        }
      }
    }
  }

  /** Returns whether a file is a table, judging by its name. */
  static boolean isTable(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (!Files.isRegularFile(path)) {
      return false;
    }
    return ENDINGS.stream().anyMatch(name::endsWith) || name.endsWith(".npy");
  }

  /** Returns the beginning of a file, or its format, as human-readable text. */
  static String beginning(Path path) {
    if (TableFormat.isParquet(path)) {
      return "Parquet";
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] start = in.readNBytes(SHOWN * 4);
      if (start.length == 0) {
        throw new DecipherException(path + ": is empty");
      }
      @Nullable String line =
          new String(start, java.nio.charset.StandardCharsets.ISO_8859_1)
              .lines()
              .findFirst()
              .orElse(null);
      String shown = line == null ? "" : line.replaceAll("[^\\x20-\\x7e]", "");
      return shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown;
    } catch (IOException e) {
      throw new DecipherException(path + ": cannot be read (" + e + ")", e);
    }
  }
}
