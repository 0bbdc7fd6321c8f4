// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.training;

/**
 * The batches of a training. Each depends only on the epoch and its index, so that a resumed
 * training sees the same batches.
 *
 * @param <B> a batch, on the heap
 */
public interface BatchSource<B> {
  /** Returns the number of batches per epoch, 1 or more. */
  int count();

  /**
   * Creates a batch. Called on a thread other than that of the training, by one thread at a time.
   *
   * @param epoch counted from 0
   * @param batch from 0 to {@code count() - 1}
   */
  B get(int epoch, int batch);
}
