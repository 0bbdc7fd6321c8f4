// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import io.decipher.api.ModelCheck;
import io.decipher.api.ModelCheck.Anchor;
import io.decipher.api.ModelCheck.Finding;
import io.decipher.api.ModelCheck.Layer;
import io.decipher.api.ModelCheck.Overfit;
import io.decipher.api.ModelCheck.Term;
import io.decipher.runtime.report.CheckReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats the report of a check as human-readable text. */
final class CheckText {
  private final StringBuilder text = new StringBuilder();

  private CheckText() {}

  static String of(CheckReport report) {
    CheckText text = new CheckText();
    text.data(report.data());
    text.model(report);
    report.check().ifPresent(text::check);
    report.trial().ifPresent(text::trial);
    text.findings(report.findings());
    return text.text.toString();
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  private void data(CheckReport.Data data) {
    line(
        "data   %,d samples of %s, values from %s to %s, mean %.3g",
        data.samples(), data.shape(), whole(data.least()), whole(data.greatest()), data.mean());
  }

  /** Returns 0 rather than 0.0. */
  private static String whole(float value) {
    return value == (int) value ? Integer.toString((int) value) : Float.toString(value);
  }

  private void model(CheckReport report) {
    line(
        "model  %s%s",
        report.model(),
        report
            .check()
            .map(check -> String.format(Locale.ROOT, ", %,d parameters", check.parameters()))
            .orElse(""));
  }

  private void check(ModelCheck check) {
    line("");
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"layer", "what it does", "output", "parameters"});
    for (Layer layer : check.layers()) {
      rows.add(
          new String[] {
            layer.name(),
            layer.kind(),
            layer.output().stream().map(String::valueOf).collect(Collectors.joining(" x ")),
            layer.parameters() == 0 ? "" : String.format(Locale.ROOT, "%,d", layer.parameters())
          });
    }
    table(rows, 2, 3);
    check.overfit().ifPresent(this::overfit);
  }

  private void overfit(Overfit overfit) {
    line("");
    line(
        "%d samples, to be overfitted in %d steps at learning rate %s, in nats per sample:",
        overfit.samples(), overfit.steps(), overfit.learningRate());
    terms(overfit.terms(), "start", "end");
  }

  private void trial(CheckReport.Trial trial) {
    line("");
    line(
        "%d samples, trained on for %s:",
        trial.samples(), trial.epochs() == 1 ? "1 epoch" : trial.epochs() + " epochs");
    terms(trial.terms(), "first", "last");
  }

  private void terms(List<Term> terms, String start, String end) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"", start, end, ""});
    for (Term term : terms) {
      rows.add(
          new String[] {
            term.name(), number(term.start()), number(term.end()), anchors(term.anchors())
          });
    }
    table(rows, 1, 2);
  }

  private static String anchors(List<Anchor> anchors) {
    return anchors.isEmpty()
        ? ""
        : anchors.stream()
            .map(anchor -> number(anchor.value()) + " for " + anchor.answer())
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
  }

  /**
   * Writes rows in columns as wide as their widest cell.
   *
   * @param right the columns to align on the right
   */
  private void table(List<String[]> rows, int... right) {
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String space = " ".repeat(widths[i] - row[i].length());
        line.append(i == 0 ? "" : "  ").append(isRight(i, right) ? space + row[i] : row[i] + space);
      }
      line("%s", line);
    }
  }

  private static boolean isRight(int column, int... right) {
    for (int each : right) {
      if (each == column) {
        return true;
      }
    }
    return false;
  }

  private void findings(List<Finding> findings) {
    line("");
    if (findings.isEmpty()) {
      line("Nothing looks wrong.");
      return;
    }
    line(findings.size() == 1 ? "This looks wrong:" : "%d things look wrong:", findings.size());
    for (Finding finding : findings) {
      line(
          "  - %s%s", finding.problem(), finding.advice().isEmpty() ? "" : "; " + finding.advice());
    }
  }
}
