// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.spectrum;

import io.decipher.sound.audio.ChannelReader;
import java.io.IOException;
import java.util.Arrays;

/**
 * Takes spectrograms of stretches of one recording. Not for several threads at once.
 *
 * <p>O(duration / hop · n log n) time for windows of n samples; in memory is the stretch's spectra,
 * in bands, and the window.
 */
public final class Spectrograph {
  // Levels end here: a spectrum of digital silence has no logarithm.
  private static final double SILENCE = 1e-14;
  // What subtraction leaves at least, as a share of what was there.
  private static final double REST = 1e-3;
  // Of the noise: a decibel's histogram from -140 dB on, and the share of moments that are quiet.
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
   * Makes one.
   *
   * @param settings what pictures are to be like
   * @param low the lowest frequency, in hertz
   * @param high the highest, in hertz
   * @param rate of the recording, samples a second
   */
  public Spectrograph(Spectrogram settings, double low, double high, double rate) {
    this.settings = settings;
    this.rate = rate;
    int length = (int) Math.max(2, Math.round(settings.window() / 1000 * rate));
    // Twice as many bins as the window has frequencies, so that narrow bands are interpolated.
    this.spectrum = new PowerSpectrum(length, 2 * length);
    this.bank =
        new FilterBank(settings.scale(), settings.bands(), low, high, spectrum.bins(), rate);
    this.window = new float[length];
    this.power = new double[spectrum.bins()];
    this.noise = new double[settings.bands()];
  }

  /** Returns where the band begins if nobody says, in hertz. */
  public static double lowest(double rate) {
    return Math.max(LEAST_LOW, LEAST_SHARE * rate);
  }

  /**
   * Learns the recording's noise, which is read to its end: of each band the power that it is below
   * in a fifth of all moments.
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

  /** Returns the noise's power in each band, the lowest first; 0 where nothing was learned. */
  public double[] noise() {
    return noise.clone();
  }

  /**
   * Returns the levels of a stretch in decibels, (bands x frames), the highest band first; 0 dB is
   * a sine of amplitude 1.
   *
   * @param recording of the rate this was made for
   * @param begin of the stretch in seconds; nothing before it less half a window may be released
   * @param end of the stretch in seconds, after {@code begin}
   */
  public float[] levels(ChannelReader recording, double begin, double end) throws IOException {
    int bands = settings.bands();
    int frames = settings.frames();
    double duration = end - begin;
    double shown = settings.padTo().isPresent() ? settings.padTo().getAsDouble() / 1000 : duration;
    // A unit longer than the picture is squeezed into it.
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
          continue; // beside the unit there is silence, whatever the recording has there
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

  /** Returns the window's length in seconds: what a reader must have before a stretch's begin. */
  public double window() {
    return window.length / rate;
  }
}
