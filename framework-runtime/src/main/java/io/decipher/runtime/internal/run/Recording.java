// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.DecipherException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunStage;
import io.decipher.api.SampleType;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Forwards the reports of a run, and records them in the run directory: one line per epoch in
 * {@value #METRICS}, samples generated during training in {@value #SAMPLES}, warnings in {@value
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
  private final Set<String> warned;
  private Map<String, Double> last = Map.of();

  /**
   * Creates a listener.
   *
   * @param kept is called after an epoch has been recorded
   */
  public Recording(ProgressListener listener, RunDirectory directory, Runnable kept) {
    this.listener = listener;
    this.directory = directory;
    this.kept = kept;
    this.warned = earlier(directory);
  }

  /** Returns the warnings recorded by an earlier process of the run; removes a partial line. */
  private static Set<String> earlier(RunDirectory directory) {
    Path file = directory.path().resolve(WARNINGS);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return new HashSet<>();
    }
    try {
      String text = Files.readString(file);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      if (!whole.equals(text)) {
        directory.remove(WARNINGS);
        whole.lines().forEach(line -> directory.appendLine(WARNINGS, line));
      }
      return new HashSet<>(whole.lines().toList());
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be read: " + e, e);
    }
  }

  /** Returns the metrics of the last epoch of each stage; empty before the first. */
  public Map<String, Double> last() {
    return last;
  }

  @Override
  public void progress(Progress progress) {
    listener.progress(progress);
  }

  @Override
  public void stage(RunStage stage) {
    listener.stage(stage);
  }

  @Override
  public void epoch(EpochMetrics metrics) {
    directory.appendLine(METRICS, ReportJson.line(metrics));
    kept.run();
    Map<String, Double> all = new LinkedHashMap<>(last); // keeps those of earlier stages
    all.putAll(metrics.values());
    last = all;
    listener.epoch(metrics);
  }

  @Override
  public void samples(String stage, int epoch, FloatMatrix samples, SampleType shape) {
    if (Pictures.canShow(shape)) {
      Pictures.write(
          directory.within(SAMPLES),
          String.format(Locale.ROOT, "%s-%03d.png", stage, epoch),
          Pictures.sheet(samples, shape, COLUMNS).headed("new samples after epoch " + epoch));
    }
    listener.samples(stage, epoch, samples, shape);
  }

  @Override
  public void note(String text) {
    listener.note(text);
  }

  @Override
  public void warning(String text) {
    if (warned.addAll(text.lines().toList())) { // otherwise an earlier process has recorded it
      directory.appendLine(WARNINGS, text);
    }
    listener.warning(text);
  }
}
