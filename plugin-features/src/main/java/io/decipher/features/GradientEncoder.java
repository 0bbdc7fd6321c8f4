// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.numerics.Parallel;
import java.util.Arrays;

/** Computes {@link Gradients} of images of one shape. */
final class GradientEncoder implements Encoder {
  private static final float LEAST_SQUARE = 1e-8f;
  private static final double LEAST_NORM = 1e-12;

  private final SampleType.Image shape;
  private final int directions;
  private final int step;
  private final int rows;
  private final int columns;
  private final float[] cosines; // (directions)
  private final float[] sines; // (directions)
  private final double blur;
  private final float[] pooling;

  GradientEncoder(Gradients recipe, SampleType.Image shape) {
    this.shape = shape;
    directions = recipe.directions();
    step = recipe.step();
    rows = points(shape.height(), step);
    columns = points(shape.width(), step);
    cosines = new float[directions];
    sines = new float[directions];
    for (int b = 0; b < directions; b++) {
      cosines[b] = (float) Math.cos(2 * Math.PI * b / directions);
      sines[b] = (float) Math.sin(2 * Math.PI * b / directions);
    }
    blur = recipe.blur();
    pooling = GaussianBlur.kernel(recipe.poolingBlur());
  }

  private static int points(int side, int step) {
    return (side - 1 - step / 2) / step + 1;
  }

  @Override
  public FloatMatrix encode(Samples samples, RunContext run) {
    Types.check(samples, shape);
    long size = (long) directions * rows * columns;
    if (size * samples.count() > Integer.MAX_VALUE - 8) {
      throw new DecipherException(
          samples.count()
              + " samples with "
              + size
              + " gradients each are more values than one matrix can hold, 2^31 - 9; raise step");
    }
    int features = (int) size;
    float[] out = new float[samples.count() * features];
    Parallel.blocks(
        samples.count(),
        "gradients",
        run,
        (from, to) -> {
          Scratch scratch = new Scratch();
          for (int i = from; i < to; i++) {
            samples.copyRow(i, scratch.image, 0);
            scratch.gradients();
            for (int b = 0; b < directions; b++) {
              scratch.orient(b);
              scratch.pool(out, i * features + b * rows * columns);
            }
            finish(out, i * features, features);
          }
        });
    return FloatMatrix.wrap(samples.count(), features, out);
  }

  /** Takes square roots and scales to length 1. */
  private static void finish(float[] out, int offset, int features) {
    double sum = 0; // of the squares of the square roots
    for (int i = offset; i < offset + features; i++) {
      sum += out[i];
    }
    double scale = 1 / Math.max(Math.sqrt(sum), LEAST_NORM);
    for (int i = offset; i < offset + features; i++) {
      out[i] = (float) (Math.sqrt(out[i]) * scale);
    }
  }

  /**
   * The working memory of one thread. Inner loops run along rows without loop-carried sums, so that
   * the JIT vectorises them.
   */
  private final class Scratch {
    private final int height = shape.height();
    private final int width = shape.width();
    private final int plane = height * width;
    private final float[] image = new float[shape.size()];
    private final GaussianBlur smoothing = new GaussianBlur(blur, height, width);
    private final float[] blurred = new float[plane];
    private final float[] gx = new float[plane];
    private final float[] gy = new float[plane];
    private final float[] magnitude = new float[plane];
    private final float[] oriented = new float[plane];
    private final float[] line = new float[width];

    /** Computes gx and gy from the channel with the greatest gradient at each pixel. */
    void gradients() {
      for (int channel = 0; channel < shape.channels(); channel++) {
        smoothing.apply(image, channel * plane, blurred, 0);
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            int i = y * width + x;
            float dx = (x + 1 < width ? blurred[i + 1] : 0) - (x > 0 ? blurred[i - 1] : 0);
            float dy = (y + 1 < height ? blurred[i + width] : 0) - (y > 0 ? blurred[i - width] : 0);
            float square = dx * dx + dy * dy;
            // NaN is kept, to be visible in the features.
            if (channel == 0 || square > gx[i] * gx[i] + gy[i] * gy[i] || Float.isNaN(square)) {
              gx[i] = dx;
              gy[i] = dy;
            }
          }
        }
      }
      for (int i = 0; i < plane; i++) {
        magnitude[i] = (float) Math.sqrt(gx[i] * gx[i] + gy[i] * gy[i] + LEAST_SQUARE);
      }
    }

    /** Computes the plane of a direction: m · max(0, cos)^(B/2). */
    void orient(int direction) {
      if (directions == 8) {
        fourthPowers(cosines[direction], sines[direction]);
        return;
      }
      double power = directions / 2.0;
      for (int i = 0; i < plane; i++) {
        float along = Math.max(0, gx[i] * cosines[direction] + gy[i] * sines[direction]);
        oriented[i] = magnitude[i] * (float) Math.pow(along / magnitude[i], power);
      }
    }

    private void fourthPowers(float cosine, float sine) {
      for (int i = 0; i < plane; i++) {
        float along = Math.max(0, gx[i] * cosine + gy[i] * sine) / magnitude[i];
        float square = along * along;
        oriented[i] = magnitude[i] * (square * square);
      }
    }

    /** Blurs the plane of a direction, only at the sampled points. */
    void pool(float[] out, int offset) {
      int radius = pooling.length / 2;
      for (int row = 0; row < rows; row++) {
        int y = step / 2 + row * step;
        Arrays.fill(line, 0);
        int bottom = Math.min(height - 1, y + radius);
        for (int j = Math.max(0, y - radius); j <= bottom; j++) {
          GaussianBlur.add(pooling[j - y + radius], oriented, j * width, line, 0, width);
        }
        for (int column = 0; column < columns; column++) {
          int x = step / 2 + column * step;
          int right = Math.min(width - 1, x + radius);
          float sum = 0;
          for (int j = Math.max(0, x - radius); j <= right; j++) {
            sum += line[j] * pooling[j - x + radius];
          }
          out[offset + row * columns + column] = sum;
        }
      }
    }
  }
}
