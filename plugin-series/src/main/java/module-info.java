// SPDX-License-Identifier: Apache-2.0
/** Data sets of time series, one per file or cut from long logs, and their features. */
@org.jspecify.annotations.NullMarked
module io.decipher.series {
  requires transitive io.decipher.api; // part of exported types
  requires io.decipher.numerics;
  requires transitive io.decipher.text; // likewise
  requires io.jhdf;
  requires com.ning.compress.lzf; // needed by jHDF, an automatic module, which does not require it
  requires org.apache.commons.lang3; // likewise
  requires static org.jspecify;

  exports io.decipher.series;

  provides io.decipher.api.spi.DatasetProvider with
      io.decipher.series.SeriesProvider;
  provides io.decipher.api.spi.FeatureExtractorProvider with
      io.decipher.series.SequenceStatsProvider,
      io.decipher.series.SequenceResampledProvider;
}
