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
 * Shows progress: which stage of how many, how long the whole takes, and how far the step in hand
 * is; by a bar where standard error is a terminal, by plain lines where it is not.
 */
abstract class Console implements ProgressListener, AutoCloseable {
  /** Set by the launcher, because Java cannot tell what standard error alone is. */
  static final String TERMINAL = "decipher.terminal";

  /** Set by the launcher: how many characters a line of the terminal has. */
  private static final String COLUMNS = "decipher.columns";

  private static final double EARLY = 3; // seconds, of which nothing can be told
  private static final double TOO_LITTLE = 0.1; // of the whole, to reckon the rest by
  private static final int WIDEST = 79;
  private static final int NARROWEST = 20;

  /** What measures are called where a name in words is not the key with its hyphens taken out. */
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
    // One less than the terminal has: a full line would wrap, and the next one be drawn below it.
    return Boolean.getBoolean(TERMINAL)
        ? bar(err, Integer.getInteger(COLUMNS, WIDEST + 1) - 1, System::nanoTime)
        : lines(err, System::nanoTime);
  }

  /** Returns what draws a bar in lines of so many characters. */
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

  /** Notes which stage begins, and returns it in words. */
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
   * Returns how long the whole has taken and about how long it will, e.g. {@code "80 s, about 3 min
   * left"}; nothing where there are no stages to tell it by, or it is too early.
   *
   * @param done the share of the stage in hand that is done, as far as it is known
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

  /** Returns the same in few characters, e.g. {@code " all: 80 s of ~5 min"}. */
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

  /** Returns how much of the stage in hand a step stands for: all of it, where it is a training. */
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
   * Returns a text in lines of so many characters at most, later ones indented; a word that is
   * longer than a line is broken.
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

  /** A line that is drawn again and again: the step, bar, share, time left, the whole, detail. */
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

    /** Returns a line with a part added, if there is room for it. */
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

  /** A line a stage, one an epoch, one for each new kind of step, and one after much time. */
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
