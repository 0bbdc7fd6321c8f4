// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.Dataset;
import io.decipher.api.Recognized;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import java.nio.file.Path;
import java.util.Optional;

/** Creates the data set that {@link Images} describes. */
public final class ImagesProvider implements DatasetProvider {
  @Override
  public String name() {
    return "images";
  }

  @Override
  public String description() {
    return "A folder or zip file of images: PNG, JPEG, TIFF, WebP, BMP, GIF";
  }

  @Override
  public Dataset create(Settings settings) {
    return settings.as(Images.class).open();
  }

  @Override
  public Optional<Recognized> recognize(Path path) {
    return Recognition.of(path);
  }
}
