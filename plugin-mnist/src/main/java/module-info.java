// SPDX-License-Identifier: Apache-2.0
/** Data sets in IDX format; MNIST itself, bundled. */
@org.jspecify.annotations.NullMarked
module io.decipher.mnist {
  requires transitive io.decipher.api; // our exported types mention it
  requires static org.jspecify;

  exports io.decipher.mnist;

  provides io.decipher.api.spi.DatasetProvider with
      io.decipher.mnist.MnistProvider;
  provides io.decipher.api.spi.SampleReaderProvider with
      io.decipher.mnist.IdxReaderProvider;
}
