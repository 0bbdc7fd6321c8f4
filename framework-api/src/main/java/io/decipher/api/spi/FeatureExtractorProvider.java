// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.Candidate;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.util.List;

/** Provides feature extractors. */
public non-sealed interface FeatureExtractorProvider extends Provider<FeatureExtractor> {
  @Override
  default Class<?> yields() {
    return Encoder.class;
  }

  /**
   * Returns configurations worth trying on samples of a type, the most promising first, for runs
   * that select their features automatically. Empty by default.
   */
  default List<Candidate> candidates(SampleType type) {
    return List.of();
  }

  /**
   * Returns configurations worth trying on these samples, if the choice depends on more than their
   * type. By default those for their type.
   */
  default List<Candidate> candidates(Samples samples) {
    return candidates(samples.type());
  }
}
