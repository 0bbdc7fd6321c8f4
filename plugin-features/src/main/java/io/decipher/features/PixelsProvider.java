package io.decipher.features;

import io.decipher.api.FeatureExtractor;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;

/** Makes {@link Pixels}. */
public final class PixelsProvider implements FeatureExtractorProvider {
  @Override
  public String name() {
    return "pixels";
  }

  @Override
  public String description() {
    return "The values of a sample as they are, or blurred";
  }

  @Override
  public FeatureExtractor create(Settings settings) {
    return settings.as(Pixels.class);
  }
}
