// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.random.RandomGenerator;

/**
 * The capability to generate samples from latent vectors chosen by the caller, for example to
 * interpolate between two samples, or to decode the same vector in each class.
 *
 * <p>A latent vector is (latent size), or (latent size + classes) for a conditional model, where
 * the last entries are class weights that sum to 1; interpolating two latent vectors therefore
 * interpolates the condition as well.
 */
public interface LatentSpace extends Decoder {
  /**
   * Draws latent vectors from the distribution from which new samples are generated.
   *
   * @param count the number of vectors
   * @param random the source of randomness
   * @return (count x latent size)
   */
  FloatMatrix drawLatents(int count, RandomGenerator random);

  /**
   * Draws latent vectors from the distribution from which new samples of a class are generated.
   *
   * @param label a class, in [0, {@link Conditional#classes()})
   * @param count the number of vectors
   * @param random the source of randomness
   * @return (count x latent size)
   */
  FloatMatrix drawLatents(int label, int count, RandomGenerator random);

  /**
   * Returns the corresponding latent vectors of another class: the same style, e.g. the same
   * handwriting, of a different letter.
   *
   * @param latents (n x latent size)
   * @param label a class, in [0, {@link Conditional#classes()})
   * @return (n x latent size)
   */
  FloatMatrix movedTo(int label, FloatMatrix latents);
}
