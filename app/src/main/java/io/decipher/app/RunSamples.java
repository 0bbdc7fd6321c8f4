// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.report.ReportSamples;
import io.decipher.report.RunReport;
import io.decipher.runtime.DataSets;
import io.decipher.runtime.Matrices;
import io.decipher.runtime.RunSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a run: those it has just read, or read again from the data set in its
 * configuration.
 */
final class RunSamples {
  private RunSamples() {}

  /** Returns the samples of a run; they are unknown if the run has no data set. */
  static ReportSamples of(Path run, Plugins plugins) {
    return of(run, block -> DataSets.open(block, plugins).samples());
  }

  /**
   * Returns the samples of a run.
   *
   * @param samples reads the samples of a data set, given its settings
   */
  static ReportSamples of(Path run, Function<Settings, Samples> samples) {
    int count = RunReport.samples(run);
    Path configuration = run.resolve("decipher.conf");
    if (count == 0 || !Files.isRegularFile(configuration)) {
      return ReportSamples.unknown(count);
    }
    Settings all = RunSettings.of(run).settings().at("decipher");
    if (!all.has("dataset") || !all.has("model")) { // a clustering records no file
      return ReportSamples.unknown(count);
    }
    Settings block = all.at("dataset");
    return ReportSamples.of(samples.apply(block), place(block));
  }

  /** The location of a data set's files, in the setting {@code path}. */
  record AtPath(Path path) {}

  /** The location of a data set's files, in the setting {@code directory}. */
  record AtDirectory(Path directory) {}

  /** Returns the location of a data set's files, if its settings contain it. */
  private static Optional<Path> place(Settings dataset) {
    if (dataset.has("path")) {
      return Optional.of(dataset.as(AtPath.class, dataset.without("path").keys()).path());
    }
    return dataset.has("directory")
        ? Optional.of(
            dataset.as(AtDirectory.class, dataset.without("directory").keys()).directory())
        : Optional.empty();
  }

  /**
   * Returns the samples of a run.
   *
   * @param points the file that they were read from, if it is a run of {@code decipher cluster}
   */
  static ReportSamples of(Path run, Plugins plugins, @Nullable Path points) {
    return points == null ? of(run, plugins) : of(Matrices.read(points));
  }

  /** Returns points as samples. */
  static ReportSamples of(FloatMatrix points) {
    return ReportSamples.of(
        Samples.of(points, SampleType.vector(points.columns())), Optional.empty());
  }
}
