// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.random.RandomGenerator;

/** The capability to draw new samples of one found class. */
public interface Conditional {
  /** Returns the number of classes that can be drawn; 0 if the model was trained without any. */
  int classes();

  /**
   * Returns new samples of one class.
   *
   * @param label a class, in [0, {@link #classes()})
   * @param count how many
   * @param random where the randomness comes from
   * @return (count x size), in [0, 1] for images
   */
  FloatMatrix generate(int label, int count, RandomGenerator random);
}
