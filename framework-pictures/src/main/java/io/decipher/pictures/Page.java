// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The surroundings of a plot: a title above it, and a legend beside it with the colour and size of
 * each class.
 */
final class Page {
  private static final int DOT = 2;
  private static final int INK = 0x404040;
  private static final int MARGIN = 16;
  private static final int LINE = BitmapFont.HEIGHT * DOT + 4;
  private static final int SWATCH = BitmapFont.CAPITAL * DOT;
  private static final int SHOWN = 120;

  private Page() {}

  /** A line of the legend. */
  record Entry(int label, String text) {}

  /**
   * Returns the legend of the non-empty classes, in order of their numbers, and of noise; if there
   * are very many classes, only the largest are listed.
   */
  static List<Entry> legend(int[] sizes, int noise, List<String> names) {
    List<Entry> entries = new ArrayList<>();
    int[] order =
        IntStream.range(0, sizes.length)
            .filter(label -> sizes[label] > 0)
            .boxed()
            .sorted(Comparator.comparingInt((Integer label) -> -sizes[label]))
            .mapToInt(label -> label)
            .toArray();
    int[] shown = Arrays.copyOf(order, Math.min(SHOWN, order.length));
    Arrays.sort(shown);
    for (int label : shown) {
      String name = label < names.size() ? names.get(label) : "";
      entries.add(
          new Entry(
              label,
              String.format(Locale.ROOT, "%d %s: %,d", label, name, sizes[label])
                  .replace(" : ", ": ")));
    }
    if (order.length > SHOWN) {
      entries.add(new Entry(-2, "and " + (order.length - SHOWN) + " smaller"));
    }
    if (noise > 0) {
      entries.add(new Entry(-1, String.format(Locale.ROOT, "noise: %,d", noise)));
    }
    return entries;
  }

  /** Returns a page with a title, a plot and a legend. */
  static BufferedImage of(BufferedImage plot, String title, List<Entry> legend) {
    int top = title.isEmpty() ? 0 : MARGIN + LINE;
    int rows = Math.max(1, (plot.getHeight() - MARGIN) / LINE);
    int columns = (legend.size() + rows - 1) / rows;
    int[] starts = new int[columns + 1];
    starts[0] = plot.getWidth() + (columns > 0 ? MARGIN : 0);
    for (int column = 0; column < columns; column++) {
      int widest =
          legend.subList(column * rows, Math.min(legend.size(), (column + 1) * rows)).stream()
              .mapToInt(entry -> BitmapFont.width(entry.text) * DOT)
              .max()
              .orElse(0);
      starts[column + 1] = starts[column] + SWATCH + MARGIN / 2 + widest + MARGIN;
    }
    int width = Math.max(starts[columns], BitmapFont.width(title) * DOT + 2 * MARGIN);
    BufferedImage page =
        new BufferedImage(width, top + plot.getHeight(), BufferedImage.TYPE_INT_RGB);
    fill(page, 0, 0, width, page.getHeight(), 0xffffff);
    for (int y = 0; y < plot.getHeight(); y++) {
      for (int x = 0; x < plot.getWidth(); x++) {
        page.setRGB(x, top + y, plot.getRGB(x, y));
      }
    }
    text(page, title, MARGIN, MARGIN);
    for (int i = 0; i < legend.size(); i++) {
      int x = starts[i / rows];
      int y = top + (top == 0 ? MARGIN : 0) + i % rows * LINE;
      Entry entry = legend.get(i);
      if (entry.label >= -1) {
        for (int dy = 0; dy < SWATCH; dy++) {
          for (int dx = 0; dx < SWATCH; dx++) {
            page.setRGB(x + dx, y + dy, Palette.colour(entry.label, x + dx, y + dy));
          }
        }
      }
      text(page, entry.text, x + SWATCH + MARGIN / 2, y);
    }
    return page;
  }

  private static void fill(BufferedImage image, int x0, int y0, int width, int height, int colour) {
    for (int y = y0; y < Math.min(image.getHeight(), y0 + height); y++) {
      for (int x = x0; x < Math.min(image.getWidth(), x0 + width); x++) {
        image.setRGB(x, y, colour);
      }
    }
  }

  /** Draws a text with its top left corner at a position, clipped to the picture. */
  private static void text(BufferedImage image, String text, int x0, int y0) {
    BitmapFont.draw(text, (x, y) -> fill(image, x0 + x * DOT, y0 + y * DOT, DOT, DOT, INK));
  }

  /**
   * Returns a plot of coordinates with axes: a line to the left and one below it, with round
   * numbers and axis labels.
   *
   * @param x the coordinates of the left and the right edge
   * @param y the coordinates of the lower and the upper edge
   */
  static BufferedImage withAxes(
      BufferedImage plot, double[] x, double[] y, String alongX, String alongY) {
    int left = MARGIN + 7 * BitmapFont.ADVANCE * DOT;
    int below = 3 * LINE;
    int above = LINE;
    BufferedImage image =
        new BufferedImage(
            left + plot.getWidth() + MARGIN,
            above + plot.getHeight() + below,
            BufferedImage.TYPE_INT_RGB);
    fill(image, 0, 0, image.getWidth(), image.getHeight(), 0xffffff);
    for (int row = 0; row < plot.getHeight(); row++) {
      for (int column = 0; column < plot.getWidth(); column++) {
        image.setRGB(left + column, above + row, plot.getRGB(column, row));
      }
    }
    int bottom = above + plot.getHeight();
    fill(image, left - 1, above, 1, plot.getHeight() + 1, INK);
    fill(image, left - 1, bottom, plot.getWidth() + 1, 1, INK);
    for (double tick : ticks(x)) {
      int at = left + (int) Math.round((tick - x[0]) / (x[1] - x[0]) * (plot.getWidth() - 1));
      fill(image, at, bottom, 1, 6, INK);
      String text = written(tick);
      text(image, text, at - BitmapFont.width(text) * DOT / 2, bottom + 10);
    }
    for (double tick : ticks(y)) {
      int at = bottom - (int) Math.round((tick - y[0]) / (y[1] - y[0]) * (plot.getHeight() - 1));
      fill(image, left - 7, at, 6, 1, INK);
      String text = written(tick);
      text(
          image, text, left - 11 - BitmapFont.width(text) * DOT, at - BitmapFont.CAPITAL * DOT / 2);
    }
    text(
        image,
        alongX,
        left + (plot.getWidth() - BitmapFont.width(alongX) * DOT) / 2,
        bottom + 10 + LINE);
    text(image, alongY, 4, 0);
    return image;
  }

  /** Returns about five round numbers in a range; none if the range is empty. */
  static double[] ticks(double[] range) {
    double length = range[1] - range[0];
    if (!(length > 0) || !Double.isFinite(length)) {
      return new double[0];
    }
    double rough = length / 5;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        power * (rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10);
    long first = (long) Math.ceil(range[0] / step);
    long last = (long) Math.floor(range[1] / step);
    if (last - first > 20 || last < first) { // the step is lost in the rounding of the range's ends
      return new double[0];
    }
    return IntStream.rangeClosed(0, (int) (last - first))
        .mapToDouble(i -> (first + i) * step)
        .toArray();
  }

  private static String written(double tick) {
    double size = Math.abs(tick);
    return tick == 0
        ? "0"
        : size >= 1e-3 && size < 1e6
            ? new java.math.BigDecimal(tick)
                .round(new java.math.MathContext(4))
                .stripTrailingZeros()
                .toPlainString()
            : String.format(Locale.ROOT, "%.0e", tick);
  }
}
