// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What models came to on samples that they were not trained on, each sample being held out once
 * (K-fold cross-validation).
 *
 * @param folds how many parts the samples were dealt out to
 * @param samples of all parts together
 * @param variants one a setting, in the order they were asked for
 * @param directory where everything was written
 */
public record CrossValidationReport(
    int folds, int samples, List<Variant> variants, Path directory) {
  /** Copies the list. */
  public CrossValidationReport {
    variants = List.copyOf(variants);
  }

  /**
   * One setting.
   *
   * @param name what it differs by
   * @param folds what was measured on each part by the model that was trained on the others
   */
  public record Variant(String name, List<Fold> folds) {
    /** Copies the list. */
    public Variant {
      folds = List.copyOf(folds);
    }

    /** Returns mean and spread of the models' squared errors. */
    public Spread squaredError() {
      return spread(fold -> fold.reconstruction.model().mean());
    }

    /** Returns mean and spread of the squared errors by as many principal components. */
    public Spread byPrincipalComponents() {
      return spread(fold -> fold.reconstruction.principalComponents().mean());
    }

    /** Returns the same of the negative log-likelihoods, nats; empty without a likelihood. */
    public Optional<Spread> negativeLogLikelihood() {
      return likelihoods(EvaluationReport.Figures::negativeLogLikelihood);
    }

    /** Returns the same of the evidence lower bounds, nats. */
    public Optional<Spread> evidenceLowerBound() {
      return likelihoods(EvaluationReport.Figures::evidenceLowerBound);
    }

    private Optional<Spread> likelihoods(ToDoubleFunction<EvaluationReport.Figures> figure) {
      return folds.stream().allMatch(fold -> fold.figures.isPresent())
          ? Optional.of(spread(fold -> figure.applyAsDouble(fold.figures.orElseThrow())))
          : Optional.empty();
    }

    private Spread spread(ToDoubleFunction<Fold> figure) {
      return Spread.of(folds.stream().mapToDouble(figure).toArray());
    }
  }

  /**
   * One part.
   *
   * @param learned how many samples the model was trained on
   * @param measured how many samples of the part were measured
   * @param reconstruction errors of the model and of what it has to be better than, which know the
   *     same samples
   * @param figures under the standard normal distribution, if the model gives samples a likelihood
   */
  public record Fold(
      int learned,
      int measured,
      EvaluationReport.Reconstruction reconstruction,
      Optional<EvaluationReport.Figures> figures) {}

  /**
   * A mean over the parts.
   *
   * @param mean of the parts' figures
   * @param deviation their standard deviation. Trainings share samples, so that it is no error of
   *     the mean (Bengio and Grandvalet 2004)
   */
  public record Spread(double mean, double deviation) {
    /** Returns those of figures, 2 or more. */
    public static Spread of(double[] figures) {
      EvaluationReport.MeanError error = EvaluationReport.MeanError.of(figures);
      return new Spread(error.mean(), error.standardError() * Math.sqrt(figures.length));
    }
  }

  /** Returns a table, a line each, for people. */
  public List<String> lines() {
    int width = Math.max(7, variants.stream().mapToInt(one -> one.name.length()).max().orElse(0));
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d samples, each held out once in %d parts; mean over the parts ± standard deviation",
            samples,
            folds));
    lines.add(
        String.format(
            Locale.ROOT,
            "%-" + width + "s  %19s  %12s  %16s  %16s",
            "variant",
            "sq. error",
            "principal c.",
            "NLL",
            "ELBO"));
    for (Variant one : variants) {
      Spread error = one.squaredError();
      lines.add(
          String.format(
              Locale.ROOT,
              "%-" + width + "s  %9.5f ± %.5f  %12.5f  %16s  %16s",
              one.name,
              error.mean,
              error.deviation,
              one.byPrincipalComponents().mean,
              one.negativeLogLikelihood().map(CrossValidationReport::nats).orElse("-"),
              one.evidenceLowerBound().map(CrossValidationReport::nats).orElse("-")));
    }
    return lines;
  }

  private static String nats(Spread spread) {
    return String.format(Locale.ROOT, "%.2f ± %.2f", spread.mean, spread.deviation);
  }
}
