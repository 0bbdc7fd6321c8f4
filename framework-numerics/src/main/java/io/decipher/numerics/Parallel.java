// SPDX-License-Identifier: Apache-2.0
package io.decipher.numerics;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Runs independent tasks on all cores, or in the {@link java.util.concurrent.ForkJoinPool} from
 * which it is called.
 *
 * <p>Tasks must not write to shared places, and their results must depend only on their index; then
 * the result does not depend on the number of threads.
 */
public final class Parallel {
  /** Enough waves for visible progress, few enough that waiting between them is cheap. */
  private static final int WAVES = 40;

  private static final int MIN_WAVE = 16;

  /** The number of items per block: few enough to balance the cores. */
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

  /** Runs tasks 0 to {@code count - 1} in waves, and reports progress before each. */
  public static void run(int count, String stage, RunContext run, IntConsumer task) {
    waves(count, stage, 0, 1, run, task);
    run.step(new Progress(stage, 1, ""));
  }

  /** Work on consecutive items. */
  public interface Work {
    /**
     * Processes items from {@code start} up to but excluding {@code end}; blocks write to no shared
     * places.
     */
    void run(int start, int end);
  }

  /**
   * Runs work on 0 to {@code count - 1} in blocks, in waves.
   *
   * @param size the size of a block
   * @param done the fraction of the stage completed before
   * @param share the fraction of the stage that this is
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
   * Runs work on items 0 to {@code count - 1} in blocks, as a stage of its own: for plugins that
   * process each sample, with working memory per block.
   *
   * @param count the number of items
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
