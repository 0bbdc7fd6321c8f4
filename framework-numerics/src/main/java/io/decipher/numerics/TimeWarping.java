// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.Comparison;
import java.util.Arrays;

/**
 * Dynamic time warping: the dissimilarity of two sequences of equal length, each of which may run
 * slightly faster or slower than the other.
 *
 * <p>The steps of both sequences are aligned in order, each with at least one step of the other at
 * most {@code band} steps away (Sakoe and Chiba 1978), such that the sum of squared differences is
 * minimal; the distance is its square root. It never exceeds the Euclidean distance, which aligns
 * steps of equal index.
 *
 * @implNote O(steps band channels) time; for use by one thread
 * @see <a href="https://doi.org/10.1109/TASSP.1978.1163055">Sakoe, Chiba 1978</a>
 */
public final class TimeWarping implements Comparison.Comparer {
  private final int channels;
  private final int steps;
  private final int band;
  private final float[] a; // (steps x channels)
  private final float[] b;
  private double[] before;
  private double[] now;

  /**
   * Creates a comparer.
   *
   * @param channels the number of channels of a sequence, 1 or more
   * @param steps the number of steps of each channel, 1 or more
   * @param band the maximum difference between the indices of aligned steps, 0 or more
   */
  public TimeWarping(int channels, int steps, int band) {
    if (channels < 1 || steps < 1 || band < 0) {
      throw new IllegalArgumentException(
          "expected 1 or more channels and steps, and a band of 0 or more, but found "
              + (channels + ", " + steps + " and " + band));
    }
    this.channels = channels;
    this.steps = steps;
    this.band = band;
    this.a = new float[channels * steps];
    this.b = new float[channels * steps];
    this.before = new double[steps + 1];
    this.now = new double[steps + 1];
  }

  /**
   * {@inheritDoc}
   *
   * @param first (channels x steps) values, channel by channel; further values are compared without
   *     warping
   * @param second likewise
   */
  @Override
  public double distance(float[] first, float[] second) {
    turn(first, a);
    turn(second, b);
    Arrays.fill(before, Double.POSITIVE_INFINITY);
    before[0] = 0;
    for (int i = 1; i <= steps; i++) {
      Arrays.fill(now, Double.POSITIVE_INFINITY);
      int last = Math.min(steps, i + band);
      for (int j = Math.max(1, i - band); j <= last; j++) {
        double least = Math.min(before[j - 1], Math.min(before[j], now[j - 1]));
        now[j] = least + squares((i - 1) * channels, (j - 1) * channels);
      }
      double[] done = before;
      before = now;
      now = done;
    }
    double sum = before[steps];
    for (int i = channels * steps; i < first.length; i++) {
      double difference = first[i] - second[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  private void turn(float[] sequence, float[] turned) {
    for (int channel = 0; channel < channels; channel++) {
      for (int step = 0; step < steps; step++) {
        turned[step * channels + channel] = sequence[channel * steps + step];
      }
    }
  }

  private float squares(int stepOfA, int stepOfB) {
    float sum = 0;
    for (int channel = 0; channel < channels; channel++) {
      float difference = a[stepOfA + channel] - b[stepOfB + channel];
      sum += difference * difference;
    }
    return sum;
  }
}
