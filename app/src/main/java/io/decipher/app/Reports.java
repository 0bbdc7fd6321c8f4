// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.DecipherException;
import io.decipher.api.Manifest;
import io.decipher.api.Plugins;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.report.ReportData;
import io.decipher.report.ReportPage;
import io.decipher.report.ReportSamples;
import io.decipher.report.ResultReport;
import io.decipher.report.RunReport;
import io.decipher.runtime.RunSettings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;

/** Writes report.html at the end of a run; if that fails, the run still succeeds. */
final class Reports {
  private Reports() {}

  /** Writes the page of a run, whose data set is read again. */
  static void write(Path run, PrintWriter err) {
    write(run, () -> RunSamples.of(run, Plugins.discover()), err);
  }

  /**
   * Writes the page of a run.
   *
   * @param samples returns the samples of a data set, given its settings
   */
  static void write(Path run, Function<Settings, Samples> samples, PrintWriter err) {
    write(run, () -> RunSamples.of(run, samples), err);
  }

  static void write(Path run, ReportSamples samples, PrintWriter err) {
    write(run, () -> samples, err);
  }

  private static void write(Path run, Supplier<ReportSamples> samples, PrintWriter err) {
    try {
      write(run, samples.get());
    } catch (DecipherException e) {
      warn(run, e, err);
    }
  }

  static Path write(Path run, ReportSamples samples) {
    return write(run, RunReport.of(run, samples, RunReport.Limits.onePage()));
  }

  /** Writes the page for the measurements of a command that finds no classes. */
  static Path writeResult(Path directory) {
    return write(directory, ResultReport.of(directory));
  }

  /** Does the same at the end of a command; if it fails, the command still succeeds. */
  static void writeResult(Path directory, PrintWriter err) {
    try {
      writeResult(directory);
    } catch (DecipherException e) {
      warn(directory, e, err);
    }
  }

  private static Path write(Path directory, ReportData data) {
    Path file = directory.resolve(ReportPage.FILE);
    ReportPage.write(file, data);
    Manifest.add(directory, ReportPage.FILE);
    return file;
  }

  /** Returns whether a run has its page, completely written. */
  static boolean isWritten(Path run) {
    return Files.exists(run.resolve(ReportPage.FILE))
        && Manifest.find(run).map(manifest -> manifest.holds(ReportPage.FILE)).orElse(true);
  }

  /** Warns if the one file of a run that people may edit is not what the run wrote. */
  static void tellEdited(Path run, PrintWriter err) {
    if (Files.isRegularFile(run.resolve("decipher.conf"))) {
      RunSettings.of(run)
          .warnings()
          .forEach(line -> err.println("warning: " + TerminalText.of(line)));
    }
  }

  private static void warn(Path run, DecipherException e, PrintWriter err) {
    err.println(
        "warning: there is no "
            + ReportPage.FILE
            + ": "
            + e.getMessage()
            + "; once that is fixed: decipher report "
            + run);
  }
}
