// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Points for tests. */
public final class Samples {
  private Samples() {}

  /** Normal with unit variance, rounded to a grid of sixteenths where there shall be ties. */
  public static FloatMatrix normal(int n, int d, long seed, boolean ties) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n * d];
    for (int at = 0; at < values.length; at++) {
      double value = random.nextGaussian();
      values[at] = ties ? Math.round(value * 2) / 2f : (float) value;
    }
    return FloatMatrix.wrap(n, d, values);
  }

  /** Blobs of unit variance whose centres are {@code apart} from each other's, in turns by row. */
  public static FloatMatrix blobs(int n, int d, int blobs, double apart, long seed) {
    float[] values = normal(n, d, seed, false).toArray();
    for (int i = 0; i < n; i++) {
      values[i * d + i % blobs] += (float) (apart / Math.sqrt(2));
    }
    return FloatMatrix.wrap(n, d, values);
  }

  /** The first 5,000 latent means of a VAE on MNIST, (5000 x 10). */
  public static FloatMatrix latents() {
    try (InputStream in = Samples.class.getResourceAsStream("mnist-vae-10d-5000.npy")) {
      Path file = Files.createTempFile("latents", ".npy");
      try {
        Files.write(file, in.readAllBytes());
        return Npy.read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The first training images of MNIST, (n x 784), pixels in [0, 1]. */
  public static FloatMatrix digits(int n) {
    Settings mnist = Settings.parse("test", "type = mnist, train-limit = " + n);
    return Plugins.discover().create(DatasetProvider.class, mnist).train().toMatrix();
  }
}
