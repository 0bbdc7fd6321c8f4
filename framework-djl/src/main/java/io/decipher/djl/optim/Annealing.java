// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.optim;

import io.decipher.djl.Check;

/** How the learning rate changes during a training: a recipe's choice of a schedule. */
public sealed interface Annealing {
  /** Returns the learning rate of each step relative to the maximum. */
  Schedule schedule();

  /** Returns whether a step's rate depends on the total number of steps. */
  boolean dependsOnLength();

  /**
   * Increases in the first 15 % of the steps, then decreases to almost 0; the last weights are
   * kept.
   */
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

  /** Decreases to 0 by half a cosine; the last weights are kept. */
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
   * Decreases when the validation measure stops improving; the best weights are kept.
   *
   * @param factor the factor by which the learning rate is multiplied, in (0, 1)
   * @param patience the number of epochs without improvement, 1 or more
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

  /** Constant; the best weights are kept. */
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
