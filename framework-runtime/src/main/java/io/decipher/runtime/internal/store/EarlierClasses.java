// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import io.decipher.api.Settings;
import io.decipher.runtime.internal.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The classes found by an earlier run, for training a model alone. */
public final class EarlierClasses {
  private EarlierClasses() {}

  /**
   * Reads the classes of a run's first samples, which are the training samples.
   *
   * @param run the directory of a run of {@code decipher discover}
   * @param dataset the block of the data set of the samples
   * @param training the number of training samples
   * @param all the number of samples of the data set
   * @param warn receives a message if the run's configuration was edited
   * @throws ConfigurationException if there are none, or they belong to other samples
   * @throws DecipherException if they cannot be read
   */
  public static FoundClasses of(
      Path run, Settings dataset, int training, int all, Consumer<String> warn) {
    Path labels = run.resolve("labels.npy");
    Path configuration = run.resolve(RunDirectory.CONFIGURATION);
    if (!Files.isRegularFile(labels) || !Files.isRegularFile(configuration)) {
      throw refused(
          run,
          "which holds no labels.npy beside a decipher.conf; expected the directory of a run of"
              + " `decipher discover`");
    }
    Settings found = Settings.load(configuration).at(Configuration.ROOT);
    if (!found.has("dataset") || !found.at("dataset").render().equals(dataset.render())) {
      throw refused(
          run,
          "a run of other samples: decipher.dataset in its decipher.conf differs from the one"
              + " here; make them the same");
    }
    Manifest manifest = Manifest.of(run);
    manifest.require("labels.npy");
    manifest.require("strengths.npy");
    if (!manifest.holds(RunDirectory.CONFIGURATION)) {
      warn.accept(
          configuration
              + " was changed since that run ended; the classes are those found with"
              + " the former settings");
    }
    int[] values;
    FloatMatrix strengths;
    try {
      values = Npy.readInts(labels, all);
      strengths = Npy.read(run.resolve("strengths.npy"));
    } catch (IOException e) {
      throw new DecipherException(
          "the classes of " + run + " cannot be read: " + DecipherException.reason(e), e);
    }
    if (strengths.rows() != all) {
      throw refused(
          run, "of which strengths.npy has " + strengths.rows() + " rows; expected " + all);
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] < Labels.NOISE || values[i] >= all) {
        throw refused(
            run,
            "of which labels.npy names class "
                + values[i]
                + " for sample "
                + i
                + "; expected -1 to "
                + (all - 1));
      }
    }
    return new FoundClasses(
        Labels.of(Arrays.copyOf(values, training)), strengths.slice(0, training));
  }

  private static ConfigurationException refused(Path run, String why) {
    return new ConfigurationException(List.of("decipher.classes names " + run + ", " + why));
  }
}
