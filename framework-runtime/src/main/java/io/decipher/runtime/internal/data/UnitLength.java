// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.FloatMatrix;

/** Normalises points to their directions. */
public final class UnitLength {
  private UnitLength() {}

  /** Returns points divided by their Euclidean norm, (n x d); zero stays zero. */
  public static FloatMatrix of(FloatMatrix points) {
    float[] values = points.toArray();
    int d = points.columns();
    for (int i = 0; i < points.rows(); i++) {
      double square = 0;
      for (int j = 0; j < d; j++) {
        square += (double) values[i * d + j] * values[i * d + j];
      }
      double length = Math.sqrt(square);
      for (int j = 0; j < d && length > 0; j++) {
        values[i * d + j] = (float) (values[i * d + j] / length);
      }
    }
    return FloatMatrix.wrap(points.rows(), d, values);
  }
}
