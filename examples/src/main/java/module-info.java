// SPDX-License-Identifier: Apache-2.0
/** The example plugin explained in README.md. */
@org.jspecify.annotations.NullMarked
module io.decipher.examples {
  requires transitive io.decipher.api;
  requires static org.jspecify;

  exports io.decipher.examples;

  provides io.decipher.api.spi.DatasetProvider with
      io.decipher.examples.NpyDatasetProvider,
      io.decipher.examples.SignalsDatasetProvider;
}
