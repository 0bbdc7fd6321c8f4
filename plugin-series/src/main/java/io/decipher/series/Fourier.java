// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

/** Power spectrum of a real signal. */
final class Fourier {
  private Fourier() {}

  /**
   * Returns the power at the frequencies k / N of the sampling rate, k = 1 … N / 2, where N is the
   * smallest power of 2 of at least the signal's length, computed with the Cooley-Tukey transform
   * of the mean-centred signal under a Hann window.
   *
   * @param signal (n), n at least 1
   * @return (N / 2); empty for a signal of length 1
   * @implNote O(N log N) time, O(N) memory
   */
  static double[] power(double[] signal) {
    int n = signal.length;
    int size = Math.max(2, Integer.highestOneBit(Math.max(1, n - 1)) << 1);
    if (n < 2) {
      return new double[0];
    }
    double mean = 0;
    for (double value : signal) {
      mean += value / n;
    }
    double[] re = new double[size];
    double[] im = new double[size];
    for (int i = 0; i < n; i++) {
      double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / n);
      re[i] = window * (signal[i] - mean);
    }
    transform(re, im);
    double[] power = new double[size / 2];
    for (int k = 1; k <= power.length; k++) {
      power[k - 1] = (re[k] * re[k] + im[k] * im[k]) / n;
    }
    return power;
  }

  private static void transform(double[] re, double[] im) {
    int n = re.length;
    for (int i = 1, j = 0; i < n; i++) {
      int bit = n >> 1;
      for (; (j & bit) != 0; bit >>= 1) {
        j ^= bit;
      }
      j ^= bit;
      if (i < j) {
        double swap = re[i];
        re[i] = re[j];
        re[j] = swap;
      }
    }
    for (int half = 1; half < n; half <<= 1) {
      for (int k = 0; k < half; k++) {
        double cos = Math.cos(Math.PI * k / half);
        double sin = -Math.sin(Math.PI * k / half);
        for (int i = k; i < n; i += 2 * half) {
          int j = i + half;
          double x = re[j] * cos - im[j] * sin;
          double y = re[j] * sin + im[j] * cos;
          re[j] = re[i] - x;
          im[j] = im[i] - y;
          re[i] += x;
          im[i] += y;
        }
      }
    }
  }
}
