// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

/**
 * The input of one step, on the heap, with each array row-major; an empty array means absence.
 *
 * @param views the inputs of the encoder, (b x {@link Shown#size}); the same array as {@code
 *     targets} if views equal samples
 * @param targets the samples to reconstruct, (b x size)
 * @param noise standard normal, (b x {@link VaeNet#noise}); empty if none is needed
 * @param classes the probability of each class, (b x classes), zeros for a sample of unknown class;
 *     empty without a head
 * @param condition the one-hot class given to the decoder, (b x conditions), or zeros; empty
 *     without a condition
 * @param agreed the log probability of each class given a sample and its neighbours, (b x k); empty
 *     without a mixture
 * @param observed 1 for a measured value, 0 for one that is missing or after the end of a sequence,
 *     (b x size); empty if all were measured
 * @param forced 1 for a step decoded from the true previous one, 0 for one decoded from the
 *     decoder's own, (b x steps); empty without teacher forcing
 */
@SuppressWarnings("ArrayRecordComponent") // passed between threads, never compared
public record VaeBatch(
    float[] views,
    float[] targets,
    float[] noise,
    float[] classes,
    float[] condition,
    float[] agreed,
    float[] observed,
    float[] forced) {
  private static final float[] NONE = new float[0];

  /** Returns a batch of unchanged samples, without classes. */
  public static VaeBatch of(float[] samples, float[] noise, float[] condition) {
    return of(samples, samples, noise, condition);
  }

  /** Returns a batch of samples and their views, without classes. */
  public static VaeBatch of(float[] views, float[] targets, float[] noise, float[] condition) {
    return new VaeBatch(views, targets, noise, NONE, condition, NONE, NONE, NONE);
  }

  /** Returns this batch with other noise. */
  public VaeBatch withNoise(float[] other) {
    return new VaeBatch(views, targets, other, classes, condition, agreed, observed, forced);
  }

  /** Returns this batch with class information. */
  public VaeBatch withClasses(float[] known, float[] byNeighbours) {
    return new VaeBatch(views, targets, noise, known, condition, byNeighbours, observed, forced);
  }

  /** Returns this batch with step information. */
  public VaeBatch withSteps(float[] measured, float[] given) {
    return new VaeBatch(views, targets, noise, classes, condition, agreed, measured, given);
  }
}
