// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.internal.common;

import io.decipher.api.DecipherException;

/** The heap memory still available to a run. */
public final class Memory {
  private static final long MEGABYTE = 1 << 20;

  private Memory() {}

  /**
   * Rejects work that needs more heap than the JVM can provide, before it starts.
   *
   * @param what the work, for the message, e.g. {@code "hdbscan: 100 x 2 points"}
   * @param needed in bytes
   */
  public static void require(String what, long needed) {
    if (needed > left()) {
      System.gc(); // garbage counts as used until it is collected
      require(what, needed, left(), Runtime.getRuntime().maxMemory());
    }
  }

  /** Does the same, given that {@code left} of {@code most} bytes are free. */
  public static void require(String what, long needed, long left, long most) {
    if (needed > left) {
      throw new DecipherException(
          what
              + (" need about " + megabytes(needed) + " MB of memory, but of the ")
              + (megabytes(most) + " MB that Java may use here ")
              + (Math.max(0, left / MEGABYTE) + " MB are left; allow more (-Xmx")
              + megabytes(most + needed - left)
              + "m), or use fewer points, or reduce their dimensions with a projector");
    }
  }

  private static long left() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
  }

  private static long megabytes(long bytes) {
    return (bytes + MEGABYTE - 1) / MEGABYTE;
  }
}
