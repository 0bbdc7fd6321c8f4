// SPDX-License-Identifier: Apache-2.0
/** Data sets of tables in text and .npy files. */
@org.jspecify.annotations.NullMarked
module io.decipher.tables {
  requires transitive io.decipher.api; // part of exported types
  requires transitive io.decipher.text; // likewise
  requires static org.jspecify;

  exports io.decipher.tables;

  provides io.decipher.api.spi.DatasetProvider with
      io.decipher.tables.TableProvider;
  provides io.decipher.api.spi.SampleReaderProvider with
      io.decipher.tables.TableReaderProvider;
}
