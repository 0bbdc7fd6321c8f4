// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

/** Hears how a run goes. Called on the run's own thread; must return quickly. */
@FunctionalInterface
public interface ProgressListener {
  /** Hears how far a stage has come. */
  void progress(Progress progress);

  /** Hears that a stage of the whole job begins. */
  default void stage(RunStage stage) {}

  /** Hears what an epoch of training measured. */
  default void epoch(EpochMetrics metrics) {}

  /**
   * Sees what a model in training draws, by the same noise each time.
   *
   * @param stage what is trained, e.g. {@code "model"}
   * @param epoch from 1 on
   * @param samples (n x size), in [0, 1] for images
   * @param type what a row is
   */
  default void samples(String stage, int epoch, FloatMatrix samples, SampleType type) {}

  /** Hears what a person should know though the run goes on, and what to do about it. */
  default void warning(String text) {}

  /** Hears how the data were read, a line for people; see {@link Dataset#notes}. */
  default void note(String text) {}

  /** Returns a listener that ignores everything. */
  static ProgressListener none() {
    return progress -> {};
  }
}
