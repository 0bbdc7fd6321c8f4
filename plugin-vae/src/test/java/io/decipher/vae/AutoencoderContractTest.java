// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import io.decipher.api.GenerativeModel;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.GenerativeModelContract;

/** An autoencoder without a posterior keeps what every model promises. */
class AutoencoderContractTest extends GenerativeModelContract {
  @Override
  public Provider<GenerativeModel> provider() {
    return new VaeProvider();
  }

  @Override
  public Settings settings() {
    return Settings.parse(
        "test",
        "architecture { type = dense, hidden = [32], normalization = none, tied-weights = true },"
            + " posterior = none, likelihood { type = gaussian, output = identity }, objective {"
            + " augmentation = none, corruption { kind = masking } }, condition { by = classes },"
            + " latent-size = 4, fit { min-steps = 0, epochs = 2, batch-size = 16 }");
  }
}
