// SPDX-License-Identifier: Apache-2.0
package io.decipher.tables;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.Recognized;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Creates the data set that {@link Table} describes. */
public final class TableProvider implements DatasetProvider {
  private static final int CERTAIN = 80;

  /** Suitable settings for rows of numbers: nothing that expects images. */
  private static final Settings SUITS =
      Settings.parse(
          "table",
          """
          features = [{ type = pixels }]
          model {
            type = vae
            latent-size = 8
            architecture { type = dense, hidden = [128, 128] }
            likelihood = gaussian
            objective { augmentation = none, classifier { weight = 100 } }
          }
          """);

  @Override
  public String name() {
    return "table";
  }

  @Override
  public String description() {
    return "A table: CSV, TSV or the like, or .npy; one sample per row";
  }

  @Override
  public Dataset create(Settings settings) {
    return settings.as(Table.class).open();
  }

  /** {@inheritDoc} A folder is a table if it contains a table and nothing else. */
  @Override
  public Optional<Recognized> recognize(Path place) {
    Path path = Files.isDirectory(place) ? only(place).orElse(place) : place;
    if (!TableReader.isTable(path)) {
      return Optional.empty();
    }
    try {
      String summary =
          TableContent.isNpy(path)
              ? "numbers in .npy"
              : "a table (" + TableReader.beginning(path) + ")";
      return Optional.of(
          new Recognized(
              CERTAIN,
              summary,
              SUITS.with(
                  "dataset", Settings.empty().with("type", name()).with("path", path.toString()))));
    } catch (DecipherException noTable) {
      return Optional.empty();
    }
  }

  private static Optional<Path> only(Path folder) {
    try (Stream<Path> held = Files.list(folder)) {
      List<Path> files =
          held.filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .limit(2)
              .toList();
      return files.size() == 1 ? Optional.of(files.get(0)) : Optional.empty();
    } catch (IOException | UncheckedIOException cannotBeListed) {
      return Optional.empty();
    }
  }
}
