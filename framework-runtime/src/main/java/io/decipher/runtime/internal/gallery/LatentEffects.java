// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.gallery;

import io.decipher.api.Decoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.numerics.ColumnScaling;

/**
 * Shows the effects of single latents: the change of the decoded image when one latent is
 * increased, with all others at their mean. For a single layer this is a filter; for several, their
 * joint effect.
 */
public final class LatentEffects {
  private static final float STEP = 2; // in standard deviations
  private static final float MIDDLE = 0.5f; // grey: no change

  private LatentEffects() {}

  /**
   * Returns the changes by the most variable latents, in descending order.
   *
   * @param latents (n x latent size), of some samples
   * @param count the number of latents; missing ones are grey
   * @param size the number of values per sample
   * @return (count x size), in [0, 1]: 1/2 for no change, more for an increase
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
