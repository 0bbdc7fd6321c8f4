// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Runs independent tasks on all cores, or on the {@link java.util.concurrent.ForkJoinPool} it is
 * called from.
 *
 * <p>Tasks must write to places of their own, and what they compute must depend on their index
 * alone: then the outcome is the same for any number of threads.
 */
public final class Parallel {
  /** Enough waves for a person to see progress, few enough that waiting between them is cheap. */
  private static final int WAVES = 40;

  private static final int MIN_WAVE = 16;

  /** Items a block: few enough to even out the cores. */
  private static final int BLOCK = 64;

  private Parallel() {}

  /** Runs tasks 0 to {@code count - 1}. */
  public static void run(int count, IntConsumer task) {
    if (count == 1) {
      task.accept(0);
    } else {
      IntStream.range(0, count).parallel().forEach(task);
    }
  }

  /** Runs tasks 0 to {@code count - 1} in waves, and reports the share done before each. */
  public static void run(int count, String stage, RunContext run, IntConsumer task) {
    waves(count, stage, 0, 1, run, task);
    run.step(new Progress(stage, 1, ""));
  }

  /** Work on neighbouring items. */
  public interface Work {
    /** Does the work for {@code start} and on, before {@code end}; blocks share nothing written. */
    void run(int start, int end);
  }

  /**
   * Runs work on 0 to {@code count - 1} in blocks, in waves.
   *
   * @param size of a block
   * @param done the share of the stage that is done when these are begun
   * @param share of the stage that these are
   */
  public static void blocks(
      int count, int size, RunContext run, String stage, double done, double share, Work work) {
    waves(
        (count + size - 1) / size,
        stage,
        done,
        share,
        run,
        block -> work.run(block * size, Math.min(count, (block + 1) * size)));
    run.cancellation().throwIfCancelled();
  }

  /**
   * Runs work on items 0 to {@code count - 1} in blocks, as a stage of its own: what a plugin does
   * to each sample, with scratch space a block.
   *
   * @param count of items
   */
  public static void blocks(int count, String stage, RunContext run, Work work) {
    blocks(count, BLOCK, run, stage, 0, 1, work);
    run.step(new Progress(stage, 1, ""));
  }

  private static void waves(
      int count, String stage, double done, double share, RunContext run, IntConsumer task) {
    int wave = Math.max(MIN_WAVE, (count + WAVES - 1) / WAVES);
    for (int start = 0; start < count; start += wave) {
      run.step(new Progress(stage, Math.min(1, done + share * start / count), ""));
      int from = start;
      run(
          Math.min(wave, count - start),
          index -> {
            if (!run.cancellation().isCancelled()) {
              task.accept(from + index);
            }
          });
    }
  }
}
