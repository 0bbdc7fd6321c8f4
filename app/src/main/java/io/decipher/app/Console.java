// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.EpochMetrics;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows progress: a bar where standard error is a terminal, plain lines where it is not. */
abstract class Console implements ProgressListener, AutoCloseable {
  /** Set by the launcher, because Java cannot tell what standard error alone is. */
  static final String TERMINAL = "decipher.terminal";

  /** Set by the launcher: how many characters a line of the terminal has. */
  private static final String COLUMNS = "decipher.columns";

  private Console() {}

  static Console of(PrintWriter err) {
    return Boolean.getBoolean(TERMINAL) ? new Bar(err) : new Lines(err);
  }

  @Override
  public abstract void close();

  /** Returns {@code "epoch 3: loss 98.2, …"}. */
  static String describe(EpochMetrics metrics) {
    return "epoch "
        + metrics.epoch()
        + ": "
        + metrics.values().entrySet().stream()
            .map(entry -> entry.getKey() + " " + number(entry.getValue()))
            .collect(Collectors.joining(", "))
        + String.format(Locale.ROOT, ", %.1f s", metrics.seconds());
  }

  private static String number(double value) {
    return value != 0 && Math.abs(value) < 0.01
        ? String.format(Locale.ROOT, "%.1e", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  /** A line that is drawn again and again: stage, bar, share, time left, detail. */
  private static final class Bar extends Console {
    private static final int WIDTH = 24;
    private static final int WIDEST = 79;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter err;
    // One less than the terminal has: a full line would wrap, and the next one be drawn below it.
    private final int columns = Math.max(10, Math.min(WIDEST, Integer.getInteger(COLUMNS, 80) - 1));
    private String stage = "";
    private long began;
    private long drawn;
    private int width;

    Bar(PrintWriter err) {
      this.err = err;
    }

    @Override
    public synchronized void progress(Progress progress) {
      long now = System.nanoTime();
      boolean begins = !progress.stage().equals(stage);
      if (begins) {
        stage = progress.stage();
        began = now;
      } else if (progress.done() < 1 && now - drawn < REDRAW_NANOS) {
        return;
      }
      drawn = now;
      int filled = (int) Math.round(progress.done() * WIDTH);
      double seconds = (now - began) / 1e9;
      String left =
          progress.done() > 0.02 && progress.done() < 1 && seconds > 1
              ? time(seconds / progress.done() * (1 - progress.done())) + " left"
              : "";
      draw(
          String.format(
              Locale.ROOT,
              "%-12s %s%s %3.0f %%  %-12s %s",
              stage,
              "█".repeat(filled),
              "░".repeat(WIDTH - filled),
              100 * progress.done(),
              left,
              progress.detail()));
    }

    @Override
    public synchronized void epoch(EpochMetrics metrics) {
      clear();
      err.println(metrics.stage() + " " + describe(metrics));
    }

    @Override
    public synchronized void warning(String text) {
      clear();
      err.println("warning: " + TerminalText.of(text));
    }

    @Override
    public synchronized void note(String text) {
      clear();
      err.println(TerminalText.of(text));
    }

    private void draw(String line) {
      String shown = line.length() > columns ? line.substring(0, columns) : line;
      err.print("\r" + shown + " ".repeat(Math.max(0, width - shown.length())));
      err.flush();
      width = shown.length();
    }

    private void clear() {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      width = 0;
    }

    private static String time(double seconds) {
      return seconds < 90
          ? String.format(Locale.ROOT, "%.0f s", seconds)
          : String.format(Locale.ROOT, "%.0f min", Math.ceil(seconds / 60));
    }

    @Override
    public synchronized void close() {
      if (width > 0) {
        clear();
      }
    }
  }

  /** A line when a stage begins, one an epoch, and one when much time has passed. */
  private static final class Lines extends Console {
    private static final long SILENCE_NANOS = 10_000_000_000L;

    private final PrintWriter err;
    private final long start = System.nanoTime();
    private String stage = "";
    private long spoken;

    Lines(PrintWriter err) {
      this.err = err;
    }

    @Override
    public synchronized void progress(Progress progress) {
      long now = System.nanoTime();
      boolean begins = !progress.stage().equals(stage) && progress.done() < 1;
      if (!begins && now - spoken < SILENCE_NANOS) {
        return;
      }
      stage = progress.stage();
      spoken = now;
      err.printf(
          Locale.ROOT,
          "%6.1f s  %s%s%s%n",
          (now - start) / 1e9,
          stage,
          begins ? "" : String.format(Locale.ROOT, " %.0f %%", 100 * progress.done()),
          progress.detail().isEmpty() ? "" : ": " + progress.detail());
    }

    @Override
    public synchronized void epoch(EpochMetrics metrics) {
      spoken = System.nanoTime();
      err.printf(
          Locale.ROOT,
          "%6.1f s  %s %s%n",
          (spoken - start) / 1e9,
          metrics.stage(),
          describe(metrics));
    }

    @Override
    public synchronized void warning(String text) {
      err.println("warning: " + TerminalText.of(text));
    }

    @Override
    public synchronized void note(String text) {
      err.println(TerminalText.of(text));
    }

    @Override
    public void close() {
      err.flush();
    }
  }
}
