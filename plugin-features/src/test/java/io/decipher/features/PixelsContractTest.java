// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.testkit.FeatureExtractorContract;

class PixelsContractTest extends FeatureExtractorContract {
  @Override
  public PixelsProvider provider() {
    return new PixelsProvider();
  }
}
