// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

/** Computes the cepstral coefficients of spectrograms of a fixed size, and their derivatives. */
final class Cepstrum {
  private static final int SLOPE = 2; // steps on either side that the line is fitted through

  private final int bands;
  private final int frames;
  private final int steps;
  private final int coefficients;
  private final int derivatives;
  private final double[][] basis; // (coefficients x bands), the lowest band first, liftered
  private final double[][] weights; // (steps x frames), each row sums to 1

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

  /**
   * Weights the frames that a step covers; a step narrower than a frame uses the two nearest its
   * centre.
   */
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

  /** Returns the number of feature values per picture. */
  int size() {
    return coefficients * steps * (1 + derivatives);
  }

  /**
   * Computes the features of a picture.
   *
   * @param picture (bands x frames), the highest band first
   * @param out receives (1 + derivatives) blocks of (coefficients x steps), starting at {@code
   *     offset}
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

  /** Computes slopes by least squares; the first and last steps are repeated beyond the ends. */
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
