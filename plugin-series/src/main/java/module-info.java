// SPDX-License-Identifier: Apache-2.0
/** Series of numbers, a file each or cut from long logs, as samples; and features of them. */
@org.jspecify.annotations.NullMarked
module io.decipher.series {
  requires transitive io.decipher.api; // our exported types mention it
  requires io.decipher.numerics;
  requires transitive io.decipher.text; // likewise
  requires io.jhdf;
  requires com.ning.compress.lzf; // of jHDF, which is an automatic module and does not pull it in
  requires org.apache.commons.lang3; // likewise
  requires static org.jspecify;

  exports io.decipher.series;

  provides io.decipher.api.spi.DatasetProvider with
      io.decipher.series.SeriesProvider;
  provides io.decipher.api.spi.FeatureExtractorProvider with
      io.decipher.series.SequenceStatsProvider,
      io.decipher.series.SequenceResampledProvider;
}
