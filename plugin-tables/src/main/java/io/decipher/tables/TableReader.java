package io.decipher.tables;

import io.decipher.api.DecipherException;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables in text as {@link Table} does, columns unscaled: numbers are as they stand in the
 * file, so that whoever reads by it decides on a scale. What was made of the table is told by
 * {@link RunContext#warn} where something was left out.
 */
final class TableReader implements SampleReader {
  private static final List<String> ENDINGS =
      List.of(".csv", ".tsv", ".txt", ".tab", ".dat", ".csv.gz", ".tsv.gz", ".txt.gz");
  private static final int SHOWN = 60;

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
    TableContent content = TableContent.read(new Table(path).scaled(Scaling.NONE));
    content.notes().stream().skip(1).forEach(run::warn);
    return content.samples();
  }

  /** Returns whether a file is a table, by its name and its first bytes. */
  static boolean isTable(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (!Files.isRegularFile(path)) {
      return false;
    }
    return ENDINGS.stream().anyMatch(name::endsWith) || name.endsWith(".npy");
  }

  /** Returns how a file begins, or what it is, for people. */
  static String beginning(Path path) {
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
