// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.Decoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.ColumnScaling;

/**
 * What single latents draw: how the decoded image changes where one latent is greater, all others
 * at their mean. For one layer it is a filter; for several, what the filters come to.
 */
public final class LatentEffects {
  private static final float STEP = 2; // standard deviations
  private static final float MIDDLE = 0.5f; // grey: no change

  private LatentEffects() {}

  /**
   * Returns the changes by the latents that vary the most, greatest first.
   *
   * @param latents (n x latent size), of some samples
   * @param count how many; those that are missing are grey throughout
   * @param size values a sample
   * @return (count x size), in [0, 1]: 1/2 where nothing changes, above where values grow
   */
  public static FloatMatrix of(
      Decoder decoder, FloatMatrix latents, int count, int size, RunContext run) {
    int columns = latents.columns();
    ColumnScaling measured = ColumnScaling.of(latents);
    double[] means = measured.centre();
    double[] deviations = measured.width();
    int[] greatest = Pictures.greatest(columns, count, j -> deviations[j]);
    float[] vectors = new float[(greatest.length + 1) * columns];
    for (int i = 0; i <= greatest.length; i++) {
      for (int j = 0; j < columns; j++) {
        vectors[i * columns + j] = (float) means[j];
      }
      if (i > 0) {
        int changed = greatest[i - 1];
        vectors[i * columns + changed] += (float) (STEP * deviations[changed]);
      }
    }
    FloatMatrix decoded =
        decoder.decode(FloatMatrix.wrap(greatest.length + 1, columns, vectors), run);
    float[] changes = new float[count * size];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < size; j++) {
        float change = i < greatest.length ? decoded.get(i + 1, j) - decoded.get(0, j) : 0;
        changes[i * size + j] = Math.max(0, Math.min(1, MIDDLE + change / 2));
      }
    }
    return FloatMatrix.wrap(count, size, changes);
  }
}
