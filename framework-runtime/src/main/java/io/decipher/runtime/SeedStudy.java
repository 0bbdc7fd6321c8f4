// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Manifest;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.runtime.internal.data.Csv;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.internal.store.StudyState;
import io.decipher.runtime.report.Consensus;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.RunFinishedException;
import io.decipher.runtime.report.Stage;
import io.decipher.runtime.report.StudyReport;
import io.decipher.runtime.report.StudyReport.Compared;
import io.decipher.runtime.report.StudyReport.SeedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs the same discovery with several seeds, since results vary between seeds: how the runs
 * differ, what they agree on, and which samples they disagree on.
 *
 * <p>If a run fails, the failure is reported and the other runs continue; problems that occur for
 * every seed, such as a missing data set, are reported once before the first run. A study that was
 * cancelled or killed is continued by {@link #resume}: finished runs are kept, and a started one is
 * resumed.
 */
public final class SeedStudy {
  private static final int SHOWN = 100;
  private static final int COLUMNS = 10;

  private final Discovery discovery;
  private final int seeds;
  private final boolean goesOn;

  private SeedStudy(Discovery discovery, int seeds, boolean goesOn) {
    this.discovery = discovery;
    this.seeds = seeds;
    this.goesOn = goesOn;
  }

  /** Returns whether a directory contains a study, finished or not. */
  public static boolean isIn(Path directory) {
    return StudyState.isIn(directory);
  }

  /**
   * Returns all samples as the data set provides them, (n); they are read once.
   *
   * @throws DecipherException if they cannot be read
   */
  public Samples samples() {
    return discovery.samples();
  }

  /** Returns the run directories of a study that has finished successfully, ordered by seed. */
  public static List<Path> runsOf(Path directory) {
    StudyState state = StudyState.of(directory);
    return IntStream.range(0, state.seeds())
        .mapToObj(i -> directory.resolve(StudyState.runName(state.first() + i)))
        .filter(run -> Files.exists(run.resolve(DiscoveryReport.FILE)))
        .toList();
  }

  /**
   * Creates a study that resumes an unfinished one, in its own directory and with its own
   * configuration.
   *
   * @param directory the directory of the study
   * @param plugins the plugins to which its configuration refers
   * @throws RunFinishedException if it has finished, with what it found
   * @throws ConfigurationException if it was written by another version of Decipher, or its
   *     configuration has been changed since
   * @throws DecipherException if its intermediate results are damaged
   */
  public static SeedStudy resume(Path directory, Plugins plugins) {
    if (Files.exists(directory.resolve(StudyState.SUMMARY))) {
      try (RunDirectory ended = RunDirectory.reopen(directory)) {
        ended.sweep(); // left behind by a process killed after its last step
      }
      throw new RunFinishedException(
          directory
              + " has already ended: "
              + StudyState.summaryOf(directory)
              + "; there is nothing left to do");
    }
    StudyState state = StudyState.of(directory);
    Discovery discovery =
        Discovery.of(Settings.load(directory.resolve(RunDirectory.CONFIGURATION)), plugins)
            .writingTo(directory);
    return new SeedStudy(discovery, state.seeds(), true);
  }

  /**
   * Creates a study.
   *
   * @param discovery the discovery to run; each run writes to a subdirectory of its output, {@code
   *     seed-42} and so on
   * @param seeds the number of runs, with the seed s of the context and s + 1, s + 2, …
   * @throws ConfigurationException if {@code seeds} is below 1, or above 1 although the discovery
   *     keeps small clusters by number, since these numbers belong to a single run
   */
  public SeedStudy(Discovery discovery, int seeds) {
    if (seeds < 1) {
      throw new ConfigurationException(
          List.of("the number of seeds must be at least 1, but was " + seeds));
    }
    List<Integer> keep = discovery.components().settings().smallClusters().keep();
    if (seeds > 1 && !keep.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              "decipher.small-clusters.keep refers to small clusters "
                  + keep
                  + " of one run, but other seeds find different ones; run one seed, or leave"
                  + " keep out"));
    }
    this.discovery = discovery;
    this.seeds = seeds;
    this.goesOn = false;
  }

  /** Returns the seed of the first run, as configured. */
  public long seed() {
    return discovery.seed();
  }

  /** Returns the output directory. */
  public Path output() {
    return discovery.output();
  }

  /**
   * Runs the discoveries one after another, and writes {@code summary.json}, {@code consensus.npy},
   * {@code agreement.npy}, {@code disagreements.csv} and, for images, {@code disagreements.png}.
   *
   * @param caller as for {@link Discovery#run}; its seed is that of the first run
   * @throws ConfigurationException if the directory is not empty, or the configuration cannot be
   *     run; for a resumed study, if the seed differs from the one it was started with
   * @throws DecipherException if the data set cannot be read, or no run finished
   * @throws java.util.concurrent.CancellationException if the study was cancelled; finished runs
   *     are kept
   */
  public StudyReport run(RunContext caller) {
    if (goesOn && caller.seed() != seed()) {
      throw new ConfigurationException(
          List.of(
              "the seed must be "
                  + seed()
                  + ", the first of the study in "
                  + output()
                  + ", but was "
                  + caller.seed()));
    }
    try (RunDirectory directory =
        goesOn ? RunDirectory.reopen(output()) : RunDirectory.createResumable(output())) {
      discovery.requireReadable(caller);
      if (!goesOn) {
        String configuration = discovery.seeded(caller.seed()).render();
        directory.writeText(RunDirectory.CONFIGURATION, configuration);
        directory.writeText(
            StudyState.FILE, StudyState.begin(seeds, caller.seed(), configuration).render());
      }
      return run(caller, directory);
    }
  }

  /** A finished run and its labels. */
  private record Ended(SeedRun run, Labels labels) {}

  private Ended run(long seed, Path place, RunContext caller) {
    RunContext context = RunContext.of(seed, caller.listener(), caller.cancellation());
    boolean begun = goesOn && Files.isRegularFile(place.resolve(RunDirectory.CONFIGURATION));
    if (!begun) {
      return ended(seed, discovery.writingTo(place).run(context));
    }
    if (Files.exists(place.resolve(DiscoveryReport.FILE))) {
      return read(seed, place);
    }
    Discovery resumed = Discovery.resume(place, discovery.components().plugins());
    resumed.warnings().forEach(caller::warn);
    return ended(seed, resumed.run(context));
  }

  private static Ended ended(long seed, DiscoveryReport report) {
    // The rest of the report, hundreds of megabytes of features, is in the run directory.
    return new Ended(summary(seed, report), report.view().found().labels());
  }

  /** Reads the result of a run that another process finished. */
  private Ended read(long seed, Path place) {
    try {
      Manifest.of(place).require("labels.npy");
      int[] labels = Npy.readInts(place.resolve("labels.npy"), discovery.samples().count());
      return new Ended(ReportJson.readRun(place, seed), Labels.of(labels));
    } catch (IOException e) {
      throw new DamagedRunException(place, DecipherException.reason(e), e);
    } catch (DecipherException | IllegalArgumentException e) {
      throw new DamagedRunException(place, String.valueOf(e.getMessage()), e);
    }
  }

  /** A finished run has been modified, so nothing can be said about all of them. */
  private static final class DamagedRunException extends DecipherException {
    private static final long serialVersionUID = 1L;

    DamagedRunException(Path run, String problem, Exception cause) {
      super(problem + "; remove " + run + ", and resume: that run is then done again", cause);
    }
  }

  private StudyReport run(RunContext caller, RunDirectory directory) {
    List<SeedRun> runs = new ArrayList<>();
    List<Labels> labels = new ArrayList<>();
    Map<Long, String> failures = new LinkedHashMap<>();
    for (int i = 0; i < seeds; i++) {
      long seed = caller.seed() + i;
      caller.step(
          new Progress("seed " + seed, (double) i / seeds, "run " + (i + 1) + " of " + seeds));
      try {
        Ended ended = run(seed, directory.path().resolve(StudyState.runName(seed)), caller);
        runs.add(ended.run);
        labels.add(ended.labels);
      } catch (ConfigurationException | DamagedRunException e) {
        throw e;
      } catch (DecipherException e) {
        failures.put(seed, String.valueOf(e.getMessage()));
      }
    }
    if (runs.isEmpty()) {
      throw new DecipherException(
          "no run finished; that of seed " + caller.seed() + ": " + failures.get(caller.seed()));
    }
    Consensus consensus = Consensus.of(labels);
    directory.write("consensus.npy", file -> Npy.write(file, consensus.labels()));
    directory.write("agreement.npy", file -> Npy.writeVector(file, consensus.agreement()));
    int[] disputed = consensus.disputed();
    directory.writeText("disagreements.csv", table(consensus, disputed, runs, discovery.samples()));
    SampleType shape = discovery.type();
    if (disputed.length > 0 && Pictures.canShow(shape)) {
      FloatMatrix shown =
          discovery
              .samples()
              .select(Arrays.copyOf(disputed, Math.min(SHOWN, disputed.length)))
              .toMatrix();
      Pictures.write(
          directory,
          "disagreements.png",
          Pictures.sheet(shown, shape, COLUMNS)
              .headed("samples that runs disagree on, most disputed first"));
    }
    StudyReport report =
        new StudyReport(
            List.copyOf(runs),
            failures,
            consensus,
            discovery.scores(consensus.labels()),
            directory.path());
    directory.finish(
        StudyState.SUMMARY,
        ReportJson.of(report),
        IntStream.range(0, seeds)
            .mapToObj(i -> StudyState.runName(caller.seed() + i))
            .collect(Collectors.toSet()));
    return report;
  }

  private static SeedRun summary(long seed, DiscoveryReport report) {
    Stage view = report.view();
    Map<String, Compared> compared = new LinkedHashMap<>();
    for (Stage other : report.compared()) {
      compared.putIfAbsent(
          String.join(" and ", other.features()), new Compared(other.classes(), other.scores()));
    }
    return new SeedRun(
        seed,
        view.classes(),
        view.noise(),
        view.scores(),
        compared,
        Optional.ofNullable(report.seconds().get("total")).orElse(Double.NaN));
  }

  private static String table(
      Consensus consensus, int[] disputed, List<SeedRun> runs, Samples samples) {
    StringBuilder table =
        new StringBuilder(
            runs.stream()
                .map(run -> StudyState.runName(run.seed()))
                .collect(Collectors.joining(",", "sample,name,class,agreement,", "\n")));
    for (int sample : disputed) {
      table
          .append(sample)
          .append(',')
          .append(Csv.quoted(samples.name(sample)))
          .append(',')
          .append(consensus.labels().get(sample))
          .append(',')
          .append(String.format(Locale.ROOT, "%.3f", consensus.agreement().get(sample, 0)));
      for (Labels run : consensus.aligned()) {
        table.append(',').append(run.get(sample));
      }
      table.append('\n');
    }
    return table.toString();
  }
}
