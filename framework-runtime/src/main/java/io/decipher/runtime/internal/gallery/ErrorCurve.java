// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.runtime.report.EvaluationReport.Reconstruction;
import io.decipher.runtime.report.SweepReport;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The squared errors of a sweep as a curve in SVG: those of the models, of as many principal
 * components and of the mean, on a scale from 0.
 */
public final class ErrorCurve {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int LEFT = 70;
  private static final int BOTTOM = 50;
  private static final int TOP = 30;
  private static final int RIGHT = 20;
  private static final int TICKS = 4;

  private final SweepReport report;
  private final double most;
  private final StringBuilder svg = new StringBuilder();

  private ErrorCurve(SweepReport report) {
    this.report = report;
    double greatest = 0;
    for (SweepReport.Variant one : report.trials()) {
      Reconstruction errors = one.evaluation().reconstruction();
      greatest = Math.max(greatest, errors.model().mean());
      greatest = Math.max(greatest, errors.principalComponents().mean());
      greatest = Math.max(greatest, errors.mean().mean());
    }
    this.most = Math.max(greatest, Double.MIN_NORMAL) * 1.05;
  }

  /** Returns the picture. */
  public static String svg(SweepReport report) {
    return new ErrorCurve(report).draw();
  }

  private String draw() {
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">\n"
                + "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n",
            WIDTH,
            HEIGHT,
            WIDTH,
            HEIGHT));
    for (int tick = 0; tick <= TICKS; tick++) {
      double value = most * tick / TICKS;
      line(LEFT, y(value), WIDTH - RIGHT, y(value), "#dddddd");
      text(LEFT - 6, y(value) + 4, "end", String.format(Locale.ROOT, "%.3g", value));
    }
    List<SweepReport.Variant> trials = report.trials();
    for (int i = 0; i < trials.size(); i++) {
      text(x(i), HEIGHT - BOTTOM + 18, "middle", trials.get(i).name());
    }
    curve("#b03030", one -> one.model().mean());
    curve("#2060a0", one -> one.principalComponents().mean());
    curve("#888888", one -> one.mean().mean());
    legend(0, "#b03030", "the models");
    legend(1, "#2060a0", "as many principal components");
    legend(2, "#888888", "the mean");
    text(LEFT, HEIGHT - 8, "start", "squared error per value, by variant");
    return svg.append("</svg>\n").toString();
  }

  private void legend(int number, String colour, String what) {
    double x = LEFT + number * 190.0;
    line(x, 14, x + 24, 14, colour);
    text(x + 30, 18, "start", what);
  }

  private void curve(String colour, ToDoubleFunction<Reconstruction> value) {
    List<SweepReport.Variant> trials = report.trials();
    for (int i = 0; i < trials.size(); i++) {
      double y = y(value.applyAsDouble(trials.get(i).evaluation().reconstruction()));
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n",
              x(i),
              y,
              colour));
      if (i > 0) {
        double before = y(value.applyAsDouble(trials.get(i - 1).evaluation().reconstruction()));
        line(x(i - 1), before, x(i), y, colour);
      }
    }
  }

  private void line(double x1, double y1, double x2, double y2, String colour) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                + " stroke-width=\"1.5\"/>\n",
            x1,
            y1,
            x2,
            y2,
            colour));
  }

  private void text(double x, double y, String anchor, String what) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#222222\">%s</text>\n",
            x,
            y,
            anchor,
            what.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")));
  }

  private double x(int variant) {
    int steps = Math.max(1, report.trials().size());
    return LEFT + (WIDTH - LEFT - RIGHT) * (variant + 0.5) / steps;
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / most;
  }
}
