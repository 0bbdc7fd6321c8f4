// SPDX-License-Identifier: Apache-2.0
package io.decipher.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.spi.PictureWriter.Scatter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScatterMapTest {
  private static final int WHITE = 0xffffff;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name_a_file() {
    file = directory.resolve("map.png");
  }

  private static BufferedImage map(FloatMatrix points, int... labels) {
    return ScatterMap.plot(points, Labels.of(labels));
  }

  private static int red(int rgb) {
    return rgb >> 16 & 0xff;
  }

  private static int blue(int rgb) {
    return rgb & 0xff;
  }

  private static FloatMatrix cloud(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[2 * n];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return FloatMatrix.wrap(n, 2, values);
  }

  private static Scatter scatter(FloatMatrix points, int... labels) {
    return new Scatter(
        "some points", points, Labels.of(labels), List.of("first", "second"), List.of("trill"));
  }

  @Test
  void title_axes_and_legend_stand_around_the_plot() throws IOException {
    int[] labels = new int[300];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 25 - 1;
    }
    ScatterMap.write(file, scatter(cloud(300, 3), labels));
    BufferedImage image = ImageIO.read(file.toFile());
    BufferedImage plot = ScatterMap.plot(cloud(300, 3), Labels.of(labels));
    assertThat(image.getWidth()).isGreaterThan(plot.getWidth() + 150);
    assertThat(image.getHeight()).isGreaterThan(plot.getHeight() + 60);
    List<Integer> swatches = new ArrayList<>();
    int column = plot.getWidth() + 100; // right of the plot and its axis
    for (int x = column; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        int rgb = image.getRGB(x, y) & WHITE;
        if (rgb != WHITE && !swatches.contains(rgb)) {
          swatches.add(rgb);
        }
      }
    }
    // Twenty colours, grey for noise, ink, and the dark of four colours that stand for two classes.
    assertThat(swatches).hasSize(20 + 1 + 1 + 4);
  }

  @Test
  void a_point_has_its_class_colour_where_it_lies() throws IOException {
    // class 0 is blue, class 1 dark red; numbers hide the middles, so look beside them
    FloatMatrix points =
        FloatMatrix.ofRows(
            new float[] {0, 0},
            new float[] {0, 4},
            new float[] {0, 4}, //
            new float[] {4, 4},
            new float[] {4, 0},
            new float[] {4, 0});
    BufferedImage image = map(points, 0, 0, 0, 1, 1, 1);

    assertThat(image.getWidth()).isEqualTo(1000);
    assertThat(image.getHeight()).isEqualTo(1000);
    int low = image.getRGB(36, 1000 - 36);
    int high = image.getRGB(1000 - 36, 36);
    assertThat(blue(low)).isGreaterThan(red(low) + 50);
    assertThat(red(high)).isGreaterThan(blue(high) + 50);
    assertThat(image.getRGB(500, 500) & WHITE).isEqualTo(WHITE);
  }

  @Test
  void noise_is_grey_and_has_no_number() throws IOException {
    BufferedImage image = map(FloatMatrix.ofRows(new float[] {0, 0}, new float[] {1, 1}), -1, -1);

    boolean drawn = false;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        assertThat(red(rgb)).isEqualTo(blue(rgb)).isGreaterThan(0x90);
        drawn |= red(rgb) < 0xf0;
      }
    }
    assertThat(drawn).isTrue();
  }

  @Test
  void the_number_of_a_class_stands_at_its_median_member() throws IOException {
    // two far members draw the mean away from where the class is
    FloatMatrix points =
        FloatMatrix.ofRows(
            new float[] {0, 0},
            new float[] {0.001f, 0},
            new float[] {0, 0.001f},
            new float[] {10, 0},
            new float[] {10, 10});
    BufferedImage image = map(points, 1, 1, 1, 1, 1);

    // a "1" has its stem in the middle column of five dots
    assertThat(image.getRGB(36, 1000 - 36) & WHITE).isEqualTo(0x202020);
  }

  @Test
  void points_that_are_not_finite_are_left_out() throws IOException {
    FloatMatrix finite = FloatMatrix.ofRows(new float[] {0, 0}, new float[] {1, 1});
    FloatMatrix more =
        FloatMatrix.ofRows(
            new float[] {0, 0},
            new float[] {1, 1},
            new float[] {Float.NaN, 1},
            new float[] {1, Float.POSITIVE_INFINITY});
    BufferedImage one = map(finite, -1, -1);
    BufferedImage other = map(more, -1, -1, -1, 0);
    assertThat(other.getWidth()).isEqualTo(one.getWidth());
    assertThat(red(other.getRGB(36, 1000 - 36))).isLessThan(0xf0);
  }

  @Test
  void the_order_of_the_points_changes_no_pixel_by_more_than_rounding() throws IOException {
    int n = 400;
    FloatMatrix points = cloud(n, 1);
    int[] labels = new int[n];
    int[] reversed = new int[n];
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 4 - 1;
      order[i] = n - 1 - i;
      reversed[n - 1 - i] = labels[i];
    }
    BufferedImage one = map(points, labels);
    BufferedImage other = map(points.select(order), reversed);

    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        assertThat(Math.abs(red(one.getRGB(x, y)) - red(other.getRGB(x, y)))).isLessThan(2);
      }
    }
  }

  @Test
  void the_same_points_give_the_same_bytes() throws IOException {
    FloatMatrix points = cloud(3000, 5);
    int[] labels = new int[3000];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 30;
    }
    Path again = directory.resolve("again.png");
    ScatterMap.write(file, scatter(points, labels));
    ScatterMap.write(again, scatter(points, labels));
    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void any_number_of_points_and_dimensions_can_be_drawn() throws IOException {
    assertThat(map(FloatMatrix.empty(2)).getRGB(5, 5) & WHITE).isEqualTo(WHITE);
    assertThat(map(FloatMatrix.ofRows(new float[] {7}), 0).getHeight()).isEqualTo(250);
    assertThat(map(FloatMatrix.ofRows(new float[] {0, 0, 5}, new float[] {9, 3, 1}), 0, 12))
        .satisfies(
            image -> {
              assertThat(image.getWidth()).isEqualTo(1000);
              assertThat(image.getHeight()).isEqualTo(381); // a third of 928, and two margins
            });
  }

  @Test
  void labels_and_points_of_different_counts_are_refused() {
    assertThatThrownBy(() -> map(FloatMatrix.empty(2), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are 0 points, but 1 labels");
    assertThatThrownBy(() -> map(FloatMatrix.wrap(1, 0, new float[0]), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("points have no coordinates");
  }
}
