// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Diagram of class transitions: classes on a circle, an arrow for each transition, as wide as its
 * share of what follows the class; a loop where a class follows itself. Transitions of less than a
 * twentieth of what follows a class are left out.
 */
final class TransitionGraph {
  private static final double LEAST = 0.05;
  private static final int SIDE = 720;
  private static final double NODE = 20;
  private static final double WIDEST = 7;
  private static final double BEND = 0.14; // fraction of the length, so that opposite arrows differ

  private final Map<String, Map<String, Integer>> counts;
  private final List<String> classes;

  TransitionGraph(Map<String, Map<String, Integer>> counts) {
    this.counts = counts;
    TreeSet<String> names =
        new TreeSet<>(
            (a, b) -> a.length() != b.length() ? a.length() - b.length() : a.compareTo(b));
    counts.forEach(
        (from, row) -> {
          names.add(from);
          names.addAll(row.keySet());
        });
    this.classes = List.copyOf(names);
  }

  private record Arrow(String from, String to, int count, double share) {}

  private List<Arrow> arrows() {
    List<Arrow> arrows = new ArrayList<>();
    counts.forEach(
        (from, row) -> {
          int all = row.values().stream().mapToInt(Integer::intValue).sum();
          new TreeMap<>(row)
              .forEach(
                  (to, count) -> {
                    double share = (double) count / all;
                    if (share >= LEAST) {
                      arrows.add(new Arrow(from, to, count, share));
                    }
                  });
        });
    return arrows;
  }

  /** Returns the graph in the DOT language of Graphviz. */
  String dot() {
    StringBuilder text = new StringBuilder("digraph transitions {\n  node [shape=circle];\n");
    for (String name : classes) {
      text.append("  ").append(quoted(name)).append(";\n");
    }
    for (Arrow arrow : arrows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %s -> %s [label=\"%.2f\", penwidth=%.1f];%n",
              quoted(arrow.from),
              quoted(arrow.to),
              arrow.share,
              1 + (WIDEST - 1) * arrow.share));
    }
    return text.append("}\n").toString().replace("\r\n", "\n");
  }

  private static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Returns the graph as SVG. */
  String svg() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                + " font-size=\"15\" text-anchor=\"middle\">\n<rect width=\"100%%\" height=\"100%%\""
                + " fill=\"white\"/>\n<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\""
                + " refY=\"5\" markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\""
                + " orient=\"auto\"><path d=\"M0 0L10 5L0 10z\" fill=\"#345\"/></marker></defs>\n",
            SIDE,
            SIDE));
    for (Arrow arrow : arrows()) {
      arrow(text, arrow);
    }
    for (int i = 0; i < classes.size(); i++) {
      double[] at = place(i);
      text.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.0f\" fill=\"#eef4fb\" stroke=\"#345\"/>"
                  + "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n",
              at[0],
              at[1],
              NODE,
              at[0],
              at[1] + 5,
              escaped(classes.get(i))));
    }
    return text.append("</svg>\n").toString();
  }

  private double[] place(int node) {
    double angle = 2 * Math.PI * node / Math.max(1, classes.size()) - Math.PI / 2;
    double radius = classes.size() < 2 ? 0 : SIDE / 2.0 - 4 * NODE;
    return new double[] {
      SIDE / 2.0 + radius * Math.cos(angle), SIDE / 2.0 + radius * Math.sin(angle)
    };
  }

  private void arrow(StringBuilder text, Arrow arrow) {
    double[] a = place(classes.indexOf(arrow.from));
    double[] b = place(classes.indexOf(arrow.to));
    double width = Math.max(0.8, WIDEST * arrow.share);
    String title =
        String.format(
            Locale.ROOT,
            "<title>%s to %s: %d, %.1f %%</title>",
            escaped(arrow.from),
            escaped(arrow.to),
            arrow.count,
            100 * arrow.share);
    String path = arrow.from.equals(arrow.to) ? loop(a) : bend(a, b);
    text.append(
        String.format(
            Locale.ROOT,
            "<path d=\"%s\" fill=\"none\" stroke=\"#345\" stroke-opacity=\"0.75\""
                + " stroke-width=\"%.1f\" marker-end=\"url(#head)\">%s</path>\n",
            path,
            width,
            title));
  }

  /** Returns the path of a loop at a node, on the outer side of the circle. */
  private static String loop(double[] a) {
    double outX = a[0] - SIDE / 2.0;
    double outY = a[1] - SIDE / 2.0;
    double out = Math.max(1e-9, Math.hypot(outX, outY));
    double ux = out < 1 ? 0 : outX / out;
    double uy = out < 1 ? -1 : outY / out;
    double startX = a[0] + NODE * (ux * 0.7 - uy * 0.7);
    double startY = a[1] + NODE * (uy * 0.7 + ux * 0.7);
    double endX = a[0] + NODE * (ux * 0.7 + uy * 0.7);
    double endY = a[1] + NODE * (uy * 0.7 - ux * 0.7);
    return String.format(
        Locale.ROOT,
        "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f",
        startX,
        startY,
        startX + 42 * ux - 12 * uy,
        startY + 42 * uy + 12 * ux,
        endX + 42 * ux + 12 * uy,
        endY + 42 * uy - 12 * ux,
        endX,
        endY);
  }

  /** Returns the path from one node to another, bent to leave room for the opposite arrow. */
  private static String bend(double[] a, double[] b) {
    double dx = b[0] - a[0];
    double dy = b[1] - a[1];
    double length = Math.hypot(dx, dy);
    double midX = (a[0] + b[0]) / 2 - BEND * dy;
    double midY = (a[1] + b[1]) / 2 + BEND * dx;
    double fromX = midX - a[0];
    double fromY = midY - a[1];
    double toX = midX - b[0];
    double toY = midY - b[1];
    double reach = Math.hypot(fromX, fromY);
    return String.format(
        Locale.ROOT,
        "M%.1f %.1fQ%.1f %.1f %.1f %.1f",
        a[0] + NODE * fromX / reach,
        a[1] + NODE * fromY / reach,
        midX,
        midY,
        b[0] + (NODE + Math.min(3, length)) * toX / reach,
        b[1] + (NODE + Math.min(3, length)) * toY / reach);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
