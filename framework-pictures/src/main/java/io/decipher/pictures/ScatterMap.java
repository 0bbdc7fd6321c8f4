// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.spi.PictureWriter.Scatter;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A scatter plot of points in the plane on white, coloured by class, with noise in grey; the number
 * of each class is drawn in its middle. Around the plot are a title, axes, and a legend with the
 * size of each class.
 *
 * <p>Points are small soft discs that are accumulated first and turned into ink afterwards, so the
 * order of the points does not matter: a pixel shows the mean colour of the discs that cover it,
 * paler the less it is covered, and darker where points are dense. Noise is drawn beneath the
 * classes. Non-finite points are omitted.
 */
public final class ScatterMap {
  private static final int SIDE = 1000;
  private static final int MARGIN = 36;
  private static final int DOT = 4;
  private static final int HALO = 3;

  private final FloatMatrix points;
  private final Labels labels;
  private final int width;
  private final int height;
  private final double scale;
  private final double originX;
  private final double originY;
  private final double[] red;
  private final double[] green;
  private final double[] blue;

  private ScatterMap(FloatMatrix points, Labels labels) {
    this.points = points;
    this.labels = labels;
    double[] x = range(0);
    double[] y = range(1);
    double inner = SIDE - 2.0 * MARGIN;
    double extent = Math.max(x[1] - x[0], y[1] - y[0]);
    this.scale = extent > 0 ? inner / extent : 1;
    this.width = side(x);
    this.height = side(y);
    this.originX = width / 2.0 - scale * (x[0] + x[1]) / 2;
    this.originY = height / 2.0 + scale * (y[0] + y[1]) / 2;
    this.red = paper();
    this.green = paper();
    this.blue = paper();
  }

  /**
   * Writes a map with title, axes and legend.
   *
   * @param file the PNG file to write; the plot is at most 1000 pixels on each side
   * @throws IllegalArgumentException if the numbers of points and labels differ, or the points have
   *     no columns
   */
  public static void write(Path file, Scatter drawn) throws IOException {
    ScatterMap map = of(drawn.points(), drawn.labels());
    List<String> axes = drawn.axes();
    BufferedImage plot =
        Page.withAxes(map.drawn(), map.across(), map.up(), axes.get(0), axes.get(axes.size() - 1));
    Labels labels = drawn.labels();
    Png.write(
        file,
        Page.of(plot, drawn.title(), Page.legend(labels.sizes(), labels.noise(), drawn.names())));
  }

  /**
   * Returns the plot without axes, title and legend.
   *
   * @param points (n x d), d at least 1; the first two columns are shown at the same scale, the
   *     second pointing upwards
   * @param labels the class of each point, (n)
   */
  static BufferedImage plot(FloatMatrix points, Labels labels) {
    return of(points, labels).drawn();
  }

  private static ScatterMap of(FloatMatrix points, Labels labels) {
    if (points.rows() != labels.size()) {
      throw new IllegalArgumentException(
          "there are " + points.rows() + " points, but " + labels.size() + " labels");
    }
    if (points.columns() < 1) {
      throw new IllegalArgumentException("points have no coordinates");
    }
    return new ScatterMap(points, labels);
  }

  private BufferedImage drawn() {
    ink(true);
    ink(false);
    BufferedImage image = image();
    number(image);
    return image;
  }

  /** Returns the first coordinate at the left and the right edge. */
  private double[] across() {
    return new double[] {-originX / scale, (width - originX) / scale};
  }

  /** Returns the second coordinate at the lower and the upper edge. */
  private double[] up() {
    return new double[] {(originY - height) / scale, originY / scale};
  }

  private double[] range(int axis) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.rows(); i++) {
      if (isShown(i)) {
        low = Math.min(low, at(i, axis));
        high = Math.max(high, at(i, axis));
      }
    }
    return low <= high ? new double[] {low, high} : new double[] {0, 0};
  }

  /** Returns the length of a side in pixels: a flat layout gets a flat picture, within reason. */
  private int side(double[] range) {
    return (int) Math.max(SIDE / 4.0, Math.rint(scale * (range[1] - range[0]) + 2 * MARGIN));
  }

  private double at(int point, int axis) {
    return axis < points.columns() ? points.get(point, axis) : 0;
  }

  private boolean isShown(int point) {
    return Double.isFinite(at(point, 0)) && Double.isFinite(at(point, 1));
  }

  private double[] paper() {
    double[] paper = new double[width * height];
    Arrays.fill(paper, 1);
    return paper;
  }

  /** Draws either the noise or the classes over what is already on the paper. */
  private void ink(boolean noise) {
    double[] r = new double[red.length];
    double[] g = new double[red.length];
    double[] b = new double[red.length];
    double[] weight = new double[red.length];
    double shown = Math.max(1, points.rows());
    double radius = Math.max(1.1, Math.min(4.5, 220 / Math.sqrt(shown)));
    double strength = Math.max(0.35, Math.min(1.6, 60 / Math.sqrt(shown))) * (noise ? 0.7 : 1);
    for (int i = 0; i < points.rows(); i++) {
      if (isShown(i) && (labels.get(i) == Labels.NOISE) == noise) {
        int label = labels.get(i);
        double x = originX + scale * at(i, 0);
        double y = originY - scale * at(i, 1);
        int reach = (int) Math.ceil(radius + 0.5);
        for (int py = (int) y - reach; py <= (int) y + reach; py++) {
          for (int px = (int) x - reach; px <= (int) x + reach; px++) {
            double distance = Math.hypot(px + 0.5 - x, py + 0.5 - y);
            double covered = Math.min(1, radius + 0.5 - distance);
            if (covered <= 0 || px < 0 || py < 0 || px >= width || py >= height) {
              continue;
            }
            int pixel = py * width + px;
            int colour = Palette.colour(label, px, py);
            double w = covered * strength;
            weight[pixel] += w;
            r[pixel] += w * light(colour >> 16);
            g[pixel] += w * light(colour >> 8);
            b[pixel] += w * light(colour);
          }
        }
      }
    }
    for (int pixel = 0; pixel < weight.length; pixel++) {
      double w = weight[pixel];
      if (w > 0) {
        double opacity = 1 - Math.exp(-1.3 * w);
        double depth = 1 - 0.45 * (1 - Math.exp(-w / 40)); // shades within fully covered areas
        red[pixel] += opacity * (depth * r[pixel] / w - red[pixel]);
        green[pixel] += opacity * (depth * g[pixel] / w - green[pixel]);
        blue[pixel] += opacity * (depth * b[pixel] / w - blue[pixel]);
      }
    }
  }

  /** Returns the linear light of a pixel level: light adds up linearly, pixel levels do not. */
  static double light(int level) {
    return Math.pow((level & 0xff) / 255.0, 2.2);
  }

  static int level(double light) {
    return (int) Math.round(255 * Math.pow(Math.max(0, Math.min(1, light)), 1 / 2.2));
  }

  private BufferedImage image() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = level(red[i]) << 16 | level(green[i]) << 8 | level(blue[i]);
    }
    return image;
  }

  /**
   * Draws the class numbers, the largest class first; one that would overlap another is omitted.
   */
  private void number(BufferedImage image) {
    int[] sizes = labels.sizes();
    boolean[] taken = new boolean[width * height];
    IntStream.range(0, labels.classes())
        .boxed()
        .sorted(Comparator.comparingInt((Integer label) -> -sizes[label]))
        .forEach(label -> number(image, label, taken));
  }

  private void number(BufferedImage image, int label, boolean[] taken) {
    int[] members = Arrays.stream(labels.members(label)).filter(this::isShown).toArray();
    if (members.length == 0) {
      return;
    }
    int middle = middle(members);
    String text = Integer.toString(label);
    int textWidth = BitmapFont.width(text) * DOT;
    int textHeight = BitmapFont.CAPITAL * DOT;
    int x0 = clamp(originX + scale * at(middle, 0) - textWidth / 2.0, width - textWidth);
    int y0 = clamp(originY - scale * at(middle, 1) - textHeight / 2.0, height - textHeight);
    for (int y = y0; y < y0 + textHeight; y++) {
      for (int x = x0; x < x0 + textWidth; x++) {
        if (taken[y * width + x]) {
          return;
        }
      }
    }
    for (int y = y0; y < y0 + textHeight; y++) {
      Arrays.fill(taken, y * width + x0, y * width + x0 + textWidth, true);
    }
    write(image, text, x0, y0, DOT, 0x202020);
  }

  /** Draws a text with its top left corner at a position, with a white halo. */
  static void write(BufferedImage image, String text, int x0, int y0, int dot, int colour) {
    BitmapFont.draw(text, (x, y) -> halo(image, x0 + x * dot, y0 + y * dot, dot));
    BitmapFont.draw(text, (x, y) -> square(image, x0 + x * dot, y0 + y * dot, dot, colour));
  }

  /**
   * Returns the member nearest to the coordinate-wise median, since the mean of a curved class may
   * lie outside it.
   */
  private int middle(int[] members) {
    double x = median(members, 0);
    double y = median(members, 1);
    int nearest = members[0];
    double least = Double.POSITIVE_INFINITY;
    for (int member : members) {
      double distance = Math.hypot(at(member, 0) - x, at(member, 1) - y);
      if (distance < least) {
        least = distance;
        nearest = member;
      }
    }
    return nearest;
  }

  private double median(int[] members, int axis) {
    double[] values = Arrays.stream(members).mapToDouble(member -> at(member, axis)).toArray();
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static int clamp(double start, int room) {
    return (int) Math.max(HALO, Math.min(room - HALO, Math.round(start)));
  }

  private static void halo(BufferedImage image, int x0, int y0, int dot) {
    for (int dy = -HALO; dy <= HALO; dy++) {
      for (int dx = -HALO; dx <= HALO; dx++) {
        if (dx * dx + dy * dy <= HALO * HALO + 1) {
          square(image, x0 + dx, y0 + dy, dot, 0xffffff);
        }
      }
    }
  }

  private static void square(BufferedImage image, int x0, int y0, int side, int colour) {
    for (int y = Math.max(0, y0); y < Math.min(image.getHeight(), y0 + side); y++) {
      for (int x = Math.max(0, x0); x < Math.min(image.getWidth(), x0 + side); x++) {
        image.setRGB(x, y, colour);
      }
    }
  }
}
