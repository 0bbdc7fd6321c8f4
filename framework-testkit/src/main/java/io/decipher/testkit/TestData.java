// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.SplittableRandom;

/** Small synthetic data with known classes; the same in every call. */
public final class TestData {
  private TestData() {}

  /**
   * Returns Gaussian clusters of standard deviation 1, one after another, with centres at least 20
   * apart.
   *
   * @param groups the number of clusters
   * @param members the number of points of each cluster
   * @param dimensions 1 or more
   * @return (groups · members x dimensions)
   */
  public static FloatMatrix blobs(int groups, int members, int dimensions) {
    var random = new SplittableRandom(20261121);
    float[] values = new float[groups * members * dimensions];
    for (int i = 0; i < values.length; i++) {
      int column = i % dimensions;
      int group = i / dimensions / members;
      // Each centre is 20 further along its axis than the previous one on that axis.
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
   * Returns images in [0, 1] with one bar each: class i % classes has its own angle, with some
   * jitter of position and angle.
   *
   * @param count the number of images
   * @param classes the number of angles
   * @param type the type of the images; all channels are equal
   * @return (count)
   * @throws IllegalArgumentException if the type is not an image
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
   * Returns samples of several kinds: {@link #bars} for images; otherwise rows of numbers, those of
   * a kind scattered around a common row, of any magnitude and sign.
   *
   * @param count the number of samples
   * @param kinds the number of kinds; sample i is of kind i % kinds
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
