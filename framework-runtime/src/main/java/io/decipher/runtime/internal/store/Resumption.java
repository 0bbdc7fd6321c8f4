// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Settings;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.config.DecipherVersion;
import io.decipher.runtime.report.RunFinishedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An unfinished run, as found by another process.
 *
 * @param settings the settings it was started with
 * @param warnings what a person should know before it is resumed; usually empty
 */
public record Resumption(Settings settings, List<String> warnings) {
  /** Copies the list. */
  public Resumption {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads an unfinished run.
   *
   * @param begun the job that started it
   * @throws RunFinishedException if the run has finished successfully
   * @throws ConfigurationException if the directory is not that of such a run, has nothing to
   *     resume from, or was started by another version of Decipher or with another configuration
   * @throws DecipherException if its intermediate results are damaged
   */
  public static Resumption of(Path run, RunJob begun) {
    String job = begun.command();
    Settings settings = settings(run, job);
    requireUnfinished(run, begun);
    Checkpoints.State state = Checkpoints.read(run, job);
    requireSame(run, state, job);
    Checkpoints.requireSettings(run, settings, job);
    List<String> warnings = new ArrayList<>();
    if (Checkpoints.isEdited(run)) {
      warnings.add(
          run.resolve(RunDirectory.CONFIGURATION)
              + " was edited since the run began; no setting that its stages depend on was"
              + " changed, but the file is not that of an uninterrupted run");
    }
    List<String> differences = state.differences();
    if (!differences.isEmpty()) {
      warnings.add(
          run
              + " was started in a different environment: "
              + String.join("; ", differences)
              + ". It can be resumed, but its files may differ from those of an uninterrupted run");
    }
    return new Resumption(settings, warnings);
  }

  /** Returns the stored configuration of a run. */
  private static Settings settings(Path run, String job) {
    if (!Files.isDirectory(run)) {
      throw new ConfigurationException(
          List.of(run + " is not a directory; expected that of a run of `decipher " + job + "`"));
    }
    Path configuration = run.resolve(RunDirectory.CONFIGURATION);
    if (!Files.isRegularFile(configuration)) {
      throw new ConfigurationException(
          List.of(
              run
                  + " holds no run: there is no "
                  + RunDirectory.CONFIGURATION
                  + " in it; expected the directory of a run of `decipher "
                  + job
                  + "`"));
    }
    Settings settings = Settings.load(configuration);
    if (!settings.at(Configuration.ROOT).has("dataset")) {
      throw new ConfigurationException(
          List.of(
              run
                  + " is not a run of `decipher "
                  + job
                  + "`: its "
                  + RunDirectory.CONFIGURATION
                  + " names no data set; only runs that name one can be resumed"));
    }
    return settings;
  }

  /** Checks that a run is one of this job and this version. */
  private static void requireSame(Path run, Checkpoints.State state, String job) {
    if (!state.job().equals(job)) {
      throw new ConfigurationException(
          List.of(
              run
                  + " is a run of `decipher "
                  + state.job()
                  + "`; resume it: "
                  + RunDirectory.resumption(run)));
    }
    String version = DecipherVersion.current();
    if (!state.version().equals(version)) {
      throw new ConfigurationException(
          List.of(
              run
                  + " was started by Decipher "
                  + state.version()
                  + ", and this is "
                  + version
                  + "; resume it with that version"
                  + Checkpoints.again(run, job)));
    }
  }

  private static void requireUnfinished(Path run, RunJob job) {
    if (!Files.exists(run.resolve(job.report()))) {
      return;
    }
    if (Files.exists(run.resolve(Checkpoints.NAME))
        || Files.exists(run.resolve(WrittenFiles.FILE))) { // killed after its last step
      try (RunDirectory directory = RunDirectory.reopen(run)) {
        directory.remove(Checkpoints.NAME);
        directory.remove(WrittenFiles.FILE);
      }
    }
    RunLock.sweep(run);
    throw finished(run, job);
  }

  /** Returns an exception that says that a run has finished, and what it found. */
  public static RunFinishedException finished(Path run, RunJob job) {
    return new RunFinishedException(
        run + " has already ended: " + job.summaryOf(run) + "; there is nothing left to do");
  }
}
