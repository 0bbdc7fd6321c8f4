// SPDX-License-Identifier: Apache-2.0
/** Tables by commons-csv. */
module org.example.csv {
  requires transitive io.decipher.api;
  requires org.apache.commons.csv;

  exports org.example.csv;

  provides io.decipher.api.spi.SampleReaderProvider with
      org.example.csv.CommonsReaderProvider;
}
