/** Tables in text and in .npy as samples; other plugins read their tables by it, too. */
@org.jspecify.annotations.NullMarked
module io.decipher.tables {
  requires transitive io.decipher.api; // our exported types mention it
  requires de.siegmar.fastcsv;
  requires static org.jspecify;

  exports io.decipher.tables;

  provides io.decipher.api.spi.DatasetProvider with
      io.decipher.tables.TableProvider;
  provides io.decipher.api.spi.SampleReaderProvider with
      io.decipher.tables.TableReaderProvider;
}
