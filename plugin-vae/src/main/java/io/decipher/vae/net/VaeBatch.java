// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

/**
 * What one step takes, on the heap, each array row-major; an array without values is nothing.
 *
 * @param views what is encoded, (b x {@link Shown#size}); the same array as {@code targets} where
 *     views are not changed
 * @param targets what is to be decoded, (b x size)
 * @param noise standard normal, (b x {@link VaeNet#noise}); nothing if there need be none
 * @param classes the probability of each class, (b x classes), a row of zeros where none is known;
 *     nothing without a head
 * @param condition the class that the decoder is given, (b x conditions), zeros and a one, or
 *     zeros; nothing without a condition
 * @param agreed the logarithm of each class's probability by a sample and its neighbours, (b x k);
 *     nothing without a mixture
 * @param observed 1 for a value that was measured, 0 for one that is missing or behind a sequence's
 *     end, (b x size); nothing where all were
 * @param forced 1 for a step that the decoder makes of the true one before it, 0 for one that it
 *     makes of its own, (b x steps); nothing where it makes all of its own
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one thread to another, compared by nobody
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

  /** Returns samples that are encoded as they are, without classes. */
  public static VaeBatch of(float[] samples, float[] noise, float[] condition) {
    return of(samples, samples, noise, condition);
  }

  /** Returns samples and views of them, without classes. */
  public static VaeBatch of(float[] views, float[] targets, float[] noise, float[] condition) {
    return new VaeBatch(views, targets, noise, NONE, condition, NONE, NONE, NONE);
  }

  /** Returns this batch with other noise. */
  public VaeBatch withNoise(float[] other) {
    return new VaeBatch(views, targets, other, classes, condition, agreed, observed, forced);
  }

  /** Returns this batch with what is known of each sample's class. */
  public VaeBatch withClasses(float[] known, float[] byNeighbours) {
    return new VaeBatch(views, targets, noise, known, condition, byNeighbours, observed, forced);
  }

  /** Returns this batch with what is known of its steps. */
  public VaeBatch withSteps(float[] measured, float[] given) {
    return new VaeBatch(views, targets, noise, classes, condition, agreed, measured, given);
  }
}
