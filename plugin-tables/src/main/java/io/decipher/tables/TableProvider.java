package io.decipher.tables;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.Recognized;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the data set that {@link Table} describes. */
public final class TableProvider implements DatasetProvider {
  private static final int CERTAIN = 80;

  /** The usual parts are for images in [0, 1]; rows of a table are neither. */
  private static final String SUITED =
      "preprocess = [], features = [pixels], model { type = vae, architecture = dense,"
          + " likelihood = gaussian, cross-view = false }";

  @Override
  public String name() {
    return "table";
  }

  @Override
  public String description() {
    return "A table: CSV, TSV or alike, or .npy; a sample a row";
  }

  @Override
  public Dataset create(Settings settings) {
    return settings.as(Table.class).open();
  }

  @Override
  public Optional<Recognized> recognize(Path path) {
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
              Settings.parse("recognized", SUITED)
                  .with(
                      "dataset",
                      Settings.empty().with("type", name()).with("path", path.toString()))));
    } catch (DecipherException noTable) {
      return Optional.empty();
    }
  }
}
