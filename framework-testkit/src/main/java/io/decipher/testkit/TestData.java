// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.SplittableRandom;

/** Small data whose classes are known because they are made; the same in every call. */
public final class TestData {
  private TestData() {}

  /**
   * Returns Gaussian groups of standard deviation 1, group by group, whose centres are 20 apart or
   * more.
   *
   * @param groups how many
   * @param members of each group
   * @param dimensions 1 or more
   * @return (groups · members x dimensions)
   */
  public static FloatMatrix blobs(int groups, int members, int dimensions) {
    var random = new SplittableRandom(20261121);
    float[] values = new float[groups * members * dimensions];
    for (int i = 0; i < values.length; i++) {
      int column = i % dimensions;
      int group = i / dimensions / members;
      // Each group is 20 further along an axis than the group before it on that axis.
      double centre = column == group % dimensions ? 20 * (1 + group / dimensions) : 0;
      values[i] = (float) (centre + random.nextGaussian());
    }
    return FloatMatrix.wrap(groups * members, dimensions, values);
  }

  /** Returns the group of each of {@link #blobs}, (groups · members). */
  public static Labels groups(int groups, int members) {
    int[] labels = new int[groups * members];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / members;
    }
    return Labels.of(labels);
  }

  /**
   * Returns images in [0, 1], each with one bar: class i % classes has it at its own angle, with
   * some jitter of place and angle.
   *
   * @param count how many images
   * @param classes how many angles
   * @param type what an image is; all channels are equal
   * @return (count)
   * @throws IllegalArgumentException if the type is that of no image
   */
  public static Samples bars(int count, int classes, SampleType type) {
    if (!(type instanceof SampleType.Image shape)) {
      throw new IllegalArgumentException("bars are images, not of type " + type);
    }
    var random = new SplittableRandom(20261122);
    int plane = shape.height() * shape.width();
    float[] values = new float[count * shape.size()];
    double thickness = Math.max(1, shape.height() / 12.0);
    for (int i = 0; i < count; i++) {
      double angle = Math.PI * (i % classes) / classes + 0.1 * random.nextGaussian();
      double shiftX = random.nextGaussian();
      double shiftY = random.nextGaussian();
      for (int pixel = 0; pixel < plane; pixel++) {
        double x = pixel % shape.width() - (shape.width() - 1) / 2.0 - shiftX;
        double y = row(pixel, shape) - (shape.height() - 1) / 2.0 - shiftY;
        double across = (x * Math.sin(angle) - y * Math.cos(angle)) / thickness;
        double along = (x * Math.cos(angle) + y * Math.sin(angle)) / (shape.height() / 3.0);
        float value = (float) Math.exp(-across * across - Math.pow(along, 4));
        for (int channel = 0; channel < shape.channels(); channel++) {
          values[i * shape.size() + channel * plane + pixel] = value;
        }
      }
    }
    return Samples.of(FloatMatrix.wrap(count, shape.size(), values), shape);
  }

  /**
   * Returns samples of a type in so many kinds: {@link #bars} where they are images; else rows of
   * numbers, those of a kind about one row, of any size and sign.
   *
   * @param count how many samples
   * @param kinds how many kinds; sample i is of kind i % kinds
   * @return (count)
   */
  public static Samples samples(int count, int kinds, SampleType type) {
    if (type instanceof SampleType.Image) {
      return bars(count, kinds, type);
    }
    var random = new SplittableRandom(20261122);
    float[] values = new float[count * type.size()];
    for (int i = 0; i < values.length; i++) {
      int kind = i / type.size() % kinds;
      int place = i % type.size();
      values[i] = (float) (5 * Math.sin((kind + 1.0) * (place + 1)) + random.nextGaussian());
    }
    return Samples.of(FloatMatrix.wrap(count, type.size(), values), type);
  }

  private static int row(int pixel, SampleType.Image shape) {
    return pixel / shape.width();
  }
}
