// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.Candidate;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;
import java.util.List;

/** Provides {@link Gradients}. */
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

  @Override
  public boolean accepts(SampleType type) {
    return type instanceof SampleType.Image;
  }

  @Override
  public List<Candidate> candidates(SampleType type) {
    return accepts(type)
        ? List.of(new Candidate("gradients", Settings.parse("candidates", "type = gradients")))
        : List.of();
  }
}
