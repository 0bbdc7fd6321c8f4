// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.Checkable;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.ModelCheck;
import io.decipher.api.ModelCheck.Finding;
import io.decipher.api.Plugins;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainingSet;
import io.decipher.runtime.internal.config.Components;
import io.decipher.runtime.internal.config.Wiring;
import io.decipher.runtime.internal.pipeline.Preparation;
import io.decipher.runtime.internal.pipeline.TrainingTrial;
import io.decipher.runtime.report.CheckReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tests a configuration before a full run: it reads and prepares the data as a run would, lets the
 * model overfit one batch, and describes what looks wrong. It writes no files.
 */
public final class ConfigurationCheck {
  private final Components components;

  private ConfigurationCheck(Components components) {
    this.components = components;
  }

  /**
   * Creates a check.
   *
   * @param settings with the block {@code decipher}; missing settings have their defaults
   * @param plugins the plugins to which the settings refer
   * @throws ConfigurationException with everything that is wrong with the settings
   */
  public static ConfigurationCheck of(Settings settings, Plugins plugins) {
    return new ConfigurationCheck(Wiring.of(settings, plugins));
  }

  /** Returns the seed of the configuration. */
  public long seed() {
    return components.settings().seed();
  }

  /**
   * Tests the configuration; takes less than a minute plus the time for reading the data.
   *
   * @param run provides the seed, progress and cancellation
   * @throws DecipherException if the data cannot be read or prepared
   */
  public CheckReport run(RunContext run) {
    run.step(new Progress("data", 0, ""));
    SampleType shape = components.dataset().type();
    Samples samples = components.dataset().samples();
    if (!samples.type().equals(shape)) {
      throw new DecipherException(
          "the data set says that a sample is "
              + shape
              + ", but its samples are "
              + samples.type()
              + "; its plugin must be fixed");
    }
    String model = components.modelType();
    if (samples.count() < 2) {
      return new CheckReport(
          Sampled.of(samples).data(shape),
          model,
          Optional.empty(),
          Optional.empty(),
          List.of(
              new Finding(
                  "the data set has " + samples.count() + " samples",
                  "give at least 2, to learn from and to find classes among")));
    }
    if (!components.preprocessors().isEmpty()) {
      run.step(new Progress("preprocess", 0, ""));
    }
    Samples prepared = Preparation.apply(components.preprocessors(), samples, run);
    return check(TrainingSet.of(prepared), model, run);
  }

  private CheckReport check(TrainingSet set, String model, RunContext run) {
    Sampled sampled = Sampled.of(set.samples());
    List<Finding> findings = new ArrayList<>();
    if (sampled.alike) {
      findings.add(
          new Finding(
              String.format(Locale.ROOT, "all %,d samples are the same", set.samples().count()),
              "look at the files of the data set, and at decipher.preprocess"));
    }
    Optional<ModelCheck> check = Optional.empty();
    Optional<CheckReport.Trial> trial = Optional.empty();
    try {
      components.model().check(set.type());
      if (components.model() instanceof Checkable checkable) {
        check = Optional.of(checkable.check(set, run));
        findings.addAll(check.get().findings());
      } else {
        sampled.judge(set.type(), findings);
        TrainingTrial.Outcome outcome = TrainingTrial.of(components.model(), set, run);
        trial = Optional.of(outcome.trial());
        findings.addAll(outcome.findings());
      }
    } catch (DecipherException e) {
      findings.add(new Finding("the model cannot be trained: " + e.getMessage(), ""));
    }
    return new CheckReport(sampled.data(set.type()), model, check, trial, findings);
  }

  /**
   * Statistics of the samples' values.
   *
   * @param odd the number of samples with a value that is not finite
   * @param alike whether all rows are equal
   */
  private record Sampled(
      int samples, float least, float greatest, double mean, int odd, boolean alike) {

    static Sampled of(Samples samples) {
      float least = Float.POSITIVE_INFINITY;
      float greatest = Float.NEGATIVE_INFINITY;
      double sum = 0;
      long finite = 0;
      int odd = 0;
      boolean alike = samples.count() > 1;
      float[] first = samples.count() == 0 ? new float[0] : samples.row(0);
      float[] row = new float[samples.type().size()];
      for (int i = 0; i < samples.count(); i++) {
        samples.copyRow(i, row, 0);
        boolean isOdd = false;
        for (int j = 0; j < row.length; j++) {
          alike &= Float.compare(row[j], first[j]) == 0;
          if (Float.isFinite(row[j])) {
            least = Math.min(least, row[j]);
            greatest = Math.max(greatest, row[j]);
            sum += row[j];
            finite++;
          } else {
            isOdd = true;
          }
        }
        odd += isOdd ? 1 : 0;
      }
      return finite == 0
          ? new Sampled(samples.count(), Float.NaN, Float.NaN, Double.NaN, odd, alike)
          : new Sampled(samples.count(), least, greatest, sum / finite, odd, alike);
    }

    CheckReport.Data data(SampleType shape) {
      return new CheckReport.Data(samples, shape, least, greatest, mean);
    }

    /** Reports data that no model can be trained on, if the model itself reports nothing. */
    void judge(SampleType shape, List<Finding> findings) {
      if (odd > 0) {
        findings.add(
            new Finding(
                String.format(Locale.ROOT, "%,d samples have values that are not finite", odd),
                "correct these samples or leave them out"));
      }
      if (shape instanceof SampleType.Image && (least < 0 || greatest > 1)) {
        findings.add(
            new Finding(
                "the samples' values range from " + least + " to " + greatest,
                "images must be in [0, 1]: scale them"));
      }
    }
  }
}
