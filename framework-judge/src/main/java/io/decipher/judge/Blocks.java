// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.stream.IntStream;

/**
 * Runs work on rows that do not depend on each other on all cores. Every row is worked on by one
 * thread alone, so the number of threads changes no bit of the result.
 */
final class Blocks {
  private static final int BLOCK = 64;
  private static final int ROUND = 32 * BLOCK; // often enough to report and to stop

  private Blocks() {}

  /** Work on the rows of one block, with scratch space of its own. */
  @FunctionalInterface
  interface Work {
    void on(int from, int to);
  }

  static void run(int rows, String stage, RunContext run, Work work) {
    for (int start = 0; start < rows; start += ROUND) {
      run.step(new Progress(stage, (double) start / rows, ""));
      int first = start;
      int end = Math.min(rows, start + ROUND);
      IntStream.range(0, (end - start + BLOCK - 1) / BLOCK)
          .parallel()
          .forEach(
              block -> {
                int from = first + block * BLOCK;
                if (!run.cancellation().isCancelled()) {
                  work.on(from, Math.min(end, from + BLOCK));
                }
              });
    }
    run.step(new Progress(stage, 1, ""));
  }
}
