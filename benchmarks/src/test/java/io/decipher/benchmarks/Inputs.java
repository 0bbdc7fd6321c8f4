// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import io.decipher.api.Dataset;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.RunContext;
import io.decipher.mnist.Mnist;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.random.RandomGenerator;

/** Inputs of the benchmarks. */
final class Inputs {
  private Inputs() {}

  /** Returns umap-learn's layout of MNIST, 70,000 x 2. */
  static FloatMatrix layout() {
    return resource("mnist-umap-2d.npy");
  }

  /** Returns a VAE's latent means of MNIST, 70,000 x 10. */
  static FloatMatrix latents() {
    return resource("mnist-vae-10d.npy");
  }

  /** Returns all of MNIST, 70,000 x 784, in [0, 1]. */
  static FloatMatrix mnist() {
    Dataset mnist = new Mnist().open();
    return mnist.samples().toMatrix();
  }

  /** Returns 20 groups of unequal size and density in the plane, with one twentieth noise. */
  static FloatMatrix groups(int n) {
    RandomGenerator random = RunContext.seeded(7).random("groups");
    float[] values = new float[2 * n];
    for (int i = 0; i < n; i++) {
      boolean noise = random.nextInt(20) == 0;
      int group = (int) (20 * Math.pow(random.nextDouble(), 1.5));
      double spread = 0.3 + 0.15 * group;
      double angle = 2.4 * group; // the golden angle places the groups apart on a spiral
      double radius = 8 * Math.sqrt(group + 0.5);
      values[2 * i] =
          (float)
              (noise
                  ? 100 * (random.nextDouble() - 0.5)
                  : radius * Math.cos(angle) + spread * random.nextGaussian());
      values[2 * i + 1] =
          (float)
              (noise
                  ? 100 * (random.nextDouble() - 0.5)
                  : radius * Math.sin(angle) + spread * random.nextGaussian());
    }
    return FloatMatrix.wrap(n, 2, values);
  }

  /** Returns every {@code step}-th point. */
  static FloatMatrix thinned(FloatMatrix points, int step) {
    int[] kept = new int[points.rows() / step];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = i * step;
    }
    return points.select(kept);
  }

  static double[][] rows(FloatMatrix points) {
    double[][] rows = new double[points.rows()][points.columns()];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < rows[i].length; k++) {
        rows[i][k] = points.get(i, k);
      }
    }
    return rows;
  }

  private static FloatMatrix resource(String name) {
    try (InputStream in = Inputs.class.getResourceAsStream("/" + name)) {
      Path copy = Files.createTempFile("decipher", ".npy");
      try {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        return Npy.read(copy);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }
}
