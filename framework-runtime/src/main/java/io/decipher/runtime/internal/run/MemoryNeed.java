// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.SampleType;
import io.decipher.runtime.internal.config.MemoryLimit;
import io.decipher.runtime.internal.store.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * About how much memory a discovery takes, told before it begins where there is less: a system that
 * runs out of it ends a process without a word.
 *
 * @implNote of images of 28 x 28 with the presets, 500 took 0.7 GB at their peak and 70,000 took
 *     3.0 to 3.6 GB (docs/results.md), of a heap that was not short
 */
public final class MemoryNeed {
  /** What the JVM, its code, the engine and a net take, whatever the samples are. */
  private static final long BASE = 640L << 20;

  /** Of the heap, whatever the samples are. */
  private static final long BASE_HEAP = 64L << 20;

  /** For each value of each sample: samples, as prepared, features, layouts. */
  private static final long BYTES_A_VALUE = 44;

  /** As much of that as the heap holds at once. */
  private static final long HEAP_BYTES_A_VALUE = 28;

  private MemoryNeed() {}

  /**
   * Returns what a person should know before a run takes more than there is; usually nothing.
   *
   * @param samples how many there are
   * @param run where it writes
   */
  public static List<String> warnings(int samples, SampleType type, Path run) {
    return warnings(
        (long) samples * type.size(), run, MemoryLimit.current(), Runtime.getRuntime().maxMemory());
  }

  static List<String> warnings(
      long values, Path run, Optional<MemoryLimit> limit, long largestHeap) {
    List<String> warnings = new ArrayList<>();
    long heap = BASE_HEAP + HEAP_BYTES_A_VALUE * values;
    long all = BASE + BYTES_A_VALUE * values;
    String afterwards =
        "; take fewer samples, or give it more, and go on with a run that was ended for it by: "
            + RunDirectory.resumption(run, "discover");
    if (limit.isPresent() && limit.get().bytes() < all) {
      warnings.add(
          "this run takes about "
              + megabytes(all)
              + " of memory, but "
              + limit.get().what()
              + " has "
              + megabytes(limit.get().bytes())
              + ", and a process that takes more is killed without a word"
              + afterwards);
    } else if (largestHeap < heap) {
      warnings.add(
          "this run takes about "
              + megabytes(heap)
              + " of the JVM's heap, which is "
              + megabytes(largestHeap)
              + " at most (DECIPHER_JAVA_OPTS=-Xmx"
              + Math.max(1, (heap >> 20) * 5 / 4)
              + "m makes it larger)"
              + afterwards);
    }
    return warnings;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", bytes >> 20);
  }
}
