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

/**
 * How likely test images are to a model, and what that was measured by.
 *
 * @param images how many were measured
 * @param testImages how many there are; fewer were measured if that was asked for, evenly spaced
 * @param unseen whether the model has seen none of them in training
 * @param preprocess what was done to the images before, by name
 * @param draws importance samples an image
 * @param conditions of the likelihood
 * @param priors figures under each prior, the standard normal distribution first
 * @param distortion −E log p(x|z), nats
 * @param activeUnits latent units whose posterior mean varies over the images by more than 0.01
 *     (Burda et al. 2016)
 * @param latentUnits how many latent units there are
 * @param warnings what a reader should know, in words
 * @param seed of the measurement
 * @param seconds it took
 * @param directory where everything was written
 */
// Fourteen components: each is a line of evaluation.json, and the Evaluation alone makes them.
public record EvaluationReport(
    int images,
    int testImages,
    boolean unseen,
    List<String> preprocess,
    int draws,
    Conditions conditions,
    List<Figures> priors,
    double distortion,
    int activeUnits,
    int latentUnits,
    List<String> warnings,
    long seed,
    double seconds,
    Path directory) {
  private static final double ACTIVE = 0.01; // Burda et al. 2016
  private static final int FEW = 4; // units active of so many times as many: most of z is unused

  /** Copies the lists. */
  public EvaluationReport {
    preprocess = List.copyOf(preprocess);
    priors = List.copyOf(priors);
    warnings = List.copyOf(warnings);
  }

  /**
   * Means over the images, nats.
   *
   * @param prior its name
   * @param negativeLogLikelihood −log p(x), by importance sampling
   * @param standardError of that mean, over the images
   * @param evidenceLowerBound −distortion − rate
   * @param rate KL(q(z|x) ‖ p(z))
   */
  public record Figures(
      String prior,
      double negativeLogLikelihood,
      double standardError,
      double evidenceLowerBound,
      double rate) {}

  /** Returns the unit of the figures. */
  public String unit() {
    return conditions.density() ? "nats of a density" : "nats";
  }

  /** Returns the figures with all that they depend on, a line each, for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s test images%s, %,d importance samples each; %s, %s%s",
            images == testImages
                ? String.format(Locale.ROOT, "all %,d", images)
                : String.format(Locale.ROOT, "%,d of %,d", images, testImages),
            images == testImages ? "" : " (evenly spaced)",
            draws,
            conditions.likelihood(),
            conditions.values(),
            preprocess.isEmpty() ? "" : "; images preprocessed: " + String.join(", ", preprocess)));
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
    lines.addAll(warnings);
    return lines;
  }

  public static List<Figures> figures(Likelihoods likelihoods) {
    double distortion = mean(likelihoods.distortions());
    List<Figures> all = new ArrayList<>();
    for (UnderPrior under : likelihoods.priors()) {
      double rate = mean(under.rates());
      double mean = mean(under.logLikelihoods());
      all.add(
          new Figures(
              under.prior(),
              -mean,
              standardError(under.logLikelihoods(), mean),
              -distortion - rate,
              rate));
    }
    return all;
  }

  public static double mean(FloatMatrix column) {
    double sum = 0;
    for (int i = 0; i < column.rows(); i++) {
      sum += column.get(i, 0);
    }
    return sum / column.rows();
  }

  private static double standardError(FloatMatrix column, double mean) {
    int n = column.rows();
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double off = column.get(i, 0) - mean;
      squares += off * off;
    }
    return n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
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

  public static List<String> warnings(int active, int units, boolean unseen) {
    List<String> warnings = new ArrayList<>();
    if (!unseen) {
      warnings.add(
          "warning: the model may have seen these images in training, as `decipher discover` trains"
              + " on all samples; this is no test figure. `decipher train` keeps the test images"
              + " apart");
    }
    String cure =
        "; let beta grow (kl-warm-up), give each unit some nats (free-bits), or lower beta";
    if (active == 0) {
      warnings.add(
          "warning: posterior collapse: no latent unit tells one sample from another, and the"
              + " decoder draws the same for all"
              + cure);
    } else if (active * FEW <= units) {
      warnings.add(
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
    return warnings;
  }
}
