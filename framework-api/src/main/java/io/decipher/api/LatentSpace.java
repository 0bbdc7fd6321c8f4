package io.decipher.api;

import java.util.random.RandomGenerator;

/**
 * The capability to draw from latent vectors that the caller chooses: to walk from one sample to
 * another, or to draw the same vector in each class.
 *
 * <p>A latent vector is what {@link #drawLatents} gives a row of, and {@link #decode} takes. A
 * model that draws classes by being told of them keeps behind the vector what it is told, one value
 * a class, of which 1 is all; so what lies between two latent vectors is one, too.
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
