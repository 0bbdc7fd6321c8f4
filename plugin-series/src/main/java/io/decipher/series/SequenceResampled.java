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
 * Resamples sequences to a common length: each channel is linearly interpolated at {@code steps}
 * evenly spaced points; (n x channels · steps), plus, with {@code duration}, log2 of the length
 * divided by 4. If the spacing exceeds two steps, each point is instead the mean of the steps
 * nearer to it than to its neighbours, so that no step is skipped.
 *
 * @param steps points per channel, 2 to 4096
 * @param duration whether the length is kept as a feature
 * @param warp by how many points one sequence may run ahead of or behind another when two are
 *     compared, by dynamic time warping; 0 compares point by point
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

  /** Creates an extractor with the default settings: 16 points, and the length. */
  public SequenceResampled() {
    this(16, true);
  }

  /** Creates an extractor that compares point by point. */
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
   * @throws DecipherException if the samples are not sequences
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

  /** An encoder whose vectors are compared by dynamic time warping. */
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
