// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.testkit.FeatureExtractorContract;

class SequenceStatsContractTest extends FeatureExtractorContract {
  @Override
  public SequenceStatsProvider provider() {
    return new SequenceStatsProvider();
  }

  @Override
  public SampleType type() {
    return samples().type();
  }

  @Override
  public Samples samples() {
    return Waves.noise(50);
  }
}
