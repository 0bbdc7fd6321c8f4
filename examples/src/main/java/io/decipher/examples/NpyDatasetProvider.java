// SPDX-License-Identifier: Apache-2.0
package io.decipher.examples;

import io.decipher.api.Dataset;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;

/** Creates an {@link NpyDataset} from {@code dataset { type = npy, file = … }}. */
public final class NpyDatasetProvider implements DatasetProvider {
  @Override
  public String name() {
    return "npy";
  }

  @Override
  public String description() {
    return "grey images from a .npy file";
  }

  @Override
  public Dataset create(Settings settings) {
    return settings.as(NpyDataset.class);
  }
}
