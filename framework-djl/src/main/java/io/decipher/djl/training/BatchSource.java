// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

/**
 * The batches of a training, each a function of the epoch and its number alone, so that a training
 * that goes on sees what it would have seen.
 *
 * @param <B> a batch, on the heap
 */
public interface BatchSource<B> {
  /** Returns the number of batches an epoch, 1 or more. */
  int count();

  /**
   * Makes a batch. Called on a thread that is not the training's, by one thread at a time.
   *
   * @param epoch from 0 on
   * @param batch from 0 to {@code count() - 1}
   */
  B get(int epoch, int batch);
}
