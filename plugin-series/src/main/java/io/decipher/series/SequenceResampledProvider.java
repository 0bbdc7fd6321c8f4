// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.Candidate;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;
import java.util.List;

/** Creates {@link SequenceResampled}. */
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

  @Override
  public List<Candidate> candidates(SampleType type) {
    return accepts(type)
        ? List.of(
            candidate("sequences, resampled", "type = sequence-resampled"),
            candidate("sequences, warped", "type = sequence-resampled, warp = 3"))
        : List.of();
  }

  private static Candidate candidate(String name, String settings) {
    return new Candidate(name, Settings.parse("candidates", settings));
  }
}
