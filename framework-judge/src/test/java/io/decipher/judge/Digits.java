// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.Dataset;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;

/** MNIST, by its plugin. */
final class Digits {
  private Digits() {}

  static Dataset mnist(String settings) {
    return Plugins.discover()
        .create(
            DatasetProvider.class,
            Settings.parse("test", "mnist { type = mnist, " + settings + " }").at("mnist"));
  }
}
