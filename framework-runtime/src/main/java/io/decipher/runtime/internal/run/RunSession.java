// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
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
 * One process of a run that can be resumed: its locked directory, what it keeps for another
 * process, its stopwatch, and what it records. Close it after use, whatever became of the run.
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
   * Begins a run, or resumes one.
   *
   * @param output the run directory
   * @param resumed whether the directory holds a run to resume
   * @param configuration the whole of it, with the seed of {@code caller}
   * @param seed that the configuration names
   * @param caller the seed to use, who is told of progress, and who may cancel
   * @throws ConfigurationException if the directory is in use, or holds something already; of a run
   *     that is resumed, if the seed is not the one it was begun with
   * @throws io.decipher.runtime.report.RunFinishedException if a run that is resumed has been ended
   *     by another process meanwhile
   */
  public static RunSession open(
      RunJob job,
      Path output,
      boolean resumed,
      Settings configuration,
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
    RunDirectory locked = resumed ? RunDirectory.reopen(output) : RunDirectory.create(output);
    boolean opened = false;
    try {
      RunDirectory directory =
          locked.advising("resume with: " + RunDirectory.resumption(output, job.command()));
      if (resumed && Files.exists(output.resolve(job.report()))) {
        directory.remove(Checkpoints.NAME);
        throw Resumption.finished(output, job);
      }
      if (!resumed) {
        directory.writeText(RunDirectory.CONFIGURATION, configuration.render());
      }
      Checkpoints checkpoints =
          resumed
              ? Checkpoints.goOn(directory, job.command())
              : Checkpoints.begin(directory, job.command());
      directory.remove(Recording.METRICS); // what an earlier process measured is measured again
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
   * Reads what a run begins with. If that fails, a new run's directory is emptied, since nothing is
   * found yet.
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

  /** Writes the report, after which nothing is kept for another process. */
  public void end(String report) {
    directory.finish(job.report(), report);
    directory.remove(Checkpoints.NAME);
  }

  /** Returns the run directory. */
  public RunDirectory directory() {
    return directory;
  }

  /** Returns what the run keeps for another process. */
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** Returns what measures how long stages take. */
  public Stopwatch watch() {
    return watch;
  }

  /** Returns the context for the parts of the run: what they report is recorded. */
  public RunContext run() {
    return run;
  }

  /** Returns what the last epoch measured; nothing before the first. */
  public Map<String, Double> lastEpoch() {
    return recording.last();
  }

  @Override
  public void close() {
    directory.close();
  }
}
