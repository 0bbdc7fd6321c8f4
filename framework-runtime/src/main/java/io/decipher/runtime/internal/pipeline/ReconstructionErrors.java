// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.ReconstructionModel;
import io.decipher.api.ReconstructionModel.Reconstructions;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.numerics.EvenlySpaced;
import io.decipher.numerics.PrincipalComponents;
import io.decipher.numerics.PrincipalComponents.Solver;
import io.decipher.runtime.report.EvaluationReport.MeanError;
import io.decipher.runtime.report.EvaluationReport.Reconstruction;
import java.util.OptionalDouble;

/**
 * The reconstruction errors of a model, and of two baselines: as many principal components as it
 * has latents, and the mean. The baselines are fitted to training samples as the model sees them:
 * if it sees binarised samples, so do they.
 */
public final class ReconstructionErrors {
  /**
   * The maximum number of samples that principal components are fitted to, enough for some hundred
   * components.
   */
  public static final int FITTED = 10_000;

  private static final long VALUES = 1L << 26; // of these samples, 256 MB
  private static final int BLOCK = 1000;
  private static final String STAGE = "reconstructions";

  private final double[] model;
  private final double[] principal;
  private final double[] mean;
  private final int components;
  private final int fitted;
  private final OptionalDouble angle;

  private ReconstructionErrors(int count, int components, int fitted, OptionalDouble angle) {
    this.model = new double[count];
    this.principal = new double[count];
    this.mean = new double[count];
    this.components = components;
    this.fitted = fitted;
    this.angle = angle;
  }

  /**
   * Computes the errors.
   *
   * @param samples (n) to evaluate on, n at least 1, prepared
   * @param learned (m) training samples, m at least 1, prepared; at most 10,000 of them are used,
   *     evenly spaced, and fewer if samples are large
   * @param run provides progress, cancellation and random numbers
   */
  public static ReconstructionErrors of(
      ReconstructionModel able, Samples samples, Samples learned, RunContext run) {
    int size = samples.type().size();
    int most = (int) Math.max(2, Math.min(FITTED, VALUES / size));
    FloatMatrix shown = shown(able, spaced(learned, Math.min(most, learned.count())), run);
    int components = Math.min(able.latentSize(), Math.min(shown.rows(), size));
    PrincipalComponents fit = PrincipalComponents.of(shown, components, Solver.AUTO, run);
    OptionalDouble angle =
        able instanceof Encoder encoder
            ? SubspaceAngle.of(encoder, shown, samples.type(), fit, run)
            : OptionalDouble.empty();
    ReconstructionErrors errors =
        new ReconstructionErrors(samples.count(), components, shown.rows(), angle);
    int block = (int) Math.max(1, Math.min(BLOCK, VALUES / size));
    for (int from = 0; from < samples.count(); from += block) {
      run.step(
          new Progress(STAGE, (double) from / samples.count(), from + " of " + samples.count()));
      int count = Math.min(block, samples.count() - from);
      errors.measure(from, able.reconstructions(samples.slice(from, count), run), fit, run);
    }
    run.step(new Progress(STAGE, 1, ""));
    return errors;
  }

  /**
   * Returns only the model's error of each sample, (n), without baselines.
   *
   * @param samples (n), prepared
   * @param run provides progress, cancellation and random numbers
   */
  public static double[] ofModel(ReconstructionModel able, Samples samples, RunContext run) {
    double[] errors = new double[samples.count()];
    for (int from = 0; from < errors.length; from += BLOCK) {
      run.step(new Progress(STAGE, (double) from / errors.length, from + " of " + errors.length));
      int count = Math.min(BLOCK, errors.length - from);
      double[] some = able.reconstructions(samples.slice(from, count), run).errors();
      System.arraycopy(some, 0, errors, from, count);
    }
    return errors;
  }

  private static FloatMatrix shown(ReconstructionModel able, Samples samples, RunContext run) {
    float[] all = new float[Math.multiplyExact(samples.count(), samples.type().size())];
    for (int from = 0; from < samples.count(); from += BLOCK) {
      int count = Math.min(BLOCK, samples.count() - from);
      able.reconstructions(samples.slice(from, count), run)
          .shown()
          .copyRows(0, count, all, from * samples.type().size());
    }
    return FloatMatrix.wrap(samples.count(), samples.type().size(), all);
  }

  private void measure(int from, Reconstructions pairs, PrincipalComponents fit, RunContext run) {
    double[] own = pairs.errors();
    FloatMatrix along = fit.project(pairs.shown(), run);
    double[] centre = fit.mean();
    for (int i = 0; i < own.length; i++) {
      double all = 0;
      for (int j = 0; j < centre.length; j++) {
        double off = pairs.shown().get(i, j) - centre[j];
        all += off * off;
      }
      double kept = 0;
      for (int c = 0; c < along.columns(); c++) {
        kept += (double) along.get(i, c) * along.get(i, c);
      }
      model[from + i] = own[i];
      mean[from + i] = all / centre.length;
      // Directions are orthonormal, so the residual is a difference of squared norms.
      principal[from + i] = Math.max(0, all - kept) / centre.length;
    }
  }

  /** Returns evenly spaced samples. */
  public static Samples spaced(Samples all, int count) {
    return all.select(EvenlySpaced.of(all.count(), count));
  }

  /** Returns the means. */
  public Reconstruction summary() {
    return new Reconstruction(
        components,
        fitted,
        MeanError.of(model),
        MeanError.of(principal),
        MeanError.of(mean),
        angle);
  }

  /**
   * Returns the errors of each sample: of the model, of principal components, and of the mean, (n x
   * 3).
   */
  public FloatMatrix bySample() {
    float[] values = new float[3 * model.length];
    for (int i = 0; i < model.length; i++) {
      values[3 * i] = (float) model[i];
      values[3 * i + 1] = (float) principal[i];
      values[3 * i + 2] = (float) mean[i];
    }
    return FloatMatrix.wrap(model.length, 3, values);
  }
}
