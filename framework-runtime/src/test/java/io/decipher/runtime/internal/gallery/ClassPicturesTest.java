// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Decoder;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.runtime.Fakes;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.Stage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPicturesTest {
  private static final int SIDE = 56; // of an image in the picture: 28 pixels, twice as large
  private static final SampleType SHAPE = SampleType.image(28, 28);

  @TempDir Path temporary;

  /** Three of class 0, darker and darker, and two of class 1; noise is the lightest. */
  private static final float[] LIGHT = {0.1f, 0.2f, 0.3f, 0.7f, 0.8f, 1f};

  private static FloatMatrix plain(float... light) {
    float[] values = new float[light.length * SHAPE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = light[i / SHAPE.size()];
    }
    return FloatMatrix.wrap(light.length, SHAPE.size(), values);
  }

  private static Stage view() {
    FloatMatrix points = FloatMatrix.wrap(LIGHT.length, 1, LIGHT.clone());
    float[] strengths = {0.5f, 1, 0.5f, 0.6f, 1, 0};
    return Stage.named(
            "light",
            new FoundClasses(
                Labels.of(0, 0, 0, 1, 1, Labels.NOISE), FloatMatrix.wrap(6, 1, strengths)))
        .laidOut(new Stage.Layout(points, points, Optional.empty(), Optional.empty()));
  }

  /** Draws nothing but black, and that of all classes at once. */
  private static class DrawsOnly implements TrainedModel {
    @Override
    public SampleType type() {
      return SHAPE;
    }

    @Override
    public Map<String, String> description() {
      return Map.of();
    }

    @Override
    public FloatMatrix generate(int count, RandomGenerator random) {
      return FloatMatrix.wrap(count, SHAPE.size(), new float[count * SHAPE.size()]);
    }

    @Override
    public void save(Path directory) {}

    @Override
    public void close() {}
  }

  /** A latent is how light the first pixel is, and a number that says nothing. */
  private static final class Autoencoder extends DrawsOnly implements Encoder, Decoder {
    final List<FloatMatrix> decoded = new ArrayList<>();

    @Override
    public FloatMatrix encode(Samples samples, RunContext run) {
      float[] latents = new float[2 * samples.count()];
      for (int i = 0; i < samples.count(); i++) {
        latents[2 * i] = samples.row(i)[0];
      }
      return FloatMatrix.wrap(samples.count(), 2, latents);
    }

    @Override
    public FloatMatrix decode(FloatMatrix latents, RunContext run) {
      decoded.add(latents);
      float[] light = new float[latents.rows()];
      for (int i = 0; i < light.length; i++) {
        light[i] = latents.get(i, 0);
      }
      return plain(light);
    }
  }

  private List<String> draw(TrainedModel model, String name) throws IOException {
    try (RunDirectory directory = RunDirectory.create(temporary.resolve(name))) {
      Samples samples = Samples.of(plain(LIGHT), SHAPE);
      ClassPictures.write(view(), samples, samples, model, directory, RunContext.seeded(1));
    }
    try (Stream<Path> files = Files.list(temporary.resolve(name))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".png"))
          .sorted()
          .toList();
    }
  }

  /** The lightness of the images in a row of a picture, left to right, white left out. */
  private List<Integer> row(String file, int row) throws IOException {
    BufferedImage image = ImageIO.read(temporary.resolve(file).toFile());
    int y = image.getHeight() - (2 - row) * (SIDE + 2) + SIDE / 2;
    List<Integer> found = new ArrayList<>();
    int run = 0;
    for (int x = 1; x <= image.getWidth(); x++) {
      int before = image.getRaster().getSample(x - 1, y, 0);
      boolean ends = x == image.getWidth() || image.getRaster().getSample(x, y, 0) != before;
      run++;
      if (ends) {
        if (run == SIDE) {
          found.add(before);
        }
        run = 0;
      }
    }
    return found;
  }

  private static int level(double light) {
    return (int) Math.round(255 * light);
  }

  @Test
  void what_a_model_cannot_do_is_left_out() throws IOException {
    assertThat(draw(new DrawsOnly(), "draws")).containsExactly("classes.png");
    assertThat(row("draws/classes.png", 0))
        .containsExactly(level(0.2), level(0.1), level(0.3), level(0.2)); // typical, then mean
    assertThat(row("draws/classes.png", 1)).containsExactly(level(0.8), level(0.7), level(0.75));
  }

  @Test
  void neighbours_in_latent_space_may_be_of_any_class_and_are_not_the_sample_itself()
      throws IOException {
    draw(new Autoencoder(), "encodes");
    assertThat(row("encodes/classes.png", 1))
        .containsExactly(
            level(0.8),
            level(0.7),
            level(0.75),
            level(0.7),
            // the noise is white, as the paper
            level(0.3),
            level(0.2),
            level(0.1));
  }

  @Test
  void a_traversal_goes_through_the_mean_latent_by_two_standard_deviations() throws IOException {
    Autoencoder model = new Autoencoder();
    assertThat(draw(model, "decodes")).containsExactly("classes.png", "traversals.png");
    FloatMatrix first = model.decoded.get(0);
    double deviation = 0.1 * Math.sqrt(2.0 / 3);
    assertThat(first.rows()).isEqualTo(7);
    assertThat(first.get(0, 0)).isCloseTo((float) (0.2 - 2 * deviation), within());
    assertThat(first.get(3, 0)).isCloseTo(0.2f, within());
    assertThat(first.get(6, 0)).isCloseTo((float) (0.2 + 2 * deviation), within());
    assertThat(model.decoded).hasSize(4); // two classes, two directions
    assertThat(row("decodes/traversals.png", 0)).contains(level(0.2));
  }

  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.api.Assertions.within(1e-4f);
  }

  @Test
  void the_same_seed_gives_the_same_bytes() throws IOException {
    Fakes.TrainedMeanModel model = new Fakes.TrainedMeanModel(new float[784], 0.5, 1);
    draw(model, "once");
    draw(model, "twice");
    assertThat(temporary.resolve("twice/classes.png"))
        .hasSameBinaryContentAs(temporary.resolve("once/classes.png"));
  }
}
