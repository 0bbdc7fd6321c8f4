// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.api.Comparison;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.numerics.Parallel;
import io.decipher.numerics.TimeWarping;
import java.util.Optional;

/**
 * Mel-frequency cepstral coefficients (MFCC) of spectrograms, with derivatives, on a fixed number
 * of time steps.
 *
 * <p>A discrete cosine transform (DCT-II, orthonormal) turns each column of a spectrogram, band
 * levels in decibels, into {@code coefficients} numbers, the first of which is the loudness;
 * neighbouring columns are interpolated or averaged to {@code steps}. Derivatives are the slopes of
 * straight lines fitted through five steps. Features are (n x coefficients · (1 + derivatives) ·
 * steps): each coefficient at each step, then the derivatives. The frequency scale is that of the
 * spectrogram; use mel for true MFCC.
 *
 * @param coefficients number per step, 1 or more, at most the number of bands of the spectrogram
 * @param steps number of time steps, 1 or more
 * @param derivatives 0, 1 (slopes) or 2 (also slopes of slopes)
 * @param lifter L: coefficient i is multiplied by 1 + L / 2 · sin(π i / L), so that the higher,
 *     smaller coefficients carry weight; 0 for none
 * @param loudness whether the first coefficient is included
 * @param centre attribute by which to centre: the mean of each group is subtracted, e.g. per
 *     speaker or recorder; if empty, nothing is subtracted
 * @param warp by how many steps one unit may run ahead of or behind another when two are compared,
 *     by dynamic time warping; 0 compares step by step
 * @see <a href="https://doi.org/10.1109/TASSP.1980.1163420">Davis and Mermelstein 1980</a>
 */
public record Mfcc(
    int coefficients,
    int steps,
    int derivatives,
    double lifter,
    boolean loudness,
    Optional<String> centre,
    int warp)
    implements FeatureExtractor {
  private static final int MOST = 4096;

  /** Checks the settings. */
  public Mfcc {
    if (coefficients < 1 || coefficients > MOST) {
      throw new IllegalArgumentException(
          "coefficients must be in [1, " + MOST + "], but was " + coefficients);
    }
    if (steps < 1 || steps > MOST) {
      throw new IllegalArgumentException("steps must be in [1, " + MOST + "], but was " + steps);
    }
    if (derivatives < 0 || derivatives > 2) {
      throw new IllegalArgumentException("derivatives must be 0, 1 or 2, but was " + derivatives);
    }
    if (warp < 0 || warp >= Math.max(2, steps)) {
      throw new IllegalArgumentException(
          "warp must be at least 0 and below steps, " + steps + ", but was " + warp);
    }
    if (!(lifter == 0 || lifter >= 1)) {
      throw new IllegalArgumentException("lifter must be 0, or at least 1, but was " + lifter);
    }
  }

  /** Creates an extractor of 13 coefficients on 24 steps, with first and second derivatives. */
  public Mfcc() {
    this(13, 24, 2, 22, true, Optional.empty());
  }

  /** Creates an extractor whose features are compared step by step. */
  public Mfcc(
      int coefficients,
      int steps,
      int derivatives,
      double lifter,
      boolean loudness,
      Optional<String> centre) {
    this(coefficients, steps, derivatives, lifter, loudness, centre, 0);
  }

  @Override
  public void check(SampleType type) {
    if (!(type instanceof SampleType.Image image) || image.channels() != 1) {
      throw new DecipherException(
          "features 'mfcc' need spectrograms, grey images, but the samples are of type "
              + type
              + "; use pixels");
    }
    int needed = coefficients + (loudness ? 0 : 1);
    if (image.height() < needed) {
      throw new DecipherException(
          "features 'mfcc' with coefficients = "
              + coefficients
              + " need spectrograms of at least "
              + needed
              + " bands, but the samples have "
              + image.height()
              + "; raise spectrogram.bands, or lower coefficients");
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws DecipherException if the samples are not greyscale images, have fewer bands than needed
   *     for the coefficients, or lack the attribute to centre by
   */
  @Override
  public Encoder fit(Samples samples, RunContext run) {
    check(samples.type());
    SampleType.Image image = (SampleType.Image) samples.type();
    Cepstrum cepstrum = new Cepstrum(this, image.height(), image.width());
    if (centre.isEmpty()) {
      return compared((others, context) -> encode(cepstrum, others, context));
    }
    GroupMeans means =
        GroupMeans.of(encode(cepstrum, samples, run), GroupMeans.groups(samples, centre.get()));
    return compared(
        (others, context) ->
            means.takenOff(
                encode(cepstrum, others, context), GroupMeans.groups(others, centre.get())));
  }

  private Encoder compared(Encoder encoder) {
    return warp == 0
        ? encoder
        : new Warped(encoder, () -> new TimeWarping(coefficients * (1 + derivatives), steps, warp));
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

  private static FloatMatrix encode(Cepstrum cepstrum, Samples samples, RunContext run) {
    int size = cepstrum.size();
    float[] out = new float[Math.multiplyExact(samples.count(), size)];
    Parallel.blocks(
        samples.count(),
        "mfcc",
        run,
        (from, to) -> {
          float[] picture = new float[samples.type().size()];
          for (int i = from; i < to; i++) {
            samples.copyRow(i, picture, 0);
            cepstrum.of(picture, out, i * size);
          }
        });
    return FloatMatrix.wrap(samples.count(), size, out);
  }
}
