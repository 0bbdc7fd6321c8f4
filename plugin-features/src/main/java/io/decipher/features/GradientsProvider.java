package io.decipher.features;

import io.decipher.api.FeatureExtractor;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;

/** Makes {@link Gradients}. */
public final class GradientsProvider implements FeatureExtractorProvider {
  @Override
  public String name() {
    return "gradients";
  }

  @Override
  public String description() {
    return "Oriented gradients, smoothly pooled: needs no training";
  }

  @Override
  public FeatureExtractor create(Settings settings) {
    return settings.as(Gradients.class);
  }
}
