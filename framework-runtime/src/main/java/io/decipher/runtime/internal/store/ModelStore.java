// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Manifest;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.runtime.internal.config.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Saves a trained model as a self-contained directory: {@code model.conf} (plugin, all settings,
 * format) and the files written by the plugin.
 */
public final class ModelStore {
  public static final String CONF = "model.conf";

  /** How samples are read from files, if the data set provides this. */
  public static final String DATASET = "dataset";

  private static final int FORMAT = 1;
  private static final List<String> PARTS =
      List.of("model", "preprocess", "projector", "clusterer", DATASET);

  private ModelStore() {}

  /** The content of model.conf other than the blocks of plugins. */
  record Written(int format, String version) {}

  /**
   * Saves a model.
   *
   * @param configuration the block {@code decipher}, resolved: the model's recipe, and how its
   *     samples are prepared
   * @param preparation how the data set prepares samples of other files in the same way
   */
  public static void save(
      TrainedModel trained,
      Settings configuration,
      Optional<Settings> preparation,
      String version,
      Path directory)
      throws IOException {
    Files.createDirectories(directory);
    trained.save(directory);
    Settings parts =
        Settings.empty()
            .with("model", configuration.at("model"))
            .with("preprocess", configuration.list("preprocess"));
    describe(
        directory,
        "A model trained by Decipher; load it with Generation.load and Recognition.load, or"
            + " `decipher generate -m` and `decipher assign -m`.",
        version,
        preparation.isPresent() ? parts.with(DATASET, preparation.get()) : parts);
  }

  /**
   * Writes model.conf.
   *
   * @param comment its first line
   * @param parts the settings of each plugin that wrote to the directory, by kind
   */
  public static void describe(Path directory, String comment, String version, Settings parts)
      throws IOException {
    Settings written =
        Settings.parse(CONF, "format = " + FORMAT).with("version", version).over(parts);
    Files.writeString(
        directory.resolve(CONF),
        "# " + comment + "\n" + written.renderValues(),
        StandardCharsets.UTF_8);
  }

  /**
   * Reads model.conf.
   *
   * @throws ConfigurationException if it does not exist
   * @throws DecipherException if it is of another format
   */
  public static Settings describing(Path directory) {
    Path conf = directory.resolve(CONF);
    if (!Files.isRegularFile(conf)) {
      throw new ConfigurationException(
          List.of(directory + " holds no " + CONF + "; expected the directory of a saved model"));
    }
    Manifest.of(directory).requireAll(Set.of());
    Settings saved = Settings.loadIsolated(conf);
    Settings own = saved;
    for (String part : PARTS) {
      own = own.without(part);
    }
    Written written = own.as(Written.class);
    if (written.format != FORMAT) {
      throw new DecipherException(
          conf
              + ": has format "
              + written.format
              + ", written by Decipher "
              + written.version
              + "; this version reads format "
              + FORMAT);
    }
    return saved;
  }

  public static TrainedModel load(Path directory, Plugins plugins) {
    return load(directory, plugins, Settings.empty());
  }

  /**
   * Loads a model.
   *
   * @param over settings {@code decipher.model.…} that override the saved ones
   * @throws ConfigurationException if there is no model, or {@code over} contains other settings
   */
  public static TrainedModel load(Path directory, Plugins plugins, Settings over) {
    Settings saved = describing(directory);
    Settings changed =
        Configuration.over(over, Settings.empty().with(Configuration.ROOT, Settings.empty()));
    List<String> others =
        changed.keys().stream()
            .filter(key -> !key.equals("model"))
            .map(
                key ->
                    changed.place(key)
                        + "decipher."
                        + key
                        + " is no setting of a trained model; only those of decipher.model are")
            .toList();
    if (!others.isEmpty()) {
      throw new ConfigurationException(others);
    }
    Settings model = changed.at("model").over(saved.at("model"));
    GenerativeModel recipe = plugins.create(GenerativeModelProvider.class, model);
    return read(directory, () -> recipe.load(directory));
  }

  /** Reads something from files. */
  public interface Reading<T> {
    T read() throws IOException;
  }

  public static <T> T read(Path directory, Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new DecipherException(
          "the model in " + directory + " cannot be loaded: " + DecipherException.reason(e), e);
    }
  }
}
