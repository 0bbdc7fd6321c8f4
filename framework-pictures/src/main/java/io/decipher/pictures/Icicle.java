// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import io.decipher.api.ClusterTree;
import io.decipher.api.ClusterTree.Cluster;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A condensed tree as an icicle plot: density increases downwards, each cluster is as wide as the
 * number of points it still has, and it splits into its children below.
 *
 * <p>Clusters selected as classes have the class's colour, as on a {@link ScatterMap}, and its
 * number; everything else is grey. The density axis is logarithmic, since densities may differ a
 * thousandfold; it omits the ranges in which the first and the last thousandth of the points leave.
 */
public final class Icicle {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 760;
  private static final int LEFT = 96;
  private static final int RIGHT = 36;
  private static final int TOP = 64;
  private static final int BOTTOM = 36;

  /** Subrows drawn per row of the picture, for antialiasing. */
  private static final int FINE = 4;

  /** The gap between clusters that have just split, in pixels. */
  private static final double GAP = 1.4;

  /** The least width at which a spire is still visible, in pixels. */
  private static final double THINNEST = 0.7;

  private static final double SHOWN = 0.999;
  private static final int PALE = 0xc4c4c4;
  private static final int INK = 0x404040;
  private static final int TEXT = 2;
  private static final int NUMBER = 3;

  /** The most numbers written, in classes. */
  private static final int MOST_NUMBERS = 300;

  private final ClusterTree tree;

  /** The centre of each cluster, in points from the left. */
  private final double[] middle;

  /** The class that each cluster belongs to, or noise. */
  private final int[] label;

  private final double least;
  private final double greatest;
  private final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);

  private Icicle(ClusterTree tree) {
    this.tree = tree;
    int clusters = tree.clusters().size();
    middle = new double[clusters];
    label = new int[clusters];
    for (Cluster each : tree.clusters()) {
      int id = each.id();
      middle[id] = id == 0 ? tree.points() / 2.0 : middle[id];
      label[id] = each.taken() || id == 0 ? each.label() : label[each.parent()];
      hang(tree.children(id), middle[id]);
    }
    double[] finite =
        IntStream.range(0, tree.points())
            .mapToDouble(tree::departure)
            .filter(density -> density > 0 && density < Double.POSITIVE_INFINITY)
            .sorted()
            .toArray();
    double first = finite.length == 0 ? 1 : finite[(int) ((1 - SHOWN) * (finite.length - 1))];
    double last = finite.length == 0 ? 1 : finite[(int) (SHOWN * (finite.length - 1))];
    for (Cluster each : tree.clusters()) {
      first = each.id() == 0 ? first : Math.min(first, each.birth());
    }
    least = first / 1.1;
    greatest = Math.max(last, 2 * least);
  }

  /** Places clusters side by side, the largest first, centred below a position. */
  private void hang(List<Cluster> clusters, double centre) {
    List<Cluster> bySize = new ArrayList<>(clusters);
    bySize.sort(Comparator.comparingInt(Cluster::size).reversed());
    double at = centre - clusters.stream().mapToDouble(Cluster::size).sum() / 2;
    for (Cluster each : bySize) {
      middle[each.id()] = at + each.size() / 2.0;
      at += each.size();
    }
  }

  /**
   * Writes a picture.
   *
   * @param file the PNG file to write
   */
  public static void write(Path file, ClusterTree tree) throws IOException {
    int[] sizes = sizes(tree);
    int classified = Arrays.stream(sizes).sum();
    Png.write(
        file,
        Page.of(
            plot(tree),
            "how clusters separate as the density rises; widths are numbers of points",
            Page.legend(sizes, Math.max(0, tree.points() - classified), List.of())));
  }

  /** Returns the plot without title and legend. */
  static BufferedImage plot(ClusterTree tree) {
    Icicle icicle = new Icicle(tree);
    icicle.clusters();
    icicle.axis();
    icicle.numbers();
    return icicle.image;
  }

  /** Returns the size of each class, i.e. of the clusters that were selected as classes. */
  private static int[] sizes(ClusterTree tree) {
    int classes = tree.clusters().stream().mapToInt(Cluster::label).max().orElse(-1) + 1;
    int[] sizes = new int[Math.max(0, classes)];
    for (Cluster each : tree.clusters()) {
      if (each.taken() && each.label() >= 0) {
        sizes[each.label()] += each.size();
      }
    }
    return sizes;
  }

  private void clusters() {
    double[][] ink = new double[4][WIDTH]; // red, green, blue, and the coverage of the pixel
    for (int y = 0; y < HEIGHT; y++) {
      for (double[] each : ink) {
        Arrays.fill(each, 0);
      }
      for (int line = 0; line < FINE && y >= TOP && y < HEIGHT - BOTTOM; line++) {
        double density = density(y + (line + 0.5) / FINE);
        for (Cluster each : tree.clusters()) {
          if (each.birth() < density && density <= each.death()) {
            bar(ink, each.id(), tree.pointsAt(each.id(), density), y);
          }
        }
      }
      for (int x = 0; x < WIDTH; x++) {
        image.setRGB(x, y, colour(ink, x));
      }
    }
  }

  private static int colour(double[][] ink, int x) {
    double covered = Math.max(1, ink[3][x]); // spires may overlap
    double paper = 1 - ink[3][x] / covered;
    int colour = 0xffffff;
    for (int channel = 0; channel < 3 && ink[3][x] > 0; channel++) {
      colour = colour << 8 | ScatterMap.level(ink[channel][x] / covered + paper);
    }
    return colour;
  }

  private void bar(double[][] ink, int cluster, int points, int y) {
    double half = Math.max(THINNEST, pixels(points) - GAP) / 2;
    double from = LEFT + pixels(middle[cluster]) - half;
    double to = from + 2 * half;
    for (int x = Math.max(0, (int) from); x < Math.min(WIDTH, to); x++) {
      double[] light = light(label[cluster] < 0 ? PALE : Palette.colour(label[cluster], x, y));
      double covered = (Math.min(x + 1, to) - Math.max(x, from)) / FINE;
      for (int channel = 0; channel < 3; channel++) {
        ink[channel][x] += covered * light[channel];
      }
      ink[3][x] += covered;
    }
  }

  private static double[] light(int colour) {
    return new double[] {
      ScatterMap.light(colour >> 16), ScatterMap.light(colour >> 8), ScatterMap.light(colour)
    };
  }

  private double pixels(double points) {
    return points * (WIDTH - LEFT - RIGHT) / Math.max(1, tree.points());
  }

  private double density(double y) {
    double share = (y - TOP) / (HEIGHT - TOP - BOTTOM);
    return least * Math.pow(greatest / least, share);
  }

  private double y(double density) {
    double share = Math.log(density / least) / Math.log(greatest / least);
    return TOP + share * (HEIGHT - TOP - BOTTOM);
  }

  private void axis() {
    line(LEFT - 14, TOP, 1, HEIGHT - TOP - BOTTOM);
    text("density = 1 / distance", LEFT - 14 - 5, TOP - 2 * BitmapFont.HEIGHT * TEXT, TEXT, INK);
    int above = TOP - 2 * BitmapFont.HEIGHT * TEXT;
    for (int exponent = -300; exponent < 300; exponent++) {
      for (int factor : new int[] {1, 2, 5}) {
        double density = factor * Math.pow(10, exponent);
        if (density >= least && density <= greatest && y(density) - above >= 36) {
          above = (int) Math.round(y(density));
          line(LEFT - 20, above, 6, 1);
          String tick = written(density);
          text(
              tick,
              LEFT - 26 - BitmapFont.width(tick) * TEXT,
              above - BitmapFont.CAPITAL * TEXT / 2,
              TEXT,
              INK);
        }
      }
    }
    String points = String.format(Locale.ROOT, "%,d points", tree.points());
    text(
        points,
        WIDTH - RIGHT - BitmapFont.width(points) * TEXT,
        TOP - 2 * BitmapFont.HEIGHT * TEXT,
        TEXT,
        INK);
  }

  private static String written(double density) {
    return density >= 1e-3 && density < 1e6
        ? new BigDecimal(density).round(new MathContext(1)).stripTrailingZeros().toPlainString()
        : String.format(Locale.ROOT, "%.0e", density);
  }

  /**
   * Writes the number of each class on its top, or below it where it is too narrow for that; of
   * very many classes, those of the largest for which there is room.
   */
  private void numbers() {
    List<Rectangle> written = new ArrayList<>();
    int[] sizes =
        tree.clusters().stream().filter(Cluster::taken).mapToInt(Cluster::size).sorted().toArray();
    int smallest = sizes.length > MOST_NUMBERS ? sizes[sizes.length - MOST_NUMBERS] : 0;
    for (Cluster each : tree.clusters()) {
      if (each.taken() && each.size() >= smallest && written.size() < MOST_NUMBERS) {
        String text = Integer.toString(each.label());
        int width = BitmapFont.width(text) * NUMBER;
        boolean narrow = pixels(each.size()) < 2 * width;
        double density = narrow ? each.death() : each.birth();
        double top = y(Math.max(least, Math.min(density, greatest)));
        Rectangle place =
            new Rectangle(
                (int) Math.round(LEFT + pixels(middle[each.id()]) - width / 2.0),
                (int) Math.round(top) + 3 * NUMBER,
                width,
                BitmapFont.CAPITAL * NUMBER);
        while (place.y < HEIGHT && written.stream().anyMatch(place::intersects)) {
          place.translate(0, place.height + NUMBER);
        }
        if (place.y < HEIGHT) {
          written.add(place);
          text(text, place.x, place.y, NUMBER, 0x202020);
        }
      }
    }
  }

  private void text(String text, int x, int y, int dot, int colour) {
    ScatterMap.write(image, text, x, y, dot, colour);
  }

  private void line(int x0, int y0, int width, int height) {
    for (int y = y0; y < y0 + height; y++) {
      for (int x = x0; x < x0 + width; x++) {
        image.setRGB(x, y, INK);
      }
    }
  }
}
