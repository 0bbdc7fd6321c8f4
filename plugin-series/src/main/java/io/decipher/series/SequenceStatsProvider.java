package io.decipher.series;

import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;

/** Makes {@link SequenceStats}. */
public final class SequenceStatsProvider implements FeatureExtractorProvider {
  @Override
  public String name() {
    return "sequence-stats";
  }

  @Override
  public String description() {
    return "Statistics and spectra of sequences of any length";
  }

  @Override
  public FeatureExtractor create(Settings settings) {
    return settings.as(SequenceStats.class);
  }

  @Override
  public boolean accepts(SampleType type) {
    return type instanceof SampleType.Sequence;
  }
}
