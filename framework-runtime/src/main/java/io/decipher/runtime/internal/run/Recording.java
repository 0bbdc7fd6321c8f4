// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.SampleType;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import java.util.Locale;
import java.util.Map;

/**
 * Passes on what a run reports, and records it in the run directory: a line for each epoch in
 * {@value #METRICS}, what a model in training draws in {@value #SAMPLES}, warnings in {@value
 * #WARNINGS}.
 */
public final class Recording implements ProgressListener {
  public static final String METRICS = "metrics.jsonl";

  private static final String SAMPLES = "samples";
  private static final String WARNINGS = "warnings.txt";
  private static final int COLUMNS = 10;

  private final ProgressListener listener;
  private final RunDirectory directory;
  private final Runnable kept;
  private Map<String, Double> last = Map.of();

  /**
   * Makes a listener.
   *
   * @param kept is called when an epoch was kept
   */
  public Recording(ProgressListener listener, RunDirectory directory, Runnable kept) {
    this.listener = listener;
    this.directory = directory;
    this.kept = kept;
  }

  /** Returns what the last epoch measured; nothing before the first. */
  public Map<String, Double> last() {
    return last;
  }

  @Override
  public void progress(Progress progress) {
    listener.progress(progress);
  }

  @Override
  public void epoch(EpochMetrics metrics) {
    directory.appendLine(METRICS, ReportJson.line(metrics));
    kept.run();
    last = metrics.values();
    listener.epoch(metrics);
  }

  @Override
  public void samples(String stage, int epoch, FloatMatrix samples, SampleType shape) {
    if (Pictures.canShow(shape)) {
      Pictures.write(
          directory.within(SAMPLES),
          String.format(Locale.ROOT, "%s-%03d.png", stage, epoch),
          samples,
          shape,
          COLUMNS);
    }
    listener.samples(stage, epoch, samples, shape);
  }

  @Override
  public void note(String text) {
    listener.note(text);
  }

  @Override
  public void warning(String text) {
    directory.appendLine(WARNINGS, text);
    listener.warning(text);
  }
}
