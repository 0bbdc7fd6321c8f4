// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.Recognized;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.text.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Creates the data set that {@link Series} describes. */
public final class SeriesProvider implements DatasetProvider {
  private static final int LIKELY = 70;
  private static final int CERTAIN = 85; // more confident than that a file is a table
  private static final int LOOKED_AT_CHARACTERS = 1 << 20;

  /** Settings suitable for numeric sequences: nothing designed for images. */
  private static final Settings SUITS =
      Settings.parse(
          "series",
          """
          features = [{ type = sequence-stats }]
          model {
            type = vae
            latent-size = 16
            architecture { type = dense, hidden = [256, 256] }
            likelihood = gaussian
            objective { augmentation = none, classifier { weight = 100 } }
          }
          """);

  private static final long LOOKED_AT = 4 << 20; // bytes
  private static final int MOST_FILES = 100_000;
  private static final double MOSTLY = 0.8;
  private static final int FEWEST_STEPS = 3;
  private static final int TRIED = 5; // files

  @Override
  public String name() {
    return "series";
  }

  @Override
  public String description() {
    return "Series of numbers: a folder of tables, one each, or long logs cut into windows";
  }

  @Override
  public Dataset create(Settings settings) {
    return settings.as(Series.class).open();
  }

  @Override
  public Optional<Recognized> recognize(Path path) {
    if (Files.isRegularFile(path)) {
      return recognizeFile(path);
    }
    if (!Files.isDirectory(path)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.walk(path)) {
      List<Path> files = found.filter(Files::isRegularFile).limit(MOST_FILES).toList();
      List<Path> tables = files.stream().filter(SeriesReading::isTable).sorted().toList();
      if (tables.isEmpty() || tables.size() < MOSTLY * files.size() || !areSeries(tables)) {
        return Optional.empty();
      }
      if (tables.size() == 1) { // a log, or a table whose rows are the samples
        return recognizeFile(tables.get(0))
            .map(log -> recognized(log.confidence(), log.summary(), path));
      }
      String what = tables.size() + " series, one per file";
      return Optional.of(recognized(LIKELY, what, path));
    } catch (IOException | java.io.UncheckedIOException cannotBeListed) {
      return Optional.empty();
    }
  }

  private Recognized recognized(int confidence, String summary, Path path) {
    return new Recognized(
        confidence,
        summary,
        SUITS.with(
            "dataset",
            Settings.empty().withValue("type", name()).withValue("path", path.toString())));
  }

  /**
   * Recognizes a file as series if it contains poses or a long log: many rows, evenly spaced in
   * time.
   */
  private Optional<Recognized> recognizeFile(Path file) {
    if (!SeriesReading.isTable(file)) {
      return Optional.empty();
    }
    if (PoseFile.isNamed(file)) {
      return PoseFile.isHdf5(file)
          ? Optional.of(recognized(CERTAIN, "poses in HDF5", file))
          : Optional.empty();
    }
    try {
      return LogTable.describe(LogTable.named(TextTable.readBeginning(file, LOOKED_AT_CHARACTERS)))
          .map(what -> recognized(CERTAIN, what, file));
    } catch (DecipherException noTable) {
      return Optional.empty();
    }
  }

  /** Returns whether one of the first few tables is a series. */
  private static boolean areSeries(List<Path> tables) throws IOException {
    for (Path table : tables.subList(0, Math.min(TRIED, tables.size()))) {
      if (isSeries(table)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSeries(Path file) throws IOException {
    if (Files.size(file) > LOOKED_AT) {
      return true;
    }
    try {
      List<Log> logs = LogTable.read(new Series(file), file, "");
      return logs.get(0).length() >= FEWEST_STEPS;
    } catch (DecipherException noSeries) {
      return false;
    }
  }
}
