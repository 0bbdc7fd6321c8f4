// SPDX-License-Identifier: Apache-2.0
package io.decipher.features;

import io.decipher.testkit.FeatureExtractorContract;

class ElasticGradientsContractTest extends FeatureExtractorContract {
  @Override
  public ElasticGradientsProvider provider() {
    return new ElasticGradientsProvider();
  }
}
