// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import io.decipher.api.Settings;
import io.decipher.testkit.DatasetContract;

class MnistContractTest extends DatasetContract {
  @Override
  public MnistProvider provider() {
    return new MnistProvider();
  }

  @Override
  public Settings settings() {
    return Settings.parse("test", "train-limit = 30, test-limit = 20");
  }
}
