// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Series for tests. */
final class Waves {
  private Waves() {}

  /** A table of a slow or a fast wave and its cosine, with times of 0.02 s. */
  static String table(int steps, double perStep) {
    StringBuilder text = new StringBuilder("time,x,y\n");
    for (int i = 0; i < steps; i++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%.2f,%.5f,%.5f%n",
              i * 0.02,
              Math.sin(i * perStep),
              3 + 2 * Math.cos(i * perStep)));
    }
    return text.toString();
  }

  static void write(Path folder) {
    try {
      for (int i = 0; i < 8; i++) {
        Path home = Files.createDirectories(folder.resolve(i % 2 == 0 ? "fast" : "slow"));
        Files.writeString(home.resolve(i + ".csv"), table(20 + 3 * i, i % 2 == 0 ? 1.2 : 0.2));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two channels of noise of unequal length. */
  static Samples noise(int count) {
    var random = new SplittableRandom(5);
    List<float[]> sequences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[2 * (1 + i % 40)];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextGaussian();
      }
      sequences.add(values);
    }
    return Samples.sequences(2, 50, sequences);
  }
}
