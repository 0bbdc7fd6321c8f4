package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.TrainedModel;
import io.decipher.api.spi.GenerativeModelProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Saves a trained model as a directory, from which alone it can be had again: {@code model.conf}
 * (plugin, every setting, format) beside the files that the plugin writes.
 */
final class ModelStore {
  private static final String CONF = "model.conf";
  private static final int FORMAT = 1;

  private ModelStore() {}

  /** What model.conf says beside the block {@code model}. */
  record Written(int format, String version) {}

  static void save(TrainedModel trained, Settings recipe, String version, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    trained.save(directory);
    String text =
        "# A model trained by Decipher; load it by Generation.load, or `decipher generate -m`.\n"
            + Settings.parse(CONF, "format = " + FORMAT)
                .with("version", version)
                .with("model", recipe)
                .render();
    Files.writeString(directory.resolve(CONF), text, StandardCharsets.UTF_8);
  }

  static TrainedModel load(Path directory, Plugins plugins) {
    Path conf = directory.resolve(CONF);
    if (!Files.isRegularFile(conf)) {
      throw new ConfigurationException(
          java.util.List.of(
              directory + " holds no " + CONF + "; expected the directory of a saved model"));
    }
    Settings saved = Settings.load(conf);
    Written written = saved.without("model").as(Written.class);
    if (written.format != FORMAT) {
      throw new DecipherException(
          conf
              + ": has format "
              + written.format
              + ", written by Decipher "
              + written.version
              + "; this one reads format "
              + FORMAT);
    }
    GenerativeModel recipe = plugins.create(GenerativeModelProvider.class, saved.at("model"));
    try {
      return recipe.load(directory);
    } catch (IOException e) {
      throw new DecipherException(
          "the model in " + directory + " cannot be loaded: " + RunDirectory.reason(e), e);
    }
  }
}
