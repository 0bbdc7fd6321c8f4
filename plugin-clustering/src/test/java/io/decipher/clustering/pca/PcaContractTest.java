// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.pca;

import io.decipher.api.Projector;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.ProjectorContract;

class PcaContractTest extends ProjectorContract {
  @Override
  public Provider<Projector> provider() {
    return new PcaProvider();
  }

  @Override
  public Settings settings() {
    return Settings.parse("test", "dimensions = 2");
  }

  @Override
  public boolean isRandom() {
    return false;
  }
}
