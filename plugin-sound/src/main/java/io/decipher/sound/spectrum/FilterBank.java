// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.spectrum;

import java.util.Arrays;

/**
 * Bank of overlapping triangular filters, evenly spaced on a frequency scale. A band's power is the
 * weighted mean of its bins, so that white noise is flat on every scale; a band too narrow for the
 * bins is interpolated between the two around its centre. Power above half the sampling rate is 0.
 */
final class FilterBank {
  private final int[] first;
  private final double[][] weights;

  /**
   * Creates a filter bank.
   *
   * @param scale on which the bands are evenly spaced
   * @param bands number of bands, 1 or more
   * @param low lower edge of the lowest band, in hertz
   * @param high upper edge of the highest band, in hertz
   * @param bins number of bins of the spectrum
   * @param rate sampling rate in hertz
   */
  FilterBank(FrequencyScale scale, int bands, double low, double high, int bins, double rate) {
    this.first = new int[bands];
    this.weights = new double[bands][];
    double from = scale.position(low);
    double step = (scale.position(high) - from) / (bands + 1);
    double bin = rate / (2 * (bins - 1));
    for (int band = 0; band < bands; band++) {
      double left = scale.hertz(from + band * step) / bin;
      double centre = scale.hertz(from + (band + 1) * step) / bin;
      double right = scale.hertz(from + (band + 2) * step) / bin;
      int begin = Math.max(0, (int) Math.ceil(left));
      int end = Math.min(bins - 1, (int) Math.floor(right));
      double[] weight = new double[Math.max(0, end - begin + 1)];
      for (int k = begin; k <= end; k++) {
        weight[k - begin] =
            Math.max(0, k < centre ? (k - left) / (centre - left) : (right - k) / (right - centre));
      }
      double sum = Arrays.stream(weight).sum();
      if (centre > bins - 1) {
        begin = 0;
        weight = new double[0];
      } else if (sum < 1) {
        begin = Math.min(bins - 2, (int) centre);
        weight = new double[] {1 - (centre - begin), centre - begin};
      } else {
        for (int i = 0; i < weight.length; i++) {
          weight[i] /= sum;
        }
      }
      first[band] = begin;
      weights[band] = weight;
    }
  }

  int bands() {
    return first.length;
  }

  /** Writes each band's power, the lowest first, starting at {@code offset}. */
  void apply(double[] power, double[] bands, int offset) {
    for (int band = 0; band < first.length; band++) {
      double sum = 0;
      for (int i = 0; i < weights[band].length; i++) {
        sum += weights[band][i] * power[first[band] + i];
      }
      bands[offset + band] = sum;
    }
  }
}
