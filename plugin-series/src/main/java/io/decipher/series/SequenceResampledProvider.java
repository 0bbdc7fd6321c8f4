package io.decipher.series;

import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;

/** Makes {@link SequenceResampled}. */
public final class SequenceResampledProvider implements FeatureExtractorProvider {
  @Override
  public String name() {
    return "sequence-resampled";
  }

  @Override
  public String description() {
    return "Sequences stretched to one length";
  }

  @Override
  public FeatureExtractor create(Settings settings) {
    return settings.as(SequenceResampled.class);
  }

  @Override
  public boolean accepts(SampleType type) {
    return type instanceof SampleType.Sequence;
  }
}
