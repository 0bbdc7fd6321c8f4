// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import java.util.Arrays;

/** A 3 x 3 median filter, whose window is truncated at the border. */
public final class MedianFilter {
  private static final int MOST = 9;

  private MedianFilter() {}

  /** Returns filtered images, (n x size). */
  public static FloatMatrix of(FloatMatrix images, SampleType.Image type) {
    int plane = type.height() * type.width();
    float[] result = new float[images.rows() * images.columns()];
    float[] window = new float[MOST];
    for (int i = 0; i < images.rows(); i++) {
      float[] image = images.row(i);
      for (int k = 0; k < image.length; k++) {
        int at = k / plane * plane;
        int y = k % plane / type.width();
        int x = k % type.width();
        int count = 0;
        for (int v = Math.max(0, y - 1); v <= Math.min(type.height() - 1, y + 1); v++) {
          for (int u = Math.max(0, x - 1); u <= Math.min(type.width() - 1, x + 1); u++) {
            window[count++] = image[at + v * type.width() + u];
          }
        }
        Arrays.sort(window, 0, count);
        result[i * image.length + k] =
            count % 2 == 1 ? window[count / 2] : (window[count / 2 - 1] + window[count / 2]) / 2;
      }
    }
    return FloatMatrix.wrap(images.rows(), images.columns(), result);
  }
}
