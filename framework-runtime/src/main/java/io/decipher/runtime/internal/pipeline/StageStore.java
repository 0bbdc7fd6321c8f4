// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.RunContext;
import io.decipher.runtime.report.Stage;
import java.util.Optional;

/** Keeps what the stages of a {@link Pipeline} found, so that another process can go on. */
public interface StageStore {
  /** What a stage is to its run. */
  enum Kind {
    /** A model will learn from its classes. */
    ROUND,
    /** Its classes are the answer. */
    LAST_ROUND,
    /** Other features find classes beside it, for comparison. */
    COMPARED,
    /** The same features, laid out by another seed. */
    LAYOUT;

    /** Returns whether its classes are those of the run. */
    public boolean isRound() {
      return this == ROUND || this == LAST_ROUND;
    }
  }

  /**
   * Returns what an earlier process of the run found at a stage; with its layout if that is needed
   * again. What cannot be read was not found, nor was what came after.
   */
  Optional<Stage> known(String name, Kind kind);

  /** Keeps what a stage found just now. */
  void keep(String name, Kind kind, Stage found);

  /** Forgets a stage, and all that came after it. */
  void forgetFrom(String name);

  /**
   * Returns a context by which a training can keep checkpoints.
   *
   * @param number of the training within the run, from 1 on
   */
  RunContext training(int number, RunContext run);
}
