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
 * Estimates the memory that a discovery needs, and warns before it starts if there is less: when
 * memory is exhausted, the system ends a process without a message.
 *
 * @implNote for images of 28 x 28 with the presets, the peak was 0.7 GB for 500 and 3.0 to 3.6 GB
 *     for 70,000 (docs/results.md), with a heap that was not short
 */
public final class MemoryNeed {
  /** The JVM, its code, the engine and a network, whatever the samples. */
  private static final long BASE = 640L << 20;

  /** On the heap, whatever the samples. */
  private static final long BASE_HEAP = 64L << 20;

  /** For each value of each sample: samples, prepared samples, features, layouts. */
  private static final long BYTES_A_VALUE = 44;

  /** The part of it that is on the heap at the same time. */
  private static final long HEAP_BYTES_A_VALUE = 28;

  private MemoryNeed() {}

  /**
   * Returns warnings if a run needs more memory than there is; usually empty.
   *
   * @param samples the number of samples
   * @param run its output directory
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
        "; use fewer samples, or allow more memory; if the run is killed, resume it with: "
            + RunDirectory.resumption(run, "discover");
    if (limit.isPresent() && limit.get().bytes() < all) {
      warnings.add(
          "this run takes about "
              + megabytes(all)
              + " of memory, but "
              + limit.get().what()
              + " has "
              + megabytes(limit.get().bytes())
              + ", and a process that takes more is killed without notice"
              + afterwards);
    } else if (largestHeap < heap) {
      warnings.add(
          "this run takes about "
              + megabytes(heap)
              + " of the JVM's heap, which is limited to "
              + megabytes(largestHeap)
              + " (DECIPHER_JAVA_OPTS=-Xmx"
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
