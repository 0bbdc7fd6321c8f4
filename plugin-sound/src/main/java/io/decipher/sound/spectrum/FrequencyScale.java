// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.spectrum;

/** Spacing of a spectrogram's rows over its frequency band. */
public enum FrequencyScale {
  /** Evenly in mel, after O'Shaughnessy: 1127 · ln(1 + f / 700). */
  MEL {
    @Override
    double position(double hertz) {
      return 1127 * Math.log1p(hertz / 700);
    }

    @Override
    double hertz(double position) {
      return 700 * Math.expm1(position / 1127);
    }
  },
  /** Evenly in hertz. */
  LINEAR {
    @Override
    double position(double hertz) {
      return hertz;
    }

    @Override
    double hertz(double position) {
      return position;
    }
  },
  /** Evenly in octaves; the band must begin above 0 Hz. */
  LOG {
    @Override
    double position(double hertz) {
      return Math.log(hertz);
    }

    @Override
    double hertz(double position) {
      return Math.exp(position);
    }
  };

  /** Returns whether a band must begin above 0 Hz. */
  public boolean needsPositive() {
    return this == LOG;
  }

  abstract double position(double hertz);

  abstract double hertz(double position);
}
