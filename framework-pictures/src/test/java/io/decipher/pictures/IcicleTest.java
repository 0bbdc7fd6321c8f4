// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.ClusterTree;
import io.decipher.api.ClusterTree.Cluster;
import io.decipher.api.Labels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcicleTest {
  private static final int WHITE = 0xffffff;
  private static final int GREY = 0xc4c4c4;

  /** The picture is 1200 x 760; the tree lies at 96 to 1164 x 64 to 724. */
  @TempDir Path directory;

  private static BufferedImage draw(ClusterTree tree) {
    return Icicle.plot(tree);
  }

  @Test
  void title_and_legend_stand_around_the_tree() throws IOException {
    Path file = directory.resolve("icicle.png");
    Icicle.write(file, parting());
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isGreaterThan(draw(parting()).getWidth() + 100);
    assertThat(image.getHeight()).isGreaterThan(draw(parting()).getHeight() + 20);
    for (int label : new int[] {0, 1, Labels.NOISE}) {
      boolean shown = false;
      for (int y = 0; y < image.getHeight(); y++) {
        shown |= (image.getRGB(1200 + 20, y) & WHITE) == Palette.colour(label);
      }
      assertThat(shown).as("class %d", label).isTrue();
    }
  }

  /**
   * 100 points from density 1 on, that part at 10 into classes 0 of 60 and 1 of 40 points; 1 is
   * gone at 31, half way from 10 to 100, where 0 is halved, and gone at 100.
   */
  private static ClusterTree parting() {
    int[] last = new int[101];
    double[] departure = new double[101];
    Arrays.fill(last, 0, 60, 1);
    Arrays.fill(last, 60, 100, 2);
    Arrays.fill(departure, 0, 30, 100);
    Arrays.fill(departure, 30, 100, Math.pow(10, 1.5));
    departure[100] = 1;
    return new ClusterTree(
        List.of(
            new Cluster(0, -1, 0, 10, 101, 0, Labels.NOISE),
            new Cluster(1, 0, 10, 100, 60, 0, 0),
            new Cluster(2, 0, 10, Math.pow(10, 1.5), 40, 0, 1)),
        last,
        departure);
  }

  @Test
  void clusters_are_as_wide_as_they_have_points_and_coloured_as_classes() {
    BufferedImage image = draw(parting());
    assertThat(runs(image, 200)).containsExactly(GREY);
    assertThat(runs(image, 500)).containsExactly(Palette.colour(0), Palette.colour(1));
    assertThat(count(image, 500, Palette.colour(0))).isBetween(625, 636); // 60 / 101 x 1068
    assertThat(count(image, 500, Palette.colour(1))).isBetween(415, 424);
    assertThat(runs(image, 640)).containsExactly(Palette.colour(0));
    assertThat(count(image, 640, Palette.colour(0))).isBetween(312, 318);
  }

  @Test
  void the_density_grows_downwards_by_orders_of_magnitude() {
    BufferedImage image = draw(parting());
    List<Integer> ticks = new ArrayList<>();
    for (int y = 64; y <= 724; y++) {
      if ((image.getRGB(78, y) & WHITE) != WHITE) {
        ticks.add(y);
      }
    }
    assertThat(ticks).hasSize(7); // 1, 2, 5, 10, 20, 50, 100
    assertThat(ticks.get(3) - ticks.get(0)).isCloseTo(323, within(2));
    assertThat(runs(image, ticks.get(3) - 3)).containsExactly(GREY);
    assertThat(runs(image, ticks.get(3) + 3)).contains(Palette.colour(0));
  }

  @Test
  void what_parts_within_a_class_keeps_its_colour() {
    ClusterTree tree = parting();
    List<Cluster> clusters = new ArrayList<>(tree.clusters());
    clusters.set(0, new Cluster(0, -1, 0, 10, 101, 0, 3));
    clusters.set(1, new Cluster(1, 0, 10, 100, 60, 0, Labels.NOISE));
    clusters.set(2, new Cluster(2, 0, 10, Math.pow(10, 1.5), 40, 0, Labels.NOISE));
    int[] last = new int[101];
    double[] departure = new double[101];
    for (int i = 0; i < last.length; i++) {
      last[i] = tree.lastCluster(i);
      departure[i] = tree.departure(i);
    }
    BufferedImage image = draw(new ClusterTree(clusters, last, departure));
    assertThat(runs(image, 200)).containsExactly(Palette.colour(3));
    assertThat(runs(image, 500)).containsExactly(Palette.colour(3));
  }

  @Test
  void the_same_tree_gives_the_same_file() throws IOException {
    Icicle.write(directory.resolve("a.png"), parting());
    Icicle.write(directory.resolve("b.png"), parting());
    assertThat(Files.readAllBytes(directory.resolve("a.png")))
        .isEqualTo(Files.readAllBytes(directory.resolve("b.png")));
  }

  /** It took longer than an hour while each number looked for room below all others. */
  @Test
  void a_tree_of_very_many_classes_is_drawn() {
    int classes = 20_000;
    List<Cluster> clusters = new ArrayList<>();
    clusters.add(new Cluster(0, -1, 0, 10, 5 * classes, 0, Labels.NOISE));
    int[] last = new int[5 * classes];
    for (int i = 0; i < classes; i++) {
      clusters.add(new Cluster(i + 1, 0, 10, 100, 5, 0, i));
      Arrays.fill(last, 5 * i, 5 * i + 5, i + 1);
    }
    double[] departure = new double[5 * classes];
    Arrays.fill(departure, 100);
    BufferedImage image = draw(new ClusterTree(clusters, last, departure));
    assertThat(image.getRGB(600, 80) & WHITE).isNotEqualTo(WHITE);
  }

  @Test
  void trees_without_finite_densities_are_drawn_too() {
    double infinite = Double.POSITIVE_INFINITY;
    Cluster whole = new Cluster(0, -1, 0, infinite, 2, infinite, 0);
    assertThat(
            runs(
                draw(
                    new ClusterTree(List.of(whole), new int[2], new double[] {infinite, infinite})),
                500))
        .containsExactly(Palette.colour(0));
    Cluster none = new Cluster(0, -1, 0, 0, 0, 0, Labels.NOISE);
    assertThat(runs(draw(new ClusterTree(List.of(none), new int[0], new double[0])), 500))
        .isEmpty();
  }

  /** The colours of a line, from left to right; softened edges, one pixel wide, are left out. */
  private static List<Integer> runs(BufferedImage image, int y) {
    List<Integer> runs = new ArrayList<>();
    int before = WHITE;
    for (int x = 90; x < image.getWidth() - 1; x++) {
      int colour = image.getRGB(x, y) & WHITE;
      boolean plain = colour == (image.getRGB(x + 1, y) & WHITE);
      if (plain && colour != WHITE && colour != before) {
        runs.add(colour);
        before = colour;
      }
    }
    return runs;
  }

  private static int count(BufferedImage image, int y, int colour) {
    int count = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      count += (image.getRGB(x, y) & WHITE) == colour ? 1 : 0;
    }
    return count;
  }
}
