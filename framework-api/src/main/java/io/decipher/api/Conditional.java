// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.random.RandomGenerator;

/** The capability to generate new samples of a given class. */
public interface Conditional {
  /**
   * Returns the number of classes that can be generated; 0 if the model was trained without
   * classes.
   */
  int classes();

  /**
   * Generates new samples of one class.
   *
   * @param label a class, in [0, {@link #classes()})
   * @param count the number of samples
   * @param random the source of randomness
   * @return (count x size), in [0, 1] for images
   */
  FloatMatrix generate(int label, int count, RandomGenerator random);
}
