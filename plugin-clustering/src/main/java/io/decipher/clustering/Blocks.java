package io.decipher.clustering;

import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import java.util.stream.IntStream;

/** Runs work over 0, 1, … in blocks, on all threads of the caller's pool. */
final class Blocks {
  private static final int PARALLEL = 32;

  private Blocks() {}

  interface Work {
    /** Does the work for {@code start} and on, before {@code end}; blocks share nothing written. */
    void run(int start, int end);
  }

  /**
   * Does all blocks; reports, and stops if the run was cancelled, every {@value #PARALLEL} blocks.
   *
   * @param count of the items
   * @param size of a block
   * @param stage what is being done
   * @param done the share of the stage that is done when these are begun
   * @param share of the stage that these are
   */
  static void forEach(
      int count, int size, RunContext run, String stage, double done, double share, Work work) {
    int blocks = (count + size - 1) / size;
    for (int first = 0; first < blocks; first += PARALLEL) {
      run.step(new Progress(stage, Math.min(1, done + share * first / blocks), ""));
      IntStream.range(first, Math.min(blocks, first + PARALLEL))
          .parallel()
          .forEach(
              block -> {
                if (!run.cancellation().isCancelled()) {
                  work.run(block * size, Math.min(count, (block + 1) * size));
                }
              });
    }
    run.cancellation().throwIfCancelled();
  }
}
