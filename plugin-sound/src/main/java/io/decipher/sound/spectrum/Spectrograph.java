// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.spectrum;

import io.decipher.sound.audio.ChannelReader;
import java.io.IOException;
import java.util.Arrays;

/**
 * Computes spectrograms of stretches of one recording. Not thread-safe.
 *
 * <p>O(duration / hop · n log n) time for windows of n samples; memory holds the stretch's spectra,
 * in bands, and the window.
 */
public final class Spectrograph {
  // Lower limit of the levels: digital silence has no logarithm.
  private static final double SILENCE = 1e-14;
  // Minimum remainder after noise subtraction, as a fraction of the original.
  private static final double REST = 1e-3;
  // For the noise: a histogram in decibels from -140 dB, and the fraction of moments that are
  // quiet.
  private static final int DECIBELS = 160;
  private static final double QUIET = 0.2;
  private static final double NOISE_HOP = 0.02;
  private static final double LEAST_LOW = 50;
  private static final double LEAST_SHARE = 0.001;

  private final Spectrogram settings;
  private final double rate;
  private final PowerSpectrum spectrum;
  private final FilterBank bank;
  private final float[] window;
  private final double[] power;
  private double[] noise;

  /**
   * Creates a spectrograph.
   *
   * @param settings settings of the pictures
   * @param low lower edge of the band, in hertz
   * @param high upper edge of the band, in hertz
   * @param rate sampling rate of the recording, in hertz
   */
  public Spectrograph(Spectrogram settings, double low, double high, double rate) {
    this.settings = settings;
    this.rate = rate;
    int length = (int) Math.max(2, Math.round(settings.window() / 1000 * rate));
    // Twice as many bins as the window resolves, so that narrow bands are interpolated.
    this.spectrum = new PowerSpectrum(length, 2 * length);
    this.bank =
        new FilterBank(settings.scale(), settings.bands(), low, high, spectrum.bins(), rate);
    this.window = new float[length];
    this.power = new double[spectrum.bins()];
    this.noise = new double[settings.bands()];
  }

  /** Returns the default lower edge of the band, in hertz. */
  public static double lowest(double rate) {
    return Math.max(LEAST_LOW, LEAST_SHARE * rate);
  }

  /**
   * Estimates the noise of a recording, reading it to its end: for each band, the 20% quantile of
   * its power.
   */
  public void learnNoise(ChannelReader recording) throws IOException {
    int bands = settings.bands();
    int[][] histograms = new int[bands][DECIBELS];
    double[] levels = new double[bands];
    int count = 0;
    for (long at = 0; ; at = Math.round(++count * NOISE_HOP * rate)) {
      int there = recording.copy(at, window, window.length);
      if (there < window.length) {
        break;
      }
      recording.release(at + 1);
      spectrum.of(window, 0, power);
      bank.apply(power, levels, 0);
      for (int band = 0; band < bands; band++) {
        double decibel = 10 * Math.log10(Math.max(SILENCE, levels[band]));
        histograms[band][(int) Math.max(0, Math.min(DECIBELS - 1, decibel + 140))]++;
      }
    }
    for (int band = 0; band < bands && count > 0; band++) {
      double passed = 0;
      int decibel = 0;
      while (passed + histograms[band][decibel] < QUIET * count) {
        passed += histograms[band][decibel++];
      }
      noise[band] = decibel == 0 ? 0 : Math.pow(10, (decibel + 0.5 - 140) / 10);
    }
  }

  /** Returns the noise power of each band, the lowest first; 0 if not estimated. */
  public double[] noise() {
    return noise.clone();
  }

  /**
   * Returns the levels of a stretch in decibels, (bands x frames), the highest band first; 0 dB is
   * a sine of amplitude 1.
   *
   * @param recording reader at the sampling rate this was created for
   * @param begin of the stretch in seconds; samples from half a window before it must not be
   *     released
   * @param end of the stretch in seconds, after {@code begin}
   */
  public float[] levels(ChannelReader recording, double begin, double end) throws IOException {
    int bands = settings.bands();
    int frames = settings.frames();
    double duration = end - begin;
    double shown = settings.padTo().isPresent() ? settings.padTo().getAsDouble() / 1000 : duration;
    // A unit longer than the picture is compressed to fit.
    double stretch = Math.max(1, duration / shown);
    int taken =
        Math.multiplyExact(
            frames,
            (int) Math.max(1, Math.ceil(shown * stretch / (settings.hop() / 1000) / frames)));
    int times = taken / frames;
    double step = shown * stretch / taken;
    double from = (begin + end - shown * stretch) / 2;
    float[] levels = new float[bands * frames];
    double[] column = new double[bands];
    double[] frame = new double[bands];
    for (int t = 0; t < frames; t++) {
      Arrays.fill(column, 0);
      for (int i = 0; i < times; i++) {
        double middle = from + (t * times + i + 0.5) * step;
        if (middle < begin || middle > end) {
          continue; // silence on either side of the unit, whatever is recorded there
        }
        take(recording, middle, frame);
        for (int band = 0; band < bands; band++) {
          column[band] += frame[band];
        }
      }
      for (int band = 0; band < bands; band++) {
        double mean = Math.max(SILENCE, 4 * column[band] / times);
        levels[(bands - 1 - band) * frames + t] = (float) (10 * Math.log10(mean));
      }
    }
    return levels;
  }

  private void take(ChannelReader recording, double middle, double[] frame) throws IOException {
    long at = Math.round(middle * rate - window.length / 2.0);
    recording.copy(at, window, window.length);
    spectrum.of(window, 0, power);
    bank.apply(power, frame, 0);
    if (settings.denoise() > 0) {
      for (int band = 0; band < frame.length; band++) {
        frame[band] = Math.max(frame[band] - settings.denoise() * noise[band], REST * frame[band]);
      }
    }
  }

  /**
   * Returns the window length in seconds, which a reader must keep before the start of a stretch.
   */
  public double window() {
    return window.length / rate;
  }
}
