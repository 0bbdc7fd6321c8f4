// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Candidate;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.List;

/** Makes feature extractors. */
public non-sealed interface FeatureExtractorProvider extends Provider<FeatureExtractor> {
  @Override
  default Class<?> yields() {
    return Encoder.class;
  }

  /**
   * Returns ways to set this up that are worth trying on samples of a type, the likeliest first,
   * for a run that is to choose its features by itself. None by default.
   */
  default List<Candidate> candidates(SampleType type) {
    return List.of();
  }

  /**
   * Returns ways to set this up that are worth trying on these samples, where more than their type
   * says which. Those for their type by default.
   */
  default List<Candidate> candidates(Samples samples) {
    return candidates(samples.type());
  }
}
