// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.RunContext;
import io.decipher.runtime.report.Stage;
import java.util.Optional;

/** Stores the results of the stages of a {@link Pipeline}, so that another process can continue. */
public interface StageStore {
  /** The role of a stage in its run. */
  enum Kind {
    /** A model is trained on its classes. */
    ROUND,
    /** Its classes are the result. */
    LAST_ROUND,
    /** Its classes, by other features, are for comparison. */
    COMPARED,
    /** The same features with another seed. */
    LAYOUT;

    /** Returns whether its classes are those of the run. */
    public boolean isRound() {
      return this == ROUND || this == LAST_ROUND;
    }
  }

  /**
   * Returns the result of a stage from an earlier process of the run, with its layout if that is
   * needed again; empty if it cannot be read, and for all stages after such a one.
   */
  Optional<Stage> known(String name, Kind kind);

  /** Stores the result of a stage. */
  void keep(String name, Kind kind, Stage found);

  /** Deletes the result of a stage, and of all later ones. */
  void forgetFrom(String name);

  /**
   * Returns a context in which a training can keep checkpoints.
   *
   * @param number of the training within the run, from 1
   */
  RunContext training(int number, RunContext run);
}
