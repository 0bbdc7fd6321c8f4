// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.umap;

import io.decipher.api.Projector;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.ProjectorContract;

class UmapContractTest extends ProjectorContract {
  @Override
  public Provider<Projector> provider() {
    return new UmapProvider();
  }

  @Override
  public Settings settings() {
    return Settings.parse("test", "neighbours = 10, epochs = 30");
  }

  @Override
  public boolean isRandom() {
    return true;
  }
}
