// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.report;

import io.decipher.api.FloatMatrix;
import io.decipher.api.LikelihoodModel.Conditions;
import io.decipher.api.LikelihoodModel.Likelihoods;
import io.decipher.api.LikelihoodModel.UnderPrior;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of an evaluation: reconstruction errors, likelihoods if the model has any, and how
 * they were measured.
 *
 * @param measured the samples
 * @param reconstruction the errors of the model and of baselines
 * @param likelihood empty if the model has no likelihood
 * @param warnings what a reader should know, in words
 * @param seed the seed of the evaluation
 * @param seconds its duration
 * @param directory the output directory
 */
public record EvaluationReport(
    Measured measured,
    Reconstruction reconstruction,
    Optional<Likelihood> likelihood,
    List<String> warnings,
    long seed,
    double seconds,
    Path directory) {
  private static final double ACTIVE = 0.01; // Burda et al. 2016
  private static final int FEW = 4; // warns of collapse if at most one in so many units is active

  /** Copies the list. */
  public EvaluationReport {
    warnings = List.copyOf(warnings);
  }

  /**
   * The samples that were evaluated.
   *
   * @param count the number of samples
   * @param available the number of available samples, of which {@code count} were selected, evenly
   *     spaced
   * @param kind the word for samples: {@code images} or {@code samples}
   * @param test whether they are the test part of the data set, rather than training samples
   * @param unseen whether none of them was used in training
   * @param preprocess the names of the preprocessors applied before
   */
  public record Measured(
      int count,
      int available,
      String kind,
      boolean test,
      boolean unseen,
      List<String> preprocess) {
    /** Copies the list. */
    public Measured {
      preprocess = List.copyOf(preprocess);
    }

    private String line() {
      String which = test ? "test " : "";
      return String.format(
              Locale.ROOT,
              count == available ? "all %,d %s%s%s" : "%,d of %,d %s%s",
              count == available
                  ? new Object[] {count, which, kind, test ? "" : " of training"}
                  : new Object[] {count, available, which, kind + (test ? "" : " of training")})
          + (count == available ? "" : " (evenly spaced)");
    }
  }

  /**
   * The mean squared error of a sample over its values, in squared units of the values, for the
   * model and for two baselines: as many principal components as the model has latents, and the
   * mean.
   *
   * @param components the number of principal components: that of the latents, or fewer if there
   *     are not as many
   * @param fittedOn the number of training samples to which the baselines are fitted
   * @param model the error of the model
   * @param principalComponents the error of the principal components
   * @param mean the error of the mean sample
   * @param angle the largest principal angle, in degrees, between the subspaces of a linear encoder
   *     and of the principal components; empty if the encoder is not linear
   */
  public record Reconstruction(
      int components,
      int fittedOn,
      MeanError model,
      MeanError principalComponents,
      MeanError mean,
      OptionalDouble angle) {
    private String line(String kind) {
      return String.format(
          Locale.ROOT,
          "squared error per reconstructed value: %.4g ± %.2g by the model, %.4g by %d principal"
              + " components, %.4g by the mean (both of %,d training %s)",
          model.mean,
          model.standardError,
          principalComponents.mean,
          components,
          mean.mean,
          fittedOn,
          kind);
    }
  }

  /**
   * A mean over samples.
   *
   * @param mean the mean error
   * @param standardError the standard error of the mean; NaN for a single sample
   */
  public record MeanError(double mean, double standardError) {
    /** Returns the mean of errors, (n), with n at least 1. */
    public static MeanError of(double[] errors) {
      double sum = 0;
      for (double error : errors) {
        sum += error;
      }
      double mean = sum / errors.length;
      double squares = 0;
      for (double error : errors) {
        squares += (error - mean) * (error - mean);
      }
      int n = errors.length;
      return new MeanError(mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n));
    }
  }

  /**
   * The likelihood of samples under the model.
   *
   * @param draws the number of importance samples per sample
   * @param conditions the conditions under which likelihoods were computed
   * @param priors the figures under each prior, the standard normal prior first
   * @param distortion −E log p(x|z), in nats
   * @param activeUnits the number of latent units whose posterior mean has a variance above 0.01
   *     over the samples (Burda et al. 2016)
   * @param latentUnits the number of latent units
   */
  public record Likelihood(
      int draws,
      Conditions conditions,
      List<Figures> priors,
      double distortion,
      int activeUnits,
      int latentUnits) {
    /** Copies the list. */
    public Likelihood {
      priors = List.copyOf(priors);
    }

    /** Returns the means of a model's likelihoods. */
    public static Likelihood of(Likelihoods likelihoods, int draws) {
      return new Likelihood(
          draws,
          likelihoods.conditions(),
          figures(likelihoods),
          average(likelihoods.distortions()),
          active(likelihoods.means()),
          likelihoods.means().columns());
    }

    /** Returns the unit of the figures. */
    public String unit() {
      return conditions.density() ? "nats of a density" : "nats";
    }

    private List<String> lines() {
      List<String> lines = new ArrayList<>();
      for (Figures figures : priors) {
        lines.add(
            String.format(
                Locale.ROOT,
                "NLL %.2f ± %.2f %s under %s; ELBO %.2f; rate %.2f, distortion %.2f",
                figures.negativeLogLikelihood,
                figures.standardError,
                unit(),
                figures.prior,
                figures.evidenceLowerBound,
                figures.rate,
                distortion));
      }
      lines.add(activeUnits + " of " + latentUnits + " latent units are active");
      return lines;
    }
  }

  /**
   * Means over the samples, in nats.
   *
   * @param prior the name of the prior
   * @param negativeLogLikelihood −log p(x), by importance sampling
   * @param standardError the standard error of that mean
   * @param evidenceLowerBound −distortion − rate
   * @param rate KL(q(z|x) ‖ p(z))
   */
  public record Figures(
      String prior,
      double negativeLogLikelihood,
      double standardError,
      double evidenceLowerBound,
      double rate) {}

  /** Returns the figures and their conditions as lines of text for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        measured.line()
            + likelihood
                .map(
                    one ->
                        String.format(
                            Locale.ROOT,
                            ", %,d importance samples each; %s, %s",
                            one.draws,
                            one.conditions.likelihood(),
                            one.conditions.values()))
                .orElse("")
            + (measured.preprocess.isEmpty()
                ? ""
                : "; "
                    + measured.kind
                    + " preprocessed: "
                    + String.join(", ", measured.preprocess)));
    lines.add(reconstruction.line(measured.kind));
    reconstruction.angle.ifPresent(
        degrees ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "its encoder is linear; the subspace that it keeps is at most %.2f degrees"
                        + " away from that of the principal components",
                    degrees)));
    likelihood.ifPresent(one -> lines.addAll(one.lines()));
    lines.addAll(warnings);
    return lines;
  }

  private static List<Figures> figures(Likelihoods likelihoods) {
    double distortion = average(likelihoods.distortions());
    List<Figures> all = new ArrayList<>();
    for (UnderPrior under : likelihoods.priors()) {
      double rate = average(under.rates());
      MeanError logarithms = MeanError.of(column(under.logLikelihoods()));
      all.add(
          new Figures(
              under.prior(), -logarithms.mean, logarithms.standardError, -distortion - rate, rate));
    }
    return all;
  }

  private static double average(FloatMatrix column) {
    return MeanError.of(column(column)).mean;
  }

  private static double[] column(FloatMatrix column) {
    double[] values = new double[column.rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = column.get(i, 0);
    }
    return values;
  }

  /** Returns the number of columns of posterior means with a variance above 0.01. */
  public static int active(FloatMatrix means) {
    int active = 0;
    for (int j = 0; j < means.columns(); j++) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < means.rows(); i++) {
        sum += means.get(i, j);
        squares += (double) means.get(i, j) * means.get(i, j);
      }
      double mean = sum / means.rows();
      active += squares / means.rows() - mean * mean > ACTIVE ? 1 : 0;
    }
    return active;
  }

  /** Returns what a reader of the figures should know, in words. */
  public static List<String> warnings(
      Measured measured, Reconstruction reconstruction, Optional<Likelihood> likelihood) {
    List<String> warnings = new ArrayList<>();
    if (!measured.test) {
      warnings.add(
          "warning: the data set has no test "
              + measured.kind
              + ", so those used for training were measured; this is not a test result");
    } else if (!measured.unseen) {
      warnings.add(
          "warning: the model may have seen these images in training, as `decipher discover`"
              + " trains on all samples; this is not a test result. `decipher train` holds the"
              + " test images out");
    }
    if (reconstruction.model.mean >= reconstruction.mean.mean) {
      warnings.add(
          "warning: the mean alone is as close to the "
              + measured.kind
              + " as their reconstructions by the model, which does not distinguish them. Train"
              + " it longer, or see what `decipher check` reports");
    }
    likelihood.ifPresent(one -> warnings.addAll(collapse(one.activeUnits, one.latentUnits)));
    return warnings;
  }

  /** Returns a warning about posterior collapse, if few latent units are active. */
  static List<String> collapse(int active, int units) {
    String cure =
        "; let beta grow (kl-warm-up), give each unit some nats (free-bits), or lower beta";
    if (active == 0) {
      return List.of(
          "warning: posterior collapse: no latent unit distinguishes samples, and the decoder"
              + " draws the same for all"
              + cure);
    }
    if (active * FEW > units) {
      return List.of();
    }
    return List.of(
        "warning: posterior collapse of "
            + (units - active)
            + " of "
            + units
            + " latent units, which carry no information about a sample"
            + cure
            + "; if "
            + active
            + " are enough, lower latent-size");
  }
}
