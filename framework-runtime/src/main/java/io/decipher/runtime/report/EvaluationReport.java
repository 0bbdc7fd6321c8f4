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
 * How well a model reconstructs samples, how likely they are to it if it can tell, and what that
 * was measured by.
 *
 * @param measured the samples
 * @param reconstruction errors of the model and of what it has to be better than
 * @param likelihood empty if the model gives samples no likelihood
 * @param warnings what a reader should know, in words
 * @param seed of the measurement
 * @param seconds it took
 * @param directory where everything was written
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
  private static final int FEW = 4; // units active of so many times as many: most of z is unused

  /** Copies the list. */
  public EvaluationReport {
    warnings = List.copyOf(warnings);
  }

  /**
   * The samples that were measured.
   *
   * @param count how many
   * @param available how many there are; fewer were measured if that was asked for, evenly spaced
   * @param kind what a sample is called: {@code images} or {@code samples}
   * @param test whether they are the test part of the data set, and not what the model learned from
   * @param unseen whether the model has seen none of them in training
   * @param preprocess what was done to them before, by name
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
   * The mean squared error of a sample over its values, in squared units of those, by the model and
   * by two that know less: as many principal components as the model has latents, and the mean.
   *
   * @param components how many principal components: the latents, or fewer if there are not so many
   * @param fittedOn how many samples of training principal components and mean are of
   * @param model of the model
   * @param principalComponents of the principal components
   * @param mean of the mean sample
   * @param angle the largest principal angle, degrees, between what a linear encoder and the
   *     principal components keep of samples; empty if the encoder is not linear
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
          "squared error a value of what is reconstructed: %.4g ± %.2g by the model, %.4g by %d"
              + " principal components, %.4g by the mean (both of %,d %s of training)",
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
   * @param mean of the samples' errors
   * @param standardError of that mean; NaN of a single sample
   */
  public record MeanError(double mean, double standardError) {
    /** Returns the mean of errors, (n), n of 1 or more. */
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
   * How likely samples are to the model.
   *
   * @param draws importance samples a sample
   * @param conditions of the likelihood
   * @param priors figures under each prior, the standard normal distribution first
   * @param distortion −E log p(x|z), nats
   * @param activeUnits latent units whose posterior mean varies over the samples by more than 0.01
   *     (Burda et al. 2016)
   * @param latentUnits how many latent units there are
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

    /** Returns the means of what a model told. */
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
   * Means over the samples, nats.
   *
   * @param prior its name
   * @param negativeLogLikelihood −log p(x), by importance sampling
   * @param standardError of that mean, over the samples
   * @param evidenceLowerBound −distortion − rate
   * @param rate KL(q(z|x) ‖ p(z))
   */
  public record Figures(
      String prior,
      double negativeLogLikelihood,
      double standardError,
      double evidenceLowerBound,
      double rate) {}

  /** Returns the figures with all that they depend on, a line each, for people. */
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
                    "its encoder is linear, and keeps a space that is at most %.2f degrees off that of"
                        + " the principal components",
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

  /** Returns how many columns of posterior means vary by more than a hundredth. */
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

  /** Returns what a reader of figures should know, in words. */
  public static List<String> warnings(
      Measured measured, Reconstruction reconstruction, Optional<Likelihood> likelihood) {
    List<String> warnings = new ArrayList<>();
    if (!measured.test) {
      warnings.add(
          "warning: the data set has no test "
              + measured.kind
              + ", so that those of training were measured; this is no test figure");
    } else if (!measured.unseen) {
      warnings.add(
          "warning: the model may have seen these images in training, as `decipher discover` trains"
              + " on all samples; this is no test figure. `decipher train` keeps the test images"
              + " apart");
    }
    if (reconstruction.model.mean >= reconstruction.mean.mean) {
      warnings.add(
          "warning: the mean alone is as near to the "
              + measured.kind
              + " as what the model makes of them: it tells none from another. Train it longer, or"
              + " look at what `decipher check` says");
    }
    likelihood.ifPresent(one -> warnings.addAll(collapse(one.activeUnits, one.latentUnits)));
    return warnings;
  }

  /** Returns a warning where latent units tell nothing of a sample. */
  static List<String> collapse(int active, int units) {
    String cure =
        "; let beta grow (kl-warm-up), give each unit some nats (free-bits), or lower beta";
    if (active == 0) {
      return List.of(
          "warning: posterior collapse: no latent unit tells one sample from another, and the"
              + " decoder draws the same for all"
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
            + " latent units, which tell nothing of a sample"
            + cure
            + "; if "
            + active
            + " are enough, lower latent-size");
  }
}
