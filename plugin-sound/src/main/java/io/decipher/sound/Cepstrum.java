// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

/** The cepstral coefficients of a picture of certain sides, and their derivatives. */
final class Cepstrum {
  private static final int SLOPE = 2; // steps on either side that a straight line goes through

  private final int bands;
  private final int frames;
  private final int steps;
  private final int coefficients;
  private final int derivatives;
  private final double[][] basis; // (coefficients x bands), the lowest band first, liftered
  private final double[][] weights; // (steps x frames), each row of sum 1

  Cepstrum(Mfcc settings, int bands, int frames) {
    this.bands = bands;
    this.frames = frames;
    this.steps = settings.steps();
    this.coefficients = settings.coefficients();
    this.derivatives = settings.derivatives();
    this.basis = new double[coefficients][bands];
    for (int i = 0; i < coefficients; i++) {
      int order = settings.loudness() ? i : i + 1;
      double lift =
          settings.lifter() == 0
              ? 1
              : 1 + settings.lifter() / 2 * Math.sin(Math.PI * order / settings.lifter());
      double scale = Math.sqrt((order == 0 ? 1.0 : 2.0) / bands) * lift;
      for (int band = 0; band < bands; band++) {
        basis[i][band] = scale * Math.cos(Math.PI * order * (band + 0.5) / bands);
      }
    }
    this.weights = new double[steps][frames];
    for (int step = 0; step < steps; step++) {
      weigh(weights[step], step);
    }
  }

  /** A step sees the frames it covers; where it is narrower than one, the two about its middle. */
  private void weigh(double[] row, int step) {
    double width = (double) frames / steps;
    double middle = (step + 0.5) * width - 0.5;
    double reach = Math.max(1, width);
    double sum = 0;
    for (int frame = 0; frame < frames; frame++) {
      row[frame] = Math.max(0, 1 - Math.abs(frame - middle) / reach);
      sum += row[frame];
    }
    for (int frame = 0; frame < frames; frame++) {
      row[frame] /= sum;
    }
  }

  /** Returns how many values a picture's features have. */
  int size() {
    return coefficients * steps * (1 + derivatives);
  }

  /**
   * Computes features.
   *
   * @param picture (bands x frames), the highest band first
   * @param out takes (1 + derivatives) blocks of (coefficients x steps) behind {@code offset}
   */
  void of(float[] picture, float[] out, int offset) {
    double[] column = new double[bands];
    for (int step = 0; step < steps; step++) {
      for (int band = 0; band < bands; band++) {
        double sum = 0;
        int row = (bands - 1 - band) * frames;
        for (int frame = 0; frame < frames; frame++) {
          sum += weights[step][frame] * picture[row + frame];
        }
        column[band] = sum;
      }
      for (int i = 0; i < coefficients; i++) {
        double sum = 0;
        for (int band = 0; band < bands; band++) {
          sum += basis[i][band] * column[band];
        }
        out[offset + i * steps + step] = (float) sum;
      }
    }
    int block = coefficients * steps;
    for (int derivative = 1; derivative <= derivatives; derivative++) {
      slopes(out, offset + (derivative - 1) * block, offset + derivative * block);
    }
  }

  /** Slopes by least squares; beyond the ends the last step is repeated. */
  private void slopes(float[] values, int from, int to) {
    double norm = 0;
    for (int k = 1; k <= SLOPE; k++) {
      norm += 2.0 * k * k;
    }
    for (int i = 0; i < coefficients; i++) {
      for (int step = 0; step < steps; step++) {
        double sum = 0;
        for (int k = 1; k <= SLOPE; k++) {
          int after = Math.min(steps - 1, step + k);
          int before = Math.max(0, step - k);
          sum += k * (values[from + i * steps + after] - values[from + i * steps + before]);
        }
        values[to + i * steps + step] = (float) (sum / norm);
      }
    }
  }
}
