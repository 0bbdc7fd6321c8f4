// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

import io.decipher.djl.Check;

/** How the learning rate changes in the course of a training; a recipe's choice of a schedule. */
public sealed interface Annealing {
  /** Returns the share of the greatest learning rate at each step. */
  Schedule schedule();

  /** Returns whether each step depends on how many there are in all. */
  boolean dependsOnLength();

  /** Up in the first 15 % of the steps, then down to almost nothing; the last weights are kept. */
  record OneCycle() implements Annealing {
    @Override
    public Schedule schedule() {
      return Schedule.oneCycle();
    }

    @Override
    public boolean dependsOnLength() {
      return true;
    }
  }

  /** Down to nothing by half a cosine; the last weights are kept. */
  record Cosine() implements Annealing {
    @Override
    public Schedule schedule() {
      return Schedule.cosine(0);
    }

    @Override
    public boolean dependsOnLength() {
      return true;
    }
  }

  /**
   * Lowered when the held-out measure stops improving; the best weights are kept.
   *
   * @param factor what the learning rate is multiplied by, in (0, 1)
   * @param patience after how many epochs without a new best, 1 or more
   */
  record Plateau(double factor, int patience) implements Annealing {
    /** Checks both. */
    public Plateau {
      if (!(factor > 0 && factor < 1)) {
        throw new IllegalArgumentException("factor must be in (0, 1), but was " + factor);
      }
      Check.atLeast("patience", patience, 1);
    }

    @Override
    public Schedule schedule() {
      return Schedule.constant();
    }

    @Override
    public boolean dependsOnLength() {
      return false;
    }
  }

  /** Always the same; the best weights are kept. */
  record Constant() implements Annealing {
    @Override
    public Schedule schedule() {
      return Schedule.constant();
    }

    @Override
    public boolean dependsOnLength() {
      return false;
    }
  }
}
