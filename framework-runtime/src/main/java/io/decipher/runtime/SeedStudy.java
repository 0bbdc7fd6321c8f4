// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.Npy;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.runtime.internal.data.Csv;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.Consensus;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.Stage;
import io.decipher.runtime.report.StudyReport;
import io.decipher.runtime.report.StudyReport.Compared;
import io.decipher.runtime.report.StudyReport.SeedRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The same discovery by several seeds, since what one run finds need not be what the next one does:
 * how the runs differ, what they agree on, and which samples they disagree on.
 *
 * <p>A run that fails is reported, and the others are still run.
 */
public final class SeedStudy {
  private static final int SHOWN = 100;
  private static final int COLUMNS = 10;

  private final Discovery discovery;
  private final int seeds;

  /**
   * Makes a study.
   *
   * @param discovery what to run; each run writes to a directory of its own, {@code seed-42} and so
   *     on, in that of the discovery
   * @param seeds how many runs, by the seed s of the context and s + 1, s + 2, …
   * @throws ConfigurationException if {@code seeds} is below 1, or above 1 while the discovery
   *     keeps small groups by their numbers, which are those of one run
   */
  public SeedStudy(Discovery discovery, int seeds) {
    if (seeds < 1) {
      throw new ConfigurationException(
          List.of("the number of seeds must be at least 1, but was " + seeds));
    }
    List<Integer> keep = discovery.parts().blueprint().modes().keep();
    if (seeds > 1 && !keep.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              "decipher.modes.keep names modes "
                  + keep
                  + " of one run, but other seeds have others; run one seed, or leave keep out"));
    }
    this.discovery = discovery;
    this.seeds = seeds;
  }

  /**
   * Runs all, one after another, and writes {@code summary.json}, {@code consensus.npy}, {@code
   * agreement.npy}, {@code disagreements.csv} and, of images, {@code disagreements.png}.
   *
   * @param caller as for {@link Discovery#run}; its seed is that of the first run
   * @throws ConfigurationException if the directory holds something already
   * @throws DecipherException if no run came to an end
   * @throws java.util.concurrent.CancellationException if the study was cancelled; runs that had
   *     ended are kept
   */
  public StudyReport run(RunContext caller) {
    try (RunDirectory directory = RunDirectory.create(discovery.output())) {
      return run(caller, directory);
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
        // The rest of the report, hundreds of megabytes of features, is in the run's directory.
        DiscoveryReport report =
            discovery
                .writingTo(directory.path().resolve("seed-" + seed))
                .run(RunContext.of(seed, caller.listener(), caller.cancellation()));
        runs.add(summary(seed, report));
        labels.add(report.view().found().labels());
      } catch (DecipherException e) {
        failures.put(seed, String.valueOf(e.getMessage()));
      }
    }
    if (runs.isEmpty()) {
      throw new DecipherException(
          "no run came to an end; that of seed "
              + caller.seed()
              + ": "
              + failures.get(caller.seed()));
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
      Pictures.write(directory, "disagreements.png", shown, shape, COLUMNS);
    }
    StudyReport report =
        new StudyReport(
            List.copyOf(runs),
            failures,
            consensus,
            discovery.scores(consensus.labels()),
            directory.path());
    directory.writeText("summary.json", ReportJson.of(report));
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
                .map(run -> "seed-" + run.seed())
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
