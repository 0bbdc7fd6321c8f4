// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan;

import io.decipher.api.GenerativeModel;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.GenerativeModelContract;

class DcganContractTest extends GenerativeModelContract {
  @Override
  public Provider<GenerativeModel> provider() {
    return new DcganProvider();
  }

  @Override
  public Settings settings() {
    return Settings.parse(
        "test",
        "channels = [16], latent-size = 4, fit { min-steps = 0, epochs = 2, batch-size = 8 }, engine = "
            + Digits.ENGINE);
  }
}
