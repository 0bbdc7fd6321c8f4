// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.random.RandomGenerator;

/**
 * The capability to draw from latent vectors that the caller chooses: to walk from one sample to
 * another, or to draw the same vector in each class.
 *
 * <p>A latent vector is (latent size), or (latent size + classes) for a conditional model, whose
 * last entries are class weights that sum to 1; interpolating two latent vectors therefore
 * interpolates the condition as well.
 */
public interface LatentSpace extends Decoder {
  /**
   * Returns latent vectors as new samples are drawn from.
   *
   * @param count how many
   * @param random where the randomness comes from
   * @return (count x latent size)
   */
  FloatMatrix drawLatents(int count, RandomGenerator random);

  /**
   * Returns latent vectors as new samples of a class are drawn from.
   *
   * @param label a class, in [0, {@link Conditional#classes()})
   * @param count how many
   * @param random where the randomness comes from
   * @return (count x latent size)
   */
  FloatMatrix drawLatents(int label, int count, RandomGenerator random);

  /**
   * Returns the latent vectors that stand, in another class, where these stand in theirs: the same
   * hand, another letter.
   *
   * @param latents (n x latent size)
   * @param label a class, in [0, {@link Conditional#classes()})
   * @return (n x latent size)
   */
  FloatMatrix movedTo(int label, FloatMatrix latents);
}
