// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import io.decipher.testkit.FeatureExtractorContract;

class MfccContractTest extends FeatureExtractorContract {
  @Override
  public MfccProvider provider() {
    return new MfccProvider();
  }
}
