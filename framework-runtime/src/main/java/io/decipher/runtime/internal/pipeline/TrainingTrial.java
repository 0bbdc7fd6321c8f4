// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GenerativeModel;
import io.decipher.api.ModelCheck.Finding;
import io.decipher.api.ModelCheck.Term;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.runtime.report.CheckReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/** Trains a model on one batch, and reports what can be said about any kind of model. */
public final class TrainingTrial {
  private static final int SAMPLES = 64;
  private static final int DRAWN = 16;
  private static final long PATIENCE_NANOS = 45_000_000_000L;

  private TrainingTrial() {}

  public record Outcome(CheckReport.Trial trial, List<Finding> findings) {}

  /**
   * Trains on the first samples of a random order.
   *
   * @throws DecipherException if training diverges
   */
  public static Outcome of(GenerativeModel model, TrainingSet set, RunContext run) {
    int count = Math.min(SAMPLES, set.samples().count());
    int[] some =
        run.random("check/batch").ints(0, set.samples().count()).distinct().limit(count).toArray();
    TrainingSet batch = TrainingSet.of(set.samples().select(some));
    Recorder recorder = new Recorder(run);
    List<Finding> findings = new ArrayList<>();
    try (TrainedModel trained =
        model.train(batch, RunContext.of(run.seed(), recorder, recorder.own))) {
      judgeDrawn(trained.generate(DRAWN, run.random("check/drawn")), findings);
    } catch (CancellationException e) {
      run.cancellation().throwIfCancelled();
      findings.add(
          new Finding(
              String.format(
                  Locale.ROOT,
                  "training on %d samples did not finish within %d s",
                  count,
                  PATIENCE_NANOS / 1_000_000_000),
              "reduce the model's epochs, or expect a long run"));
    }
    CheckReport.Trial trial =
        new CheckReport.Trial(count, recorder.epochs.size(), recorder.terms());
    judgeTerms(trial, findings);
    return new Outcome(trial, findings);
  }

  private static void judgeTerms(CheckReport.Trial trial, List<Finding> findings) {
    for (Term term : trial.terms()) {
      if (!Double.isFinite(term.end())) {
        findings.add(
            new Finding(
                term.name() + " is " + term.end() + " in the last epoch",
                "lower its learning rate"));
      } else if (term.name().equals("loss") && trial.epochs() > 1 && term.end() >= term.start()) {
        findings.add(
            new Finding(
                String.format(
                    Locale.ROOT,
                    "the loss does not fall: %.4g in the first epoch, %.4g in the last",
                    term.start(),
                    term.end()),
                "a model that cannot overfit one batch learns nothing: try another learning rate"));
      }
    }
  }

  private static void judgeDrawn(FloatMatrix drawn, List<Finding> findings) {
    boolean outside = false;
    boolean alike = true;
    for (int i = 0; i < drawn.rows(); i++) {
      for (int j = 0; j < drawn.columns(); j++) {
        float value = drawn.get(i, j);
        outside |= !(value >= 0 && value <= 1);
        alike &= value == drawn.get(0, j);
      }
    }
    if (outside) {
      findings.add(
          new Finding(
              "the trained model draws samples outside of [0, 1]", "its plugin must be fixed"));
    }
    if (alike) {
      findings.add(
          new Finding(
              "the trained model draws the same sample each time",
              "it has collapsed: try another learning rate or other settings"));
    }
  }

  /** Records the metrics of epochs, and stops training that takes too long. */
  private static final class Recorder implements ProgressListener {
    private final RunContext run;
    private final CancellationToken own = new CancellationToken();
    private final long began = System.nanoTime();
    private final List<EpochMetrics> epochs = new ArrayList<>();

    Recorder(RunContext run) {
      this.run = run;
    }

    @Override
    public void progress(Progress progress) {
      run.step(progress);
      limit();
    }

    @Override
    public void epoch(EpochMetrics metrics) {
      epochs.add(metrics);
      run.epoch(metrics);
      limit();
    }

    private void limit() {
      if (System.nanoTime() - began > PATIENCE_NANOS) {
        own.cancel();
      }
    }

    List<Term> terms() {
      if (epochs.isEmpty()) {
        return List.of();
      }
      EpochMetrics first = epochs.get(0);
      EpochMetrics last = epochs.get(epochs.size() - 1);
      List<Term> terms = new ArrayList<>();
      last.values()
          .forEach(
              (name, value) ->
                  terms.add(
                      new Term(name, first.values().getOrDefault(name, value), value, List.of())));
      return terms;
    }
  }
}
