// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.spectrum;

/**
 * Power spectrum of windows of a fixed length: Hann window, zero padding to a power of two, real
 * fast Fourier transform by a complex one of half the length. Scaled so that a sine of amplitude a
 * has power a²/4 in the bin of its frequency, for any window length. Not thread-safe; O(n log n)
 * time per window, in double precision.
 *
 * @see <a href="https://doi.org/10.1109/TASSP.1987.1165220">Sorensen et al. 1987, on real
 *     transforms</a>
 */
public final class PowerSpectrum {
  private final int size;
  private final double[] window;
  private final double[] cos;
  private final double[] sin;
  private final double[] re;
  private final double[] im;
  private final int[] reversed;
  private final double scale;

  /**
   * Creates a power spectrum.
   *
   * @param length samples per window, 1 or more
   * @param least minimum length of the transform, by which the spectrum is interpolated; rounded up
   *     to a power of two of at least {@code length}
   */
  public PowerSpectrum(int length, int least) {
    int n = 4;
    while (n < Math.max(length, least)) {
      n = Math.multiplyExact(n, 2);
    }
    this.size = n;
    this.window = new double[length];
    double sum = 0;
    for (int i = 0; i < length; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / length);
      sum += window[i];
    }
    this.scale = 1 / (sum * sum);
    this.cos = new double[n / 2];
    this.sin = new double[n / 2];
    for (int i = 0; i < n / 2; i++) {
      cos[i] = Math.cos(2 * Math.PI * i / n);
      sin[i] = Math.sin(2 * Math.PI * i / n);
    }
    int half = n / 2;
    this.re = new double[half];
    this.im = new double[half];
    this.reversed = new int[half];
    int bits = Integer.numberOfTrailingZeros(half);
    for (int i = 0; i < half; i++) {
      reversed[i] = bits == 0 ? 0 : Integer.reverse(i) >>> (32 - bits);
    }
  }

  /** Returns the window's length. */
  public int length() {
    return window.length;
  }

  /** Returns the number of bins; bin k is at frequency k · rate / (2 · (bins - 1)). */
  public int bins() {
    return size / 2 + 1;
  }

  /**
   * Computes the spectrum of a window.
   *
   * @param samples array containing the window
   * @param offset position of the window
   * @param power receives one value per bin, each 0 or more
   */
  public void of(float[] samples, int offset, double[] power) {
    int half = size / 2;
    for (int i = 0; i < half; i++) {
      int to = reversed[i];
      re[to] = 2 * i < window.length ? samples[offset + 2 * i] * window[2 * i] : 0;
      im[to] = 2 * i + 1 < window.length ? samples[offset + 2 * i + 1] * window[2 * i + 1] : 0;
    }
    transform(half);
    for (int k = 0; k <= half; k++) {
      int a = k % half;
      int b = (half - k) % half;
      double evenRe = (re[a] + re[b]) / 2;
      double evenIm = (im[a] - im[b]) / 2;
      double oddRe = (im[a] + im[b]) / 2;
      double oddIm = (re[b] - re[a]) / 2;
      double c = k == half ? -1 : cos[k];
      double s = k == half ? 0 : sin[k];
      double x = evenRe + c * oddRe + s * oddIm;
      double y = evenIm + c * oddIm - s * oddRe;
      power[k] = (x * x + y * y) * scale;
    }
  }

  private void transform(int n) {
    for (int span = 1; span < n; span *= 2) {
      int stride = size / (2 * span);
      for (int start = 0; start < n; start += 2 * span) {
        for (int k = 0; k < span; k++) {
          double c = cos[k * stride];
          double s = sin[k * stride];
          int a = start + k;
          int b = a + span;
          double x = c * re[b] + s * im[b];
          double y = c * im[b] - s * re[b];
          re[b] = re[a] - x;
          im[b] = im[a] - y;
          re[a] += x;
          im[a] += y;
        }
      }
    }
  }
}
