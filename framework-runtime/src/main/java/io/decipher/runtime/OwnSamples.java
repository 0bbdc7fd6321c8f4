// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.TrainingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The samples of a run, read again from the data set of its configuration, without preprocessing.
 *
 * @param learned the samples that the model was trained on, which come first in data order
 * @param unseen the held-out samples: the test part, for a run of train only; empty for a run of
 *     discover
 * @param classes the classes that the run found, for the samples of both, in data order; empty if
 *     it found none
 */
record OwnSamples(Samples learned, Samples unseen, Optional<Labels> classes) {
  private static final String LABELS = "labels.npy";

  /**
   * Reads the samples.
   *
   * @param run the directory of a run of discover or of train
   * @param context receives warnings about the run's configuration
   * @throws ConfigurationException if it is not one, or its data no longer exist
   */
  static OwnSamples of(Path run, Plugins plugins, RunContext context) {
    if (!Files.isRegularFile(run.resolve(RunDirectory.CONFIGURATION))) {
      throw new ConfigurationException(
          List.of(
              run
                  + " holds no "
                  + RunDirectory.CONFIGURATION
                  + ", so its own samples are unknown; expected the directory of a finished"
                  + " `decipher train` or `decipher discover`"));
    }
    RunSettings kept = RunSettings.of(run);
    kept.warnings().forEach(context::warn);
    var block = kept.settings().at(Configuration.ROOT).at("dataset");
    DataSets.requireThere(block);
    Dataset dataset = DataSets.open(block, plugins);
    boolean alone = Manifest.has(run, TrainingReport.FILE);
    Samples learned = alone ? dataset.train() : dataset.samples();
    Samples unseen = alone ? dataset.test() : Samples.none(dataset.type());
    return new OwnSamples(
        learned, unseen, alone ? Optional.empty() : classes(run, learned.count()));
  }

  private static Optional<Labels> classes(Path run, int count) {
    Path file = run.resolve(LABELS);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Manifest.of(run).require(LABELS);
    try {
      return Optional.of(Labels.of(Npy.readInts(file, count)));
    } catch (IOException | IllegalArgumentException e) {
      throw new DecipherException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Returns all samples, in data order. */
  Samples all() {
    return Samples.concat(learned, unseen);
  }
}
