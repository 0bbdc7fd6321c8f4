// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Plugins;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.GenerativeModelProvider;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** Small images of two classes: a bar that stands, a bar that lies. */
final class Digits {
  static final SampleType.Image SHAPE = SampleType.image(8, 8);
  static final String ENGINE = System.getProperty("decipher.test.engine", "MXNet");

  private Digits() {}

  static TrainingSet bars(int count) {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[count * SHAPE.size()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      int at = 1 + random.nextInt(5);
      for (int y = 0; y < 8; y++) {
        for (int x = 0; x < 8; x++) {
          int across = i % 2 == 0 ? x : y;
          values[i * 64 + y * 8 + x] = across >= at && across < at + 2 ? 0.95f : 0.02f;
        }
      }
    }
    float[] strengths = new float[count];
    Arrays.fill(strengths, 1);
    return TrainingSet.of(
        Samples.of(FloatMatrix.wrap(count, SHAPE.size(), values), SHAPE),
        Optional.of(new FoundClasses(Labels.of(labels), FloatMatrix.wrap(count, 1, strengths))));
  }

  static TrainingSet unclassified(TrainingSet set) {
    return set.withClasses(Optional.empty());
  }

  /** A small recipe with some settings changed. */
  static Dcgan recipe(String... changes) {
    Settings block =
        Settings.parse(
            "test",
            "model {\n type = dcgan, channels = [16, 16], latent-size = 8, fit { min-steps = 0, epochs = 2, batch-size"
                + " = 20 }, engine = "
                + ENGINE
                + "\n"
                + String.join("\n", changes)
                + "\n}");
    return (Dcgan) Plugins.discover().create(GenerativeModelProvider.class, block.at("model"));
  }
}
