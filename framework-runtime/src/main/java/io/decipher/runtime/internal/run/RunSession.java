// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.RunContext;
import io.decipher.runtime.internal.pipeline.Stopwatch;
import io.decipher.runtime.internal.store.Checkpoints;
import io.decipher.runtime.internal.store.Resumption;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.internal.store.RunJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One process of a resumable run: its locked directory, its intermediate results, its stopwatch and
 * its records. Must be closed after use, whatever the outcome of the run.
 */
public final class RunSession implements AutoCloseable {
  private final RunJob job;
  private final boolean resumed;
  private final RunDirectory directory;
  private final Checkpoints checkpoints;
  private final Stopwatch watch;
  private final Recording recording;
  private final RunContext run;

  private RunSession(
      RunJob job,
      boolean resumed,
      RunDirectory directory,
      Checkpoints checkpoints,
      RunContext caller) {
    this.job = job;
    this.resumed = resumed;
    this.directory = directory;
    this.checkpoints = checkpoints;
    RunContext plain = RunContext.of(caller.seed(), caller.listener(), caller.cancellation());
    this.watch = new Stopwatch(plain, checkpoints.secondsBefore(), checkpoints::spent);
    this.recording =
        new Recording(caller.listener(), directory, () -> checkpoints.spent(watch.seconds()));
    this.run = RunContext.of(caller.seed(), recording, caller.cancellation());
  }

  /**
   * Starts a run, or resumes one.
   *
   * @param output the run directory
   * @param resumed whether the directory contains a run to resume
   * @param configuration its complete text, with the seed of {@code caller}
   * @param seed the seed of the configuration
   * @param caller provides the seed, progress and cancellation
   * @throws ConfigurationException if the directory is in use or not empty; for a resumed run, if
   *     the seed differs from the one it was started with
   * @throws io.decipher.runtime.report.RunFinishedException if a run to resume has been finished by
   *     another process meanwhile
   */
  public static RunSession open(
      RunJob job,
      Path output,
      boolean resumed,
      String configuration,
      long seed,
      RunContext caller) {
    if (resumed && caller.seed() != seed) {
      throw new ConfigurationException(
          List.of(
              "the seed must be "
                  + seed
                  + ", that of the run in "
                  + output
                  + ", but was "
                  + caller.seed()));
    }
    RunDirectory locked =
        resumed ? RunDirectory.reopen(output) : RunDirectory.createResumable(output);
    boolean opened = false;
    try {
      RunDirectory directory =
          locked.advising("resume with: " + RunDirectory.resumption(output, job.command()));
      if (resumed && Files.exists(output.resolve(job.report()))) {
        directory.remove(Checkpoints.NAME);
        throw Resumption.finished(output, job);
      }
      if (!resumed) {
        directory.writeText(RunDirectory.CONFIGURATION, configuration);
      }
      Checkpoints checkpoints =
          resumed
              ? Checkpoints.goOn(directory, job.command())
              : Checkpoints.begin(directory, job.command());
      directory.remove(Recording.METRICS); // measured again
      RunSession session = new RunSession(job, resumed, directory, checkpoints, caller);
      opened = true;
      return session;
    } finally {
      if (!opened) {
        locked.close();
      }
    }
  }

  /**
   * Reads the input of a run. If that fails, a new run's directory is emptied, since there are no
   * results yet.
   */
  public <T> T read(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (DecipherException e) {
      if (!resumed) {
        directory.remove(RunDirectory.CONFIGURATION);
        directory.remove(Checkpoints.NAME);
      }
      throw e;
    }
  }

  /** Writes the report, after which intermediate results are deleted. */
  public void end(String report) {
    directory.finish(job.report(), report);
    directory.remove(Checkpoints.NAME);
  }

  /** Returns the run directory. */
  public RunDirectory directory() {
    return directory;
  }

  /** Returns the intermediate results of the run. */
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** Returns the stopwatch for stages. */
  public Stopwatch watch() {
    return watch;
  }

  /** Returns the context for the parts of the run, whose reports are recorded. */
  public RunContext run() {
    return run;
  }

  /** Returns the metrics of the last epoch; empty before the first. */
  public Map<String, Double> lastEpoch() {
    return recording.last();
  }

  @Override
  public void close() {
    directory.close();
  }
}
