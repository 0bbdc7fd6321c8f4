// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.SampleReader;
import io.decipher.api.Settings;
import io.decipher.api.spi.SampleReaderProvider;

/** Creates the reader of images. */
public final class ImageReaderProvider implements SampleReaderProvider {
  @Override
  public String name() {
    return "images";
  }

  @Override
  public String description() {
    return "Images, or folders and zip files of them";
  }

  @Override
  public SampleReader create(Settings settings) {
    return settings.as(ImageReader.class);
  }
}
