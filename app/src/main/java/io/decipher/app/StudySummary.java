// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.Labels;
import io.decipher.runtime.report.Consensus;
import io.decipher.runtime.report.Scores;
import io.decipher.runtime.report.StudyReport;
import io.decipher.runtime.report.StudyReport.Spread;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints what several runs of one discovery found. */
final class StudySummary {
  private StudySummary() {}

  static void print(StudyReport report, PrintWriter out) {
    report
        .failures()
        .forEach((seed, problem) -> out.println("seed " + seed + " did not finish: " + problem));
    out.printf(
        Locale.ROOT,
        "%d runs: %s%n",
        report.runs().size(),
        report.histogram().entrySet().stream()
            .map(entry -> entry.getKey() + " classes in " + entry.getValue())
            .collect(Collectors.joining(", ")));
    report
        .spread(Scores::accuracy)
        .ifPresent(accuracy -> out.println("  " + against("accuracy", accuracy)));
    report.spread(Scores::nmi).ifPresent(nmi -> out.println("  " + against("NMI", nmi)));
    Consensus consensus = report.consensus();
    Labels labels = consensus.labels();
    out.printf(
        Locale.ROOT,
        "consensus: %d classes, %.1f %% noise; all runs agree on %.1f %% of %,d samples, two of them"
            + " on %.1f %%%n",
        labels.classes(),
        labels.size() == 0 ? 0.0 : 100.0 * labels.noise() / labels.size(),
        100 * consensus.unanimous(),
        labels.size(),
        100 * consensus.similarity());
    report
        .scores()
        .ifPresent(
            scores ->
                out.printf(
                    Locale.ROOT,
                    "  against people's labels, used for these lines alone: accuracy %.4f, NMI %.3f,"
                        + " ARI %.3f%n",
                    scores.accuracy(),
                    scores.nmi(),
                    scores.ari()));
    int disputed = consensus.disputed().length;
    if (disputed > 0) {
      out.printf(
          Locale.ROOT,
          "  %,d samples to look at, those the runs disagree on most first: disagreements.csv%n",
          disputed);
    }
    out.println(report.directory() + ": summary.json, consensus.npy, agreement.npy and the runs");
  }

  private static String against(String name, Spread spread) {
    return String.format(
        Locale.ROOT,
        "against people's labels: %s median %.4f, worst %.4f, best %.4f",
        name,
        spread.median(),
        spread.worst(),
        spread.best());
  }
}
