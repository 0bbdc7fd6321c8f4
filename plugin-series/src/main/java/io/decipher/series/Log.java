// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import java.util.Arrays;
import java.util.List;

/**
 * One series as it was written: channels over steps.
 *
 * @param name what people call it
 * @param channels the channels' names
 * @param values a channel each, of equal length; NaN where one is missing
 * @param times when each step was, in seconds, increasing; empty if that is not known
 */
@SuppressWarnings("ArrayRecordComponent") // handed on within the package, compared by nobody
record Log(String name, List<String> channels, double[][] values, double[] times) {
  private static final double EVEN = 0.1;

  int length() {
    return values[0].length;
  }

  /** Returns how many steps a second are usual; NaN if that is not known. */
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

  /** Returns whether steps lie evenly in time at a rate, as far as is known. */
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

  /** Returns this series, of which times are known, interpolated linearly at a rate. */
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

  /** Returns some of the steps under a name. */
  Log part(String called, int from, int to) {
    double[][] parts = new double[values.length][];
    for (int c = 0; c < parts.length; c++) {
      parts[c] = Arrays.copyOfRange(values[c], from, to);
    }
    return new Log(
        called, channels, parts, times.length == 0 ? times : Arrays.copyOfRange(times, from, to));
  }

  /** Returns the channels of the given names, in that order; all must be there. */
  Log with(List<String> wanted) {
    double[][] chosen = new double[wanted.size()][];
    for (int c = 0; c < chosen.length; c++) {
      chosen[c] = values[channels.indexOf(wanted.get(c))];
    }
    return new Log(name, wanted, chosen, times);
  }
}
