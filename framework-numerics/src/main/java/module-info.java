// SPDX-License-Identifier: Apache-2.0
/**
 * Numerical methods shared by several plugins: nearest neighbours, principal components,
 * eigenvectors.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.numerics {
  requires transitive io.decipher.api; // part of exported types
  requires static org.jspecify;

  exports io.decipher.numerics;
  exports io.decipher.numerics.spi to
      io.decipher.vector;

  uses io.decipher.numerics.spi.DistanceKernel;
}
