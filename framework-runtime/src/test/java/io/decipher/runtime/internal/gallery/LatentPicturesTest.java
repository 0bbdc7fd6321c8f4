// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.decipher.api.Conditional;
import io.decipher.api.FloatMatrix;
import io.decipher.api.LatentSpace;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.runtime.internal.store.RunDirectory;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentPicturesTest {
  private static final SampleType SHAPE = SampleType.image(2, 2);

  @TempDir Path temporary;

  /** Images as light as the first latent at the left, and as the second at the right. */
  private record Halves(int latentSize) implements LatentSpace, Conditional {
    @Override
    public FloatMatrix drawLatents(int count, RandomGenerator random) {
      float[] values = new float[count * latentSize];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      return FloatMatrix.wrap(count, latentSize, values);
    }

    @Override
    public FloatMatrix drawLatents(int label, int count, RandomGenerator random) {
      return movedTo(label, drawLatents(count, random));
    }

    /** Class 0 is dark at the left, class 1 light. */
    @Override
    public FloatMatrix movedTo(int label, FloatMatrix latents) {
      float[] values = latents.toArray();
      for (int i = 0; i < values.length; i += latentSize) {
        values[i] = label;
      }
      return FloatMatrix.wrap(latents.rows(), latentSize, values);
    }

    @Override
    public FloatMatrix decode(FloatMatrix latents, RunContext run) {
      float[] values = new float[4 * latents.rows()];
      for (int i = 0; i < values.length; i++) {
        values[i] = latents.get(i / 4, i % 2);
      }
      return FloatMatrix.wrap(latents.rows(), 4, values);
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public FloatMatrix generate(int label, int count, RandomGenerator random) {
      return decode(drawLatents(label, count, random), RunContext.seeded(0));
    }
  }

  private static LatentPictures pictures(int latentSize) {
    return new LatentPictures(new Halves(latentSize), SHAPE, RunContext.seeded(1));
  }

  @Nested
  class A_walk {
    private double length(float[] vector) {
      return Math.hypot(vector[0], vector[1]);
    }

    @Test
    void turns_at_an_even_pace_and_keeps_its_distance_from_the_middle() {
      FloatMatrix path = LatentPictures.between(new float[] {2, 0}, new float[] {0, 2}, 4);
      assertThat(path.row(0)).containsExactly(2, 0);
      for (int i = 0; i < 4; i++) {
        float[] point = path.row(i);
        assertThat(length(point)).isCloseTo(2, within(1e-6));
        assertThat(Math.toDegrees(Math.atan2(point[1], point[0]))).isCloseTo(30 * i, within(1e-4));
      }
    }

    @Test
    void changes_its_length_evenly() {
      FloatMatrix path = LatentPictures.between(new float[] {1, 0}, new float[] {0, 3}, 3);
      assertThat(length(path.row(1))).isCloseTo(2, within(1e-6));
    }

    @Test
    void is_straight_where_there_is_no_turn_or_no_one_way_to_turn() {
      assertThat(LatentPictures.between(new float[] {1, 1}, new float[] {3, 3}, 3).row(1))
          .containsExactly(2, 2);
      assertThat(LatentPictures.between(new float[] {1, 0}, new float[] {-1, 0}, 3).row(1))
          .containsExactly(0, 0);
      assertThat(LatentPictures.between(new float[] {0, 0}, new float[] {4, 2}, 3).row(1))
          .containsExactly(2, 1);
    }

    @Test
    void is_shown_step_by_step_and_moving_there_and_back() throws IOException {
      FloatMatrix ends = FloatMatrix.wrap(4, 2, new float[] {0, 0, 1, 1, 1, 0, 0, 1});
      FloatMatrix shown;
      try (RunDirectory directory = RunDirectory.create(temporary.resolve("walks"))) {
        shown = pictures(2).writeWalks(ends, directory);
      }
      assertThat(shown.rows()).isEqualTo(2 * LatentPictures.STEPS);
      assertThat(shown.row(0)).containsExactly(0, 0, 0, 0);
      assertThat(shown.row(LatentPictures.STEPS - 1)).containsExactly(1, 1, 1, 1);
      assertThat(shown.row(LatentPictures.STEPS)).containsExactly(1, 0, 1, 0);
      BufferedImage picture = ImageIO.read(temporary.resolve("walks/walks.png").toFile());
      assertThat(picture.getWidth()).isGreaterThan(4 * picture.getHeight()); // which has a heading
      try (ImageInputStream in =
          ImageIO.createImageInputStream(temporary.resolve("walks/walks.gif").toFile())) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        reader.setInput(in);
        assertThat(reader.getNumImages(true)).isEqualTo(58);
        assertThat(lightness(reader.read(0))).isZero();
        assertThat(lightness(reader.read(29))).isEqualTo(255);
        assertThat(lightness(reader.read(57))).isEqualTo(lightness(reader.read(1)));
        reader.dispose();
      }
    }

    /** Of the first sample, which stands at the upper left. */
    private int lightness(BufferedImage frame) {
      return frame.getRGB(frame.getWidth() / 4, frame.getHeight() / 2) & 0xff;
    }
  }

  @Test
  void a_style_is_shown_in_every_class() {
    FloatMatrix latents = FloatMatrix.wrap(2, 2, new float[] {0.5f, 0.25f, 0.5f, 0.75f});
    FloatMatrix shown;
    try (RunDirectory directory = RunDirectory.create(temporary.resolve("styles"))) {
      shown = pictures(2).writeStyles(latents, new Halves(2), directory);
    }
    assertThat(shown)
        .isEqualTo(
            FloatMatrix.wrap(
                4,
                4,
                new float[] {
                  0, 0.25f, 0, 0.25f, 1, 0.25f, 1, 0.25f, 0, 0.75f, 0, 0.75f, 1, 0.75f, 1, 0.75f
                }));
    assertThat(temporary.resolve("styles/styles.png")).isNotEmptyFile();
  }

  @Test
  void a_plane_is_shown_in_steps_that_are_equally_probable() {
    assertThat(pictures(2).isPlane()).isTrue();
    assertThat(pictures(3).isPlane()).isFalse();
    FloatMatrix shown;
    try (RunDirectory directory = RunDirectory.create(temporary.resolve("plane"))) {
      shown = pictures(2).writeManifold(directory);
    }
    assertThat(shown.rows()).isEqualTo(400);
    // Latents are uniform in [0, 1]: the k-th of 20 steps is near (k + ½) / 20.
    for (int x = 0; x < 20; x++) {
      assertThat(shown.get(x, 0)).isCloseTo((x + 0.5f) / 20, within(0.03f));
      assertThat(shown.get(20 * x, 1)).isCloseTo((x + 0.5f) / 20, within(0.03f));
    }
  }
}
