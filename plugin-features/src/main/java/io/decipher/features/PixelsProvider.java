// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.api.Candidate;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;
import java.util.List;

/** Provides {@link Pixels}. */
public final class PixelsProvider implements FeatureExtractorProvider {
  private static final int WHITENED = 10; // further components would be amplified noise

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
    if (type instanceof SampleType.Image) {
      return List.of(
          candidate("pixels", "type = pixels"),
          candidate("pixels, standardized", "type = pixels, standardize = true"));
    }
    return type instanceof SampleType.Vector
        ? List.of(
            candidate("values", "type = pixels"),
            candidate(
                "values, whitened",
                "type = pixels, project { type = pca, dimensions = "
                    + WHITENED
                    + ", whiten = true }"))
        : List.of();
  }

  private static Candidate candidate(String name, String settings) {
    return new Candidate(name, Settings.parse("candidates", settings));
  }
}
