// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import java.util.Arrays;
import java.util.List;

/**
 * A single series as recorded: channels over steps.
 *
 * @param name display name
 * @param channels names of the channels
 * @param values one array per channel, of equal length; NaN for missing values
 * @param times time of each step in seconds, increasing; empty if unknown
 */
@SuppressWarnings("ArrayRecordComponent") // passed on within the package, never compared
record Log(String name, List<String> channels, double[][] values, double[] times) {
  private static final double EVEN = 0.1;

  int length() {
    return values[0].length;
  }

  /** Returns the median sampling rate in steps per second; NaN if unknown. */
  double rate() {
    if (times.length < 2) {
      return Double.NaN;
    }
    double[] steps = steps();
    return 1 / steps[steps.length / 2];
  }

  private double[] steps() {
    double[] steps = new double[times.length - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = times[i + 1] - times[i];
    }
    Arrays.sort(steps);
    return steps;
  }

  /** Returns whether the steps are evenly spaced at a rate, as far as known. */
  boolean isEven(double rate) {
    if (times.length < 2 || Double.isNaN(rate)) {
      return true;
    }
    double[] steps = steps();
    double usual = 1 / rate;
    double low = steps[steps.length / 20];
    double high = steps[steps.length - 1];
    return Math.abs(low - usual) <= EVEN * usual && Math.abs(high - usual) <= EVEN * usual;
  }

  /**
   * Returns this series, whose times must be known, linearly interpolated at a rate; gaps of more
   * than five steps remain missing.
   */
  Log at(double rate) {
    double span = times[times.length - 1] - times[0];
    int length = (int) Math.min(Integer.MAX_VALUE - 8, Math.floor(span * rate + 1e-6) + 1);
    double[][] even = new double[values.length][length];
    double[] when = new double[length];
    int before = 0;
    for (int i = 0; i < length; i++) {
      when[i] = times[0] + i / rate;
      while (before < times.length - 2 && times[before + 1] <= when[i]) {
        before++;
      }
      double share = Math.min(1, (when[i] - times[before]) / (times[before + 1] - times[before]));
      boolean gap = times[before + 1] - times[before] > 5 / rate;
      for (int c = 0; c < values.length; c++) {
        double first = values[c][before];
        double second = values[c][before + 1];
        even[c][i] =
            share <= 0
                ? first
                : share >= 1 ? second : gap ? Double.NaN : first + share * (second - first);
      }
    }
    return new Log(name, channels, even, when);
  }

  /** Returns a range of the steps under another name. */
  Log part(String called, int from, int to) {
    double[][] parts = new double[values.length][];
    for (int c = 0; c < parts.length; c++) {
      parts[c] = Arrays.copyOfRange(values[c], from, to);
    }
    return new Log(
        called, channels, parts, times.length == 0 ? times : Arrays.copyOfRange(times, from, to));
  }

  /** Returns the channels with the given names, in that order; all must exist. */
  Log with(List<String> wanted) {
    double[][] chosen = new double[wanted.size()][];
    for (int c = 0; c < chosen.length; c++) {
      chosen[c] = values[channels.indexOf(wanted.get(c))];
    }
    return new Log(name, wanted, chosen, times);
  }
}
