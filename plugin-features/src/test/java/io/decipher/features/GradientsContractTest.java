// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.testkit.FeatureExtractorContract;

class GradientsContractTest extends FeatureExtractorContract {
  @Override
  public GradientsProvider provider() {
    return new GradientsProvider();
  }
}
