// SPDX-License-Identifier: Apache-2.0
package io.decipher.vector;

import io.decipher.numerics.spi.DistanceKernel;

/** Squared distances in vector instructions, if the JVM offers {@code jdk.incubator.vector}. */
public final class VectorDistances implements DistanceKernel {
  /** Creates the kernel; no class of the vector module is touched. */
  public VectorDistances() {}

  @Override
  public boolean isAvailable() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  @Override
  public void write(
      float[] rows,
      int first,
      int count,
      int stride,
      float[][] columns,
      int width,
      float[][] squared) {
    new Lanes(rows, stride, columns).write(first, count, width, squared);
  }
}
