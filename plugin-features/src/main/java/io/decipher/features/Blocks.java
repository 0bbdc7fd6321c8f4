// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.stream.IntStream;

/**
 * Runs work on samples that do not depend on each other on all cores. Every sample is worked on by
 * one thread alone, so the number of threads changes no bit of the result.
 */
final class Blocks {
  // A block is small enough to even out the cores; a round ends often enough to report and to stop.
  private static final int BLOCK = 64;
  private static final int ROUND = 64 * BLOCK;

  private Blocks() {}

  /** Work on the samples of one block, with scratch space of its own. */
  @FunctionalInterface
  interface Work {
    void on(int from, int to);
  }

  static void run(int samples, String stage, RunContext run, Work work) {
    for (int start = 0; start < samples; start += ROUND) {
      run.step(new Progress(stage, (double) start / samples, start + " of " + samples));
      int first = start;
      int end = Math.min(samples, start + ROUND);
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
    run.step(new Progress(stage, 1, samples + " of " + samples));
  }
}
