// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.runtime.internal.data.Csv;
import io.decipher.runtime.report.CrossValidationReport;
import io.decipher.runtime.report.CrossValidationReport.Fold;
import io.decipher.runtime.report.CrossValidationReport.Spread;
import io.decipher.runtime.report.EvaluationReport.Figures;
import io.decipher.runtime.report.EvaluationReport.Reconstruction;
import io.decipher.runtime.report.SweepReport;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Models that differ in a setting, as tables (CSV) for programs: all figures with full precision,
 * in the units of their reports; a cell is empty if a model has no such figure.
 */
public final class VariantTables {
  private VariantTables() {}

  /** Returns {@code sweep.csv}: one row per variant. */
  public static String of(SweepReport report) {
    StringBuilder table =
        table(
            "variant",
            "parameters",
            "squared_error",
            "standard_error",
            "by_principal_components",
            "components",
            "by_mean",
            "nll",
            "elbo",
            "rate",
            "seconds");
    for (SweepReport.Variant one : report.trials()) {
      Reconstruction errors = one.evaluation().reconstruction();
      Optional<Figures> figures = SweepReport.figures(one);
      add(
          table,
          one.name(),
          one.parameters(),
          errors.model().mean(),
          errors.model().standardError(),
          errors.principalComponents().mean(),
          errors.components(),
          errors.mean().mean(),
          figures.map(Figures::negativeLogLikelihood),
          figures.map(Figures::evidenceLowerBound),
          figures.map(Figures::rate),
          one.seconds());
    }
    return table.toString();
  }

  /** Returns {@code cross-validation.csv}: one row per variant, with means over the folds. */
  public static String of(CrossValidationReport report) {
    StringBuilder table =
        table(
            "variant",
            "squared_error",
            "deviation",
            "by_principal_components",
            "nll",
            "nll_deviation",
            "elbo",
            "elbo_deviation");
    for (CrossValidationReport.Variant one : report.variants()) {
      add(
          table,
          one.name(),
          one.squaredError().mean(),
          one.squaredError().deviation(),
          one.byPrincipalComponents().mean(),
          one.negativeLogLikelihood().map(Spread::mean),
          one.negativeLogLikelihood().map(Spread::deviation),
          one.evidenceLowerBound().map(Spread::mean),
          one.evidenceLowerBound().map(Spread::deviation));
    }
    return table.toString();
  }

  /** Returns {@code folds.csv}: one row per variant and fold; folds are counted from 1. */
  public static String folds(CrossValidationReport report) {
    StringBuilder table =
        table(
            "variant",
            "fold",
            "learned",
            "measured",
            "squared_error",
            "by_principal_components",
            "by_mean",
            "nll",
            "elbo");
    for (CrossValidationReport.Variant one : report.variants()) {
      for (int fold = 0; fold < one.folds().size(); fold++) {
        Fold part = one.folds().get(fold);
        add(
            table,
            one.name(),
            fold + 1,
            part.learned(),
            part.measured(),
            part.reconstruction().model().mean(),
            part.reconstruction().principalComponents().mean(),
            part.reconstruction().mean().mean(),
            part.figures().map(Figures::negativeLogLikelihood),
            part.figures().map(Figures::evidenceLowerBound));
      }
    }
    return table.toString();
  }

  private static StringBuilder table(String... header) {
    return new StringBuilder(Csv.row(List.of(header)));
  }

  private static void add(StringBuilder table, Object... cells) {
    table.append(Csv.row(Arrays.stream(cells).map(VariantTables::text).toList()));
  }

  private static String text(Object cell) {
    return cell instanceof Optional<?> figure
        ? figure.map(String::valueOf).orElse("")
        : String.valueOf(cell);
  }
}
