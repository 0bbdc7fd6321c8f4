// SPDX-License-Identifier: Apache-2.0
/**
 * Recordings of animals and people: decoded, segmented into units, and converted to spectrograms.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.sound {
  requires transitive io.decipher.api; // part of exported types
  requires io.decipher.numerics;
  requires io.decipher.text;
  requires java.desktop; // draws the segmenter's pages; also needed by jFLAC
  requires jflac.codec;
  requires jlayer;
  requires jorbis;
  requires static org.jspecify;

  exports io.decipher.sound;
  exports io.decipher.sound.audio;
  exports io.decipher.sound.segment;
  exports io.decipher.sound.spectrum;
  exports io.decipher.sound.tables;

  provides io.decipher.api.spi.DatasetProvider with
      io.decipher.sound.SoundProvider;
  provides io.decipher.api.spi.SampleReaderProvider with
      io.decipher.sound.SoundReaderProvider;
  provides io.decipher.api.spi.FeatureExtractorProvider with
      io.decipher.sound.MfccProvider;
  provides io.decipher.api.spi.ToolProvider with
      io.decipher.sound.SegmentingProvider;
  provides io.decipher.api.spi.ResultWriterProvider with
      io.decipher.sound.UnitTablesProvider;
}
