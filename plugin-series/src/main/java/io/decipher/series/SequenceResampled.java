// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.Comparison;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.numerics.TimeWarping;

/**
 * Sequences stretched to one length: each channel at {@code steps} points that lie evenly over the
 * sequence, interpolated linearly; (n x channels · steps), and one more if {@code duration}, log2
 * of the length divided by 4. Where a sequence is more than twice as long, each point is the mean
 * of the steps nearer to it than to its neighbours, so that nothing is skipped.
 *
 * @param steps points a channel, 2 to 4096
 * @param duration whether the length stays as a feature
 * @param warp how many points a sequence may run ahead of another or behind where two are compared,
 *     by dynamic time warping; 0 compares them point by point
 */
public record SequenceResampled(int steps, boolean duration, int warp) implements FeatureExtractor {
  private static final int MOST_STEPS = 4096;

  /** Checks the settings. */
  public SequenceResampled {
    if (steps < 2 || steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          "steps must be between 2 and " + MOST_STEPS + ", but was " + steps);
    }
    if (warp < 0 || warp >= steps) {
      throw new IllegalArgumentException(
          "warp must be at least 0 and below steps, " + steps + ", but was " + warp);
    }
  }

  /** Makes the usual one: 16 points, and the length. */
  public SequenceResampled() {
    this(16, true);
  }

  /** Makes one that compares point by point. */
  public SequenceResampled(int steps, boolean duration) {
    this(steps, duration, 0);
  }

  @Override
  public void check(SampleType type) {
    Sequences.check(type, "sequence-resampled");
  }

  /**
   * {@inheritDoc}
   *
   * @throws DecipherException if the samples are no sequences
   */
  @Override
  public Encoder fit(Samples samples, RunContext run) {
    SampleType.Sequence type = Sequences.check(samples.type(), "sequence-resampled");
    int size = type.channels() * steps + (duration ? 1 : 0);
    Encoder encoder =
        (encoded, context) ->
            Sequences.encode(encoded, type, size, "sequence-resampled", context, this::of);
    return warp == 0
        ? encoder
        : new Warped(encoder, () -> new TimeWarping(type.channels(), steps, warp));
  }

  /** An encoder whose vectors are compared by warping time. */
  private record Warped(Encoder encoder, Comparison comparison) implements Encoder, Comparison {
    @Override
    public FloatMatrix encode(Samples samples, RunContext run) {
      return encoder.encode(samples, run);
    }

    @Override
    public Comparer comparer() {
      return comparison.comparer();
    }
  }

  private void of(double[][] channels, float[] target, int offset) {
    int at = offset;
    for (double[] channel : channels) {
      for (int i = 0; i < steps; i++) {
        target[at++] = (float) at(channel, i);
      }
    }
    if (duration) {
      target[at] = (float) (Sequences.log2(channels[0].length) / 4);
    }
  }

  private double at(double[] channel, int point) {
    double scale = (channel.length - 1.0) / (steps - 1);
    double where = point * scale;
    if (scale <= 2) {
      int low = Math.min(channel.length - 1, (int) where);
      int high = Math.min(channel.length - 1, low + 1);
      return channel[low] + (where - low) * (channel[high] - channel[low]);
    }
    int from = Math.max(0, (int) Math.ceil(where - scale / 2));
    int to = Math.min(channel.length, (int) Math.floor(where + scale / 2) + 1);
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += channel[i];
    }
    return sum / (to - from);
  }
}
