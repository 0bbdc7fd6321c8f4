// SPDX-License-Identifier: Apache-2.0
/**
 * Features that need no training: oriented gradients and pixels, and deskewing as preprocessing.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.features {
  requires transitive io.decipher.api; // part of exported types
  requires io.decipher.numerics;
  requires static org.jspecify;

  exports io.decipher.features;

  provides io.decipher.api.spi.PreprocessorProvider with
      io.decipher.features.DeskewProvider;
  provides io.decipher.api.spi.FeatureExtractorProvider with
      io.decipher.features.ElasticGradientsProvider,
      io.decipher.features.GradientsProvider,
      io.decipher.features.PixelsProvider;
}
