// SPDX-License-Identifier: Apache-2.0
package io.decipher.examples;

import io.decipher.api.Dataset;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;

/** Creates a {@link SignalsDataset} from {@code dataset { type = signals, file = … }}. */
public final class SignalsDatasetProvider implements DatasetProvider {
  @Override
  public String name() {
    return "signals";
  }

  @Override
  public String description() {
    return "signals of unequal lengths from a text file, with names and sites";
  }

  @Override
  public Dataset create(Settings settings) {
    return settings.as(SignalsDataset.class);
  }
}
