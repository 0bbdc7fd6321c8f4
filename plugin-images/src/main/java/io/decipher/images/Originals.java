// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.FloatMatrix;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Images before preparation, fitted into squares padded with the tone of their border, in colour.
 */
final class Originals {
  private Originals() {}

  /**
   * Reads images again. One that is no longer readable becomes black.
   *
   * @param path the path that the samples were read from
   * @param side the side of the squares, in pixels
   * @param rows the rows of the samples
   */
  static Samples of(Path path, Samples samples, int side, int... rows) {
    SampleType.Image type = new SampleType.Image(3, side, side);
    float[] values = new float[rows.length * type.size()];
    try (ImageFiles files = ImageFiles.at(path)) {
      for (int i = 0; i < rows.length; i++) {
        try {
          Picture picture = ImageDecoder.decode(files.read(samples.name(rows[i]))).picture();
          float[] square = fitted(picture.withChannels(3), side);
          System.arraycopy(square, 0, values, i * square.length, square.length);
        } catch (UnreadableImageException gone) {
          Arrays.fill(values, i * type.size(), (i + 1) * type.size(), 0);
        }
      }
    }
    return Samples.of(FloatMatrix.wrap(rows.length, type.size(), values), type);
  }

  private static float[] fitted(Picture picture, int side) {
    double scale = (double) side / Math.max(picture.width(), picture.height());
    int width = Math.max(1, (int) Math.round(picture.width() * scale));
    int height = Math.max(1, (int) Math.round(picture.height() * scale));
    int left = (side - width) / 2;
    int top = (side - height) / 2;
    float[] square = new float[3 * side * side];
    int n = picture.pixels();
    for (int c = 0; c < 3; c++) {
      float[] plane = Arrays.copyOfRange(picture.values(), c * n, (c + 1) * n);
      float[] small = Resampling.resize(plane, picture.width(), picture.height(), width, height);
      Arrays.fill(square, c * side * side, (c + 1) * side * side, border(small, width, height));
      for (int y = 0; y < height; y++) {
        System.arraycopy(small, y * width, square, (c * side + top + y) * side + left, width);
      }
    }
    return square;
  }

  private static float border(float[] plane, int width, int height) {
    double sum = 0;
    int count = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (x == 0 || y == 0 || x == width - 1 || y == height - 1) {
          sum += plane[y * width + x];
          count++;
        }
      }
    }
    return (float) (sum / count);
  }
}
