// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.Candidate;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.FeatureExtractorProvider;
import java.util.List;

/** Creates {@link SequenceStats}. */
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

  @Override
  public List<Candidate> candidates(SampleType type) {
    return accepts(type)
        ? List.of(
            candidate("sequences, statistics", "type = sequence-stats"),
            candidate(
                "sequences, statistics whitened",
                "type = sequence-stats, project { type = pca, dimensions = 10, whiten = true }"))
        : List.of();
  }

  private static Candidate candidate(String name, String settings) {
    return new Candidate(name, Settings.parse("candidates", settings));
  }
}
