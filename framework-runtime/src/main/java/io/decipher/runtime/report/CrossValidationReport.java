// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The result of a K-fold cross-validation, in which each sample is held out once.
 *
 * @param folds the number of folds
 * @param samples the number of samples of all folds together
 * @param variants one per setting, in the given order
 * @param directory the output directory
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
   * @param name its name
   * @param folds the evaluation on each fold of the model trained on the others
   */
  public record Variant(String name, List<Fold> folds) {
    /** Copies the list. */
    public Variant {
      folds = List.copyOf(folds);
    }

    /** Returns mean and standard deviation of the models' squared errors. */
    public Spread squaredError() {
      return spread(fold -> fold.reconstruction.model().mean());
    }

    /**
     * Returns mean and standard deviation of the squared errors of as many principal components.
     */
    public Spread byPrincipalComponents() {
      return spread(fold -> fold.reconstruction.principalComponents().mean());
    }

    /** Returns the same for the negative log-likelihood, in nats; empty without a likelihood. */
    public Optional<Spread> negativeLogLikelihood() {
      return likelihoods(EvaluationReport.Figures::negativeLogLikelihood);
    }

    /** Returns the same for the evidence lower bound, in nats; empty without a likelihood. */
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
   * The evaluation on one fold.
   *
   * @param learned the number of samples that the model was trained on
   * @param measured the number of samples of the fold that were evaluated
   * @param reconstruction the errors of the model and of baselines fitted to the same samples
   * @param figures figures under the standard normal prior, if the model has a likelihood
   */
  public record Fold(
      int learned,
      int measured,
      EvaluationReport.Reconstruction reconstruction,
      Optional<EvaluationReport.Figures> figures) {}

  /**
   * A mean over the folds.
   *
   * @param mean the mean over the folds
   * @param deviation the standard deviation over the folds. Since training sets overlap, it is not
   *     the standard error of the mean (Bengio and Grandvalet 2004)
   */
  public record Spread(double mean, double deviation) {
    /** Returns mean and standard deviation of two or more figures. */
    public static Spread of(double[] figures) {
      EvaluationReport.MeanError error = EvaluationReport.MeanError.of(figures);
      return new Spread(error.mean(), error.standardError() * Math.sqrt(figures.length));
    }
  }

  /** Returns a table as lines of text for people. */
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
