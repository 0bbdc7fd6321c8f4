package io.decipher.features;

import io.decipher.api.Candidate;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;
import java.util.List;

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

  @Override
  public List<Candidate> candidates(SampleType type) {
    return List.of(new Candidate("pixels", Settings.parse("candidates", "type = pixels")));
  }
}
