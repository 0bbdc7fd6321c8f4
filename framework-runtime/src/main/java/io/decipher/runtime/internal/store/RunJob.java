// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import com.google.gson.JsonObject;
import io.decipher.api.DecipherException;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.TrainingReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A job whose runs can be resumed by another process.
 *
 * @param command its command on the command line
 * @param report the file that a run writes last
 * @param summary describes in words what a report says
 */
public record RunJob(String command, String report, Function<JsonObject, String> summary) {
  /** Finds classes and trains a model on them. */
  public static final RunJob DISCOVER =
      new RunJob("discover", DiscoveryReport.FILE, ReportJson::found);

  /** Trains a model only. */
  public static final RunJob TRAIN = new RunJob("train", TrainingReport.FILE, ReportJson::trained);

  static final List<RunJob> ALL = List.of(DISCOVER, TRAIN);

  /** Describes the result in the report of a finished run. */
  String summaryOf(Path run) {
    try {
      return JsonFile.read(run.resolve(report), summary);
    } catch (IOException unreadable) {
      return DecipherException.reason(unreadable);
    }
  }
}
