// SPDX-License-Identifier: Apache-2.0
/**
 * Inner loops in explicit vector instructions, used where the JVM was started with {@code
 * --add-modules jdk.incubator.vector}.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.vector {
  requires io.decipher.numerics;
  requires static jdk.incubator.vector;
  requires static org.jspecify;

  provides io.decipher.numerics.spi.DistanceKernel with
      io.decipher.vector.VectorDistances;
}
