// SPDX-License-Identifier: Apache-2.0
/** Tables in text and in .npy as samples. */
@org.jspecify.annotations.NullMarked
module io.decipher.tables {
  requires transitive io.decipher.api; // our exported types mention it
  requires transitive io.decipher.text; // likewise
  requires static org.jspecify;

  exports io.decipher.tables;

  provides io.decipher.api.spi.DatasetProvider with
      io.decipher.tables.TableProvider;
  provides io.decipher.api.spi.SampleReaderProvider with
      io.decipher.tables.TableReaderProvider;
}
