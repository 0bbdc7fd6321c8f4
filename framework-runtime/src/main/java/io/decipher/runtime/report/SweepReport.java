// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The result of a {@code ParameterSweep}: models that differ in a setting, evaluated on the same
 * samples.
 *
 * @param trials one per model, in the given order
 * @param directory the output directory
 */
public record SweepReport(List<Variant> trials, Path directory) {
  /** Copies the list. */
  public SweepReport {
    trials = List.copyOf(trials);
  }

  /**
   * One model.
   *
   * @param name its name
   * @param parameters the number of its parameters as text, as given by the model; may be empty
   * @param evaluation on samples that it was not trained on, if there are any
   * @param seconds the duration of training
   */
  public record Variant(
      String name, String parameters, EvaluationReport evaluation, double seconds) {}

  /** Returns a table as lines of text for people. */
  public List<String> lines() {
    int width = Math.max(7, trials.stream().mapToInt(one -> one.name.length()).max().orElse(0));
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-" + width + "s  %12s  %12s  %12s  %10s  %10s",
            "variant",
            "sq. error",
            "principal c.",
            "mean",
            "NLL",
            "ELBO"));
    for (Variant one : trials) {
      EvaluationReport.Reconstruction errors = one.evaluation.reconstruction();
      Optional<EvaluationReport.Figures> figures = figures(one);
      lines.add(
          String.format(
              Locale.ROOT,
              "%-" + width + "s  %12.5f  %12.5f  %12.5f  %10s  %10s",
              one.name,
              errors.model().mean(),
              errors.principalComponents().mean(),
              errors.mean().mean(),
              figures.map(all -> decimal(all.negativeLogLikelihood())).orElse("-"),
              figures.map(all -> decimal(all.evidenceLowerBound())).orElse("-")));
    }
    return lines;
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Returns the figures of a variant under the standard normal prior, if it has any. */
  public static Optional<EvaluationReport.Figures> figures(Variant one) {
    return one.evaluation.likelihood().map(likelihood -> likelihood.priors().get(0));
  }
}
