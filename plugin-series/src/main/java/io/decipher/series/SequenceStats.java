// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.Arrays;

/**
 * Statistics of sequences of any length: the distribution, temporal dependence and spectrum of each
 * channel, the correlation of each pair of channels, and the length of the sequence.
 *
 * <p>For a channel of n steps, 13 + B numbers, each scaled to the order of 1 so that none
 * dominates:
 *
 * <ul>
 *   <li>mean, standard deviation, and the quantiles 5, 25, 50, 75 and 95 %, in the channel's scaled
 *       units, v as sign(v) log(1 + |v|);
 *   <li>skewness and excess kurtosis, likewise;
 *   <li>the autocorrelation at lag 1, and the first lag, up to 256, at which it falls below 1 / e,
 *       as log2 of the lag plus one, divided by 4;
 *   <li>the fraction of steps at which the mean is crossed, and the slope of a straight line over
 *       the whole sequence, in standard deviations;
 *   <li>the fraction of power in each of B = {@code bands} octave bands, down from half the
 *       sampling rate, as the square root.
 * </ul>
 *
 * <p>For each pair of the first {@value #MOST_CORRELATED} channels, Pearson's correlation. Finally,
 * log2 of the length, divided by 4. These are among the features that large-scale comparisons found
 * to separate most kinds of series: moments, quantiles, linear and spectral structure as in catch22
 * and tsfresh.
 *
 * <p>O(channels · n log n) time per sample; sums in double precision.
 *
 * @param bands number of frequency bands, 1 to 64
 * @see <a href="https://doi.org/10.1007/s10618-019-00647-x">Lubba et al. 2019, catch22</a>
 * @see <a href="https://doi.org/10.1016/j.neucom.2018.03.067">Christ et al. 2018, tsfresh</a>
 */
public record SequenceStats(int bands) implements FeatureExtractor {
  private static final int MOST_CORRELATED = 8;
  private static final int MOST_BANDS = 64;
  private static final int MOMENTS = 13;
  private static final double[] QUANTILES = {0.05, 0.25, 0.5, 0.75, 0.95};

  /** Checks the settings. */
  public SequenceStats {
    if (bands < 1 || bands > MOST_BANDS) {
      throw new IllegalArgumentException(
          "bands must be between 1 and " + MOST_BANDS + ", but was " + bands);
    }
  }

  /** Creates an extractor with the default of six bands. */
  public SequenceStats() {
    this(6);
  }

  @Override
  public void check(SampleType type) {
    Sequences.check(type, "sequence-stats");
  }

  /**
   * {@inheritDoc}
   *
   * @throws DecipherException if the samples are not sequences
   */
  @Override
  public Encoder fit(Samples samples, RunContext run) {
    SampleType.Sequence type = Sequences.check(samples.type(), "sequence-stats");
    return (encoded, context) ->
        Sequences.encode(encoded, type, size(type.channels()), "sequence-stats", context, this::of);
  }

  private int size(int channels) {
    int paired = Math.min(channels, MOST_CORRELATED);
    return channels * (MOMENTS + bands) + paired * (paired - 1) / 2 + 1;
  }

  private void of(double[][] channels, float[] target, int offset) {
    int at = offset;
    for (double[] channel : channels) {
      at = channel(channel, target, at);
    }
    int paired = Math.min(channels.length, MOST_CORRELATED);
    for (int i = 0; i < paired; i++) {
      for (int j = i + 1; j < paired; j++) {
        target[at++] = (float) correlation(channels[i], channels[j]);
      }
    }
    target[at] = (float) (Sequences.log2(channels[0].length) / 4);
  }

  private int channel(double[] values, float[] target, int from) {
    int n = values.length;
    int at = from;
    double mean = Sequences.mean(values);
    double[] moments = new double[5];
    for (double value : values) {
      double d = value - mean;
      moments[2] += d * d / n;
      moments[3] += d * d * d / n;
      moments[4] += d * d * d * d / n;
    }
    double deviation = Math.sqrt(moments[2]);
    boolean flat = !(deviation > 1e-9 * (1 + Math.abs(mean)));
    target[at++] = squashed(mean);
    target[at++] = squashed(deviation);
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    for (double share : QUANTILES) {
      target[at++] = squashed(quantile(sorted, share));
    }
    target[at++] = flat ? 0 : squashed(moments[3] / (moments[2] * deviation));
    target[at++] = flat ? 0 : squashed(moments[4] / (moments[2] * moments[2]) - 3);
    target[at++] = flat ? 0 : (float) autocorrelation(values, mean, moments[2], 1);
    target[at++] = flat ? 0 : (float) (Sequences.log2(1.0 + memory(values, mean, moments[2])) / 4);
    target[at++] = flat ? 0 : (float) crossings(values, mean);
    target[at++] = flat ? 0 : (float) (slope(values, mean) / deviation);
    double[] shares = flat ? new double[bands] : bands(Fourier.power(values));
    for (double share : shares) {
      target[at++] = (float) Math.sqrt(share);
    }
    return at;
  }

  private static float squashed(double value) {
    return (float) (Math.signum(value) * Math.log1p(Math.abs(value)));
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int low = (int) at;
    int high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }

  private static double autocorrelation(double[] values, double mean, double variance, int lag) {
    double sum = 0;
    for (int i = lag; i < values.length; i++) {
      sum += (values[i] - mean) * (values[i - lag] - mean);
    }
    return sum / (values.length * variance);
  }

  private static int memory(double[] values, double mean, double variance) {
    int most = Math.min(values.length - 1, 256);
    for (int lag = 1; lag <= most; lag++) {
      if (autocorrelation(values, mean, variance, lag) < 1 / Math.E) {
        return lag;
      }
    }
    return most;
  }

  private static double crossings(double[] values, double mean) {
    int count = 0;
    for (int i = 1; i < values.length; i++) {
      count += (values[i] > mean) != (values[i - 1] > mean) ? 1 : 0;
    }
    return values.length < 2 ? 0 : (double) count / (values.length - 1);
  }

  /** Returns the rise of the fitted straight line over the whole sequence. */
  private static double slope(double[] values, double mean) {
    int n = values.length;
    double up = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double x = n < 2 ? 0 : (double) i / (n - 1) - 0.5;
      up += x * (values[i] - mean);
      squares += x * x;
    }
    return squares > 0 ? up / squares : 0;
  }

  /** Returns the fraction of power in each band; all 0 if there is no power. */
  private double[] bands(double[] power) {
    double[] shares = new double[bands];
    double all = Arrays.stream(power).sum();
    if (!(all > 0)) {
      return shares;
    }
    // Octaves down from half the sampling rate; everything lower belongs to the first band.
    for (int k = 0; k < power.length; k++) {
      double frequency = (k + 1.0) / power.length; // relative to half the rate
      int band = bands - 1 + (int) Math.ceil(Sequences.log2(frequency) - 1e-9);
      shares[Math.max(0, Math.min(bands - 1, band))] += power[k] / all;
    }
    return shares;
  }

  private static double correlation(double[] first, double[] second) {
    double a = Sequences.mean(first);
    double b = Sequences.mean(second);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < first.length; i++) {
      ab += (first[i] - a) * (second[i] - b);
      aa += (first[i] - a) * (first[i] - a);
      bb += (second[i] - b) * (second[i] - b);
    }
    double scale = Math.sqrt(aa * bb);
    return scale > 1e-12 ? Math.max(-1, Math.min(1, ab / scale)) : 0;
  }
}
