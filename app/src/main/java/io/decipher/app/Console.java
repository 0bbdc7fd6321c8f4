// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.EpochMetrics;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunStage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows progress: the number of the stage, the time for the whole run, and the progress of the
 * current step; as a bar if standard error is a terminal, as plain lines otherwise.
 */
abstract class Console implements ProgressListener, AutoCloseable {
  /** Set by the launcher, because Java cannot tell whether standard error alone is a terminal. */
  static final String TERMINAL = "decipher.terminal";

  /** Set by the launcher: the number of characters per line of the terminal. */
  private static final String COLUMNS = "decipher.columns";

  private static final double EARLY = 3; // seconds without an estimate
  private static final double TOO_LITTLE = 0.1; // of the whole, too little to estimate the rest
  private static final int WIDEST = 79;
  private static final int NARROWEST = 20;

  /**
   * The names of measures for which replacing hyphens in the key by spaces does not give the name.
   */
  private static final Map<String, String> WORDS =
      Map.of(
          "kl", "KL divergence",
          "elbo", "held-out ELBO",
          "objective", "held-out loss");

  final PrintWriter err;
  private final LongSupplier nanos;
  private final long start;
  private @Nullable RunStage stage;

  private Console(PrintWriter err, LongSupplier nanos) {
    this.err = err;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  static Console of(PrintWriter err) {
    // One less than the width of the terminal: a full line would wrap, and the next be drawn below
    // it.
    return Boolean.getBoolean(TERMINAL)
        ? bar(err, Integer.getInteger(COLUMNS, WIDEST + 1) - 1, System::nanoTime)
        : lines(err, System::nanoTime);
  }

  /** Returns a console that draws a bar in lines of at most this many characters. */
  static Console bar(PrintWriter err, int columns, LongSupplier nanos) {
    return new Bar(err, Math.max(NARROWEST, Math.min(WIDEST, columns)), nanos);
  }

  static Console lines(PrintWriter err, LongSupplier nanos) {
    return new Lines(err, nanos);
  }

  @Override
  public abstract void close();

  final double seconds() {
    return (nanos.getAsLong() - start) / 1e9;
  }

  final long now() {
    return nanos.getAsLong();
  }

  /** Records which stage begins, and returns its description. */
  final String begun(RunStage next) {
    stage = next;
    String whole = whole(0);
    return "stage "
        + next.number()
        + " of "
        + next.of()
        + ": "
        + next.what()
        + (whole.isEmpty() ? "" : " (" + whole + ")");
  }

  /**
   * Returns the elapsed and the estimated remaining time of the whole run, e.g. {@code "80 s so
   * far, about 3 min left"}; empty if there are no stages to estimate it by, or it is too early.
   *
   * @param done the share of the current stage that is done, as far as known
   */
  final String whole(double done) {
    if (stage == null || seconds() < EARLY) {
      return "";
    }
    double share = share(stage, done);
    String left =
        share < TOO_LITTLE ? "" : ", about " + time(seconds() / share * (1 - share)) + " left";
    return time(seconds()) + " so far" + left;
  }

  /** Returns the same in short form, e.g. {@code " all: 80 s of ~5 min"}. */
  final String all(double done) {
    if (stage == null || seconds() < EARLY) {
      return "";
    }
    double share = share(stage, done);
    return "  all: "
        + time(seconds())
        + (share < TOO_LITTLE ? "" : " of ~" + time(seconds() / share));
  }

  private static double share(RunStage stage, double done) {
    return stage.before() + done * (stage.after() - stage.before());
  }

  /**
   * Returns the share of the current stage that a step represents: its own progress for the epochs
   * of training, else 0.
   */
  final double share(Progress progress) {
    return progress.detail().startsWith("epoch ") ? progress.done() : 0;
  }

  static String time(double seconds) {
    return seconds < 90
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : seconds < 5400
            ? String.format(Locale.ROOT, "%.0f min", Math.ceil(seconds / 60))
            : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  /** Returns {@code "epoch 3 of 10: reconstruction 80.12, KL divergence 18.20, …, in 6.1 s"}. */
  static String describe(EpochMetrics metrics) {
    List<String> values = new ArrayList<>();
    metrics
        .values()
        .forEach(
            (name, value) ->
                values.add(WORDS.getOrDefault(name, name.replace('-', ' ')) + " " + number(value)));
    return "epoch "
        + metrics.epoch()
        + (metrics.of() > 0 ? " of " + metrics.of() : "")
        + ": "
        + String.join(", ", values)
        + String.format(Locale.ROOT, ", in %.1f s", metrics.seconds());
  }

  private static String number(double value) {
    return value != 0 && Math.abs(value) < 0.01
        ? String.format(Locale.ROOT, "%.1e", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  /**
   * Wraps a text into lines of at most the given number of characters, indenting all but the first;
   * words longer than a line are broken.
   */
  static List<String> folded(String text, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      String rest = word;
      if (line.length() > 0 && line.length() + 1 + rest.length() > columns) {
        lines.add(line.toString());
        line = new StringBuilder("  ");
      } else if (line.length() > 0) {
        line.append(' ');
      }
      while (line.length() + rest.length() > columns) {
        int room = columns - line.length();
        lines.add(line + rest.substring(0, room));
        rest = rest.substring(room);
        line = new StringBuilder("  ");
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
  }

  /**
   * A line that is redrawn in place: step, bar, percentage, time left, time for the whole, detail.
   */
  private static final class Bar extends Console {
    private static final int WIDE = 24;
    private static final int NARROW = 8;
    private static final int ENOUGH = 72; // columns for the wide one
    private static final int NAME = 18;
    private static final int LEAST_NAME = 12;
    private static final long REDRAW_NANOS = 100_000_000;

    private final int columns;
    private String step = "";
    private long began;
    private long drawn;
    private int width;

    Bar(PrintWriter err, int columns, LongSupplier nanos) {
      super(err, nanos);
      this.columns = columns;
    }

    @Override
    public synchronized void stage(RunStage stage) {
      say(begun(stage));
      step = "";
    }

    @Override
    public synchronized void progress(Progress progress) {
      long now = now();
      boolean begins = !progress.stage().equals(step);
      if (begins) {
        step = progress.stage();
        began = now;
      }
      if ((!begins || width > 0) && now - drawn < REDRAW_NANOS) {
        return;
      }
      drawn = now;
      int bar = columns >= ENOUGH ? WIDE : NARROW;
      int filled = (int) Math.round(progress.done() * bar);
      double seconds = (now - began) / 1e9;
      boolean timed = progress.done() > 0.02 && progress.done() < 1 && seconds > 1;
      String line = name(step) + " " + "█".repeat(filled) + "░".repeat(bar - filled);
      line = with(line, String.format(Locale.ROOT, " %3.0f %%", 100 * progress.done()), false);
      line =
          with(
              line,
              timed ? "  " + time(seconds / progress.done() * (1 - progress.done())) + " left" : "",
              false);
      line = with(line, all(share(progress)), false);
      draw(with(line, progress.detail().isEmpty() ? "" : "  " + progress.detail(), true));
    }

    private String name(String step) {
      int room = Math.min(NAME, columns / 2);
      String shown = step.length() > room ? step.substring(0, room - 1) + "…" : step;
      return shown + " ".repeat(Math.max(0, Math.min(LEAST_NAME, room) - shown.length()));
    }

    /** Returns a line with a part appended, if there is room for it. */
    private String with(String line, String part, boolean cut) {
      int room = columns - line.length();
      if (part.length() <= room) {
        return line + part;
      }
      return cut && room > NARROW ? line + part.substring(0, room - 1) + "…" : line;
    }

    @Override
    public synchronized void epoch(EpochMetrics metrics) {
      say(describe(metrics));
    }

    @Override
    public synchronized void warning(String text) {
      say("warning: " + TerminalText.of(text));
    }

    @Override
    public synchronized void note(String text) {
      say(TerminalText.of(text));
    }

    private void say(String text) {
      clear();
      for (String line : text.split("\\R")) {
        folded(line, columns).forEach(err::println);
      }
      err.flush();
    }

    private void draw(String line) {
      err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      err.flush();
      width = line.length();
    }

    private void clear() {
      if (width > 0) {
        err.print("\r" + " ".repeat(width) + "\r");
        err.flush();
        width = 0;
      }
    }

    @Override
    public synchronized void close() {
      clear();
    }
  }

  /** One line per stage, per epoch, per new kind of step, and after a long silence. */
  private static final class Lines extends Console {
    private static final long SILENCE_NANOS = 10_000_000_000L;

    private final Set<String> heard = new HashSet<>();
    private long spoken;

    Lines(PrintWriter err, LongSupplier nanos) {
      super(err, nanos);
      spoken = nanos.getAsLong();
    }

    @Override
    public synchronized void stage(RunStage stage) {
      heard.clear();
      say(begun(stage));
    }

    @Override
    public synchronized void progress(Progress progress) {
      boolean begins = progress.done() < 1 && heard.add(progress.stage());
      if (!begins && now() - spoken < SILENCE_NANOS) {
        return;
      }
      say(
          "  "
              + progress.stage()
              + (begins ? "" : String.format(Locale.ROOT, " %.0f %%", 100 * progress.done()))
              + (progress.detail().isEmpty() ? "" : ": " + progress.detail()));
    }

    @Override
    public synchronized void epoch(EpochMetrics metrics) {
      say("  " + describe(metrics));
    }

    private void say(String text) {
      spoken = now();
      err.printf(Locale.ROOT, "%6.1f s  %s%n", seconds(), text);
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
