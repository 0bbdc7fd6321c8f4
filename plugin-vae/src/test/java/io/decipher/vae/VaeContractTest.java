// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import io.decipher.api.GenerativeModel;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.GenerativeModelContract;

class VaeContractTest extends GenerativeModelContract {
  @Override
  public Provider<GenerativeModel> provider() {
    return new VaeProvider();
  }

  @Override
  public Settings settings() {
    return Settings.parse(
        "test",
        "architecture.channels = [16, 16, 16], latent-size = 4, fit { min-steps = 0, epochs = 2, batch-size = 16 },"
            + " engine = "
            + Recipes.ENGINE);
  }
}
