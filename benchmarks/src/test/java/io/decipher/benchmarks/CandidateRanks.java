// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import io.decipher.api.Candidate;
import io.decipher.api.DecipherException;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.runtime.Discovery;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.Reproduction;
import io.decipher.runtime.report.Scores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Compares how the preset {@code auto} ranks candidate features with the ranking by labels: for
 * every candidate of a data set, the information that random halves of the samples recover of each
 * other's classes, by which {@code auto} chooses, beside the normalized mutual information of the
 * candidate's classes with the true ones, which is never used for choosing; and Spearman's rank
 * correlation of the two over the candidates.
 *
 * <pre>
 * mvn -q -o -Pbench -pl benchmarks -am verify -DskipTests -Dbench.main=CandidateRanks -Dbench=signs.conf,songs.conf
 * </pre>
 *
 * <p>Each file contains the block {@code decipher.dataset} of a data set with its truth.
 */
public final class CandidateRanks {
  private static final int NAME = 44;

  /** The result of a candidate. */
  private record Tried(String name, double information, double nmi) {}

  private final Plugins plugins = Plugins.discover();

  private CandidateRanks() {}

  /** Runs the measurement. */
  public static void main(String[] arguments) {
    CandidateRanks bench = new CandidateRanks();
    for (String file : arguments[0].split(",", -1)) {
      bench.measure(Path.of(file));
    }
  }

  private void measure(Path file) {
    Settings settings = Settings.load(file);
    Settings dataset = settings.at("decipher.dataset");
    Samples samples = plugins.create(DatasetProvider.class, dataset).samples();
    List<Candidate> candidates =
        plugins.candidates(samples, candidate -> candidate, System.err::println);
    List<Tried> all = new ArrayList<>();
    for (Candidate candidate : candidates) {
      try {
        all.add(tried(candidate, settings));
      } catch (DecipherException e) {
        System.out.printf(Locale.ROOT, "%s  %s: %s%n", file, candidate.name(), e.getMessage());
      }
    }
    all.sort(Comparator.comparingDouble(Tried::information).reversed());
    for (Tried one : all) {
      System.out.printf(
          Locale.ROOT,
          "%s  %-" + NAME + "s  %.3f nats  NMI %.3f%n",
          file.getFileName(),
          one.name,
          one.information,
          one.nmi);
    }
    System.out.printf(
        Locale.ROOT,
        "%s  Spearman's rho over %d candidates: %.2f%n",
        file.getFileName(),
        all.size(),
        correlation(all));
  }

  private Tried tried(Candidate candidate, Settings dataset) {
    Settings entry =
        candidate.settings().has("project")
            ? candidate.settings()
            : candidate
                .settings()
                .with("project", Settings.parse("pca", "type = pca, dimensions = 64"));
    Settings job =
        Settings.parse(
            "job",
            """
            projector { type = umap, neighbours = 15, dimensions = 2, min-distance = 0 }
            clusterer { type = hdbscan, min-samples = 5 }
            evidence { layouts = 0, halves = 3 }
            rounds = 0, compare = []
            model { type = vae, fit { epochs = 1, min-steps = 0 } }
            """);
    Settings settings =
        Settings.parse("all", "decipher {}")
            .with("decipher", job.with("features", List.of(entry)))
            .over(dataset);
    DiscoveryReport report =
        Discovery.of(settings, plugins).runWithoutDirectory(RunContext.seeded(42));
    return new Tried(
        candidate.name(),
        report
            .view()
            .reproduction()
            .flatMap(Reproduction::best)
            .map(Reproduction.Level::information)
            .orElse(0.0),
        report.view().scores().map(Scores::nmi).orElse(Double.NaN));
  }

  /** Returns Spearman's rank correlation, with average ranks for ties. */
  private static double correlation(List<Tried> all) {
    double[] a = ranks(all.stream().mapToDouble(Tried::information).toArray());
    double[] b = ranks(all.stream().mapToDouble(Tried::nmi).toArray());
    double mean = (all.size() + 1) / 2.0;
    double both = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < a.length; i++) {
      both += (a[i] - mean) * (b[i] - mean);
      first += (a[i] - mean) * (a[i] - mean);
      second += (b[i] - mean) * (b[i] - mean);
    }
    return both / Math.sqrt(first * second);
  }

  private static double[] ranks(double[] values) {
    return IntStream.range(0, values.length)
        .mapToDouble(
            i ->
                IntStream.range(0, values.length)
                        .mapToDouble(
                            j -> values[j] < values[i] ? 1 : values[j] == values[i] ? 0.5 : 0)
                        .sum()
                    + 0.5)
        .toArray();
  }
}
