package io.decipher.mnist;

import io.decipher.api.Dataset;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;

/** Makes the data set that {@link Mnist} describes. */
public final class MnistProvider implements DatasetProvider {
  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public String description() {
    return "Handwritten digits, bundled; or any data set of images in IDX files";
  }

  @Override
  public Dataset create(Settings settings) {
    return settings.as(Mnist.class).open();
  }
}
