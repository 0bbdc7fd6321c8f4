// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import io.decipher.api.Clusterer;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.ClustererContract;
import java.util.OptionalInt;

class HdbscanContractTest extends ClustererContract {
  @Override
  public Provider<Clusterer> provider() {
    return new HdbscanProvider();
  }

  @Override
  public Settings settings() {
    return Settings.parse("test", "min-cluster-size = 20, min-samples = 5");
  }

  @Override
  public OptionalInt minClusterSize() {
    return OptionalInt.of(20);
  }
}
