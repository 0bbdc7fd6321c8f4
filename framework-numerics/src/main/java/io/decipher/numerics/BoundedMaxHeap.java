// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

/** The k smallest of a series of numbers: a heap with the greatest of them on top. */
public final class BoundedMaxHeap {
  private final double[] heap;
  private int size;

  public BoundedMaxHeap(int k) {
    heap = new double[k];
  }

  public void clear() {
    size = 0;
  }

  /** Returns the k-th smallest number so far, or infinity while there are fewer. */
  public double greatest() {
    return size < heap.length ? Double.POSITIVE_INFINITY : heap[0];
  }

  public void add(double value, int times) {
    for (int i = 0; i < times && value < greatest(); i++) {
      if (size < heap.length) {
        up(value);
      } else {
        down(value);
      }
    }
  }

  private void up(double value) {
    int at = size++;
    while (at > 0 && heap[(at - 1) >>> 1] < value) {
      heap[at] = heap[(at - 1) >>> 1];
      at = (at - 1) >>> 1;
    }
    heap[at] = value;
  }

  private void down(double value) {
    int at = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= value) {
        break;
      }
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    heap[at] = value;
  }
}
