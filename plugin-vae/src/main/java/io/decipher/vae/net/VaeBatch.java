// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

/**
 * What one step takes, on the heap, each array row-major; an array without values is nothing.
 *
 * @param views what is encoded, (b x size); the same array as {@code targets} where views are not
 *     changed
 * @param targets what is to be decoded, (b x size)
 * @param noise standard normal, (b x latent); nothing without a posterior
 * @param classes the probability of each class, (b x classes), a row of zeros where none is known;
 *     nothing without a head
 * @param condition the class that the decoder is given, (b x conditions), zeros and a one, or
 *     zeros; nothing without a condition
 * @param agreed the logarithm of each class's probability by a sample and its neighbours, (b x k);
 *     nothing without a mixture
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one thread to another, compared by nobody
public record VaeBatch(
    float[] views,
    float[] targets,
    float[] noise,
    float[] classes,
    float[] condition,
    float[] agreed) {
  /** Returns samples that are encoded as they are, without classes. */
  public static VaeBatch of(float[] samples, float[] noise, float[] condition) {
    return new VaeBatch(samples, samples, noise, new float[0], condition, new float[0]);
  }

  /** Returns this batch with other noise. */
  public VaeBatch withNoise(float[] other) {
    return new VaeBatch(views, targets, other, classes, condition, agreed);
  }
}
