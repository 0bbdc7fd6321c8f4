// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.lang.System.Logger.Level;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * A listener that is disabled once it fails, so that a broken user interface does not end hours of
 * work.
 */
final class GuardedListener implements ProgressListener {
  private final ProgressListener listener;
  private volatile boolean dropped;

  private GuardedListener(ProgressListener listener) {
    this.listener = listener;
  }

  /** Returns a guarded listener; a listener that is guarded already is returned as it is. */
  static GuardedListener of(ProgressListener listener) {
    return listener instanceof GuardedListener guarded ? guarded : new GuardedListener(listener);
  }

  private void tell(Consumer<ProgressListener> news) {
    if (dropped) {
      return;
    }
    try {
      news.accept(listener);
    } catch (DecipherException | CancellationException e) {
      throw e; // intended to end the run
    } catch (RuntimeException e) {
      dropped = true;
      System.getLogger("io.decipher.run")
          .log(
              Level.WARNING,
              "the progress listener "
                  + listener.getClass().getName()
                  + " threw "
                  + e
                  + "; it is not notified any more, and the run continues",
              e);
    }
  }

  @Override
  public void progress(Progress progress) {
    tell(one -> one.progress(progress));
  }

  @Override
  public void stage(RunStage stage) {
    tell(one -> one.stage(stage));
  }

  @Override
  public void epoch(EpochMetrics metrics) {
    tell(one -> one.epoch(metrics));
  }

  @Override
  public void samples(String stage, int epoch, FloatMatrix samples, SampleType type) {
    tell(one -> one.samples(stage, epoch, samples, type));
  }

  @Override
  public void warning(String text) {
    tell(one -> one.warning(text));
  }

  @Override
  public void note(String text) {
    tell(one -> one.note(text));
  }
}
