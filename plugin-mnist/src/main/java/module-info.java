// SPDX-License-Identifier: Apache-2.0
/** Data sets in IDX format, including the bundled MNIST. */
@org.jspecify.annotations.NullMarked
module io.decipher.mnist {
  requires transitive io.decipher.api; // part of exported types
  requires static org.jspecify;

  exports io.decipher.mnist;

  provides io.decipher.api.spi.DatasetProvider with
      io.decipher.mnist.MnistProvider;
  provides io.decipher.api.spi.SampleReaderProvider with
      io.decipher.mnist.IdxReaderProvider;
}
