package io.decipher.api.spi;

import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;

/** Makes feature extractors. */
public non-sealed interface FeatureExtractorProvider extends Provider<FeatureExtractor> {
  @Override
  default Class<?> yields() {
    return Encoder.class;
  }
}
