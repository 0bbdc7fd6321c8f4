// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.segment;

import io.decipher.sound.audio.ChannelReader;
import io.decipher.sound.spectrum.PowerSpectrum;
import java.io.IOException;
import java.util.Arrays;

/** The energy within a band over time, in decibels. */
final class EnergyTrack {
  private static final int STEPS_PER_WINDOW = 4;
  private static final float SILENCE = -140;
  // The floor's histogram: bins of half a decibel, from SILENCE to 140 dB.
  private static final int BINS_PER_DECIBEL = 2;
  private static final int BINS = 280 * BINS_PER_DECIBEL;
  private static final int FLOORS_PER_HALF = 20;

  private final float[] levels;
  private final double step; // in seconds
  private final double duration;

  private EnergyTrack(float[] levels, double step, double duration) {
    this.levels = levels;
    this.step = step;
    this.duration = duration;
  }

  static EnergyTrack of(ChannelReader recording, Segmenter settings) throws IOException {
    double rate = recording.rate();
    int hop = (int) Math.max(1, Math.round(settings.window() / 1000 * rate / STEPS_PER_WINDOW));
    PowerSpectrum spectrum = new PowerSpectrum(STEPS_PER_WINDOW * hop, 0);
    double bin = rate / (2 * (spectrum.bins() - 1));
    int first = Math.min(spectrum.bins() - 1, (int) Math.ceil(settings.low() / bin));
    int last =
        Math.max(first, (int) Math.min(spectrum.bins() - 1, Math.floor(settings.high() / bin)));
    float[] window = new float[spectrum.length()];
    double[] power = new double[spectrum.bins()];
    float[] levels = new float[1 << 12];
    int count = 0;
    long samples = 0;
    while (true) {
      // A step's level is that of the window around its centre.
      long from = (long) count * hop + hop / 2 - window.length / 2;
      int there = recording.copy(from, window, window.length);
      if (there < window.length) {
        samples = from + there;
        if ((long) count * hop >= samples) {
          break;
        }
      }
      recording.release(from + hop);
      spectrum.of(window, 0, power);
      double energy = 0;
      for (int k = first; k <= last; k++) {
        energy += power[k];
      }
      if (count == levels.length) {
        levels = Arrays.copyOf(levels, Math.multiplyExact(count, 2));
      }
      levels[count++] = (float) Math.max(SILENCE, 10 * Math.log10(energy));
    }
    return new EnergyTrack(Arrays.copyOf(levels, count), hop / rate, samples / rate);
  }

  /** Returns the recording's duration in seconds. */
  double duration() {
    return duration;
  }

  /** Returns the centre of a step, in seconds. */
  double time(double index) {
    return (index + 0.5) * step;
  }

  /**
   * Returns each step's energy in decibels above the local noise floor: a quantile of the energies
   * before the step or of those after it, whichever is greater, so that the floor follows
   * immediately when the noise becomes louder or softer. Digital silence is ignored in the floor,
   * and is never above it.
   */
  float[] aboveFloor(double seconds, double share) {
    int half = (int) Math.max(1, Math.min(levels.length, seconds / 2 / step));
    int stride = Math.max(1, half / FLOORS_PER_HALF);
    float[] floors = floors(half, stride, share);
    float[] above = new float[levels.length];
    for (int i = 0; i < levels.length; i++) {
      // At the edges of the recording the window is shifted, not truncated.
      int behind = floor(floors, i, stride);
      int before = floor(floors, Math.max(0, i - half), stride);
      float floor = Math.max(floors[before], floors[behind]);
      above[i] = levels[i] > SILENCE ? levels[i] - floor : Float.NEGATIVE_INFINITY;
    }
    return above;
  }

  private static int floor(float[] floors, int step, int stride) {
    return Math.min(floors.length - 1, step / stride);
  }

  /** Returns the quantiles of all windows that fit, one starting every {@code stride} steps. */
  private float[] floors(int length, int stride, double share) {
    float[] floors = new float[Math.max(1, (levels.length - length) / stride + 1)];
    int[] histogram = new int[BINS];
    int begin = 0;
    int end = 0;
    for (int i = 0; i < floors.length; i++) {
      while (end < Math.min(levels.length, i * stride + length)) {
        count(histogram, levels[end++], 1);
      }
      while (begin < i * stride) {
        count(histogram, levels[begin++], -1);
      }
      floors[i] = quantile(histogram, share);
    }
    return floors;
  }

  private static void count(int[] histogram, float level, int change) {
    if (level > SILENCE) {
      int bin = (int) ((level - SILENCE) * BINS_PER_DECIBEL);
      histogram[Math.min(BINS - 1, bin)] += change;
    }
  }

  private static float quantile(int[] histogram, double share) {
    long all = 0;
    for (int count : histogram) {
      all += count;
    }
    double sought = share * all;
    double passed = 0;
    for (int bin = 0; bin < histogram.length; bin++) {
      if (histogram[bin] > 0 && passed + histogram[bin] >= sought) {
        double within = (sought - passed) / histogram[bin];
        return (float) (SILENCE + (bin + within) / BINS_PER_DECIBEL);
      }
      passed += histogram[bin];
    }
    return SILENCE; // only digital silence
  }
}
