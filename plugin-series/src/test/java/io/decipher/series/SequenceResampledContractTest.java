// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.testkit.FeatureExtractorContract;

class SequenceResampledContractTest extends FeatureExtractorContract {
  @Override
  public SequenceResampledProvider provider() {
    return new SequenceResampledProvider();
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
