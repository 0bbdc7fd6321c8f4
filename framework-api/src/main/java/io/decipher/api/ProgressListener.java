package io.decipher.api;

/** Hears how a run goes. Called on the run's own thread; must return quickly. */
@FunctionalInterface
public interface ProgressListener {
  /** Hears how far a stage has come. */
  void progress(Progress progress);

  /** Hears what an epoch of training measured. */
  default void epoch(EpochMetrics metrics) {}

  /** Returns a listener that ignores everything. */
  static ProgressListener none() {
    return progress -> {};
  }
}
