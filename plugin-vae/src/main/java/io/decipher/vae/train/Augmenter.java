// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.api.SampleType;
import io.decipher.vae.recipe.Augmentation;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Transforms images to views, by bilinear interpolation with zeros outside of the image.
 *
 * <p>Has working memory: for use by one thread at a time. About 20 microseconds per view of 28 x 28
 * pixels.
 *
 * @see <a href="https://doi.org/10.1109/ICDAR.2003.1227801">Simard et al. 2003 (elastic grids)</a>
 * @see <a href="https://arxiv.org/abs/1708.04552">DeVries and Taylor 2017 (cutout)</a>
 * @see <a href="https://doi.org/10.21437/Interspeech.2019-2680">Park et al. 2019 (masks)</a>
 */
final class Augmenter {
  private final Augmentation strongest;
  private final int channels;
  private final int height;
  private final int width;
  private final int grid;
  private final double cutoutSpan;
  private final double lengthSpan;
  private final double widthSpan;
  private final float[] bendX; // (grid x grid)
  private final float[] bendY;
  private final float[] rowX; // (grid)
  private final float[] rowY;
  private final int[] leftOf;
  private final float[] rightOf;
  private final float[] plane;

  Augmenter(Augmentation strongest, SampleType.Image shape) {
    this.strongest = strongest;
    this.channels = shape.channels();
    this.height = shape.height();
    this.width = shape.width();
    this.grid = strongest.elasticGrid();
    this.cutoutSpan = strongest.cutoutSize().span();
    this.lengthSpan = strongest.strokeLength().span();
    this.widthSpan = strongest.strokeWidth().span();
    this.bendX = new float[grid * grid];
    this.bendY = new float[grid * grid];
    this.rowX = new float[grid];
    this.rowY = new float[grid];
    this.plane = new float[height * width];
    this.leftOf = new int[width];
    this.rightOf = new float[width];
    for (int column = 0; column < width; column++) {
      float x = column * (grid - 1f) / Math.max(1, width - 1);
      leftOf[column] = Math.min((int) x, grid - 2);
      rightOf[column] = x - leftOf[column];
    }
  }

  /** Writes a view of the image in {@code from} to {@code to}, transforming all channels alike. */
  void view(float[] from, int fromOffset, float[] to, int toOffset, RandomGenerator random) {
    warp(from, fromOffset, to, toOffset, random);
    thicken(to, toOffset, random);
    stroke(to, toOffset, random);
    mirror(to, toOffset, random);
    light(to, toOffset, random);
    strongest.noise().ifPresent(level -> addNoise(to, toOffset, level, random));
    cut(to, toOffset, random);
    strongest.mask().ifPresent(mask -> mask(to, toOffset, mask, random));
  }

  /** Returns a uniform number in ±limit. */
  private static float either(RandomGenerator random, double limit) {
    return (float) ((2 * random.nextDouble() - 1) * limit);
  }

  private void warp(
      float[] from, int fromOffset, float[] to, int toOffset, RandomGenerator random) {
    double angle = Math.toRadians(either(random, strongest.rotation()));
    double shear = Math.tan(Math.toRadians(either(random, strongest.shear())));
    double scaleX = Math.exp(either(random, strongest.scale()));
    double scaleY = Math.exp(either(random, strongest.scale()));
    float shiftX = either(random, strongest.shift());
    float shiftY = either(random, strongest.shift());
    double cosine = Math.cos(angle);
    double sine = Math.sin(angle);
    float xx = (float) (cosine * scaleX);
    float xy = (float) ((cosine * shear - sine) * scaleY);
    float yx = (float) (sine * scaleX);
    float yy = (float) ((sine * shear + cosine) * scaleY);
    boolean bends = strongest.elastic() > 0;
    if (bends) {
      for (int i = 0; i < grid * grid; i++) {
        bendX[i] = (float) (random.nextGaussian() * strongest.elastic());
        bendY[i] = (float) (random.nextGaussian() * strongest.elastic());
      }
    }
    float middleX = (width - 1) / 2f;
    float middleY = (height - 1) / 2f;
    for (int row = 0; row < height; row++) {
      float y = row - middleY;
      if (bends) {
        bendRow(row);
      }
      for (int column = 0; column < width; column++) {
        float x = column - middleX;
        float sourceX = xx * x + xy * y + shiftX + middleX;
        float sourceY = yx * x + yy * y + shiftY + middleY;
        if (bends) {
          int left = leftOf[column];
          float right = rightOf[column];
          sourceX += rowX[left] + right * (rowX[left + 1] - rowX[left]);
          sourceY += rowY[left] + right * (rowY[left + 1] - rowY[left]);
        }
        sample(from, fromOffset, sourceX, sourceY, to, toOffset + row * width + column);
      }
    }
  }

  /** Interpolates the grid's displacements along a row of pixels, (grid). */
  private void bendRow(int row) {
    float y = row * (grid - 1f) / Math.max(1, height - 1);
    int top = Math.min((int) y, grid - 2) * grid;
    float down = y - Math.min((int) y, grid - 2);
    for (int i = 0; i < grid; i++) {
      rowX[i] = bendX[top + i] + down * (bendX[top + grid + i] - bendX[top + i]);
      rowY[i] = bendY[top + i] + down * (bendY[top + grid + i] - bendY[top + i]);
    }
  }

  private void sample(float[] from, int fromOffset, float x, float y, float[] to, int target) {
    // Far from the image all neighbours are outside; near it, the offset makes truncation a floor.
    if (!(x > -1 && x < width && y > -1 && y < height)) {
      for (int c = 0; c < channels; c++) {
        to[target + c * height * width] = 0;
      }
      return;
    }
    int left = (int) (x + 1) - 1;
    int top = (int) (y + 1) - 1;
    float right = x - left;
    float down = y - top;
    boolean inside = left >= 0 && left < width - 1 && top >= 0 && top < height - 1;
    for (int c = 0; c < channels; c++) {
      int base = fromOffset + c * height * width;
      float a;
      float b;
      if (inside) {
        int pixel = base + top * width + left;
        a = from[pixel] + right * (from[pixel + 1] - from[pixel]);
        b = from[pixel + width] + right * (from[pixel + width + 1] - from[pixel + width]);
      } else {
        a = (1 - right) * at(from, base, top, left) + right * at(from, base, top, left + 1);
        b = (1 - right) * at(from, base, top + 1, left) + right * at(from, base, top + 1, left + 1);
      }
      to[target + c * height * width] = a + down * (b - a);
    }
  }

  private float at(float[] image, int base, int row, int column) {
    return row >= 0 && row < height && column >= 0 && column < width
        ? image[base + row * width + column]
        : 0;
  }

  /**
   * Replaces every pixel by the maximum, or the minimum, of a 2 x 2 square, once for each whole
   * pixel of thickness, and partially for the remainder.
   */
  private void thicken(float[] image, int offset, RandomGenerator random) {
    double kind = random.nextDouble();
    float way = random.nextFloat();
    boolean dilates = kind < strongest.dilate();
    if (!dilates && kind >= strongest.dilate() + strongest.erode()) {
      return;
    }
    int next = 1; // alternates the square's other corner, so that ink stays in place
    for (float left = way * (float) strongest.thickness(); left > 0; left--) {
      thicken(image, offset, dilates, Math.min(1, left), next);
      next = -next;
    }
  }

  private void thicken(float[] image, int offset, boolean dilates, float way, int next) {
    int size = height * width;
    for (int c = 0; c < channels; c++) {
      int base = offset + c * size;
      System.arraycopy(image, base, plane, 0, size);
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          float here = plane[row * width + column];
          float right = at(plane, 0, row, column + next);
          float below = at(plane, 0, row + next, column);
          float across = at(plane, 0, row + next, column + next);
          float end =
              dilates
                  ? Math.max(Math.max(here, right), Math.max(below, across))
                  : Math.min(Math.min(here, right), Math.min(below, across));
          image[base + row * width + column] = here + way * (end - here);
        }
      }
    }
  }

  /** Draws a straight line with round ends, somewhere in the middle half of the image. */
  private void stroke(float[] image, int offset, RandomGenerator random) {
    if (random.nextDouble() >= strongest.stroke()) {
      return;
    }
    float middleX = (float) (width * (0.25 + 0.5 * random.nextDouble()));
    float middleY = (float) (height * (0.25 + 0.5 * random.nextDouble()));
    double angle = random.nextDouble() * Math.PI;
    float half =
        (float) ((strongest.strokeLength().least() + lengthSpan * random.nextDouble()) / 2);
    float reach =
        (float) (strongest.strokeWidth().least() / 2 + widthSpan / 2 * random.nextDouble() + 0.5);
    float cosine = (float) Math.cos(angle);
    float sine = (float) Math.sin(angle);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        float dx = column - middleX;
        float dy = row - middleY;
        float along = Math.max(0, Math.abs(dx * cosine + dy * sine) - half);
        float off = dy * cosine - dx * sine;
        float ink = reach - (float) Math.sqrt(along * along + off * off);
        if (ink > 0) {
          for (int c = 0; c < channels; c++) {
            int pixel = offset + (c * height + row) * width + column;
            image[pixel] = Math.max(image[pixel], Math.min(1, ink));
          }
        }
      }
    }
  }

  /** Draws no random number if no view is mirrored, so that other draws do not change. */
  private void mirror(float[] image, int offset, RandomGenerator random) {
    if (strongest.mirror() == 0 || random.nextDouble() >= strongest.mirror()) {
      return;
    }
    for (int row = 0; row < channels * height; row++) {
      int first = offset + row * width;
      for (int left = first, right = first + width - 1; left < right; left++, right--) {
        float kept = image[left];
        image[left] = image[right];
        image[right] = kept;
      }
    }
  }

  /** Scales values, and their deviations from the mean, and clamps them to [0, 1]. */
  private void light(float[] image, int offset, RandomGenerator random) {
    if (strongest.brightness() == 0 && strongest.contrast() == 0) {
      return;
    }
    float brightness = (float) Math.exp(either(random, strongest.brightness()));
    float contrast = (float) Math.exp(either(random, strongest.contrast()));
    int end = offset + channels * height * width;
    double sum = 0;
    for (int i = offset; i < end; i++) {
      sum += image[i];
    }
    float mean = (float) (sum / (end - offset));
    for (int i = offset; i < end; i++) {
      float value = brightness * (mean + contrast * (image[i] - mean));
      image[i] = Math.max(0, Math.min(1, value));
    }
  }

  /**
   * Adds background noise like the spectrogram's own. A row's background is the lower half of its
   * values: the noise has their mean, raised by up to {@code level}, and their deviation. Of signal
   * and noise the louder one is seen, which is their sum on a logarithmic scale to within 3 dB.
   */
  private void addNoise(float[] image, int offset, double level, RandomGenerator random) {
    float raised = (float) (level * random.nextDouble());
    for (int row = 0; row < channels * height; row++) {
      int first = offset + row * width;
      float[] sorted = Arrays.copyOfRange(image, first, first + width);
      Arrays.sort(sorted);
      int quiet = (width + 1) / 2;
      float sum = 0;
      float squares = 0;
      for (int i = 0; i < quiet; i++) {
        sum += sorted[i];
        squares += sorted[i] * sorted[i];
      }
      float mean = sum / quiet;
      float deviation = (float) Math.sqrt(Math.max(0, squares / quiet - mean * mean));
      for (int i = first; i < first + width; i++) {
        float noise = mean + raised + deviation * (float) random.nextGaussian();
        image[i] = Math.max(image[i], Math.min(1, noise));
      }
    }
  }

  private void cut(float[] image, int offset, RandomGenerator random) {
    if (random.nextDouble() >= strongest.cutout()) {
      return;
    }
    double least = strongest.cutoutSize().least();
    float halfWidth = (float) (least + cutoutSpan * random.nextDouble()) / 2;
    float halfHeight = (float) (least + cutoutSpan * random.nextDouble()) / 2;
    float middleX = (float) (width * (1 + 5 * random.nextDouble()) / 7);
    float middleY = (float) (height * (1 + 5 * random.nextDouble()) / 7);
    int left = Math.max(0, (int) Math.ceil(middleX - halfWidth));
    int right = Math.min(width, (int) Math.ceil(middleX + halfWidth));
    int top = Math.max(0, (int) Math.ceil(middleY - halfHeight));
    int bottom = Math.min(height, (int) Math.ceil(middleY + halfHeight));
    for (int row = top; row < bottom && left < right; row++) {
      for (int c = 0; c < channels; c++) {
        int base = offset + (c * height + row) * width;
        Arrays.fill(image, base + left, base + right, 0);
      }
    }
  }

  /** Blanks a band of columns and one of rows, each from 0 to the maximum width. */
  private void mask(float[] image, int offset, Augmentation.Mask mask, RandomGenerator random) {
    if (random.nextDouble() >= mask.share()) {
      return;
    }
    int columns = random.nextInt(Math.min(mask.columns(), width) + 1);
    int rows = random.nextInt(Math.min(mask.rows(), height) + 1);
    int left = random.nextInt(width - columns + 1);
    int top = random.nextInt(height - rows + 1);
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < height; row++) {
        int base = offset + (c * height + row) * width;
        boolean all = row >= top && row < top + rows;
        Arrays.fill(image, all ? base : base + left, base + (all ? width : left + columns), 0);
      }
    }
  }
}
