// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.DecipherException;
import io.decipher.api.Plugins;
import io.decipher.report.ReportPage;
import io.decipher.report.ReportSamples;
import io.decipher.report.RunReport;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Writes report.html at the end of a run, whose success does not depend on it. */
final class Reports {
  private Reports() {}

  static void write(Path run, PrintWriter err) {
    try {
      write(run, RunSamples.of(run, Plugins.discover()));
    } catch (DecipherException e) {
      warn(run, e, err);
    }
  }

  static void write(Path run, ReportSamples samples, PrintWriter err) {
    try {
      write(run, samples);
    } catch (DecipherException e) {
      warn(run, e, err);
    }
  }

  static Path write(Path run, ReportSamples samples) {
    Path file = run.resolve(ReportPage.FILE);
    ReportPage.write(file, RunReport.of(run, samples, RunReport.Limits.onePage()));
    return file;
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
